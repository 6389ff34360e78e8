//! ASL109 no-end-state: A flow has no state that ends it.
//!
//! The machine, every branch and every item processor needs a Succeed, a Fail or a state with `"End": true`.

use crate::asl::{Machine, Scope, StateId, StateKind};
use crate::lint::context::Context;
use crate::lint::{Code, Diagnostic, Rule, Severity};

use crate::lint::rules::states::start_at::{flow, place};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(109),
    name: "no-end-state",
    severity: Severity::Error,
    aws: Some("MISSING_END_STATE"),
    summary: "A flow has no state that ends it.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for (_, scope, node) in context.scopes() {
        if scope.states.is_empty() || has_end(context.machine, scope) {
            continue;
        }
        let message = format!("{} has no state that ends it", flow(context, scope));
        let help = "give its last state `\"End\": true`, or add a Succeed or Fail";
        found.push(RULE.found(scope.pointer.key("States"), place(node, "States"), message, help));
    }
}

/// Whether a flow can end at all as far as its own states tell.
pub(super) fn has_end(machine: &Machine, scope: &Scope) -> bool {
    scope.states.iter().any(|id| ends(machine, *id))
}

/// Whether a state ends its flow, or is so wrong that nobody can tell, which is reported elsewhere.
pub(super) fn ends(machine: &Machine, id: StateId) -> bool {
    let Some(state) = machine.state(id) else { return false };
    let exits = machine.outgoing(id);
    state.end
        || matches!(state.kind, None | Some(StateKind::Succeed | StateKind::Fail))
        || exits.is_empty()
        || exits.iter().any(|exit| exit.to.is_none())
}
