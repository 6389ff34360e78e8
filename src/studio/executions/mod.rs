//! What the Executions tab shows beyond the execution itself: virtual buckets, map runs, child executions.

pub mod map_runs;
pub mod nested;
pub mod objects;
pub mod readers;

use std::sync::Arc;

use self::objects::ObjectName;
use crate::sim::{HistoryEvent, LogLevel, Simulation};

/// Which map run of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MapRunAt {
    /// The nested execution it is of, from 0; `None` for the run's own.
    pub nested: Option<usize>,
    /// Which of that one's map runs, from 0.
    pub run: usize,
}

impl MapRunAt {
    /// A map run of the run's own execution.
    pub fn own(run: usize) -> MapRunAt {
        MapRunAt { nested: None, run }
    }

    /// A map run of a nested execution.
    pub fn nested(nested: usize, run: usize) -> MapRunAt {
        MapRunAt { nested: Some(nested), run }
    }
}

/// An execution besides the run's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExecutionAt {
    /// A child execution of a map run.
    Child {
        /// Which map run.
        run: MapRunAt,
        /// Which of its child executions, from 0.
        child: usize,
    },
    /// An execution of another machine of the project.
    Nested(usize),
}

impl ExecutionAt {
    /// What shows it.
    pub fn view(self) -> ExecutionsView {
        match self {
            ExecutionAt::Child { run, child } => ExecutionsView::MapRun { run, child: Some(child) },
            ExecutionAt::Nested(at) => ExecutionsView::Nested(at),
        }
    }

    /// What it is called among its like.
    pub fn words(self) -> String {
        match self {
            ExecutionAt::Child { child, .. } => format!("child execution {}", child + 1),
            ExecutionAt::Nested(at) => format!("nested execution {}", at + 1),
        }
    }
}

/// Its events that show.
pub fn events_of(simulation: &Simulation, at: ExecutionAt) -> &[HistoryEvent] {
    match at {
        ExecutionAt::Child { run, child } => map_runs::child_events(simulation, run, child),
        ExecutionAt::Nested(at) => nested::nested_events(simulation, at),
    }
}

/// What the Executions tab shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ExecutionsView {
    /// The input and the outcome.
    #[default]
    Execution,
    /// A map run, or one of its child executions.
    MapRun {
        /// Which.
        run: MapRunAt,
        /// Which child execution, from 0.
        child: Option<usize>,
    },
    /// An execution of another machine of the project, from 0.
    Nested(usize),
    /// What the machine's log group would have.
    Logs {
        /// How much is logged.
        level: LogLevel,
        /// Whether inputs and outputs are (AWS: `includeExecutionData`).
        data: bool,
    },
    /// The virtual buckets, or one of their objects.
    Objects(Option<ObjectName>),
    /// The project's other state machines, or one of them.
    Machines(Option<Arc<str>>),
}
