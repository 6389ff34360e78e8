//! What happened, in AWS's own names: the event types, their details, and where each one belongs.
//!
//! Must never know: how a state runs. An event is a record; the views and [`HistoryEvent::to_json`] only read it.

mod json;
mod kind;
mod logs;
mod path;
mod room;

use std::sync::Arc;

pub use kind::EventType;
pub use logs::LogLevel;
pub use path::{Hop, HopKind, ScopePath, StatePath};
pub(crate) use room::Room;

use super::limits;
use super::time::VirtualTime;
use crate::asl::TransitionKind;
use crate::json::Value;

/// One event of an execution's history (AWS: `HistoryEvent`).
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryEvent {
    /// From 1, without gaps.
    pub id: u64,
    /// The event this one follows in its own branch or iteration; 0 for the first two.
    pub previous_event_id: u64,
    /// When.
    pub time: VirtualTime,
    /// What.
    pub kind: EventType,
    /// The rest.
    pub details: EventDetails,
    /// The state it belongs to; a Map's name for its iterations. `None` for the execution's own events.
    pub state: Option<Arc<str>>,
    /// The address of that state in the document and of the scope it ran in.
    pub path: Option<StatePath>,
}

/// An error name and a cause; AWS allows either to be missing.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Failure {
    /// Such as `States.Timeout`.
    pub error: Option<Arc<str>>,
    /// Any text; a Lambda function's is JSON.
    pub cause: Option<Arc<str>>,
}

/// The first characters of a text.
fn first_chars(text: Arc<str>, chars: usize) -> Arc<str> {
    // A text of fewer bytes has fewer characters, and nearly all have.
    let end = (text.len() > chars).then(|| text.char_indices().nth(chars)).flatten();
    end.map_or(text.clone(), |(end, _)| text[..end].into())
}

impl Failure {
    /// As much of it as the service keeps.
    #[must_use]
    pub(crate) fn kept(self) -> Failure {
        Failure {
            error: self.error.map(|error| first_chars(error, limits::ERROR_CHARS_MAX)),
            cause: self.cause.map(|cause| first_chars(cause, limits::CAUSE_CHARS_MAX)),
        }
    }

    /// A failure with both.
    pub fn new(error: impl Into<Arc<str>>, cause: impl Into<Arc<str>>) -> Failure {
        Failure { error: Some(error.into()), cause: Some(cause.into()) }
    }
}

/// The service a Task's events name.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskResource {
    /// The service, such as `lambda` or `aws-sdk:s3`.
    pub resource_type: Arc<str>,
    /// The action with its pattern, such as `invoke.waitForTaskToken`.
    pub resource: Arc<str>,
}

/// What a `…Scheduled` event carries.
#[derive(Clone, Debug, PartialEq)]
pub struct Scheduled {
    /// The service; for Lambda functions and activities, `resource` is the ARN and `resource_type` is empty.
    pub resource: Arc<TaskResource>,
    /// The region the call goes to.
    pub region: Arc<str>,
    /// What the service gets.
    pub parameters: Value,
    /// The task's own limit, where the state sets one.
    pub timeout_seconds: Option<i64>,
    /// The longest silence, where the state sets one.
    pub heartbeat_seconds: Option<i64>,
    /// The role the state names (`Credentials.RoleArn`).
    pub credentials: Option<Value>,
}

/// What an event carries beyond its type. Values share structure with the execution's.
#[derive(Clone, Debug, PartialEq)]
pub enum EventDetails {
    /// Nothing.
    None,
    /// `ExecutionStarted`
    Started {
        /// The execution's input.
        input: Value,
        /// The role it runs under.
        role_arn: Arc<str>,
    },
    /// `ExecutionSucceeded`, `LambdaFunctionSucceeded`, `ActivitySucceeded`.
    Output(Value),
    /// Every event that tells an error of the execution, a function, an activity or a map run.
    Failed(Failure),
    /// `…StateEntered`
    Entered {
        /// The state's raw input.
        input: Value,
    },
    /// `…StateExited`
    Exited {
        /// The state's output.
        output: Value,
        /// The variables it assigned.
        assigned: Option<Arc<crate::json::Object>>,
        /// The transition it was left along, which the service does not tell: of several to one target, the one. A Choice's
        /// rules before it did not hold, those after it were not tried. `None` where its scope ends.
        taken: Option<TransitionKind>,
    },
    /// `TaskScheduled`, `LambdaFunctionScheduled`, `ActivityScheduled`.
    Scheduled(Arc<Scheduled>),
    /// `TaskStarted`
    TaskStarted(Arc<TaskResource>),
    /// `TaskSubmitted`, `TaskSucceeded`.
    TaskOutput(Arc<TaskResource>, Value),
    /// `TaskFailed`, `TaskTimedOut`, `TaskStartFailed`, `TaskSubmitFailed`.
    TaskFailed(Arc<TaskResource>, Failure),
    /// `ActivityStarted`
    Worker(Option<Arc<str>>),
    /// `MapStateStarted`
    Length(usize),
    /// `MapIteration…`
    Iteration(usize),
    /// `MapRunStarted`
    MapRun(Arc<str>),
    /// `ExecutionRedriven`, `MapRunRedriven`
    Redriven {
        /// Which redrive it is, from 1.
        count: u32,
        /// The map run's ARN.
        map_run: Option<Arc<str>>,
    },
    /// `EvaluationFailed`
    Evaluation {
        /// What went wrong.
        failure: Failure,
        /// The field, such as `Arguments/FunctionName`.
        location: Option<Arc<str>>,
    },
}
