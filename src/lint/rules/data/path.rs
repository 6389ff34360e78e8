//! ASL501 path: A field is no path.
//!
//! Fields such as `InputPath`, `ItemsPath` and `Variable` take a `JSONPath`: `$…` into the input, `$$…` into the context
//! object, `$name…` into a variable. `ErrorPath` and `CausePath` also take an intrinsic function.
//!
//! Instead of `"InputPath": "order"` write `"InputPath": "$.order"`.

use crate::asl::QueryLanguage;
use crate::asl::fields::Shape;
use crate::lint::context::{Context, HeldField, is_placeholder};
use crate::lint::rules::choices::operator;
use crate::lint::{Code, Diagnostic, Rule, Severity};
use crate::query::{Expr, Path};

pub(in crate::lint) const RULE: Rule =
    Rule { code: Code(501), name: "path", severity: Severity::Error, summary: "A field is no path.", check };

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for held in context.held.iter().filter(|held| held.language == QueryLanguage::JsonPath) {
        for &HeldField { member, value, field } in held.fields() {
            let is_path = field.is_none_or(|field| matches!(field.shape, Shape::Path | Shape::TextPath));
            let Some(text) = value.as_str().filter(|_| is_path && !is_placeholder(value)) else { continue };
            let error = match field.map(|field| field.shape) {
                Some(Shape::Path) => Path::parse(text).err(),
                Some(Shape::TextPath) => Expr::parse(text).err(),
                // Where it does not even begin as a path, the kind of operand is what is reported.
                None if text.starts_with('$') && operator(&member.key).is_some_and(|operator| operator.by_path) => {
                    Path::parse(text).err()
                }
                _ => None,
            };
            let Some(error) = error else { continue };
            let message = format!("{}: `{}` is ‘{text}’: {error}", context.subject(held.state), member.key);
            found.push(RULE.found(
                held.at.key(&member.key),
                value.span(),
                message,
                "write a path such as `$.order.id`",
            ));
        }
    }
}
