//! How attempts, visits and the execution end.

use super::{Fold, is_within};
use crate::sim::{EventDetails, EventType, Failure, HistoryEvent, ScopePath, VirtualTime};
use crate::studio::moment::told::{At, Flow};
use crate::studio::moment::{Attempt, Outcome, StateStatus, Visit};

impl Fold<'_> {
    pub(super) fn abort(&mut self, event: &HistoryEvent) {
        let Some(path) = &event.path else { return };
        if let Some(at) = self.told.flow.open.swap_remove(&path.scope) {
            // The service tells of the failed state itself too that it was aborted.
            self.told.change(at, |visit| {
                visit.end(event.time, if visit.erred() { StateStatus::Failed } else { StateStatus::Aborted });
            });
        }
    }

    pub(super) fn end_attempt(&mut self, event: &HistoryEvent, outcome: Outcome, error: Option<&Failure>) {
        self.change(event, |visit| {
            visit.status = StateStatus::Running;
            if let Some(attempt) = visit.attempts.last_mut().filter(|attempt| attempt.to.is_none()) {
                attempt.to = Some(event.time);
                attempt.outcome = outcome;
                attempt.error = error.and_then(|failure| failure.error.clone());
            }
            if let Some(failure) = error {
                visit.fail(failure);
            }
        });
    }

    pub(super) fn failed(&mut self, index: usize, event: &HistoryEvent) {
        let failure = match &event.details {
            EventDetails::Failed(failure)
            | EventDetails::TaskFailed(_, failure)
            | EventDetails::Evaluation { failure, .. } => failure.clone(),
            _ => Failure::default(),
        };
        self.told.flow.thrown = failure.clone();
        self.change(event, |visit| {
            if visit.attempts.last().is_none_or(|attempt| attempt.to.is_some()) {
                // It failed before anything was begun.
                let (from, outcome) = (event.time, Outcome::Running);
                visit.attempts.push(Attempt { event: index, from, to: None, outcome, error: None });
            }
        });
        self.end_attempt(event, Outcome::Failed, Some(&failure));
    }

    /// A Parallel's or Map's attempt failed, and with it every scope in it.
    pub(super) fn scopes_failed(&mut self, event: &HistoryEvent) {
        self.close_scopes(event.time, |scope| is_within(scope, event));
        let thrown = self.told.flow.thrown.clone();
        self.end_attempt(event, Outcome::Failed, Some(&thrown));
    }

    /// Closes the visits in some scopes: the one with the error failed, the others were stopped.
    fn close_scopes(&mut self, time: VirtualTime, gone: impl Fn(&ScopePath) -> bool) {
        let open = &mut self.told.flow.open;
        let scopes: Vec<ScopePath> = open.keys().filter(|scope| gone(scope)).cloned().collect();
        let places: Vec<At> = scopes.iter().filter_map(|scope| open.swap_remove(scope)).collect();
        self.told.flow.left.retain(|scope, _| !gone(scope));
        let erred = places.iter().any(|at| self.told.visit(*at).is_some_and(Visit::erred));
        let thrown = self.told.flow.thrown.clone();
        for at in places {
            let leaf = self.defined(at.0).is_none_or(|state| state.inner.is_empty());
            self.told.change(at, |visit| {
                if visit.is_closed() {
                    return;
                }
                let culprit = visit.erred() || !erred && leaf;
                visit.end(time, if culprit { StateStatus::Failed } else { StateStatus::Aborted });
                if culprit && visit.error.is_none() {
                    visit.fail_with(&thrown);
                }
            });
        }
    }

    pub(super) fn ended(&mut self, event: &HistoryEvent) {
        let Flow { left, halted, .. } = &mut self.told.flow;
        halted.clone_from(left);
        if let EventDetails::Failed(failure) = &event.details {
            self.told.error.clone_from(&failure.error);
            if failure.error.is_some() {
                self.told.flow.thrown = failure.clone();
            }
        }
        if event.kind == EventType::ExecutionFailed {
            self.name_fail_state();
            self.close_scopes(event.time, |_| true);
        } else {
            for at in std::mem::take(&mut self.told.flow.open).into_values() {
                self.told.change(at, |visit| {
                    if !visit.is_closed() {
                        visit.end(event.time, StateStatus::Aborted);
                    }
                });
            }
        }
        self.told.flow.left.clear();
    }

    /// A Fail state that takes its error from the data gets it from the execution's.
    fn name_fail_state(&mut self) {
        let thrown = self.told.flow.thrown.clone();
        let Some(at) = self.told.flow.open.get(&self.told.base).copied() else { return };
        self.told.change(at, |visit| {
            if visit.is_closed() && visit.error.is_none() {
                visit.fail_with(&thrown);
            }
        });
    }
}
