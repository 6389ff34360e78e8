//! ASL502 reference-path: A result is put where no single place is.
//!
//! `ResultPath` names the one place in the input where the result goes: `$` and then names and indexes only, neither
//! the context object nor a variable.
//!
//! Instead of `"ResultPath": "$.items[*]"` write `"ResultPath": "$.result"`.

use crate::asl::fields::Shape;
use crate::lint::context::{Context, HeldField, is_placeholder};
use crate::lint::{Code, Diagnostic, Rule, Severity};
use crate::query::ReferencePath;

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(502),
    name: "reference-path",
    severity: Severity::Error,
    summary: "A result is put where no single place is.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for held in &context.held {
        for &HeldField { member, value, .. } in held.shaped(|shape| shape == Shape::ReferencePath) {
            let Some(text) = value.as_str().filter(|_| !is_placeholder(value)) else { continue };
            let Err(error) = ReferencePath::parse(text) else { continue };
            let message = format!("{}: `{}` is ‘{text}’: {error}", context.subject(held.state), member.key);
            let help = "write one place in the input, such as `$.result`";
            found.push(RULE.found(held.at.key(&member.key), value.span(), message, help));
        }
    }
}
