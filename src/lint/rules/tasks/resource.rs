//! ASL602 resource: A Task's resource is no ARN.
//!
//! `Resource` is the ARN of a Lambda function, an activity or a service integration such as
//! `arn:aws:states:::sns:publish`. The service refuses anything else; a simulated run does not mind.

use crate::lint::context::{Context, is_placeholder, named};
use crate::lint::{Code, Diagnostic, Rule, Severity};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(602),
    name: "resource",
    severity: Severity::Warning,
    summary: "A Task's resource is no ARN.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for (_, state, node) in context.states() {
        let (Some(resource), Some(value)) = (&state.resource, node.get("Resource")) else { continue };
        let is_arn = resource.text.starts_with("arn:") && resource.text.split(':').count() >= 6;
        if !is_arn && !is_placeholder(value) {
            let message = format!("{}: `Resource` is ‘{}’, expected an ARN", named(&state.name), resource.text);
            let help = "write an ARN such as `arn:aws:states:::lambda:invoke`";
            found.push(RULE.found(state.pointer.key("Resource"), value.span(), message, help));
        }
    }
}
