//! ASL205 range: A value is out of bounds.
//!
//! `BackoffRate` is at least 1, seconds are whole numbers up to 99,999,999, `MaxDelaySeconds` is at most 31,622,400,
//! percentages lie between 0 and 100.

use crate::asl::fields::Shape;
use crate::json::{NodeRef, TextEdit};
use crate::lint::context::{Context, HeldField};
use crate::lint::{Code, Diagnostic, Rule, Severity};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(205),
    name: "range",
    severity: Severity::Error,
    aws: Some("SCHEMA_VALIDATION_FAILED"),
    summary: "A value is out of bounds.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for held in context.held() {
        let bounded = |shape| matches!(shape, Shape::Integer(..) | Shape::Number(..));
        for HeldField { value, field, .. } in held.shaped(bounded) {
            let Some(field) = field else { continue };
            let subject = || context.subject(held.state);
            let at = || held.at.key(field.name);
            let Some((low, high, bound)) = bounds(field.shape, value) else { continue };
            let wanted = if high < i64::MAX as f64 { format!("{low} to {high}") } else { format!("at least {low}") };
            let message = format!("{}: `{}` is {}, expected {wanted}", subject(), field.name, value.source());
            let edit = TextEdit::replace(value.span(), format!("{bound}"));
            let found_here = RULE.found(at(), value.span(), message, format!("write a number that is {wanted}"));
            found.push(found_here.with_fix(format!("Change to {bound}"), edit));
        }
    }
}

/// The bounds a number lies outside of, and the one nearest to it.
fn bounds(shape: Shape, value: NodeRef<'_>) -> Option<(f64, f64, f64)> {
    let (low, high) = match shape {
        Shape::Integer(low, high) => (low as f64, high as f64),
        Shape::Number(low, high) => (low, high),
        _ => return None,
    };
    let number = value.as_number()?.as_f64();
    (number < low || number > high).then(|| (low, high, number.clamp(low, high)))
}
