//! What a redrive makes go on: the visits that were entered and not left, each as a visit of its own from then on.
//!
//! The history enters no state again, so the fold takes what it needs from the visits that ended with the execution. The
//! old visit stays as it ended, and its bar on the timeline with it.

use indexmap::IndexMap;

use super::{Fold, is_within};
use crate::asl::StateKind;
use crate::json::Pointer;
use crate::sim::{HistoryEvent, ScopePath, StatePath, VirtualTime};
use crate::studio::moment::told::{At, Flow};
use crate::studio::moment::{Attempt, Outcome, Progress, StateStatus, Visit};

impl Fold<'_> {
    /// The execution goes on.
    pub(super) fn redriven(&mut self, index: usize, event: &HistoryEvent) {
        self.told.error = None;
        for at in self.unfinished() {
            let state = self.told.states.get_index(at.0).map(|(_, state)| state);
            let visit = state.and_then(|state| Some((state, state.visits.get(at.1)?)));
            let Some((state, visit)) = visit else { continue };
            let again = visit.again(index, event.time, state.kind);
            let scope = again.scope.clone();
            if let Some(at) = self.told.add(at.0, again) {
                self.told.flow.open.insert(scope, at);
            }
        }
        let halted = std::mem::take(&mut self.told.flow.halted);
        let Flow { open, left, .. } = &mut self.told.flow;
        left.extend(halted.into_iter().filter(|(scope, _)| !open.contains_key(scope)));
    }

    /// A Parallel or Map begins again as a whole, although it was redriven: what was to go on in it does not.
    pub(super) fn start_over(&mut self, event: &HistoryEvent, path: &StatePath) {
        let open = &mut self.told.flow.open;
        let gone: Vec<ScopePath> = open.keys().filter(|scope| is_within(scope, path)).cloned().collect();
        for at in gone.iter().filter_map(|scope| open.swap_remove(scope)).collect::<Vec<_>>() {
            self.told.change(at, |visit| visit.end(event.time, StateStatus::Aborted));
        }
        self.change(event, |visit| {
            if visit.redriven {
                // Nothing came of what was to go on.
                visit.attempts.retain(|attempt| attempt.to.is_some());
            }
        });
    }

    /// In each scope that is still of use, the visit that was entered and not left.
    fn unfinished(&self) -> Vec<At> {
        let mut last: IndexMap<&ScopePath, (At, &Visit)> = IndexMap::new();
        for (at, state) in self.told.states.values().enumerate() {
            for (number, visit) in state.visits.iter().enumerate() {
                let known = last.get(&visit.scope).map_or(0, |(_, known)| known.entered);
                if visit.entered >= known {
                    last.insert(&visit.scope, ((at, number), visit));
                }
            }
        }
        let is_open = |scope: &ScopePath| last.get(scope).is_some_and(|(_, visit)| visit.exited.is_none());
        let is_current = |scope: &ScopePath| {
            self.scopes_in(scope).filter_map(|scope| Some((scope, scope.hop()?))).all(|(scope, hop)| {
                let inside = last.get(scope).map(|(_, visit)| visit.entered);
                let owner = last.get(&hop.outer).filter(|(_, visit)| visit.exited.is_none());
                // Events are numbered from 1, positions from 0. One that was retried has left the scopes of its earlier
                // attempts.
                owner.is_some_and(|(at, visit)| {
                    visit.entered as u64 + 1 == hop.entered_event
                        && self.is_at(*at, &hop.owner)
                        && visit.begun.is_some_and(|begun| inside.is_none_or(|inside| inside > begun))
                })
            })
        };
        let open = last.iter().filter(|(scope, _)| is_open(scope) && is_current(scope));
        open.map(|(_, (at, _))| *at).collect()
    }

    /// A scope and those around it that are the execution's own, but for the outermost, innermost first.
    fn scopes_in<'s>(&self, scope: &'s ScopePath) -> impl Iterator<Item = &'s ScopePath> {
        let scopes = std::iter::successors(Some(scope), |scope| scope.hop().map(|hop| &hop.outer));
        scopes.take_while(|scope| **scope != self.told.base)
    }

    fn is_at(&self, at: At, state: &Pointer) -> bool {
        self.told.states.get_index(at.0).is_some_and(|(pointer, _)| pointer == state)
    }
}

impl Visit {
    /// The same visit after a redrive. A Parallel or Map goes on with what it has; a Task is yet to be scheduled.
    fn again(&self, index: usize, time: VirtualTime, kind: Option<StateKind>) -> Visit {
        let waits = kind == Some(StateKind::Wait);
        let has_scopes = self.progress.total.is_some();
        let begun = Attempt { event: index, from: time, to: None, outcome: Outcome::Running, error: None };
        Visit {
            from: time,
            to: None,
            status: if waits { StateStatus::Waiting } else { StateStatus::Running },
            error: None,
            cause: None,
            retry: None,
            attempts: if has_scopes { vec![begun] } else { Vec::new() },
            progress: Progress { failed: 0, ..self.progress.clone() },
            deadline: None,
            heartbeat_ms: None,
            redriven: true,
            ..self.clone()
        }
    }
}
