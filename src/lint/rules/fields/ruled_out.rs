//! ASL209 ruled-out: Another field's value rules out a field.
//!
//! `ExecutionType` is the type of the child executions of a distributed Map: where `Mode` is `INLINE`, or missing, there
//! are none. Only CSV has headers: a reader of JSON has no `CSVHeaderLocation`. An activity's worker runs with a role of
//! its own: a Task that calls one has no `Credentials`. The service refuses all three.

use crate::asl::Integration;
use crate::asl::fields::Holder;
use crate::json::NodeRef;
use crate::lint::context::{Context, Held, is_placeholder, key_span, remove_member};
use crate::lint::{Code, Diagnostic, Rule, Severity};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(209),
    name: "ruled-out",
    severity: Severity::Error,
    aws: Some("SCHEMA_VALIDATION_FAILED"),
    summary: "Another field's value rules out a field.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for held in context.held() {
        let (name, why, help) = match held.holder {
            Holder::ProcessorConfig if is_inline(held) => {
                ("ExecutionType", "an inline Map has no `ExecutionType`", "remove it, or set `Mode` to `DISTRIBUTED`")
            }
            Holder::ReaderConfig if held.node.get("InputType").and_then(NodeRef::as_str) == Some("JSON") => {
                ("CSVHeaderLocation", "a reader of JSON has no `CSVHeaderLocation`", "remove it, or read CSV")
            }
            Holder::State if calls_activity(context, held) => {
                ("Credentials", "a Task that calls an activity has no `Credentials`", "remove them")
            }
            _ => continue,
        };
        if held.node.get(name).is_none_or(NodeRef::is_null) {
            continue;
        }
        let message = format!("{}: {why}", context.subject(held.state));
        let fix = remove_member(held.node, name).map(|edit| (format!("Remove `{name}`"), edit));
        let span = key_span(held.node, name);
        found.push(RULE.found(held.at.key(name), span, message, help).with_fix_if(fix));
    }
}

fn is_inline(config: Held<'_>) -> bool {
    let mode = config.node.get("Mode");
    mode.is_none_or(|mode| !is_placeholder(mode) && mode.as_str() == Some("INLINE"))
}

fn calls_activity(context: &Context<'_>, held: Held<'_>) -> bool {
    let state = held.state.and_then(|state| context.machine.state(state));
    let resource = state.and_then(|state| state.resource.as_ref());
    resource.is_some_and(|resource| matches!(resource.integration, Integration::Activity))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asl::Machine;
    use crate::json::Document;
    use crate::lint;

    fn ruled_out(state: &str) -> Vec<String> {
        let document = Document::new(format!(r#"{{"StartAt": "S", "States": {{"S": {state}}}}}"#));
        let found = lint::check(&document, &Machine::read(&document));
        found.into_iter().filter(|found| found.code == RULE.code).map(|found| found.at.as_str().to_owned()).collect()
    }

    #[test]
    fn a_reader_of_json_has_no_headers() {
        let map = |config: &str| {
            ruled_out(&format!(
                r#"{{"Type": "Map", "End": true, "ItemReader": {{"Resource": "arn:aws:states:::s3:getObject",
                    "Parameters": {{"Bucket": "b", "Key": "k"}}, "ReaderConfig": {config}}}, "ItemProcessor": {{
                    "ProcessorConfig": {{"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}},
                    "StartAt": "I", "States": {{"I": {{"Type": "Succeed"}}}}}}}}"#
            ))
        };
        assert_eq!(map(r#"{"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"}"#), [""; 0]);
        let at = "/States/S/ItemReader/ReaderConfig/CSVHeaderLocation";
        assert_eq!(map(r#"{"InputType": "JSON", "CSVHeaderLocation": "FIRST_ROW"}"#), [at]);
    }

    #[test]
    fn an_activity_has_no_credentials() {
        let task = |resource: &str| {
            ruled_out(&format!(
                r#"{{"Type": "Task", "Resource": "{resource}", "Credentials": {{"RoleArn": "r"}}, "End": true}}"#
            ))
        };
        assert_eq!(task("arn:aws:lambda:us-east-1:123456789012:function:f"), [""; 0]);
        assert_eq!(task("arn:aws:states:us-east-1:123456789012:activity:a"), ["/States/S/Credentials"]);
    }
}
