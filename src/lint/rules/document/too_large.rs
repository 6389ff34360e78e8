//! ASL003 too-large: The definition is larger than 1 MiB.
//!
//! The service takes at most 1,048,576 characters. Move parts into machines of their own and start them with
//! `arn:aws:states:::states:startExecution.sync:2`.

use crate::asl::quotas::DEFINITION_CHARS_MAX;
use crate::json::{Pointer, Span};
use crate::lint::context::Context;
use crate::lint::{Code, Diagnostic, Rule, Severity};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(3),
    name: "too-large",
    severity: Severity::Error,
    aws: None,
    summary: "The definition is larger than 1 MiB.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let text = context.document.text();
    if text.len() <= DEFINITION_CHARS_MAX {
        return;
    }
    let count = text.chars().count();
    if count > DEFINITION_CHARS_MAX {
        let message =
            format!("the definition has {count} characters; the service takes at most {DEFINITION_CHARS_MAX}");
        let help = "move parts of it into machines of their own and start them from this one";
        found.push(RULE.found(Pointer::root(), Span { start: 0, end: 0 }, message, help));
    }
}
