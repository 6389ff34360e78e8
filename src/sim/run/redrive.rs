//! Whether a run can be redriven, and why not, in the service's words.

use super::work::{Stage, Then};
use super::{Act, Entry, Goal, Simulation};
use crate::sim::children::{ChildExecution, MapRun};
use crate::sim::history::HistoryEvent;
use crate::sim::time::VirtualTime;
use crate::sim::{Status, WorkflowType, limits};

/// Why an execution cannot be redriven (AWS: `redriveStatusReason` of `DescribeExecution`, and the errors of
/// `RedriveExecution`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedriveRefusal {
    /// It has not started.
    NotStarted,
    /// It goes on.
    Running,
    /// It ended well.
    Succeeded,
    /// Only Standard executions can be redriven.
    Express,
    /// Its history is too long ([`REDRIVE_EVENTS_MAX`](limits::REDRIVE_EVENTS_MAX)).
    HistoryLimit,
    /// Its events take up all the memory there is for them ([`HISTORY_BYTES_MAX`](limits::HISTORY_BYTES_MAX)).
    HistoryBytes,
    /// It started more than a year ago.
    MaxTime,
    /// It ended more than 14 days ago.
    Period,
    /// The journal is full ([`JOURNAL_ENTRIES_MAX`](limits::JOURNAL_ENTRIES_MAX)).
    JournalFull,
}

impl std::fmt::Display for RedriveRefusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            RedriveRefusal::NotStarted => "Execution Does Not Exist",
            RedriveRefusal::Running => "Execution is RUNNING and cannot be redriven",
            RedriveRefusal::Succeeded => "Execution is SUCCEEDED and cannot be redriven",
            RedriveRefusal::Express => "Invalid Arn: 'Resource type not valid in this context: express'",
            RedriveRefusal::HistoryLimit => "Execution history event limit exceeded",
            RedriveRefusal::HistoryBytes => "The history takes up all the memory there is for it",
            RedriveRefusal::MaxTime => "Execution has exceeded the max execution time",
            RedriveRefusal::Period => "Execution redrivable period exceeded",
            RedriveRefusal::JournalFull => "Too many redrives and answers in one run",
        })
    }
}

impl std::error::Error for RedriveRefusal {}

/// Whether an execution can be redriven (AWS: `redriveStatus`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedriveStatus {
    /// `REDRIVABLE`
    Redrivable,
    /// `REDRIVABLE_BY_MAP_RUN`: a child execution, with the execution that runs its Map.
    RedrivableByMapRun,
    /// `NOT_REDRIVABLE`, and why.
    NotRedrivable(RedriveRefusal),
}

impl RedriveStatus {
    /// AWS's name.
    pub fn as_str(self) -> &'static str {
        match self {
            RedriveStatus::Redrivable => "REDRIVABLE",
            RedriveStatus::RedrivableByMapRun => "REDRIVABLE_BY_MAP_RUN",
            RedriveStatus::NotRedrivable(_) => "NOT_REDRIVABLE",
        }
    }
}

/// What speaks against a redrive of an execution at a time: its status, how many events it has, when it started and when
/// it ended.
pub(super) fn refusal(
    status: Status,
    events: usize,
    (start, stop): (VirtualTime, VirtualTime),
    now: VirtualTime,
) -> Option<RedriveRefusal> {
    match status {
        Status::NotStarted => Some(RedriveRefusal::NotStarted),
        Status::Running => Some(RedriveRefusal::Running),
        Status::Succeeded => Some(RedriveRefusal::Succeeded),
        Status::Failed | Status::TimedOut | Status::Aborted => {
            if events >= limits::REDRIVE_EVENTS_MAX {
                Some(RedriveRefusal::HistoryLimit)
            } else if now.since(start) >= limits::STANDARD_DURATION_MS_MAX {
                Some(RedriveRefusal::MaxTime)
            } else if now.since(stop) > limits::REDRIVE_PERIOD_MS {
                Some(RedriveRefusal::Period)
            } else {
                None
            }
        }
    }
}

impl Simulation {
    /// Whether the execution can be redriven at the moment shown.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use stepwright::json::Document;
    /// use stepwright::sim::{EventType, Program, RedriveStatus, Setup, Simulation, Status, VirtualTime};
    /// let text = r#"{"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "E"}}}"#;
    /// let mut run = Simulation::new(Arc::new(Program::compile(&Document::new(text))), Setup::default());
    /// assert_eq!(run.redrive_status().as_str(), "NOT_REDRIVABLE");
    /// run.advance(VirtualTime::MAX, 100);
    /// assert_eq!((run.status(), run.redrive_status()), (Status::Failed, RedriveStatus::Redrivable));
    /// run.redrive()?;
    /// assert_eq!((run.status(), run.history()[3].kind), (Status::Running, EventType::ExecutionRedriven));
    /// run.advance(VirtualTime::MAX, 100);
    /// assert_eq!((run.status(), run.history().len()), (Status::Failed, 5));
    /// # Ok::<(), stepwright::sim::RedriveRefusal>(())
    /// ```
    pub fn redrive_status(&self) -> RedriveStatus {
        self.redrive_status_at(self.clock)
    }

    /// Whether it can be redriven at a later time, if nothing else happens until then.
    pub fn redrive_status_at(&self, time: VirtualTime) -> RedriveStatus {
        let shown = self.history.get(..self.cursor).unwrap_or_default();
        let at_end = shown.len() == self.history.len();
        let time = if at_end { time.max(self.head.world.now) } else { time };
        match self.refused(self.status(), shown, time) {
            Some(refusal) => RedriveStatus::NotRedrivable(refusal),
            None => RedriveStatus::Redrivable,
        }
    }

    fn refused(&self, status: Status, events: &[HistoryEvent], time: VirtualTime) -> Option<RedriveRefusal> {
        if self.setup.workflow == WorkflowType::Express {
            return Some(RedriveRefusal::Express);
        }
        if events.len() == self.history.len() && self.head.execution.room.is_full() {
            return Some(RedriveRefusal::HistoryBytes);
        }
        let stop = events.last().map_or(self.setup.start, |event| event.time);
        refusal(status, events.len(), (self.setup.start, stop), time)
    }

    /// Lets an execution that ended badly go on from where it stopped (AWS: `RedriveExecution`), at the moment shown. If
    /// that is in the past, what came after is dropped.
    ///
    /// Mocks count their calls across it: a Task that is scheduled again gets its mock's next answer. A redrive is an
    /// entry of the journal: it is done again when the run is replayed over another program or other mocks, if the run
    /// can be redriven there too.
    pub fn redrive(&mut self) -> Result<(), RedriveRefusal> {
        self.redrive_at(self.clock)
    }

    /// The same, some time after the moment shown.
    pub fn redrive_at(&mut self, time: VirtualTime) -> Result<(), RedriveRefusal> {
        let stage = self.begin_redrive(time)?;
        self.at_once(stage)
    }

    /// What a redrive has to do first.
    pub(super) fn begin_redrive(&self, time: VirtualTime) -> Result<Stage, RedriveRefusal> {
        let time = time.max(self.clock);
        if let RedriveStatus::NotRedrivable(refusal) = self.redrive_status_at(time) {
            return Err(refusal);
        }
        if self.journal.entries.len() >= limits::JOURNAL_ENTRIES_MAX {
            return Err(RedriveRefusal::JournalFull);
        }
        let back = self.cursor < self.history.len();
        let goal = Goal { events: self.cursor, inputs: 0 };
        Ok(Stage::Back { goal, begun: !back, then: Then::Redrive(time) })
    }

    /// Performs the redrive, if nothing has come between; the execution and all it started have ended.
    pub(super) fn perform_redrive(&mut self, time: VirtualTime) -> Result<(), RedriveRefusal> {
        let time = time.max(self.head.world.now);
        if let Some(refusal) = self.refused(self.head.execution.status, &self.history, time) {
            return Err(refusal);
        }
        self.perform(Act::Redrive, time, None);
        (self.clock, self.cursor) = (time, self.history.len());
        Ok(())
    }

    /// How often the execution was redriven, up to the moment shown.
    pub fn redrive_count(&self) -> u32 {
        let shown = self.history.get(..self.cursor).unwrap_or_default();
        shown.iter().filter(|event| event.kind == crate::sim::EventType::ExecutionRedriven).count() as u32
    }

    /// What becomes of the next entry of a journal after the execution ended: a redrive makes it go on when its time has
    /// come, and nothing else can be done any more.
    pub(super) fn after_end(&self, until: VirtualTime) -> Option<bool> {
        let entry = &self.script.front()?.entry;
        let time = entry.time.max(self.head.world.now);
        if self.revives(entry, time) { (time <= until).then_some(true) } else { Some(false) }
    }

    pub(super) fn revives(&self, entry: &Entry, time: VirtualTime) -> bool {
        entry.act == Act::Redrive && self.can_redrive(time)
    }

    /// Whether a journal's redrive can be performed at a time beyond all known events.
    fn can_redrive(&self, time: VirtualTime) -> bool {
        self.refused(self.head.execution.status, &self.history, time).is_none()
    }
}

impl ChildExecution {
    /// Whether it can be redriven: never by itself, but with its map run.
    pub fn redrive_status(&self, of: &MapRun, now: VirtualTime) -> RedriveStatus {
        let stop = self.stop.unwrap_or(now);
        let refused = match refusal(self.status, self.events as usize, (self.start, stop), now) {
            // Unsuccessful Express children are started anew, whatever their age and length.
            Some(RedriveRefusal::HistoryLimit | RedriveRefusal::MaxTime | RedriveRefusal::Period)
                if of.workflow == WorkflowType::Express =>
            {
                None
            }
            refused => refused,
        };
        refused.map_or(RedriveStatus::RedrivableByMapRun, RedriveStatus::NotRedrivable)
    }
}
