//! What [`step`](super::step::step) did beside the events, as data: which transition was taken, which Retrier or Catcher
//! took an error, and which state failed because none did. The history does not tell it (two rules may share a target,
//! `States.ALL` covers an error by where it came from), and nobody else may guess.
//!
//! **Invariant:** a record follows an event of the same history, and its time is no earlier.

use super::history::{Failure, HistoryEvent, StatePath};
use super::limits;
use super::time::VirtualTime;
use crate::asl::TransitionKind;

/// One thing that was done.
#[derive(Clone, Debug, PartialEq)]
pub struct TraceRecord {
    /// The id of the event it follows, in the history of the same execution.
    pub event: u64,
    /// When.
    pub time: VirtualTime,
    /// The state that did it, and the scope it ran in.
    pub path: StatePath,
    /// What.
    pub fact: TraceFact,
}

/// What was done.
#[derive(Clone, Debug, PartialEq)]
pub enum TraceFact {
    /// The state was left along a transition. A Choice's rules before the one taken did not hold, those after it were not
    /// tried; at `Default` none held.
    Transition(TransitionKind),
    /// A Retrier took an error: the state is tried again.
    Retried {
        /// Which, by its position in `Retry`.
        retrier: usize,
        /// Which of its retries comes, from 1.
        attempt: u32,
        /// Its `MaxAttempts`.
        of: i64,
        /// When the next try begins, after interval, backoff and jitter.
        due: VirtualTime,
        /// The error.
        failure: Failure,
    },
    /// A Catcher took an error.
    Caught {
        /// Which, by its position in `Catch`.
        catcher: usize,
        /// The error.
        failure: Failure,
    },
    /// Nothing took an error: the state failed, and with it its scope.
    Failed(Failure),
}

/// Adds records to those of a history. Of a state that is retried over and over without an event (its fields cannot be
/// evaluated) the first tries are kept.
pub(crate) fn extend(trace: &mut Vec<TraceRecord>, history: &[HistoryEvent], more: impl Iterator<Item = TraceRecord>) {
    let most = (history.len() + 1).saturating_mul(limits::TRACE_RECORDS_PER_EVENT_MAX);
    for record in more {
        // All others come with an event, or end their scope.
        if trace.len() < most || !matches!(record.fact, TraceFact::Retried { .. }) {
            trace.push(record);
        }
    }
}

/// The records that show once `events` events do, at a time.
pub(crate) fn shown(trace: &[TraceRecord], events: usize, time: VirtualTime) -> &[TraceRecord] {
    let end = trace.partition_point(|record| record.event <= events as u64 && record.time <= time);
    &trace[..end]
}
