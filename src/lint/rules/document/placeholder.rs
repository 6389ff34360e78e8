//! ASL005 placeholder: A `${…}` placeholder is not filled in.
//!
//! Terraform, AWS SAM and `CloudFormation` replace placeholders when they deploy. Here they stay as they are: a simulated
//! Task is found by its state's name, so runs work all the same.

use crate::json::{NodeRef, Pointer};
use crate::lint::context::{Context, placeholder};
use crate::lint::{Code, Diagnostic, Rule, Severity};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(5),
    name: "placeholder",
    severity: Severity::Hint,
    summary: "A `${…}` placeholder is not filled in.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if let Some(root) = context.document.root() {
        visit(root, &Pointer::root(), found);
    }
}

/// Recursion is bounded by the parser's nesting limit.
fn visit(node: NodeRef<'_>, at: &Pointer, found: &mut Vec<Diagnostic>) {
    if let Some(name) = placeholder(node).filter(|_| node.key() != Some("Comment")) {
        let message = format!("`{name}` is filled in when the machine is deployed");
        found.push(RULE.found(at.clone(), node.span(), message, "nothing to do for a run here"));
    }
    for (member, value) in node.members() {
        visit(value, &at.key(&member.key), found);
    }
    for (index, value) in node.elements().enumerate() {
        visit(value, &at.index(index), found);
    }
}
