//! What the trace tells: what came of an error.

use super::{Fold, is_within};
use crate::sim::{Failure, TraceFact, TraceRecord};
use crate::studio::moment::told::At;
use crate::studio::moment::{Outcome, Retry, StateStatus, Visit};

impl Fold<'_> {
    /// Reads the next record.
    pub(in crate::studio::moment) fn record(&mut self, record: &TraceRecord) {
        self.told.traced += 1;
        match &record.fact {
            TraceFact::Retried(retried) => {
                let of = usize::try_from(retried.of).unwrap_or(0);
                let retry = Retry { number: retried.attempt as usize, of, due: retried.due };
                self.erred(record, &retried.failure, |visit| {
                    visit.status = StateStatus::Retrying;
                    (visit.retry, visit.begun) = (Some(retry), None);
                });
            }
            TraceFact::Caught { failure, .. } => {
                self.erred(record, failure, |visit| {
                    visit.status = StateStatus::Caught;
                    visit.begun = None;
                });
            }
            TraceFact::Failed(failure) => {
                self.erred(record, failure, |visit| visit.end(record.time, StateStatus::Failed));
            }
        }
    }

    /// A state that could not be entered: its history was full.
    fn refused(&mut self, record: &TraceRecord) -> Option<At> {
        let state = self.state(&record.path.state);
        let index = self.told.events.saturating_sub(1);
        let at = self.told.add(state, Visit::begun(index, record.time, record.path.scope.clone()))?;
        self.told.flow.open.insert(record.path.scope.clone(), at);
        Some(at)
    }

    /// A visit's attempt ended with an error, and with it all scopes in it.
    fn erred(&mut self, record: &TraceRecord, failure: &Failure, then: impl FnOnce(&mut Visit)) {
        let known = self.told.flow.open.get(&record.path.scope).copied();
        let Some(at) = known.or_else(|| self.refused(record)) else { return };
        self.stop_scopes(record.time, |scope| is_within(scope, &record.path));
        self.told.change(at, |visit| {
            visit.fail(failure);
            // Also one whose call was answered well: the answer could not be made use of.
            if let Some(attempt) = visit.attempts.last_mut() {
                attempt.to.get_or_insert(record.time);
                attempt.outcome = Outcome::Failed;
                attempt.error.clone_from(&failure.error);
            }
            then(visit);
        });
    }
}
