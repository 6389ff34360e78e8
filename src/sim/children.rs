//! The map runs of an execution and their child executions, each with a history of its own (AWS: "Map Run").

use std::sync::Arc;

use super::Status;
use super::about::About;
use super::history::{Failure, HistoryEvent, StatePath};
use super::items::Finished;
use super::limits;
use super::time::VirtualTime;
use super::trace::TraceRecord;
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
    /// What its `ItemReader` was asked for, evaluated; `None` without one.
    pub read: Option<Value>,
    /// How many results a `ResultWriter` wrote.
    pub results_written: usize,
    /// How often it was redriven.
    pub redrive_count: u32,
    /// How it stood before each redrive.
    pub(crate) past: Vec<Past>,
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
    /// What was decided beside them.
    pub trace: Vec<TraceRecord>,
    /// How often it was redriven.
    pub redrive_count: u32,
    /// Whether its map run was redriven and it waits for its turn (`PENDING_REDRIVE`).
    pub pending_redrive: bool,
    /// Whether a redrive left it out, because it has too many events or ended too long ago.
    pub not_redrivable: bool,
    /// The event of its last redrive.
    pub(crate) redriven_event: u64,
    /// How it stood before each redrive.
    pub(crate) past: Vec<Past>,
}

/// How a map run or a child execution stands at a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// Its status.
    pub status: Status,
    /// When it began, or began anew.
    pub start: VirtualTime,
    /// When it ended.
    pub stop: Option<VirtualTime>,
    /// A child execution's error, once it failed.
    pub failure: Failure,
}

fn redriven_at(past: &[Past], time: VirtualTime) -> Option<VirtualTime> {
    past.iter().map(|past| past.until).rfind(|until| *until <= time)
}

/// How something stood until it was redriven.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Past {
    standing: Standing,
    until: VirtualTime,
}

impl Standing {
    /// The one of a time, of those before the redrives and the latest.
    fn at(time: VirtualTime, past: &[Past], latest: Self) -> Self {
        let then = past.iter().find(|past| time < past.until).map_or(latest, |past| past.standing.clone());
        if then.stop.is_none_or(|stop| stop > time) {
            return Self { status: Status::Running, stop: None, failure: Failure::default(), ..then };
        }
        then
    }
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
    /// Of the unsuccessful ones, those that cannot be redriven.
    pub failures_not_redrivable: usize,
    /// Unsuccessful, and waiting for their turn in a redriven map run.
    pub pending_redrive: usize,
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
            if execution.not_redrivable {
                counts.failures_not_redrivable += count;
            }
            if execution.pending_redrive {
                counts.pending_redrive += count;
                continue;
            }
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

impl MapRun {
    /// How it stood at a time, which may lie before a redrive.
    pub fn at(&self, time: VirtualTime) -> Standing {
        Standing::at(time, &self.past, self.standing())
    }

    /// When it was last redriven by a time.
    pub fn redriven_at(&self, time: VirtualTime) -> Option<VirtualTime> {
        redriven_at(&self.past, time)
    }

    fn standing(&self) -> Standing {
        Standing { status: self.status, start: self.start, stop: self.stop, failure: Failure::default() }
    }

    /// It runs again.
    pub(crate) fn begin_again(&mut self, now: VirtualTime) {
        self.past.push(Past { standing: self.standing(), until: now });
        (self.status, self.stop) = (Status::Running, None);
        self.redrive_count += 1;
    }

    pub(crate) fn end(&mut self, status: Status, now: VirtualTime) {
        self.status = status;
        self.stop = Some(now);
        // "The count of child workflow executions in the Pending redrive state is reset to 0."
        for child in self.executions.iter_mut().filter(|child| child.pending_redrive) {
            Arc::make_mut(child).pending_redrive = false;
        }
    }

    /// Lets a child execution wait for its redrive; `false` where it cannot be redriven any more.
    pub(crate) fn redrive(&mut self, child: usize, now: VirtualTime) -> bool {
        let express = self.workflow == WorkflowType::Express;
        let Some(child) = self.executions.get_mut(child).map(Arc::make_mut) else { return false };
        let within = child.events < limits::REDRIVE_EVENTS_MAX as u64
            && child.stop.is_none_or(|stop| now.since(stop) <= limits::REDRIVE_PERIOD_MS);
        // An Express one is started anew.
        child.pending_redrive = express || within;
        child.not_redrivable = !child.pending_redrive;
        child.pending_redrive
    }
}

impl ChildExecution {
    /// An execution that begins as it is said.
    pub(crate) fn begun(index: usize, about: &About) -> ChildExecution {
        ChildExecution::new(index, (about.name.clone(), about.id.clone()), about.input.clone(), about.start)
    }

    /// An execution that begins now, with its name and its ARN.
    pub(crate) fn new(
        index: usize,
        (name, arn): (Arc<str>, Arc<str>),
        input: Value,
        start: VirtualTime,
    ) -> ChildExecution {
        ChildExecution {
            index,
            items: 1,
            name,
            arn,
            status: Status::Running,
            input,
            output: None,
            failure: Failure::default(),
            start,
            stop: None,
            events: 0,
            history: Vec::new(),
            trace: Vec::new(),
            redrive_count: 0,
            pending_redrive: false,
            not_redrivable: false,
            redriven_event: 0,
            past: Vec::new(),
        }
    }

    /// Its status by AWS's name.
    pub fn status_name(&self) -> &'static str {
        if self.pending_redrive { "PENDING_REDRIVE" } else { self.status.as_str() }
    }

    /// How it stood at a time, which may lie before a redrive.
    pub fn at(&self, time: VirtualTime) -> Standing {
        Standing::at(time, &self.past, self.standing())
    }

    /// Its status at a time, for those who count many.
    pub fn status_at(&self, time: VirtualTime) -> Status {
        if !self.past.is_empty() {
            return self.at(time).status;
        }
        if self.stop.is_none_or(|stop| stop > time) { Status::Running } else { self.status }
    }

    /// When it was last redriven by a time.
    pub fn redriven_at(&self, time: VirtualTime) -> Option<VirtualTime> {
        redriven_at(&self.past, time)
    }

    /// When it first began: an Express one begins anew with each redrive.
    pub fn first_start(&self) -> VirtualTime {
        self.past.first().map_or(self.start, |past| past.standing.start)
    }

    fn standing(&self) -> Standing {
        Standing { status: self.status, start: self.start, stop: self.stop, failure: self.failure.clone() }
    }

    /// It runs again.
    pub(crate) fn begin_again(&mut self, now: VirtualTime) {
        self.past.push(Past { standing: self.standing(), until: now });
        (self.status, self.stop, self.pending_redrive) = (Status::Running, None, false);
        self.failure = Failure::default();
        self.redrive_count += 1;
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
