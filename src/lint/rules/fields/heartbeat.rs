//! ASL206 heartbeat: A heartbeat is not shorter than the timeout.
//!
//! A Task must be heard from every `HeartbeatSeconds`, which must be less than `TimeoutSeconds`.

use crate::lint::context::{Context, named};
use crate::lint::{Code, Diagnostic, Rule, Severity};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(206),
    name: "heartbeat",
    severity: Severity::Error,
    aws: Some("SCHEMA_VALIDATION_FAILED"),
    summary: "A heartbeat is not shorter than the timeout.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for (_, state, node) in context.states() {
        let seconds = |key: &str| node.get(key).and_then(crate::json::NodeRef::as_number).map(|number| number.as_f64());
        let (Some(heartbeat), Some(timeout)) = (seconds("HeartbeatSeconds"), seconds("TimeoutSeconds")) else {
            continue;
        };
        let Some(value) = node.get("HeartbeatSeconds").filter(|_| heartbeat >= timeout) else { continue };
        let message = format!(
            "{}: `HeartbeatSeconds` is {heartbeat}, expected less than the `TimeoutSeconds` of {timeout}",
            named(&state.name)
        );
        let help = "make the heartbeat shorter or the timeout longer";
        found.push(RULE.found(state.pointer.key("HeartbeatSeconds"), value.span(), message, help));
    }
}
