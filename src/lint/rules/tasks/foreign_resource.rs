//! ASL610 foreign-resource: A Task's resource is a URI that only other interpreters know.
//!
//! The language takes any URI in `Resource`; Step Functions takes ARNs of Lambda functions, activities and service
//! integrations.

use crate::lint::context::{Context, named};
use crate::lint::{Code, Diagnostic, Rule, Severity};

use super::calls;
use super::resource::is_foreign;

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(610),
    name: "foreign-resource",
    severity: Severity::Warning,
    aws: Some("INVALID_RESOURCE"),
    summary: "A Task's resource is a URI that only other interpreters know.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for call in calls(context).filter(|call| is_foreign(call.resource) && !call.is_placeholder()) {
        let text = &call.resource.text;
        let message = format!("{}: Step Functions cannot call ‘{text}’", named(&call.state.name));
        let help = "write an ARN such as `arn:aws:states:::lambda:invoke`";
        found.push(RULE.found(call.at(), call.value.span(), message, help));
    }
}
