//! ASL515 too-large-payload: A state hands on more than 256 KiB.
//!
//! An input, an output, what a Task is called with, and what one `Assign` sets have at most 262,144 bytes of JSON, in
//! UTF-8. A definition may be larger, so that it can hold a value that no execution can carry: the state fails with `States.DataLimitExceeded`,
//! which `States.ALL` does not catch. What is counted is what is written; a path or an expression may add to it.
//!
//! Keep large data in S3, and pass on the bucket and the key.

use crate::asl::quotas::{ASSIGNED_BYTES_MAX, PAYLOAD_BYTES_MAX};
use crate::asl::{QueryLanguage, StateKind};
use crate::json::{NodeRef, quoted_len};
use crate::lint::context::{Context, Held, is_placeholder, key_span};
use crate::lint::{Code, Diagnostic, Rule, Severity};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(515),
    name: "too-large-payload",
    severity: Severity::Warning,
    aws: None,
    summary: "A state hands on more than 256 KiB.",
    check,
};

/// What in a value is not what is written.
#[derive(Clone, Copy)]
enum Filled {
    Nothing,
    /// The values of keys that end in `.$`.
    Keys,
    /// Strings that are expressions.
    Expressions,
}

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    // What is written is never shorter than the JSON it gives, but for a number's zeros.
    let least = PAYLOAD_BYTES_MAX.min(ASSIGNED_BYTES_MAX);
    for held in context.held().filter(|held| held.node.source().len() > least) {
        let large = |key: &str, most: usize| held.node.get(key).filter(|value| value.source().len() > most);
        let mut report = |key: &str, bytes: usize, most: usize, done: &str| {
            if bytes > most {
                let subject = context.subject(held.state);
                let message = format!("{subject}: `{key}` has {bytes} bytes of JSON, at most {most} can be {done}");
                let help = "keep large data in S3, and pass on where it is";
                found.push(RULE.found(held.at.key(key), key_span(held.node, key), message, help));
            }
        };
        for (key, filled) in handed_on(held) {
            if let Some(value) = large(key, PAYLOAD_BYTES_MAX) {
                report(key, least_bytes(value, filled), PAYLOAD_BYTES_MAX, "handed on");
            }
        }
        if let Some(variables) = large("Assign", ASSIGNED_BYTES_MAX) {
            let bytes = variables.members().map(|(member, value)| variable_bytes(held, &member.key, value)).sum();
            report("Assign", bytes, ASSIGNED_BYTES_MAX, "assigned");
        }
    }
}

/// How many bytes of JSON a variable's value has at least; its name does not count.
fn variable_bytes(held: Held<'_>, key: &str, value: NodeRef<'_>) -> usize {
    match held.language {
        QueryLanguage::JsonPath if key.ends_with(".$") => 1,
        QueryLanguage::JsonPath => least_bytes(value, Filled::Keys),
        QueryLanguage::Jsonata => least_bytes(value, Filled::Expressions),
    }
}

/// The fields whose whole value is handed on: to the next state, or to what a Task calls.
fn handed_on(held: Held<'_>) -> Vec<(&'static str, Filled)> {
    if held.language == QueryLanguage::Jsonata {
        let called = (held.kind == Some(StateKind::Task)).then_some("Arguments");
        return called.into_iter().chain(["Output"]).map(|key| (key, Filled::Expressions)).collect();
    }
    let absent_or_root = |key: &str| held.node.get(key).is_none_or(|path| path.as_str() == Some("$"));
    let is_dropped = held.node.get("ResultPath").is_some_and(NodeRef::is_null);
    let leaves = !is_dropped && absent_or_root("OutputPath");
    match held.kind {
        Some(StateKind::Pass) if leaves && held.node.get("Result").is_some() => vec![("Result", Filled::Nothing)],
        Some(StateKind::Pass) if leaves => vec![("Parameters", Filled::Keys)],
        Some(StateKind::Task) if leaves => vec![("Parameters", Filled::Keys), ("ResultSelector", Filled::Keys)],
        Some(StateKind::Task) => vec![("Parameters", Filled::Keys)],
        Some(StateKind::Parallel | StateKind::Map) if leaves => vec![("ResultSelector", Filled::Keys)],
        Some(_) | None => Vec::new(),
    }
}

/// How many bytes of JSON a value has at least: what is filled in may be one digit. Recursion is bounded by the parser's
/// nesting limit.
fn least_bytes(node: NodeRef<'_>, filled: Filled) -> usize {
    if is_placeholder(node) {
        return 1;
    }
    let commas = |count: usize| count.saturating_sub(1);
    if node.is_object() {
        let member = |(member, value): (&crate::json::Member, NodeRef<'_>)| {
            let computed = match filled {
                Filled::Keys => member.key.strip_suffix(".$"),
                Filled::Nothing | Filled::Expressions => None,
            };
            let value = if computed.is_some() { 1 } else { least_bytes(value, filled) };
            quoted_len(computed.unwrap_or(&member.key)) + 1 + value
        };
        return 2 + commas(node.members().len()) + node.members().map(member).sum::<usize>();
    }
    if node.is_array() {
        let items = node.elements().map(|item| least_bytes(item, filled)).sum::<usize>();
        return 2 + commas(node.elements().count()) + items;
    }
    match (node.as_str(), filled) {
        (Some(text), Filled::Expressions) if text.starts_with("{%") => 1,
        (Some(text), _) => quoted_len(text),
        (None, _) => node.source().len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asl::Machine;
    use crate::json::Document;
    use crate::lint;

    /// The fields of a state that are found where its `TEXT` has so many bytes.
    fn at(state: &str, more: usize) -> Vec<String> {
        let state = state.replace("TEXT", &"x".repeat(more));
        let document = Document::new(format!(r#"{{"StartAt": "S", "States": {{"S": {state}}}}}"#));
        let found = lint::check(&document, &Machine::read(&document));
        let found = found.into_iter().filter(|found| found.code == RULE.code);
        found.map(|found| found.at.as_str().trim_start_matches("/States/S").to_owned()).collect()
    }

    #[track_caller]
    fn found(state: &str, around: usize, field: &str) {
        assert_eq!(at(state, PAYLOAD_BYTES_MAX - around), [""; 0], "{state}");
        assert_eq!(at(state, PAYLOAD_BYTES_MAX - around + 1), [field], "{state}");
    }

    #[test]
    fn what_leaves_a_state_is_counted() {
        let pass = |fields: &str| format!(r#"{{"Type": "Pass", "End": true, {fields}}}"#);
        found(&pass(r#""Result": "TEXT""#), r#""""#.len(), "/Result");
        found(&pass(r#""Result": {"a": [1, "TEXT"], "b": null}"#), r#"{"a":[1,""],"b":null}"#.len(), "/Result");
        found(&pass(r#""Result": {"a.$": "TEXT"}"#), r#"{"a.$":""}"#.len(), "/Result");
        found(&pass(r#""Result": "TEXT", "ResultPath": "$.r", "OutputPath": "$""#), r#""""#.len(), "/Result");
        found(&pass(r#""Parameters": {"a.$": "$.a", "b": "TEXT"}"#), r#"{"a":1,"b":""}"#.len(), "/Parameters");
        let task =
            r#"{"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "End": true, "FIELD": {"b": "TEXT"}}"#;
        for field in ["Parameters", "ResultSelector"] {
            found(&task.replace("FIELD", field), r#"{"b":""}"#.len(), &format!("/{field}"));
        }
        let jsonata = pass(r#""QueryLanguage": "JSONata", "Output": {"a": "{% 1 %}", "b": "TEXT"}"#);
        found(&jsonata, r#"{"a":1,"b":""}"#.len(), "/Output");
        let caught = r#"{"Type": "Task", "QueryLanguage": "JSONata", "Resource": "arn:aws:states:::sns:publish", "End": true,
            "Arguments": {"Message": "m"}, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "S", "Output": "TEXT"}]}"#;
        found(caught, r#""""#.len(), "/Catch/0/Output");
    }

    #[test]
    fn what_is_assigned_is_counted_without_its_names() {
        let pass = |fields: &str| format!(r#"{{"Type": "Pass", "End": true, {fields}}}"#);
        found(&pass(r#""Assign": {"v": "TEXT", "w.$": "$.w", "x": {"y": 1}}"#), r#"""1{"y":1}"#.len(), "/Assign");
        let jsonata = pass(r#""QueryLanguage": "JSONata", "Assign": {"v": "TEXT", "w": "{% 1 %}"}"#);
        found(&jsonata, r#"""1"#.len(), "/Assign");
    }

    #[test]
    fn what_does_not_leave_it_is_not() {
        let pass = |fields: &str| format!(r#"{{"Type": "Pass", "End": true, {fields}}}"#);
        for state in [
            pass(r#""Result": "TEXT", "ResultPath": null"#),
            pass(r#""Result": "TEXT", "OutputPath": "$.a""#),
            pass(r#""Result": 1, "Parameters": {"b": "TEXT"}"#),
            pass(r#""Comment": "TEXT""#),
            pass(r#""QueryLanguage": "JSONata", "Output": "{% 'TEXT' %}""#),
        ] {
            assert_eq!(at(&state, PAYLOAD_BYTES_MAX * 2), [""; 0], "{state}");
        }
    }
}
