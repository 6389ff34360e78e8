//! ASL609 no-timeout: A Task may wait for ever.
//!
//! Whoever was given a token, or polls an activity, may never answer. A Standard execution then waits up to a year. Give
//! the Task a `TimeoutSeconds`, or a `HeartbeatSeconds` where the worker can send heartbeats.

use crate::asl::{Integration, Pattern};
use crate::lint::context::{Context, named};
use crate::lint::{Code, Diagnostic, Rule, Severity};

use super::calls;

/// What ends the wait.
const LIMITS: [&str; 4] = ["TimeoutSeconds", "TimeoutSecondsPath", "HeartbeatSeconds", "HeartbeatSecondsPath"];

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(609),
    name: "no-timeout",
    severity: Severity::Hint,
    aws: None,
    summary: "A Task may wait for ever.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    // An Express execution cannot wait so, which is reported as such.
    for call in calls(context).filter(|call| !context.is_express(call.id)) {
        let waits =
            call.resource.pattern == Pattern::WaitForTaskToken || call.resource.integration == Integration::Activity;
        if !waits || LIMITS.iter().any(|limit| call.node.get(limit).is_some()) {
            continue;
        }
        let message = format!("{} may wait for its answer for a year", named(&call.state.name));
        let help = "add `TimeoutSeconds`, or `HeartbeatSeconds` where the worker sends heartbeats";
        found.push(RULE.found(call.at(), call.value.span(), message, help));
    }
}
