//! ASL506 expression: A `JSONata` expression is not closed, or not opened.
//!
//! An expression is a string that begins with `{%` and ends with `%}`, with nothing before or after. Any other string
//! is passed on as it stands.

use crate::lint::context::Context;
use crate::lint::{Code, Diagnostic, Rule, Severity};

use super::evaluated_strings;

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(506),
    name: "expression",
    severity: Severity::Error,
    aws: Some("INVALID_JSONATA_EXPRESSION"),
    summary: "A `JSONata` expression is not closed, or not opened.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    evaluated_strings(context, &mut |place| {
        let (message, help) = match (place.text.starts_with("{%"), place.text.ends_with("%}")) {
            (true, false) => ("an expression is opened with `{%` and not closed", "end it with `%}`"),
            (false, true) => ("an expression is closed with `%}` and not opened", "begin it with `{%`"),
            _ => return,
        };
        let message = format!("{}: {message}", context.subject(place.held.state));
        found.push(RULE.found(place.at.pointer(), place.node.span(), message, help));
    });
}
