//! ASL110 endless-loop: A flow that comes here never ends.
//!
//! From some state on, every way leads back into the same states and none to one that ends. An execution runs until it
//! has 25,000 events or its time is up.
//!
//! Give a Choice of the loop a way out, or bound it with a counter.

use crate::asl::{Scope, StateId};
use crate::lint::context::{Context, key_span, named};
use crate::lint::{Code, Diagnostic, Rule, Severity};

use super::no_end_state::{ends, has_end};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(110),
    name: "endless-loop",
    severity: Severity::Warning,
    aws: None,
    summary: "A flow that comes here never ends.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for (_, scope, node) in context.scopes() {
        let Some(states) = node.get("States").filter(|_| has_end(context.machine, scope)) else { continue };
        for id in trapped(context, scope) {
            let Some(state) = context.machine.state(id) else { continue };
            let message = format!("{}: from here on the flow never ends", named(&state.name));
            let help = "give the loop a way out to a state that ends";
            found.push(RULE.found(state.pointer.clone(), key_span(states, &state.name), message, help));
        }
    }
}

/// The first state, in the order of the flow, of every part of a flow that cannot end.
fn trapped(context: &Context<'_>, scope: &Scope) -> Vec<StateId> {
    let machine = context.machine;
    let Some(base) = scope.states.first().map(|id| id.0) else { return Vec::new() };
    let slot = |id: StateId| (id.0 - base) as usize;
    let mut before: Vec<Vec<StateId>> = vec![Vec::new(); scope.states.len()];
    for id in &scope.states {
        for to in machine.outgoing(*id).iter().filter_map(|exit| exit.to) {
            before[slot(to)].push(*id);
        }
    }
    let ending = scope.states.iter().copied().filter(|id| ends(machine, *id));
    let free = closure(ending.collect(), scope.states.len(), slot, |id| before[slot(id)].clone());
    let mut first = Vec::new();
    let mut covered = vec![false; scope.states.len()];
    for id in scope.states.iter().copied() {
        let reachable = machine.state(id).is_some_and(|state| state.reachable);
        if free[slot(id)] || covered[slot(id)] || !reachable {
            continue;
        }
        first.push(id);
        let after = |id: StateId| machine.outgoing(id).iter().filter_map(|exit| exit.to).collect();
        let reached = closure(vec![id], scope.states.len(), slot, after);
        covered.iter_mut().zip(reached).for_each(|(covered, reached)| *covered |= reached);
    }
    first
}

/// Everything reached from some states.
fn closure(
    mut stack: Vec<StateId>,
    count: usize,
    slot: impl Fn(StateId) -> usize,
    next: impl Fn(StateId) -> Vec<StateId>,
) -> Vec<bool> {
    let mut seen = vec![false; count];
    while let Some(id) = stack.pop() {
        if !std::mem::replace(&mut seen[slot(id)], true) {
            stack.extend(next(id));
        }
    }
    seen
}
