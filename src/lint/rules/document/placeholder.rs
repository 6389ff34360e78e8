//! ASL005 placeholder: A `${…}` placeholder is not filled in.
//!
//! Terraform, AWS SAM and `CloudFormation` replace placeholders when they deploy. Here they stay as they are: a simulated
//! Task is found by its state's name, so runs work all the same.

use crate::lint::context::{Context, placeholder};
use crate::lint::{Code, Diagnostic, Rule, Severity};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(5),
    name: "placeholder",
    severity: Severity::Hint,
    aws: None,
    summary: "A `${…}` placeholder is not filled in.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in context.document.nodes() {
        if let Some(name) = placeholder(node).filter(|_| node.key() != Some("Comment")) {
            let message = format!("`{name}` is filled in when the machine is deployed");
            found.push(RULE.found(node.pointer(), node.span(), message, "nothing to do for a run here"));
        }
    }
}
