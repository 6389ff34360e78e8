//! ASL006 empty: There is no definition.
//!
//! The text is empty, or nothing but white space.

use crate::json::{Pointer, Span};
use crate::lint::context::Context;
use crate::lint::{Code, Diagnostic, Rule, Severity};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(6),
    name: "empty",
    severity: Severity::Error,
    aws: Some("MISSING_DESCRIPTION"),
    summary: "There is no definition.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if context.document.text().trim().is_empty() {
        let help = "write `{\"StartAt\": …, \"States\": {…}}`";
        found.push(RULE.found(Pointer::root(), Span { start: 0, end: 0 }, "the text is empty", help));
    }
}
