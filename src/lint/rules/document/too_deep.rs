//! ASL004 too-deep: Arrays and objects nest deeper than can be read.
//!
//! What lies deeper is not part of the machine here. The service refuses deep nesting too.

use crate::json::{Expected, MAX_DEPTH, NodeRef, Pointer};
use crate::lint::context::Context;
use crate::lint::{Code, Diagnostic, Rule, Severity};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(4),
    name: "too-deep",
    severity: Severity::Error,
    aws: Some("TOO_DEEPLY_NESTED"),
    summary: "Arrays and objects nest deeper than can be read.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let errors = context.document.errors().iter().filter(|error| error.expected == Expected::LessDepth);
    found.extend(errors.map(|error| {
        let at = context.document.node_at(error.span.start).map_or(Pointer::root(), NodeRef::pointer);
        let message = format!("arrays and objects nest more than {MAX_DEPTH} levels deep; the rest is not read");
        RULE.found(at, error.span, message, "move the inner parts into machines of their own")
    }));
}
