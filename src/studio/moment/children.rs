//! What the child executions of distributed Maps add to a moment.
//!
//! The states of such a Map's item processor run in histories of their own, which the same fold reads one by one, as
//! far as each shows. **Invariant:** what a child execution adds depends on its own visible events, its standing and
//! its held tasks alone.

use std::collections::BTreeMap;

use super::fold::{fold, outermost, stands_for};
use super::tokens::branch_of;
use super::{Moment, StateMoment, StateStatus, Token, TokenPlace, Visible};
use crate::sim::{ChildExecution, HeldTask, ScopePath, Simulation, StatePath, Status};
use crate::studio::executions::{ExecutionAt, map_runs};

/// How many visits to a state in child executions can be looked at, the latest; its status stands for all of them.
pub const CHILD_VISITS_MAX: usize = 1_000;

/// The tokens of a moment, by what tells them apart.
type Tokens = BTreeMap<(TokenPlace, Option<usize>), Token>;

impl Moment {
    /// Adds what happened in the child executions that have begun. `visible` is what the moment was made of.
    pub(super) fn read_children(&mut self, visible: &Visible<'_>, simulation: &Simulation) {
        let mut held: BTreeMap<&ScopePath, Vec<&HeldTask>> = BTreeMap::new();
        for task in visible.held.iter().filter(|task| task.nested.is_none()) {
            let around = task.path.scope.hops().map(|hop| &hop.outer);
            for scope in around.chain([&task.path.scope]) {
                held.entry(scope).or_default().push(task);
            }
        }
        let keyed = |token: Token| ((token.place.clone(), token.branch), token);
        let mut tokens: Tokens = std::mem::take(&mut self.tokens).into_iter().map(keyed).collect();
        for (run, path, children) in map_runs::begun_children(simulation) {
            let mut inside = false;
            for (at, (child, events)) in children.enumerate() {
                let Some(scope) = events.iter().find_map(|event| event.path.as_ref()).map(|path| &path.scope) else {
                    continue;
                };
                let status = map_runs::status_of(simulation, child);
                let held = held.get(scope).into_iter().flatten().copied().cloned().collect();
                let (document, machine, now) = (visible.document, visible.machine, visible.now);
                let mut moment = fold(&Visible { document, machine, events, now, status, held }, scope);
                moment.close(child);
                inside |= !moment.tokens.is_empty();
                self.add(moment, ExecutionAt::Child { run, child: at }, &mut tokens);
            }
            if inside {
                leave(&mut tokens, path);
            }
        }
        self.tokens = tokens.into_values().collect();
        for state in self.states.values_mut() {
            keep_latest(state, CHILD_VISITS_MAX);
        }
    }

    /// Ends what the events of a child execution leave open although it has ended: what was stopped with its parent is
    /// not told, and the last events of many executions are not kept.
    fn close(&mut self, child: &ChildExecution) {
        let Some(stop) = child.stop.filter(|_| self.status.ended()) else { return };
        let stopped = matches!(self.status, Status::Aborted | Status::TimedOut);
        for state in self.states.values_mut().filter(|state| state.visits.iter().any(|visit| !visit.is_closed())) {
            for visit in state.visits.iter_mut().filter(|visit| stopped && !visit.is_closed()) {
                visit.end(stop, StateStatus::Aborted);
            }
            state.visits.retain(super::Visit::is_closed);
            state.status = stands_for(&state.visits);
        }
        self.states.retain(|_, state| !state.visits.is_empty());
    }

    /// Adds a child execution's moment.
    fn add(&mut self, child: Moment, at: ExecutionAt, tokens: &mut Tokens) {
        for (pointer, mut own) in child.states {
            own.visits.iter_mut().for_each(|visit| visit.execution = Some(at));
            let Some(state) = self.states.get_mut(&pointer) else {
                self.states.insert(pointer, own);
                continue;
            };
            // Of a Map that was visited or tried again the latest attempt counts; of its executions, as the rule says.
            let again = state.visits.last().and_then(outermost) != own.visits.last().and_then(outermost);
            if again || own.status.weight() >= state.status.weight() {
                (state.status, state.retry) = (own.status, own.retry);
            }
            state.visits.append(&mut own.visits);
            if state.visits.len() > 2 * CHILD_VISITS_MAX {
                keep_latest(state, CHILD_VISITS_MAX);
            }
        }
        self.taken.extend(child.taken);
        for token in child.tokens {
            let count = token.count;
            tokens
                .entry((token.place.clone(), token.branch))
                .and_modify(|token| token.count += count)
                .or_insert(token);
        }
    }
}

/// Forgets the earliest visits of a state that ran in child executions.
fn keep_latest(state: &mut StateMoment, most: usize) {
    let beyond = state.visits.len().saturating_sub(most);
    if beyond > 0 && state.visits.last().is_some_and(|visit| visit.execution.is_some()) {
        state.visits.drain(..beyond);
    }
}

/// A map run's own token goes where its child executions are.
fn leave(tokens: &mut Tokens, map: &StatePath) {
    let key = (TokenPlace::State(map.state.clone()), branch_of(&map.scope));
    if let Some(token) = tokens.get_mut(&key) {
        token.count -= 1;
        if token.count == 0 {
            tokens.remove(&key);
        }
    }
}
