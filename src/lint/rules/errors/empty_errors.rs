//! ASL402 empty-errors: A retrier or catcher names no error.
//!
//! `ErrorEquals` holds at least one error name; `States.ALL` is every error.

use crate::json::TextEdit;
use crate::lint::context::Context;
use crate::lint::{Code, Diagnostic, Rule, Severity};

use super::handlers;

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(402),
    name: "empty-errors",
    severity: Severity::Error,
    aws: Some("SCHEMA_VALIDATION_FAILED"),
    summary: "A retrier or catcher names no error.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for (held, errors) in handlers(context) {
        if errors.is_array() && errors.elements().len() == 0 {
            let message = format!("{}: {} names no error", context.subject(held.state), held.holder.describe());
            let edit = TextEdit::replace(errors.span(), "[\"States.ALL\"]");
            let help = "name the errors it is for, or `States.ALL`";
            let found_here = RULE.found(held.at.key("ErrorEquals"), errors.span(), message, help);
            found.push(found_here.with_fix("Use `States.ALL`", edit));
        }
    }
}
