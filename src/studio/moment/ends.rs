//! How attempts, visits and the execution end.

use super::fold::{At, Fold, is_within};
use super::retry::{self, After};
use super::{Attempt, Outcome, StateMoment, StateStatus};
use crate::sim::{EventDetails, EventType, Failure, HistoryEvent, ScopePath, VirtualTime};

impl Fold<'_> {
    pub(super) fn abort(&mut self, event: &HistoryEvent) {
        let Some(path) = &event.path else { return };
        let time = event.time;
        if let Some(at) = self.open.swap_remove(&path.scope)
            && let Some(visit) = self.visit(at)
        {
            // The service tells of the failed state itself too that it was aborted.
            visit.end(time, if visit.erred() { StateStatus::Failed } else { StateStatus::Aborted });
        }
    }

    pub(super) fn end_attempt(&mut self, event: &HistoryEvent, outcome: Outcome, error: Option<&Failure>) {
        let time = event.time;
        let Some(visit) = self.current(event) else { return };
        visit.status = StateStatus::Running;
        if let Some(attempt) = visit.attempts.last_mut().filter(|attempt| attempt.to.is_none()) {
            attempt.to = Some(time);
            attempt.outcome = outcome;
            attempt.error = error.and_then(|failure| failure.error.clone());
        }
        if let Some(failure) = error {
            visit.fail(failure);
        }
    }

    pub(super) fn failed(&mut self, index: usize, event: &HistoryEvent) {
        let failure = match &event.details {
            EventDetails::Failed(failure)
            | EventDetails::TaskFailed(_, failure)
            | EventDetails::Evaluation { failure, .. } => failure.clone(),
            _ => Failure::default(),
        };
        self.thrown = failure.clone();
        if let Some(visit) = self.current(event)
            && visit.attempts.last().is_none_or(|attempt| attempt.to.is_some())
        {
            // It failed before anything was begun.
            let (from, outcome) = (event.time, Outcome::Running);
            visit.attempts.push(Attempt { event: index, from, to: None, outcome, error: None });
        }
        self.end_attempt(event, Outcome::Failed, Some(&failure));
    }

    /// A Parallel's or Map's attempt failed, and with it every scope in it.
    pub(super) fn scopes_failed(&mut self, event: &HistoryEvent) {
        self.close_scopes(event.time, |scope| is_within(scope, event));
        let thrown = self.thrown.clone();
        self.end_attempt(event, Outcome::Failed, Some(&thrown));
    }

    /// Closes the visits in some scopes: the one with the error failed, the others were stopped.
    fn close_scopes(&mut self, time: VirtualTime, gone: impl Fn(&ScopePath) -> bool) {
        let scopes: Vec<ScopePath> = self.open.keys().filter(|scope| gone(scope)).cloned().collect();
        let places: Vec<At> = scopes.iter().filter_map(|scope| self.open.swap_remove(scope)).collect();
        self.left.retain(|scope, _| !gone(scope));
        let erred = places.iter().any(|at| self.visit(*at).is_some_and(|visit| visit.erred()));
        for at in places {
            let leaf = self.states.get_index(at.0).is_some_and(|(_, state)| self.is_leaf(state));
            let thrown = self.thrown.clone();
            let Some(visit) = self.visit(at).filter(|visit| !visit.is_closed()) else { continue };
            let culprit = visit.erred() || !erred && leaf;
            visit.end(time, if culprit { StateStatus::Failed } else { StateStatus::Aborted });
            if culprit && visit.error.is_none() {
                visit.fail_with(&thrown);
            }
        }
    }

    fn is_leaf(&self, state: &StateMoment) -> bool {
        state.id.and_then(|id| self.visible.machine.state(id)).is_none_or(|state| state.inner.is_empty())
    }

    pub(super) fn ended(&mut self, event: &HistoryEvent) {
        self.halted = self.left.clone();
        if let EventDetails::Failed(failure) = &event.details {
            self.error.clone_from(&failure.error);
            if failure.error.is_some() {
                self.thrown = failure.clone();
            }
        }
        if event.kind == EventType::ExecutionFailed {
            self.name_fail_state();
            self.close_scopes(event.time, |_| true);
        } else {
            let open: Vec<At> = std::mem::take(&mut self.open).into_values().collect();
            for at in open {
                if let Some(visit) = self.visit(at).filter(|visit| !visit.is_closed()) {
                    visit.end(event.time, StateStatus::Aborted);
                }
            }
        }
        self.left.clear();
    }

    /// A Fail state that takes its error from the data gets it from the execution's.
    fn name_fail_state(&mut self) {
        let thrown = self.thrown.clone();
        let at = self.open.get(self.base).copied();
        if let Some(visit) = at.and_then(|at| self.visit(at)).filter(|visit| visit.is_closed() && visit.error.is_none())
        {
            visit.fail_with(&thrown);
        }
    }

    /// What the definition and the held tasks say of the visits that are still open.
    pub(super) fn settle(&mut self) {
        let document = self.visible.document;
        for at in self.open.values().copied().collect::<Vec<_>>() {
            let Some((pointer, state)) = self.states.get_index_mut(at.0) else { continue };
            let Some(visit) = state.visits.get_mut(at.1).filter(|visit| !visit.is_closed()) else { continue };
            if visit.erred() {
                visit.status = match retry::after(document, pointer, visit) {
                    After::Retry { number, of } => {
                        state.retry = Some((number, of));
                        StateStatus::Retrying
                    }
                    After::Catch => StateStatus::Caught,
                    After::Fail => StateStatus::Failed,
                };
            }
        }
        for held in self.visible.held.iter().filter(|held| held.nested.is_none()) {
            let at = self.open.get(&held.path.scope).copied();
            let Some(visit) = at.and_then(|at| self.visit(at)) else { continue };
            visit.status = StateStatus::Callback;
            visit.deadline = held.deadline;
            if let Some(attempt) = visit.attempts.last_mut() {
                attempt.outcome = Outcome::Callback;
            }
        }
    }
}
