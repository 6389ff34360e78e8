//! What came of a test (AWS: `TestState`, response elements).

use std::sync::Arc;

use super::InspectionLevel;
use crate::json::Value;
use crate::sim::history::Failure;
use crate::sim::trace::Stage;

/// How a test ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestStateStatus {
    /// `SUCCEEDED`
    Succeeded,
    /// `FAILED`
    Failed,
    /// `RETRIABLE`
    Retriable,
    /// `CAUGHT_ERROR`
    CaughtError,
}

impl TestStateStatus {
    /// AWS's name.
    pub fn as_str(self) -> &'static str {
        match self {
            TestStateStatus::Succeeded => "SUCCEEDED",
            TestStateStatus::Failed => "FAILED",
            TestStateStatus::Retriable => "RETRIABLE",
            TestStateStatus::CaughtError => "CAUGHT_ERROR",
        }
    }
}

/// What came of a test.
#[derive(Clone, Debug, PartialEq)]
pub struct TestStateResult {
    /// How it ended.
    pub status: TestStateStatus,
    /// The state's output.
    pub output: Option<Value>,
    /// The error and its cause.
    pub failure: Failure,
    /// Where the state leads.
    pub next_state: Option<Arc<str>>,
    /// What the data was on the way.
    pub inspection: InspectionData,
}

/// What the data was on the way.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InspectionData {
    /// The raw input.
    pub input: Value,
    /// The stages, in the order of the flow.
    pub stages: Vec<(Stage, Value)>,
    /// The variables the test was given.
    pub variables: Option<Value>,
    /// Of a Map.
    pub max_concurrency: Option<i64>,
    /// Of a Map that sets it.
    pub tolerated_failure_count: Option<i64>,
    /// Of a Map that sets it.
    pub tolerated_failure_percentage: Option<f64>,
    /// Which retrier or catcher took the error.
    pub error_details: Option<ErrorDetails>,
}

/// Which retrier or catcher took an error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ErrorDetails {
    /// A catcher, by its position.
    Caught(usize),
    /// A retrier, by its position, and the delay before it retries; without one it has no attempts left.
    Retry(usize, Option<f64>),
}

impl TestStateResult {
    /// The result as the API gives it at a level; payloads are JSON, not text.
    pub fn to_json(&self, level: InspectionLevel) -> Value {
        let text = |text: &Arc<str>| Value::String(text.clone());
        let mut members = Vec::new();
        members.extend(self.output.clone().map(|output| ("output", output)));
        members.extend(self.failure.error.as_ref().map(|error| ("error", text(error))));
        members.extend(self.failure.cause.as_ref().map(|cause| ("cause", text(cause))));
        match level {
            InspectionLevel::Info => {}
            InspectionLevel::Debug | InspectionLevel::Trace => {
                members.push(("inspectionData", self.inspection.to_json()));
            }
        }
        members.extend(self.next_state.as_ref().map(|next| ("nextState", text(next))));
        members.push(("status", Value::from(self.status.as_str())));
        Value::object(members)
    }
}

impl InspectionData {
    fn to_json(&self) -> Value {
        let mut members = vec![("input", self.input.clone())];
        members.extend(self.stages.iter().map(|(stage, value)| (stage.as_str(), value.clone())));
        members.extend(self.variables.clone().map(|variables| ("variables", variables)));
        members.extend(self.max_concurrency.map(|number| ("maxConcurrency", Value::from(number))));
        members.extend(self.tolerated_failure_count.map(|number| ("toleratedFailureCount", Value::from(number))));
        let percentage = self.tolerated_failure_percentage;
        members.extend(percentage.map(|number| ("toleratedFailurePercentage", Value::from(number))));
        members.extend(self.error_details.map(|details| ("errorDetails", details.to_json())));
        Value::object(members)
    }
}

impl ErrorDetails {
    fn to_json(self) -> Value {
        match self {
            ErrorDetails::Caught(index) => Value::object([("catchIndex", Value::from(index as i64))]),
            ErrorDetails::Retry(index, delay) => {
                let seconds = |delay: f64| {
                    if delay.fract() == 0.0 { Value::from(delay as i64) } else { Value::from(delay) }
                };
                let delay = delay.map(|delay| ("retryBackoffIntervalSeconds", seconds(delay)));
                Value::object(delay.into_iter().chain([("retryIndex", Value::from(index as i64))]))
            }
        }
    }
}
