//! ASL509 expression-text: A `JSONata` expression cannot be read, or asks for what it has not.
//!
//! What stands between `{%` and `%}` is an expression of `JSONata` 2.0.6. It has no context of its own: the input is
//! `$states.input`, a variable is `$name`, and a name without `$` means nothing at the top level.
//!
//! `$states` has `input` and `context` everywhere, `result` in the `Output` and `Assign` of a Task, Parallel or Map, and
//! `errorOutput` in those of a catcher.
//!
//! Instead of `{% order.total %}` write `{% $states.input.order.total %}`.

use crate::asl::StateKind;
use crate::asl::fields::Holder;
use crate::lint::context::{Context, Held};
use crate::lint::{Code, Diagnostic, Rule, Severity};
use crate::query::jsonata::{ErrorKind, expression_text};

use super::evaluated_strings;
use super::spans::place_of;

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(509),
    name: "expression-text",
    severity: Severity::Error,
    aws: Some("INVALID_JSONATA_EXPRESSION"),
    summary: "A `JSONata` expression cannot be read, or asks for what it has not.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    evaluated_strings(context, &mut |place| {
        let Some(text) = expression_text(place.text) else { return };
        let subject = || context.subject(place.held.state);
        let parsed = context.expression(text);
        let error = match &*parsed {
            Ok(expression) => {
                for field in expression.states_fields().filter(|field| !has_field(place.held, place.field, field)) {
                    let message = format!("{}: Field '$states.{field}' does not exist.", subject());
                    let help = "read one of the fields that `$states` has here, such as `$states.input`";
                    found.push(RULE.found(place.at.pointer(), place.node.span(), message, help));
                }
                return;
            }
            // What a deployment tool fills in may be any part of an expression.
            Err(_) if text.contains("${") => return,
            Err(error) => error,
        };
        let help = match error.kind {
            ErrorKind::Unavailable => return,
            ErrorKind::Unsupported => "begin with `$states.input` or a variable's `$name`",
            _ => "write an expression of JSONata 2.0.6 between `{%` and `%}`",
        };
        let span = error.span.map_or(place.node.span(), |span| place_of(place.node, span));
        found.push(RULE.found(place.at.pointer(), span, format!("{}: {}", subject(), error.message), help));
    });
}

/// Whether `$states` has a field in a field of a state or of what it holds (the specification's "Reserved variable:
/// $states"; refused by the service otherwise: floci-io/floci#2745).
fn has_field(held: Held<'_>, field: &str, wanted: &str) -> bool {
    let leaves = matches!(field, "Output" | "Assign");
    match wanted {
        "input" | "context" => true,
        "result" => leaves && held.holder == Holder::State && held.kind.is_some_and(StateKind::can_catch),
        "errorOutput" => leaves && held.holder == Holder::Catcher,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asl::Machine;
    use crate::json::Document;
    use crate::lint;

    #[track_caller]
    fn underlined(expression: &str, expected: &str) {
        let text = format!(
            r#"{{"QueryLanguage": "JSONata", "StartAt": "A", "States": {{"A": {{"Type": "Succeed", "Output": "{expression}"}}}}}}"#
        );
        let document = Document::new(text.clone());
        let found = lint::check(&document, &Machine::read(&document));
        let found: Vec<_> = found.iter().filter(|found| found.code == RULE.code).collect();
        assert_eq!(found.len(), 1, "{expression}");
        assert_eq!(&text[found[0].span.range()], expected, "{expression}");
    }

    #[test]
    fn the_exact_place_is_underlined() {
        underlined("{% 1 + phone %}", "phone");
        underlined(r#"{% \"a\\tb\" & phone %}"#, "phone");
        underlined(r"{% 'é\u00e9𝄞\ud834\udd1e' & phone %}", "phone");
        underlined("{% $a[1,2) %}", ",");
        underlined("{% $a ?? 1 %}", "?");
        // No escape of JSON; what follows is found all the same.
        underlined(r"{% '\😀' & 1) %}", ")");
    }

    #[test]
    fn each_field_of_states_is_where_the_service_has_it() {
        const TASK: &str = r#"{"QueryLanguage": "JSONata", "StartAt": "T", "States": {"T": {"Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke", "Arguments": "ARGUMENTS", "Output": "OUTPUT",
            "Assign": {"v": "ASSIGN"}, "Catch": [{"ErrorEquals": ["States.ALL"], "Output": "CAUGHT", "Next": "P"}],
            "Next": "P"}, "P": {"Type": "Pass", "Output": "PASSED", "End": true}}}"#;
        const PLACES: [&str; 5] = ["ARGUMENTS", "OUTPUT", "ASSIGN", "CAUGHT", "PASSED"];
        let refused = |field: &str| {
            let asked = format!("{{% $states.{field}.x %}}");
            let mut refused = Vec::new();
            for place in PLACES {
                let others = PLACES.iter().filter(|other| **other != place);
                let text = others.fold(TASK.replace(place, &asked), |text, other| text.replace(other, ""));
                let document = Document::new(text);
                let found = lint::check(&document, &Machine::read(&document));
                let found: Vec<_> = found.iter().filter(|found| found.code == RULE.code).collect();
                assert!(
                    found.iter().all(|found| found.message.ends_with(&format!("'$states.{field}' does not exist.")))
                );
                refused.extend(found.first().map(|_| place));
            }
            refused
        };
        assert_eq!(refused("input"), [""; 0]);
        assert_eq!(refused("context"), [""; 0]);
        assert_eq!(refused("result"), ["ARGUMENTS", "CAUGHT", "PASSED"]);
        assert_eq!(refused("errorOutput"), ["ARGUMENTS", "OUTPUT", "ASSIGN", "PASSED"]);
        assert_eq!(refused("output"), PLACES);
    }
}
