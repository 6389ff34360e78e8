//! ASL107 unreachable-state: Nothing leads to a state.
//!
//! The service refuses a machine with a state that no way from `StartAt` reaches. Inside a flow that is itself never
//! reached nothing more is reported.
//!
//! Point a `Next`, a rule or a catcher at it, or delete it.

use crate::asl::StateId;
use crate::lint::context::{Context, key_span, named};
use crate::lint::{Code, Diagnostic, Rule, Severity};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(107),
    name: "unreachable-state",
    severity: Severity::Error,
    aws: Some("MISSING_TRANSITION_TARGET"),
    summary: "Nothing leads to a state.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let machine = context.machine;
    for (_, scope, node) in context.scopes() {
        let owner_is_dead = scope.owner.and_then(|owner| machine.state(owner)).is_some_and(|owner| !owner.reachable);
        // Without a start every state is unreachable, and the start is what is reported.
        let (false, Some(_), Some(states)) = (owner_is_dead, scope.start, node.get("States")) else { continue };
        for id in &scope.states {
            let Some(state) = machine.state(*id).filter(|state| !state.reachable) else { continue };
            let subject = named(&state.name);
            let only = loops_only(context, *id);
            let message = if only {
                format!("{subject} is never reached: only states that are never reached lead to it")
            } else {
                format!("{subject} is never reached: no transition leads to it")
            };
            let help = "point a transition at it, or delete it";
            found.push(RULE.found(state.pointer.clone(), key_span(states, &state.name), message, help));
        }
    }
}

fn loops_only(context: &Context<'_>, id: StateId) -> bool {
    context.machine.incoming(id).next().is_some()
}
