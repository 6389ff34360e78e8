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
use crate::query::{Expr, Path};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(501),
    name: "path",
    severity: Severity::Error,
    aws: Some("SCHEMA_VALIDATION_FAILED"),
    summary: "A field is no path.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for held in context.held().filter(|held| held.language == QueryLanguage::JsonPath) {
        for HeldField { member, value, field } in held.shaped(|shape| matches!(shape, Shape::Path | Shape::TextPath)) {
            let Some(text) = value.as_str().filter(|_| !is_placeholder(value)) else { continue };
            let gives_text = field.is_some_and(|field| field.shape == Shape::TextPath);
            let read = if gives_text { Expr::parse_text(text).map(drop) } else { Path::parse(text).map(drop) };
            let Err(problem) = read else { continue };
            let message = format!("{}: `{}` is ‘{text}’: {problem}", context.subject(held.state), member.key);
            let help = "write a path such as `$.order.id`";
            found.push(RULE.found(held.at.key(&member.key), value.span(), message, help));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_named_by_one_text() {
        for text in ["$.error", "$$.State.Name", "$name.x[0]", "States.Format('{}', $.a)", "States.UUID()"] {
            assert!(Expr::parse_text(text).is_ok(), "{text}");
        }
        for text in
            ["error", "$.errors[*]", "$.e[?(@.x)]", "States.MathAdd(1, 2)", "States.Array($.a)", "States.format('x')"]
        {
            assert!(Expr::parse_text(text).is_err(), "{text}");
        }
    }
}
