//! The map runs of an execution and their child executions, each with a history of its own (AWS: "Map Run").

use std::sync::Arc;

use super::Status;
use super::execution::About;
use super::history::{Failure, HistoryEvent, StatePath};
use super::items::Finished;
use super::time::VirtualTime;
use crate::asl::WorkflowType;
use crate::json::Value;

/// One attempt of a distributed Map.
#[derive(Clone, Debug, PartialEq)]
pub struct MapRun {
    /// The map run's ARN.
    pub arn: Arc<str>,
    /// The Map.
    pub path: StatePath,
    /// Running, succeeded, failed or aborted.
    pub status: Status,
    /// Whether its child executions are Standard or Express.
    pub workflow: WorkflowType,
    /// When it began.
    pub start: VirtualTime,
    /// When it ended.
    pub stop: Option<VirtualTime>,
    /// How many items there are.
    pub items: usize,
    /// How many child executions there will be: one an item, or one a batch.
    pub total: usize,
    /// How many child executions run at once.
    pub max_concurrency: usize,
    /// How many items may fail.
    pub tolerated_failure_count: Option<i64>,
    /// Which share of the items may fail.
    pub tolerated_failure_percentage: Option<f64>,
    /// How many results a `ResultWriter` wrote.
    pub results_written: usize,
    /// The child executions that have begun, in the order of their items.
    pub executions: Vec<Arc<ChildExecution>>,
}

/// One child execution: of a map run, or one that a Task started ([`NestedExecution`](super::NestedExecution)).
#[derive(Clone, Debug, PartialEq)]
pub struct ChildExecution {
    /// Which item or batch it has, from 0.
    pub index: usize,
    /// How many items that is.
    pub items: usize,
    /// Its name.
    pub name: Arc<str>,
    /// Its ARN.
    pub arn: Arc<str>,
    /// Its status.
    pub status: Status,
    /// Its input.
    pub input: Value,
    /// Its output, once it succeeded.
    pub output: Option<Value>,
    /// Its error, once it failed.
    pub failure: Failure,
    /// When it began.
    pub start: VirtualTime,
    /// When it ended.
    pub stop: Option<VirtualTime>,
    /// How many events it had.
    pub events: u64,
    /// Its events, as many as are [kept](super::limits::CHILD_EVENTS_KEPT_MAX).
    pub history: Vec<HistoryEvent>,
}

/// The counters of a map run (AWS: `MapRunItemCounts`, `MapRunExecutionCounts`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MapRunCounts {
    /// Not begun.
    pub pending: usize,
    /// Running.
    pub running: usize,
    /// Succeeded.
    pub succeeded: usize,
    /// Failed.
    pub failed: usize,
    /// Timed out.
    pub timed_out: usize,
    /// Aborted.
    pub aborted: usize,
    /// All of them.
    pub total: usize,
    /// Written by the `ResultWriter`.
    pub results_written: usize,
}

impl MapRun {
    /// How the items fared.
    pub fn item_counts(&self) -> MapRunCounts {
        self.counts(self.items, |execution| execution.items)
    }

    /// How the child executions fared.
    pub fn execution_counts(&self) -> MapRunCounts {
        self.counts(self.total, |_| 1)
    }

    fn counts(&self, total: usize, weight: impl Fn(&ChildExecution) -> usize) -> MapRunCounts {
        let mut counts = MapRunCounts { total, results_written: self.results_written, ..MapRunCounts::default() };
        let mut begun = 0;
        for execution in &self.executions {
            let count = weight(execution);
            begun += count;
            *match execution.status {
                Status::NotStarted | Status::Running => &mut counts.running,
                Status::Succeeded => &mut counts.succeeded,
                Status::Failed => &mut counts.failed,
                Status::TimedOut => &mut counts.timed_out,
                Status::Aborted => &mut counts.aborted,
            } += count;
        }
        counts.pending = total.saturating_sub(begun);
        counts
    }
}

impl ChildExecution {
    /// An execution that begins now.
    pub(crate) fn begun(index: usize, about: &About) -> ChildExecution {
        ChildExecution {
            index,
            items: 1,
            name: about.name.clone(),
            arn: about.id.clone(),
            status: Status::Running,
            input: about.input.clone(),
            output: None,
            failure: Failure::default(),
            start: about.start,
            stop: None,
            events: 0,
            history: Vec::new(),
        }
    }

    pub(crate) fn end(&mut self, status: Status, now: VirtualTime) {
        self.status = status;
        self.stop = Some(now);
    }

    pub(crate) fn finished(&self, machine_arn: &Arc<str>) -> Finished {
        Finished {
            arn: self.arn.clone(),
            name: self.name.clone(),
            machine_arn: machine_arn.clone(),
            status: self.status.as_str(),
            input: self.input.clone(),
            output: self.output.clone(),
            error: self.failure.error.clone(),
            cause: self.failure.cause.clone(),
            start: self.start,
            stop: self.stop.unwrap_or(self.start),
        }
    }
}
