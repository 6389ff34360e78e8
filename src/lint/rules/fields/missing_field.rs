//! ASL203 missing-field: A required field is missing.
//!
//! A Task needs `Resource`, a Choice `Choices`, a Parallel `Branches`, a Map `ItemProcessor`, a Wait exactly one of
//! `Seconds`, `SecondsPath`, `Timestamp` and `TimestampPath`, a retrier `ErrorEquals`, a catcher also `Next`. A
//! `ResultWriter` needs a place to write to, or a `WriterConfig`; an `ItemReader` a place to read from. Some fields are
//! needed where another has some value: a `ProcessorConfig` whose `Mode` is `DISTRIBUTED` needs `ExecutionType`.

use crate::asl::QueryLanguage;
use crate::asl::fields::{self, Holder};
use crate::json::NodeRef;
use crate::lint::context::{Context, Held, is_placeholder, key_span, opening};
use crate::lint::{Code, Diagnostic, Rule, Severity};

use super::owner;

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(203),
    name: "missing-field",
    severity: Severity::Error,
    aws: Some("SCHEMA_VALIDATION_FAILED"),
    summary: "A required field is missing.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for held in context.held().filter(|held| held.node.is_object()) {
        if held.holder == Holder::State && held.kind.is_none() {
            continue;
        }
        for field in fields::required(held.holder, held.kind, held.language) {
            // These three have rules of their own.
            let own_rule = matches!(field.name, "StartAt" | "States" | "Type");
            if !own_rule && held.node.get(field.name).is_none() {
                let message = format!("{} needs `{}`", owner(context, held), field.name);
                let help = format!("add `{}`: {}", field.name, lower_first(field.doc));
                found.push(report(context, held, message, help));
            }
        }
        for group in fields::GROUPS.iter().filter(|group| group.required && group.is_on(held.holder, held.kind)) {
            let mut names = group.names.iter().copied().filter(|name| held.field(name).is_some()).peekable();
            if names.peek().is_none() || group.names.iter().any(|name| held.node.get(name).is_some()) {
                continue;
            }
            let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
            let message = format!("{} needs one of {}", owner(context, held), names.join(", "));
            found.push(report(context, held, message, format!("add {}", names.first().map_or("", |name| name))));
        }
        for condition in fields::CONDITIONS.iter().filter(|condition| condition.holder == held.holder) {
            let (name, value) = condition.when;
            let holds = held.node.get(name).and_then(NodeRef::as_str) == Some(value);
            if holds && held.node.get(condition.needs).is_none() {
                let message = format!("{} whose `{name}` is {value} needs `{}`", owner(context, held), condition.needs);
                found.push(report(context, held, message, format!("add `{}`", condition.needs)));
            }
        }
        let missing = writer_lacks(held).into_iter().chain(reader_lacks(held));
        for missing in missing {
            let message = format!("{} needs {missing}", owner(context, held));
            found.push(report(context, held, message, format!("add {missing}")));
        }
    }
}

/// What a `ResultWriter` lacks (AWS: "`ResultWriter` (Map)": it "cannot be empty"; refused: floci-io/floci#1588).
fn writer_lacks(held: Held<'_>) -> Option<String> {
    let place = if held.language == QueryLanguage::JsonPath { "Parameters" } else { "Arguments" };
    let has = |name: &str| held.node.get(name).is_some();
    match (held.holder, has("Resource"), has(place)) {
        (Holder::ResultWriter, true, false) => Some(format!("`{place}`")),
        (Holder::ResultWriter, false, true) => Some("`Resource`".to_owned()),
        (Holder::ResultWriter, false, false) if !has("WriterConfig") => Some(format!("`Resource` and `{place}`")),
        _ => None,
    }
}

/// What an `ItemReader` lacks (AWS: "`ItemReader` (Map)"): where it reads, and of an object what that is.
fn reader_lacks(held: Held<'_>) -> Option<String> {
    if held.holder != Holder::ItemReader {
        return None;
    }
    let place = if held.language == QueryLanguage::JsonPath { "Parameters" } else { "Arguments" };
    if held.node.get(place).is_none() {
        return Some(format!("`{place}`"));
    }
    let reads_object =
        held.node.get("Resource").and_then(NodeRef::as_str).is_some_and(|text| text.ends_with(":s3:getObject"));
    let input_type =
        held.node.get("ReaderConfig").filter(|config| is_placeholder(*config) || config.get("InputType").is_some());
    (reads_object && input_type.is_none()).then(|| "`InputType` in its `ReaderConfig`".to_owned())
}

fn report(context: &Context<'_>, held: Held<'_>, message: String, advice: String) -> Diagnostic {
    let named = held.state.filter(|_| held.holder == Holder::State).and_then(|id| context.machine.state(id));
    let states = named.and_then(|state| context.scope_node(state.scope)?.get("States"));
    let span = match (named, states) {
        (Some(state), Some(states)) => key_span(states, &state.name),
        _ => opening(held.node),
    };
    RULE.found(held.at.clone(), span, message, advice)
}

fn lower_first(doc: &str) -> String {
    let mut letters = doc.trim_end_matches('.').chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asl::Machine;
    use crate::json::Document;
    use crate::lint;

    #[test]
    fn a_writer_has_a_place_or_a_shape() {
        let missing = |writer: &str| {
            let document = Document::new(format!(
                r#"{{"StartAt": "M", "States": {{"M": {{"Type": "Map", "End": true, "ResultWriter": {writer}, "ItemProcessor":
                    {{"ProcessorConfig": {{"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}}, "StartAt": "P", "States": {{"P": {{"Type": "Succeed"}}}}}}}}}}}}"#
            ));
            let found = lint::check(&document, &Machine::read(&document));
            found.into_iter().filter(|found| found.code == RULE.code).map(|found| found.help).collect::<Vec<_>>()
        };
        let place = r#""Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "b"}"#;
        let shape = r#""WriterConfig": {"OutputType": "JSON", "Transformation": "COMPACT"}"#;
        for whole in [format!("{{{place}}}"), format!("{{{shape}}}"), format!("{{{place}, {shape}}}")] {
            assert_eq!(missing(&whole), [""; 0], "{whole}");
        }
        assert_eq!(missing("{}"), ["add `Resource` and `Parameters`"]);
        assert_eq!(missing(r#"{"Resource": "arn:aws:states:::s3:putObject"}"#), ["add `Parameters`"]);
        assert_eq!(missing(r#"{"Parameters": {"Bucket": "b"}}"#), ["add `Resource`"]);
        assert_eq!(missing(r#"{"WriterConfig": {"Transformation": "NONE"}}"#).len(), 1);
    }

    #[test]
    fn a_distributed_map_says_what_it_needs() {
        let missing = |config: &str, fields: &str| {
            let document = Document::new(format!(
                r#"{{"StartAt": "M", "States": {{"M": {{"Type": "Map", "End": true, {fields} "ItemProcessor":
                    {{"ProcessorConfig": {config}, "StartAt": "P", "States": {{"P": {{"Type": "Succeed"}}}}}}}}}}}}"#
            ));
            let found = lint::check(&document, &Machine::read(&document));
            let found = found.into_iter().filter(|found| found.code == RULE.code);
            found.map(|found| (found.at.as_str().to_owned(), found.help)).collect::<Vec<_>>()
        };
        let one = |at: &str, help: &str| vec![(format!("/States/M/{at}"), help.to_owned())];
        let whole = r#"{"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}"#;
        assert_eq!(missing(r#"{"Mode": "INLINE"}"#, ""), []);
        assert_eq!(
            missing(r#"{"Mode": "DISTRIBUTED"}"#, ""),
            one("ItemProcessor/ProcessorConfig", "add `ExecutionType`")
        );
        let reader = |rest: &str| {
            missing(whole, &format!(r#""ItemReader": {{"Resource": "arn:aws:states:::s3:getObject" {rest}}},"#))
        };
        let place = r#", "Parameters": {"Bucket": "b", "Key": "k"}"#;
        assert_eq!(reader(""), one("ItemReader", "add `Parameters`"));
        assert_eq!(reader(place), one("ItemReader", "add `InputType` in its `ReaderConfig`"));
        let config = |config: &str| reader(&format!(r#"{place}, "ReaderConfig": {config}"#));
        assert_eq!(config(r#"{"InputType": "JSON"}"#), []);
        let at = "ItemReader/ReaderConfig";
        assert_eq!(config(r#"{"InputType": "CSV"}"#), one(at, "add `CSVHeaderLocation`"));
        assert_eq!(config(r#"{"InputType": "CSV", "CSVHeaderLocation": "GIVEN"}"#), one(at, "add `CSVHeaders`"));
        assert_eq!(missing(whole, r#""ItemBatcher": {},"#), one("ItemBatcher", "add `MaxItemsPerBatch`"));
        assert_eq!(missing(whole, r#""ItemBatcher": {"MaxItemsPerBatch": 2, "MaxInputBytesPerBatch": 9},"#), []);
    }
}
