//! ASL608 unknown-argument: A call has an argument that its action does not know.
//!
//! Arguments have the names of the service's API, the first letter large; so have the members of those that are objects.
//! `CreateStateMachine` refuses others: "The field … is not supported by Step Functions".
//!
//! Instead of `{"functionName": "…"}` write `{"FunctionName": "…"}`.

use crate::asl::Integration;
use crate::asl::services::{Members, Shape};
use crate::json::{Member, NodeRef, Pointer, TextEdit, quote};
use crate::lint::context::{Context, is_placeholder, named};
use crate::lint::similar::nearest;
use crate::lint::{Code, Diagnostic, MAX_DIAGNOSTICS, Rule, Severity};

use super::{Call, calls};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(608),
    name: "unknown-argument",
    severity: Severity::Error,
    aws: Some("SCHEMA_VALIDATION_FAILED"),
    summary: "A call has an argument that its action does not know.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for call in calls(context) {
        let Some((members, key, value)) = call.arguments() else {
            sdk(&call, found);
            continue;
        };
        let at = call.state.pointer.key(key);
        for (member, inner) in value.members() {
            let (name, by_path) = call.plain_key(&member.key);
            if name.starts_with(|c: char| c.is_ascii_lowercase()) && members.find(name).is_some() {
                found.push(report(&call, value, member, &at, Some(pascal(name))));
            } else {
                visit_member(&call, members, (value, member, inner), by_path, &at, found);
            }
        }
    }
}

/// An object with known members. Recursion is bounded by the parser's nesting limit.
fn visit(call: &Call<'_>, shape: Shape, node: NodeRef<'_>, at: &Pointer, found: &mut Vec<Diagnostic>) {
    if is_placeholder(node) {
        return;
    }
    if let Some(members) = shape.members() {
        for (member, inner) in node.members() {
            let by_path = call.plain_key(&member.key).1;
            visit_member(call, members, (node, member, inner), by_path, at, found);
        }
    } else if let Some(element) = shape.element() {
        for (index, inner) in node.elements().enumerate() {
            visit(call, element, inner, &at.index(index), found);
        }
        for (member, inner) in node.members() {
            visit(call, element, inner, &at.key(&member.key), found);
        }
    }
}

fn visit_member<'a>(
    call: &Call<'a>,
    members: Members,
    (holder, member, inner): (NodeRef<'a>, &'a Member, NodeRef<'a>),
    by_path: bool,
    at: &Pointer,
    found: &mut Vec<Diagnostic>,
) {
    let name = call.plain_key(&member.key).0;
    match members.find(name) {
        Some(known) if !by_path && !known.shape.is_any() => {
            visit(call, known.shape, inner, &at.key(&member.key), found);
        }
        Some(_) => {}
        None if name.contains("${") => {}
        None => {
            // Only so many findings are kept, and looking for what was meant is the slowest part of one.
            let absent = members.names().filter(|known| holder.get(known).is_none());
            let meant = if found.len() < MAX_DIAGNOSTICS { nearest(name, absent) } else { None };
            found.push(report(call, holder, member, at, meant.map(str::to_owned)));
        }
    }
}

/// Of an action that is in no table only the first letters are known.
fn sdk(call: &Call<'_>, found: &mut Vec<Diagnostic>) {
    if !matches!(call.resource.integration, Integration::AwsSdk { .. }) || call.action().is_some() {
        return;
    }
    let key = if call.node.get("Arguments").is_some() { "Arguments" } else { "Parameters" };
    let Some(value) = call.node.get(key).filter(|value| !is_placeholder(*value)) else { return };
    let at = call.state.pointer.key(key);
    for (member, _) in value.members().filter(|(member, _)| member.key.starts_with(|c: char| c.is_ascii_lowercase())) {
        found.push(report(call, value, member, &at, Some(pascal(call.plain_key(&member.key).0))));
    }
}

fn pascal(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or(String::new(), |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

fn report(call: &Call<'_>, holder: NodeRef<'_>, member: &Member, at: &Pointer, meant: Option<String>) -> Diagnostic {
    let (name, by_path) = call.plain_key(&member.key);
    let message = format!("{}: `{}` knows no `{name}` here", named(&call.state.name), call.short_name());
    let help = meant
        .as_ref()
        .map_or("remove it, or see the API of the service".to_owned(), |meant| format!("did you mean `{meant}`?"));
    let key = meant.map(|meant| if by_path { format!("{meant}.$") } else { meant });
    let key = key.filter(|key| holder.get(key).is_none());
    let fix = key.map(|key| (format!("Rename to `{key}`"), TextEdit::replace(member.key_span, quote(&key))));
    RULE.found(at.key(&member.key), member.key_span, message, help).with_fix_if(fix)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asl::Machine;
    use crate::json::Document;
    use crate::lint;

    fn unknown(language: &str, resource: &str, arguments: &str) -> Vec<(String, String)> {
        let key = if language == "JSONata" { "Arguments" } else { "Parameters" };
        let task = format!(
            r#"{{"Type": "Task", "Resource": "arn:aws:states:::{resource}", "{key}": {arguments}, "End": true}}"#
        );
        let text = format!(r#"{{"QueryLanguage": "{language}", "StartAt": "S", "States": {{"S": {task}}}}}"#);
        let document = Document::new(text);
        let found = lint::check(&document, &Machine::read(&document));
        let found = found.into_iter().filter(|found| found.code == RULE.code);
        let inside = |at: &Pointer| at.as_str().trim_start_matches("/States/S/").to_owned();
        found.map(|found| (inside(&found.at), found.fix.map_or(String::new(), |fix| fix.label))).collect()
    }

    #[track_caller]
    fn refused(language: &str, resource: &str, arguments: &str, at: &str, fix: &str) {
        assert_eq!(unknown(language, resource, arguments), [(at.to_owned(), fix.to_owned())], "{arguments}");
    }

    #[test]
    fn a_name_no_api_has_is_refused_at_any_depth() {
        refused(
            "JSONPath",
            "sagemaker:createTrainingJob.sync",
            r#"{"TrainingJobName": "j", "InputDataConfig": [{"DataSource": {"S3DataSource": {"AtttributeNames": []}}}]}"#,
            "Parameters/InputDataConfig/0/DataSource/S3DataSource/AtttributeNames",
            "Rename to `AttributeNames`",
        );
        refused(
            "JSONata",
            "sns:publish",
            r#"{"TopicArn": "t", "Message": "m", "MessageAttributes": {"any": {"DataTyp": "String"}}}"#,
            "Arguments/MessageAttributes/any/DataTyp",
            "Rename to `DataType`",
        );
        let other = r#"{"FunctionName": "f", "Body": 1}"#;
        refused("JSONPath", "lambda:invoke", other, "Parameters/Body", "");
        let key = r#"{"TableName": "t", "Key": {"id": {"String.$": "$.id"}}}"#;
        refused("JSONPath", "aws-sdk:dynamodb:getItem", key, "Parameters/Key/id/String.$", "");
    }

    #[test]
    fn names_begin_with_a_large_letter() {
        refused(
            "JSONPath",
            "lambda:invoke",
            r#"{"functionName": "f"}"#,
            "Parameters/functionName",
            "Rename to `FunctionName`",
        );
        let bucket = r#"{"bucket.$": "$.b", "Key": "k"}"#;
        refused("JSONPath", "aws-sdk:s3:getObject", bucket, "Parameters/bucket.$", "Rename to `Bucket.$`");
        // Within an argument the service takes the API's own spelling.
        let retry = r#"{"JobName": "j", "JobQueue": "q", "JobDefinition": "d", "RetryStrategy": {"attempts": 5}}"#;
        assert_eq!(unknown("JSONPath", "batch:submitJob.sync", retry), []);
    }

    #[test]
    fn what_is_the_users_own_is_not_looked_at() {
        for (resource, arguments) in [
            ("lambda:invoke", r#"{"FunctionName": "f", "Payload": {"any": {"thing": 1}}}"#),
            ("events:putEvents", r#"{"Entries": [{"Detail": {"any": 1}, "Source": "s"}], "${Key}": 1}"#),
            ("dynamodb:putItem", r#"{"TableName": "t", "Item.$": "$.item"}"#),
            ("sqs:sendMessage", r#"{"QueueUrl": {"Fn::GetAtt": ["Q", "Url"]}, "MessageBody": {"x": 1}}"#),
            (
                "states:startExecution",
                r#"{"StateMachineArn": "a", "Input": {"AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID.$": "$$.Execution.Id"}}"#,
            ),
        ] {
            assert_eq!(unknown("JSONPath", resource, arguments), [], "{resource}");
        }
        assert_eq!(unknown("JSONata", "lambda:invoke", r#""{% $states.input %}""#), []);
    }
}
