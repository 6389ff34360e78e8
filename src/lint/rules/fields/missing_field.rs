//! ASL203 missing-field: A required field is missing.
//!
//! A Task needs `Resource`, a Choice `Choices`, a Parallel `Branches`, a Map `ItemProcessor`, a Wait exactly one of
//! `Seconds`, `SecondsPath`, `Timestamp` and `TimestampPath`, a retrier `ErrorEquals`, a catcher also `Next`. A
//! `ResultWriter` needs a place to write to, or a `WriterConfig`.

use crate::asl::QueryLanguage;
use crate::asl::fields::{self, Holder};
use crate::lint::context::{Context, Held, key_span, opening};
use crate::lint::{Code, Diagnostic, Rule, Severity};

use super::owner;

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(203),
    name: "missing-field",
    severity: Severity::Error,
    summary: "A required field is missing.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for held in context.held.iter().filter(|held| held.node.is_object()) {
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
        if let Some(missing) = writer_lacks(held) {
            let message = format!("{} needs {missing}", owner(context, held));
            found.push(report(context, held, message, format!("add {missing}")));
        }
    }
}

/// What a `ResultWriter` lacks (AWS: "`ResultWriter` (Map)": it "cannot be empty"; refused: floci-io/floci#1588).
fn writer_lacks(held: &Held<'_>) -> Option<String> {
    let place = if held.language == QueryLanguage::JsonPath { "Parameters" } else { "Arguments" };
    let has = |name: &str| held.node.get(name).is_some();
    match (held.holder, has("Resource"), has(place)) {
        (Holder::ResultWriter, true, false) => Some(format!("`{place}`")),
        (Holder::ResultWriter, false, true) => Some("`Resource`".to_owned()),
        (Holder::ResultWriter, false, false) if !has("WriterConfig") => Some(format!("`Resource` and `{place}`")),
        _ => None,
    }
}

fn report(context: &Context<'_>, held: &Held<'_>, message: String, advice: String) -> Diagnostic {
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
                    {{"ProcessorConfig": {{"Mode": "DISTRIBUTED"}}, "StartAt": "P", "States": {{"P": {{"Type": "Succeed"}}}}}}}}}}}}"#
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
}
