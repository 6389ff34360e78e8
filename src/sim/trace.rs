//! What [`step`](super::step::step) did with an error, as data: which Retrier or Catcher took it, and which state failed
//! because none did. The history does not tell it (`States.ALL` covers an error by where it came from), and nobody else
//! may guess. Which transition a state was left along is in the event that tells of its leaving.
//!
//! What the data was after each stage of a visit is a record too; only a visit that somebody inspects is done again with
//! these ([`Inspection`](super::Inspection)).
//!
//! **Invariant:** a record follows an event of the same history, and its time is no earlier.

use super::history::{Failure, HistoryEvent, StatePath};
use super::limits;
use super::time::VirtualTime;
use crate::json::Value;

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
    /// A Retrier took an error: the state is tried again.
    Retried(Box<Retried>),
    /// A Catcher took an error.
    Caught {
        /// Which, by its position in `Catch`.
        catcher: usize,
        /// The error.
        failure: Box<Failure>,
    },
    /// Nothing took an error: the state failed, and with it its scope.
    Failed(Box<Failure>),
}

/// What a Retrier decided.
#[derive(Clone, Debug, PartialEq)]
pub struct Retried {
    /// Which, by its position in `Retry`.
    pub retrier: usize,
    /// Which of its retries comes, from 1.
    pub attempt: u32,
    /// Its `MaxAttempts`.
    pub of: i64,
    /// When the next try begins, after interval, backoff and jitter.
    pub due: VirtualTime,
    /// The error.
    pub failure: Failure,
}

/// A step of a state's data flow (AWS: `InspectionData`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// `afterInputPath`
    AfterInputPath,
    /// `afterParameters`
    AfterParameters,
    /// `afterArguments`
    AfterArguments,
    /// `afterItemsPath`
    AfterItemsPath,
    /// `afterItemSelector`
    AfterItemSelector,
    /// `afterItemBatcher`
    AfterItemBatcher,
    /// `result`
    Result,
    /// `afterResultSelector`
    AfterResultSelector,
    /// `afterResultPath`
    AfterResultPath,
}

impl Stage {
    /// AWS's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Stage::AfterInputPath => "afterInputPath",
            Stage::AfterParameters => "afterParameters",
            Stage::AfterArguments => "afterArguments",
            Stage::AfterItemsPath => "afterItemsPath",
            Stage::AfterItemSelector => "afterItemSelector",
            Stage::AfterItemBatcher => "afterItemBatcher",
            Stage::Result => "result",
            Stage::AfterResultSelector => "afterResultSelector",
            Stage::AfterResultPath => "afterResultPath",
        }
    }
}

/// What the data of a visit was after a stage of its flow.
#[derive(Clone, Debug, PartialEq)]
pub struct StageRecord {
    /// The id of the event it follows.
    pub event: u64,
    /// When.
    pub time: VirtualTime,
    /// Which of the visit's tries, from 0: a Retrier makes more.
    pub attempt: u32,
    /// The stage.
    pub stage: Stage,
    /// Of [`Stage::AfterItemSelector`], which item, from 0.
    pub item: Option<usize>,
    /// The data after it.
    pub value: Value,
}

/// Adds records to those of a history. Of a state that is retried over and over without an event (its fields cannot be
/// evaluated) the first tries are kept.
pub(crate) fn extend(trace: &mut Vec<TraceRecord>, history: &[HistoryEvent], more: &mut Vec<TraceRecord>) {
    let most = (history.len() + 1).saturating_mul(limits::TRACE_RECORDS_PER_EVENT_MAX);
    if trace.len() >= most {
        // All others come with an event, or end their scope.
        more.retain(|record| !matches!(record.fact, TraceFact::Retried(_)));
    }
    trace.append(more);
}

/// The records that show once `events` events do, at a time.
pub(crate) fn shown(trace: &[TraceRecord], events: usize, time: VirtualTime) -> &[TraceRecord] {
    let end = trace.partition_point(|record| record.event <= events as u64 && record.time <= time);
    &trace[..end]
}
