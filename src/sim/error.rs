//! An error as Retry and Catch see it: its name, its cause, and where it came from.

use std::sync::Arc;

use super::history::Failure;
use crate::json::Value;

/// Where an error came from, which decides who may retry or catch it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A task's own answer.
    Task,
    /// A task's time limit.
    Timeout,
    /// A task's silence.
    Heartbeat,
    /// A Fail state, an expression, a threshold.
    State,
    /// A payload beyond the limit.
    DataLimit,
    /// The time a child execution may run.
    ChildLimit,
    /// The definition does not fit the data; nothing catches it.
    Runtime,
}

impl Origin {
    /// A mock may throw the service's own errors; they behave as if the service had.
    pub(crate) fn of_answer(error: Option<&str>) -> Origin {
        match error {
            Some("States.Timeout") => Origin::Timeout,
            Some("States.HeartbeatTimeout") => Origin::Heartbeat,
            Some("States.Runtime") => Origin::Runtime,
            _ => Origin::Task,
        }
    }
}

/// An error on its way through Retry and Catch.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct StatesError {
    pub failure: Failure,
    pub origin: Origin,
}

impl StatesError {
    pub(crate) fn new(origin: Origin, error: &str, cause: Option<String>) -> StatesError {
        StatesError { failure: Failure { error: Some(error.into()), cause: cause.map(Arc::from) }.kept(), origin }
    }

    /// More items of a Map failed than it takes.
    pub(crate) fn threshold_exceeded() -> StatesError {
        let cause = "The specified tolerated failure threshold was exceeded".to_owned();
        StatesError::new(Origin::State, "States.ExceedToleratedFailureThreshold", Some(cause))
    }

    /// What a catcher gets.
    pub(crate) fn output(&self) -> Value {
        let text = |text: &Option<Arc<str>>| text.clone().map_or(Value::Null, Value::String);
        // Recorded: a timeout's cause is an empty text here, an absent cause of somebody's is null.
        let timed_out = matches!(self.origin, Origin::Timeout | Origin::Heartbeat);
        let cause = if timed_out && self.failure.cause.is_none() { "".into() } else { text(&self.failure.cause) };
        Value::object([("Error", text(&self.failure.error)), ("Cause", cause)])
    }
}
