//! The simulator: what Step Functions would do with a definition, event for event, in virtual time.
//!
//! ```text
//!  Document ──compile──▶ Program                       Journal (what people did) ◀── resolve, abort, redrive
//!                           │                                  │
//!        ┌── Input ─────▶ step(program, execution, input) ─────┼──▶ HistoryEvent… ──▶ the views
//!        │                  │                                  │
//!      World ◀── Effect ────┘        Simulation = Program + World + Journal + checkpoints + the moment shown
//!  (clock, agenda, mocks, held tasks)
//! ```
//!
//! Beside the history, [`step()`](step::step) writes a [trace](TraceRecord): what it decided, which no event tells.
//!
//! **Invariant:** [`step()`](step::step) is a function of its arguments; time, chance and answers are among them.
//! **Invariant:** the same program, setup and journal give the same history, byte for byte (`tests/scenarios.rs`).
//! **Invariant:** every loop and queue has a bound in [`limits`].
//! Must never know: how anything looks, what time it really is.
//!
//! ```
//! use std::sync::Arc;
//! use stepwright::json::{Document, Value};
//! use stepwright::sim::{Program, Progress, Setup, Simulation, Status, VirtualTime};
//! let text = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": 42, "End": true}}}"#;
//! let program = Arc::new(Program::compile(&Document::new(text)));
//! let mut run = Simulation::new(program, Setup::default());
//! assert_eq!(run.advance(VirtualTime::MAX, 1_000), Progress::Ended);
//! assert_eq!((run.status(), run.output()), (Status::Succeeded, Some(&Value::from(42))));
//! assert_eq!(run.history().len(), 4);
//! ```

mod about;
mod chance;
mod children;
mod dataflow;
mod differences;
mod error;
mod execution;
mod history;
mod ids;
mod items;
pub mod limits;
mod mock;
mod nested;
mod payload;
mod program;
mod retry;
mod run;
pub mod step;
mod test_state;
mod time;
mod trace;
mod world;

pub use crate::asl::WorkflowType;
pub use chance::Random;
pub use children::{ChildExecution, MapRun, MapRunCounts, Standing};
pub use dataflow::Problem;
pub use differences::{DIFFERENCES, Difference, at_end as differences_at_end, seen as differences_seen};
pub use execution::Execution;
pub use history::{
    EventDetails, EventType, Failure, HistoryEvent, Hop, HopKind, LogLevel, Scheduled, ScopePath, StatePath,
    TaskResource,
};
pub use ids::{FrameId, TaskToken, WorkId};
pub use items::{ReadRequest, S3Objects};
pub use mock::{AfterLast, Answer, MockCall, MockError, MockPlan, Recorded, StateMock, Worker};
pub use nested::{BillingDetails, NestedExecution, OtherMachine, SyncExecution, machine_named, starts_execution};
pub use program::{Compiling, Program};
pub use retry::planned_delays_ms;
pub use run::{
    Act, Entry, Inspection, Journal, RedriveRefusal, RedriveStatus, Resolution, ResolveError, Setup, Simulation, Work,
};
pub use test_state::{
    ErrorDetails, FieldValidationMode, InspectionData, InspectionLevel, MockInput, TestStateConfiguration,
    TestStateError, TestStateRequest, TestStateResult, TestStateStatus, test_state,
};
pub use time::VirtualTime;
pub use trace::{Retried, Stage, StageRecord, TraceFact, TraceRecord};
#[cfg(doc)]
pub(crate) use world::World;
pub use world::{Effect, HeldTask, Input, Invocation, NestedId, Order, TaskSignal};

/// An execution's status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Before its first event.
    NotStarted,
    /// `RUNNING`
    Running,
    /// `SUCCEEDED`
    Succeeded,
    /// `FAILED`
    Failed,
    /// `TIMED_OUT`
    TimedOut,
    /// `ABORTED`
    Aborted,
}

impl Status {
    /// AWS's name; an execution that has not started has none.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::NotStarted => "NOT_STARTED",
            Status::Running => "RUNNING",
            Status::Succeeded => "SUCCEEDED",
            Status::Failed => "FAILED",
            Status::TimedOut => "TIMED_OUT",
            Status::Aborted => "ABORTED",
        }
    }

    /// Whether nothing happens any more.
    pub fn ended(self) -> bool {
        !matches!(self, Status::NotStarted | Status::Running)
    }

    /// Whether it ended otherwise than well.
    pub(crate) fn ended_badly(self) -> bool {
        matches!(self, Status::Failed | Status::TimedOut | Status::Aborted)
    }

    fn after(event: EventType) -> Status {
        match event {
            EventType::ExecutionSucceeded => Status::Succeeded,
            EventType::ExecutionFailed => Status::Failed,
            EventType::ExecutionTimedOut => Status::TimedOut,
            EventType::ExecutionAborted => Status::Aborted,
            _ => Status::Running,
        }
    }
}

/// How far an [`advance`](Simulation::advance) or [`step`](Simulation::step) came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// One more event shows.
    Advanced,
    /// Everything up to the time asked for has happened; something comes later.
    Reached,
    /// Only people can go on: every branch waits for a held task.
    Held,
    /// The budget is spent; there is more to do.
    Budget,
    /// The execution has ended and all of it shows.
    Ended,
}
