//! ASL501 path: A field is no path.
//!
//! `InputPath` and `OutputPath` take a `JSONPath`: `$…` into the input, `$$…` into the context object, `$name…` into a
//! variable. `ErrorPath` and `CausePath` take a path to one place, or an intrinsic function that gives a text: they are
//! `States.Format`, `States.JsonToString`, `States.ArrayGetItem`, `States.Base64Encode`, `States.Base64Decode`,
//! `States.Hash` and `States.UUID`.
//!
//! Instead of `"InputPath": "order"` write `"InputPath": "$.order"`.

use crate::asl::QueryLanguage;
use crate::asl::fields::Shape;
use crate::lint::context::{Context, HeldField, is_placeholder};
use crate::lint::{Code, Diagnostic, Rule, Severity};
use crate::query::{Expr, Path, ReferencePath};

/// The functions of `ErrorPath` and `CausePath` (AWS: "Fail workflow state").
const TEXT_FUNCTIONS: [&str; 7] = [
    "States.Format",
    "States.JsonToString",
    "States.ArrayGetItem",
    "States.Base64Encode",
    "States.Base64Decode",
    "States.Hash",
    "States.UUID",
];

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(501),
    name: "path",
    severity: Severity::Error,
    aws: Some("SCHEMA_VALIDATION_FAILED"),
    summary: "A field is no path.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for held in context.held.iter().filter(|held| held.language == QueryLanguage::JsonPath) {
        for &HeldField { member, value, field } in held.shaped(|shape| matches!(shape, Shape::Path | Shape::TextPath)) {
            let Some(text) = value.as_str().filter(|_| !is_placeholder(value)) else { continue };
            let gives_text = field.is_some_and(|field| field.shape == Shape::TextPath);
            let problem =
                if gives_text { no_text(text) } else { Path::parse(text).err().map(|error| error.to_string()) };
            let Some(problem) = problem else { continue };
            let message = format!("{}: `{}` is ‘{text}’: {problem}", context.subject(held.state), member.key);
            let help = "write a path such as `$.order.id`";
            found.push(RULE.found(held.at.key(&member.key), value.span(), message, help));
        }
    }
}

/// Why a value can give no text.
fn no_text(text: &str) -> Option<String> {
    match Expr::parse(text) {
        Ok(Expr::Call(call)) => {
            let name = call.function().name;
            (!TEXT_FUNCTIONS.contains(&name)).then(|| format!("`{name}` cannot be called here"))
        }
        Ok(Expr::Path(_) | Expr::Literal(_)) => {
            ReferencePath::parse_from(text, |_| true).err().map(|error| error.to_string())
        }
        Err(error) => Some(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_named_by_one_text() {
        for text in ["$.error", "$$.State.Name", "$name.x[0]", "States.Format('{}', $.a)", "States.UUID()"] {
            assert_eq!(no_text(text), None, "{text}");
        }
        for text in
            ["error", "$.errors[*]", "$.e[?(@.x)]", "States.MathAdd(1, 2)", "States.Array($.a)", "States.format('x')"]
        {
            assert!(no_text(text).is_some(), "{text}");
        }
    }
}
