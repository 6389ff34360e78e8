//! How attempts, visits and the execution end.

use super::{Fold, is_within};
use crate::sim::{EventDetails, Failure, HistoryEvent, ScopePath, VirtualTime};
use crate::studio::moment::told::{At, Flow};
use crate::studio::moment::{Attempt, Outcome, StateStatus};

impl Fold<'_> {
    pub(super) fn abort(&mut self, event: &HistoryEvent) {
        let Some(path) = &event.path else { return };
        if let Some(at) = self.told.flow.open.swap_remove(&path.scope) {
            // The service tells of the failed state itself too that it was aborted.
            self.told.change(at, |visit| visit.stop(event.time));
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
        self.change(event, |visit| {
            let last = visit.attempts.last();
            // What was called and answered well was one call, also where its answer cannot be made use of.
            if last.is_none_or(|last| last.to.is_some() && last.outcome != Outcome::Succeeded) {
                // It failed before anything was begun.
                let (from, outcome) = (event.time, Outcome::Running);
                visit.attempts.push(Attempt { event: index, from, to: None, outcome, error: None });
            }
        });
        self.end_attempt(event, Outcome::Failed, Some(&failure));
    }

    /// A Parallel's or Map's attempt failed, and with it every scope in it. The trace tells the error.
    pub(super) fn scopes_failed(&mut self, event: &HistoryEvent) {
        let Some(path) = &event.path else { return };
        self.stop_scopes(event.time, |scope| is_within(scope, path));
        self.end_attempt(event, Outcome::Failed, None);
    }

    /// Ends the visits in some scopes; those that have not failed were stopped.
    pub(super) fn stop_scopes(&mut self, time: VirtualTime, gone: impl Fn(&ScopePath) -> bool) {
        let open = &mut self.told.flow.open;
        let scopes: Vec<ScopePath> = open.keys().filter(|scope| gone(scope)).cloned().collect();
        let places: Vec<At> = scopes.iter().filter_map(|scope| open.swap_remove(scope)).collect();
        self.told.flow.left.retain(|scope, _| !gone(scope));
        for at in places {
            self.told.change(at, |visit| visit.stop(time));
        }
    }

    pub(super) fn ended(&mut self, event: &HistoryEvent) {
        let Flow { left, halted, .. } = &mut self.told.flow;
        halted.clone_from(left);
        if let EventDetails::Failed(failure) = &event.details {
            self.told.error.clone_from(&failure.error);
        }
        self.stop_scopes(event.time, |_| true);
    }
}
