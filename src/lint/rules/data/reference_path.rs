//! ASL502 reference-path: A path does not name one place.
//!
//! A Reference Path has names and indexes only. `ResultPath` names the place in the input where the result goes. The
//! fields that say where a number, a time or an array is read (`SecondsPath`, `TimeoutSecondsPath`, `ItemsPath`, …), and
//! `Variable` and the `…Path` comparisons of a choice rule, take one too, from a variable as well; `ItemsPath` and the
//! rules also from the context object. Filters, slices, `*`, `..` and functions such as `length()` name no one place.
//!
//! Instead of `"ResultPath": "$.items[*]"` write `"ResultPath": "$.result"`.

use crate::asl::QueryLanguage;
use crate::asl::fields::{Roots, Shape};
use crate::lint::context::{Context, HeldField, is_placeholder};
use crate::lint::rules::choices::operator;
use crate::lint::{Code, Diagnostic, Rule, Severity};
use crate::query::{ReferencePath, Root};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(502),
    name: "reference-path",
    severity: Severity::Error,
    aws: Some("SCHEMA_VALIDATION_FAILED"),
    summary: "A path does not name one place.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for held in context.held().filter(|held| held.language == QueryLanguage::JsonPath) {
        for field in held.fields() {
            let HeldField { member, value, .. } = field;
            let Some(text) = value.as_str().filter(|_| !is_placeholder(value)) else { continue };
            let Some(roots) = roots(field, text) else { continue };
            let Err(error) = ReferencePath::parse_from(text, |root| allows(roots, root)) else { continue };
            let message = format!("{}: `{}` is ‘{text}’: {error}", context.subject(held.state), member.key);
            let help = match roots {
                Roots::Input => "write one place in the input, such as `$.result`",
                Roots::Variable => "write one place in the input or a variable, such as `$.order.seconds`",
                Roots::Context => "write one place, such as `$.order.id`",
            };
            found.push(RULE.found(held.at.key(&member.key), value.span(), message, help));
        }
    }
}

/// Where the path of a field may begin; `None` for what is no reference path.
fn roots(field: HeldField<'_>, text: &str) -> Option<Roots> {
    match field.field.map(|field| field.shape) {
        Some(Shape::ReferencePath(roots)) => Some(roots),
        // Where it does not even begin as a path, the kind of operand is what is reported.
        None if text.starts_with('$') => operator(&field.member.key).filter(|o| o.by_path).map(|_| Roots::Context),
        Some(_) | None => None,
    }
}

fn allows(roots: Roots, root: &Root) -> bool {
    match root {
        Root::Input => true,
        Root::Variable(_) => roots != Roots::Input,
        Root::Context => roots == Roots::Context,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asl::Machine;
    use crate::json::Document;
    use crate::lint;

    fn refused(state: &str) -> bool {
        let document = Document::new(format!(r#"{{"StartAt": "S", "States": {{"S": {state}}}}}"#));
        lint::check(&document, &Machine::read(&document)).iter().any(|found| found.code == RULE.code)
    }

    #[test]
    fn each_field_names_one_place() {
        let task =
            r#"{"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:1:function:f", "End": true, "KEY": "PATH"}"#;
        let wait = r#"{"Type": "Wait", "End": true, "KEY": "PATH"}"#;
        let map = r#"{"Type": "Map", "End": true, "KEY": "PATH", "ItemProcessor":
            {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}}"#;
        let choice = r#"{"Type": "Choice", "Choices": [{"Variable": "PATH", "IsNull": true, "Next": "S"}]}"#;
        let compare = r#"{"Type": "Choice", "Choices": [{"Variable": "$.a", "KEY": "PATH", "Next": "S"}]}"#;
        let fields = [
            (task, "ResultPath", Roots::Input),
            (task, "TimeoutSecondsPath", Roots::Variable),
            (task, "HeartbeatSecondsPath", Roots::Variable),
            (wait, "SecondsPath", Roots::Variable),
            (wait, "TimestampPath", Roots::Variable),
            (map, "MaxConcurrencyPath", Roots::Variable),
            (map, "ToleratedFailureCountPath", Roots::Variable),
            (map, "ToleratedFailurePercentagePath", Roots::Variable),
            (map, "ItemsPath", Roots::Context),
            (choice, "Variable", Roots::Context),
            (compare, "NumericEqualsPath", Roots::Context),
        ];
        for (state, key, roots) in fields {
            let with = |path: &str| refused(&state.replace("KEY", key).replace("PATH", path));
            for path in ["$", "$.a.b[0]", "$['a b'].c"] {
                assert!(!with(path), "{key}: {path}");
            }
            for path in ["$.a[*]", "$..a", "$.a[?(@.b == 1)]", "$.a[0:2]", "$.a.length()", "$.a[$$.x]"] {
                assert!(with(path), "{key}: {path}");
            }
            assert_eq!(with("$v.a"), roots == Roots::Input, "{key}");
            assert_eq!(with("$$.Execution.Input.a"), roots != Roots::Context, "{key}");
        }
        // What is selected, and not placed or read as one value, may be many.
        assert!(!refused(&task.replace("KEY", "InputPath").replace("PATH", "$..a[?(@.b == 1)]")));
    }
}
