//! ASL602 resource: A Task's resource is nothing it can call.
//!
//! `Resource` is the ARN of a Lambda function, an activity or a service integration such as
//! `arn:aws:states:::sns:publish`. `CreateStateMachine` refuses anything else, ARNs of other things too; a simulated run
//! does not mind.

use crate::asl::{Integration, Resource};
use crate::lint::context::{Context, named};
use crate::lint::{Code, Diagnostic, Rule, Severity};

use super::calls;

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(602),
    name: "resource",
    severity: Severity::Error,
    aws: Some("INVALID_RESOURCE"),
    summary: "A Task's resource is nothing it can call.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for call in calls(context) {
        let text = &call.resource.text;
        // Templates of other tools than CloudFormation's have two braces.
        let is_template = call.is_placeholder() || text.contains("{{");
        if is_template || can_be_called(call.resource) || is_foreign(call.resource) {
            continue;
        }
        let message = format!("{}: `Resource` is ‘{text}’, expected the ARN of a call", named(&call.state.name));
        let help = if text.contains(":stateMachine:") {
            "start it with `arn:aws:states:::states:startExecution`, its ARN in `StateMachineArn`"
        } else {
            "write an ARN such as `arn:aws:states:::lambda:invoke`"
        };
        found.push(RULE.found(call.at(), call.value.span(), message, help));
    }
}

fn can_be_called(resource: &Resource) -> bool {
    match resource.integration {
        Integration::Lambda => {
            let names = resource.text.splitn(7, ':').last().unwrap_or_default();
            let (function, version) = names.split_once(':').unwrap_or((names, "$LATEST"));
            is_name(function) && (version == "$LATEST" || is_name(version))
        }
        Integration::Activity | Integration::Optimised { .. } | Integration::AwsSdk { .. } => true,
        Integration::Other => false,
    }
}

/// Whether a text is the name of a function, a version or an alias; how a Task waits is another rule's.
fn is_name(text: &str) -> bool {
    let text = [".sync:2", ".sync", ".waitForTaskToken"].iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text);
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

/// Whether a resource is a URI that some interpreter of the language might call, though Step Functions does not: that of
/// another scheme, and the `swf` tasks of the specification's examples.
pub(super) fn is_foreign(resource: &Resource) -> bool {
    let mut parts = resource.text.split(':');
    let (scheme, service) = (parts.next().unwrap_or_default(), parts.nth(1));
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
        && scheme.len() < resource.text.len();
    resource.integration == Integration::Other && is_scheme && (scheme != "arn" || service == Some("swf"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_is_the_arn_of_a_call() {
        let judged = |text: &str| {
            let resource = Resource::parse(text);
            (can_be_called(&resource), is_foreign(&resource))
        };
        for callable in [
            "arn:aws:lambda:us-east-1:123456789012:function:f",
            "arn:aws-cn:lambda:REGION:ACCOUNT:function:f:$LATEST",
            "arn:aws:lambda:us-east-1:123456789012:function:f:live",
            "arn:aws:states:us-east-1:123456789012:activity:a",
            "arn:aws:states:::sns:publish",
        ] {
            assert_eq!(judged(callable), (true, false), "{callable}");
        }
        for refused in [
            "myFunction",
            "",
            "arn:aws:states:::dynamodb",
            "arn:aws:lambda:us-east-1:123456789012:function:f:",
            "arn:aws:lambda:us-east-1:123456789012:function:f:a*b",
            "arn:aws:states:us-east-1:123456789012:stateMachine:m",
            "arn:aws:sns:us-east-1:123456789012:topic",
        ] {
            assert_eq!(judged(refused), (false, false), "{refused}");
        }
        assert!(is_foreign(&Resource::parse("foo:bar")));
        assert!(is_foreign(&Resource::parse("arn:aws:swf:us-east-1:123456789012:task:t")));
    }
}
