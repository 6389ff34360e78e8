//! ASL606 pattern: A service does not offer the way a Task waits for it.
//!
//! `.sync` waits for a job, and only services that run jobs have it; `.waitForTaskToken` needs a service that can hand a
//! token on; `.sync:2` is for executions of Step Functions alone. An AWS SDK integration has `.waitForTaskToken` only, the
//! ARN of a Lambda function or an activity neither. `CreateStateMachine` does not recognise the resource otherwise.
//!
//! Instead of `arn:aws:states:::sns:publish.sync` write `arn:aws:states:::sns:publish`.

use crate::asl::services::SDK_PATTERNS;
use crate::asl::{Integration, Pattern};
use crate::json::{TextEdit, quote};
use crate::lint::context::{Context, named};
use crate::lint::{Code, Diagnostic, Rule, Severity};

use super::{Call, calls};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(606),
    name: "pattern",
    severity: Severity::Error,
    aws: Some("SCHEMA_VALIDATION_FAILED"),
    summary: "A service does not offer the way a Task waits for it.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for call in calls(context) {
        let pattern = call.resource.pattern;
        let Some(offered) = offered(&call).filter(|offered| !offered.contains(&pattern)) else { continue };
        let suffix = pattern.suffix();
        let name = call.short_name();
        let message = format!("{}: `{name}` does not offer `{suffix}`", named(&call.state.name));
        let ways: Vec<String> = offered.iter().map(|way| format!("`{name}{}`", way.suffix())).collect();
        let help = format!("write {}", ways.join(" or "));
        let text = call.resource.text.strip_suffix(suffix).unwrap_or(&call.resource.text);
        let edit = TextEdit::replace(call.value.span(), quote(text));
        let found_here = RULE.found(call.at(), call.value.span(), message, help);
        found.push(found_here.with_fix(format!("Remove `{suffix}`"), edit));
    }
}

/// How a Task may wait for what it calls; `None` where that is not known.
fn offered(call: &Call<'_>) -> Option<&'static [Pattern]> {
    match &call.resource.integration {
        Integration::Lambda | Integration::Activity => Some(&[Pattern::RequestResponse]),
        Integration::AwsSdk { .. } => Some(SDK_PATTERNS),
        Integration::Optimised { .. } => call.action().map(|action| action.patterns),
        Integration::Other => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asl::Machine;
    use crate::json::Document;
    use crate::lint;

    #[test]
    fn each_service_offers_its_own_patterns() {
        let refused = |resource: &str| {
            let task = format!(
                r#"{{"Type": "Task", "Resource": "{resource}", "Arguments": "{{% $states.input %}}", "End": true}}"#
            );
            let text = format!(r#"{{"QueryLanguage": "JSONata", "StartAt": "S", "States": {{"S": {task}}}}}"#);
            let document = Document::new(text);
            let found = lint::check(&document, &Machine::read(&document));
            found.iter().any(|found| found.code == RULE.code)
        };
        for resource in [
            "lambda:invoke.waitForTaskToken",
            "glue:startJobRun.sync",
            "states:startExecution.sync:2",
            "ecs:runTask.waitForTaskToken",
            "elasticmapreduce:addStep.sync",
            "aws-sdk:s3:listBuckets.waitForTaskToken",
            "dynamodb:getItem",
        ] {
            assert!(!refused(&format!("arn:aws:states:::{resource}")), "{resource}");
        }
        for resource in [
            "sns:publish.sync",
            "lambda:invoke.sync",
            "dynamodb:getItem.waitForTaskToken",
            "glue:startJobRun.sync:2",
            "glue:startJobRun.waitForTaskToken",
            "athena:getQueryResults.sync",
            "http:invoke.waitForTaskToken",
            "aws-sdk:ec2:describeInstances.sync",
        ] {
            assert!(refused(&format!("arn:aws:states:::{resource}")), "{resource}");
        }
        assert!(refused("arn:aws:states:us-east-1:123456789012:activity:a.waitForTaskToken"));
        assert!(refused("arn:aws:lambda:us-east-1:123456789012:function:f.sync"));
    }
}
