//! ASL205 range: A value is out of bounds.
//!
//! `BackoffRate` is at least 1, seconds are whole numbers up to 99,999,999, `MaxDelaySeconds` is at most 31,622,400,
//! percentages lie between 0 and 100. A `Label` has 1 to 40 characters and none a name cannot have, such as a space or
//! a bracket: it becomes a part of the Map Run's ARN.

use crate::asl::fields::Shape;
use crate::json::{NodeRef, TextEdit};
use crate::lint::context::{Context, HeldField, is_placeholder};
use crate::lint::{Code, Diagnostic, Rule, Severity};

/// The service's limit for a Map Run's label.
const MAX_LABEL: usize = 40;

/// What a label cannot have, besides white space and control characters.
const NOT_IN_LABELS: &str = "?*<>{}[]:;,\\|^~$#%&`\"";

pub(in crate::lint) const RULE: Rule =
    Rule { code: Code(205), name: "range", severity: Severity::Error, summary: "A value is out of bounds.", check };

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for held in &context.held {
        let bounded = |shape| matches!(shape, Shape::Integer(..) | Shape::Number(..) | Shape::Text);
        for &HeldField { value, field, .. } in held.shaped(bounded) {
            let Some(field) = field else { continue };
            let subject = || context.subject(held.state);
            let at = || held.at.key(field.name);
            if field.name == "Label" {
                let text = value.as_str().filter(|_| !is_placeholder(value));
                if let Some((problem, help)) = text.and_then(label_problem) {
                    found.push(RULE.found(at(), value.span(), format!("{}: `Label` {problem}", subject()), help));
                }
                continue;
            }
            let Some((low, high, bound)) = bounds(field.shape, value) else { continue };
            let wanted = if high < i64::MAX as f64 { format!("{low} to {high}") } else { format!("at least {low}") };
            let message = format!("{}: `{}` is {}, expected {wanted}", subject(), field.name, value.source());
            let edit = TextEdit::replace(value.span(), format!("{bound}"));
            let found_here = RULE.found(at(), value.span(), message, format!("write a number that is {wanted}"));
            found.push(found_here.with_fix(format!("Change to {bound}"), edit));
        }
    }
}

/// What the service refuses in a Map Run's label (localstack/localstack, `map_state_label_…_fail`; the characters are
/// those aws-cdk's `DistributedMap` refuses).
fn label_problem(text: &str) -> Option<(String, &'static str)> {
    let count = text.chars().count();
    if count == 0 {
        return Some(("is empty".to_owned(), "write a name, or remove it"));
    }
    if count > MAX_LABEL {
        return Some((format!("has {count} characters, expected at most {MAX_LABEL}"), "shorten it"));
    }
    let c = text.chars().find(|c| c.is_whitespace() || c.is_control() || NOT_IN_LABELS.contains(*c))?;
    Some((format!("has the character U+{:04X}, which no label can have", c as u32), "write letters, digits, - or _"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_a_short_name() {
        let problem = |text: &str| label_problem(text).map(|(problem, _)| problem);
        assert_eq!(problem("orders-of_2026.07"), None);
        assert_eq!(problem(&"x".repeat(MAX_LABEL)), None);
        assert_eq!(problem("").as_deref(), Some("is empty"));
        assert_eq!(problem(&"x".repeat(41)).as_deref(), Some("has 41 characters, expected at most 40"));
        for (text, c) in [("a b", ' '), ("a{b}", '{'), ("a*", '*'), ("a\u{7f}", '\u{7f}')] {
            let expected = format!("has the character U+{:04X}, which no label can have", c as u32);
            assert_eq!(problem(text), Some(expected), "{text:?}");
        }
    }
}
