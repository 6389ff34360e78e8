//! ASL607 missing-argument: A call lacks an argument that its action needs.
//!
//! What an action needs is in `Parameters`, in `JSONata` in `Arguments`. `CreateStateMachine` refuses a call that
//! leaves one of them out, or all.
//!
//! Instead of `{"Payload.$": "$"}` write `{"FunctionName": "…", "Payload.$": "$"}`.

use crate::asl::Integration;
use crate::lint::context::{Context, named, opening};
use crate::lint::similar::nearest;
use crate::lint::{Code, Diagnostic, Rule, Severity};

use super::{Call, calls};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(607),
    name: "missing-argument",
    severity: Severity::Error,
    aws: Some("SCHEMA_VALIDATION_FAILED"),
    summary: "A call lacks an argument that its action needs.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for call in calls(context) {
        let Some((members, key, value)) = call.arguments() else {
            found.extend(without_any(&call));
            continue;
        };
        let given: Vec<&str> = value.members().map(|(member, _)| call.plain_key(&member.key).0).collect();
        // A key that a deployment tool fills in may be any of them.
        if given.iter().any(|key| key.contains("${")) {
            continue;
        }
        for member in members.iter().filter(|member| member.required) {
            // A misspelt one is reported as such.
            let is_given = |name: &str| {
                given.iter().any(|key| {
                    name.eq_ignore_ascii_case(key) || (members.find(key).is_none() && nearest(key, [name]).is_some())
                })
            };
            if member.name.split('/').any(is_given) {
                continue;
            }
            let names: Vec<String> = member.name.split('/').map(|name| format!("`{name}`")).collect();
            let names = names.join(" or ");
            let message = format!("{}: `{}` needs {names}", named(&call.state.name), call.short_name());
            let at = call.state.pointer.key(key);
            found.push(RULE.found(at, opening(value), message, format!("add {names} to `{key}`")));
        }
    }
}

/// A call whose arguments are left out as a whole. That the service asks for them is known from others only, so it warns.
fn without_any(call: &Call<'_>) -> Option<Diagnostic> {
    let is_optimised = matches!(call.resource.integration, Integration::Optimised { .. });
    let needs = is_optimised && call.action()?.arguments.iter().any(|member| member.required);
    if !needs || call.is_placeholder() || call.node.get(call.arguments_key()).is_some() {
        return None;
    }
    let key = call.arguments_key();
    let message = format!("{}: `{}` needs `{key}`", named(&call.state.name), call.short_name());
    let finding = RULE.found(call.at(), call.value.span(), message, format!("give it its arguments in `{key}`"));
    Some(Diagnostic { severity: Severity::Warning, ..finding })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asl::Machine;
    use crate::json::Document;
    use crate::lint;

    #[test]
    fn what_an_action_needs_is_there() {
        let missing = |resource: &str, parameters: &str| {
            let task = format!(
                r#"{{"Type": "Task", "Resource": "arn:aws:states:::{resource}", "Parameters": {parameters}, "End": true}}"#
            );
            let document = Document::new(format!(r#"{{"StartAt": "S", "States": {{"S": {task}}}}}"#));
            let found = lint::check(&document, &Machine::read(&document));
            let found = found.into_iter().filter(|found| found.code == RULE.code);
            found.map(|found| found.message.rsplit(" needs ").next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(missing("lambda:invoke", r#"{"FunctionName.$": "$.f"}"#), [""; 0]);
        assert_eq!(missing("lambda:invoke", r#"{"Payload.$": "$"}"#), ["`FunctionName`"]);
        assert_eq!(missing("sqs:sendMessage", "{}"), ["`QueueUrl`", "`MessageBody`"]);
        assert_eq!(missing("aws-sdk:sqs:sendMessage", r#"{"QueueUrl": "q"}"#), ["`MessageBody`"]);
        assert_eq!(missing("sns:publish", r#"{"Message": "m"}"#), ["`TopicArn` or `TargetArn` or `PhoneNumber`"]);
        assert_eq!(missing("sns:publish", r#"{"Message": "m", "PhoneNumber": "+1"}"#), [""; 0]);
        let without = |resource: &str, language: &str| {
            let task =
                format!(r#"{{"Type": "Task", "Resource": "{resource}", "QueryLanguage": "{language}", "End": true}}"#);
            let document = Document::new(format!(r#"{{"StartAt": "S", "States": {{"S": {task}}}}}"#));
            let found = lint::check(&document, &Machine::read(&document));
            let found = found.into_iter().filter(|found| found.code == RULE.code);
            found.map(|found| (found.severity, found.message)).collect::<Vec<_>>()
        };
        let warning = |what: &str| vec![(Severity::Warning, format!("state ‘S’: {what}"))];
        assert_eq!(
            without("arn:aws:states:::lambda:invoke", "JSONPath"),
            warning("`lambda:invoke` needs `Parameters`")
        );
        assert_eq!(without("arn:aws:states:::sns:publish", "JSONata"), warning("`sns:publish` needs `Arguments`"));
        assert_eq!(without("arn:aws:lambda:us-east-1:123456789012:function:f", "JSONPath"), []);
        assert_eq!(without("arn:aws:states:::aws-sdk:sts:getCallerIdentity", "JSONPath"), []);
        // One that is misspelt is not missing, and what fills in a key may be it.
        assert_eq!(missing("lambda:invoke", r#"{"FunctionNam": "f"}"#), [""; 0]);
        assert_eq!(missing("lambda:invoke", r#"{"${Key}": "f"}"#), [""; 0]);
    }
}
