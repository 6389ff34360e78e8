//! Events as `GetExecutionHistory` prints them.

use super::{EventDetails, EventType, Failure, HistoryEvent, Scheduled, TaskResource};
use crate::json::{Object, Value};

impl HistoryEvent {
    /// The event as the AWS CLI shows it; payloads are JSON texts, as in the service's answer.
    pub fn to_json(&self) -> Value {
        let mut members: Vec<(&str, Value)> = vec![
            ("timestamp", Value::from(self.time.to_offset_string())),
            ("type", Value::from(self.kind.as_str())),
            ("id", Value::from(self.id as i64)),
            ("previousEventId", Value::from(self.previous_event_id as i64)),
        ];
        let details = self.details_json();
        if let (Some(key), Some(details)) = (details_key(self.kind), details) {
            members.push((key, details));
        }
        Value::object(members)
    }

    pub(super) fn details_json(&self) -> Option<Value> {
        let name = || ("name", Value::String(self.state.clone().unwrap_or_else(|| "".into())));
        let members = match &self.details {
            EventDetails::None => return None,
            EventDetails::Started { input, role_arn } => {
                let mut members = payload("input", "inputDetails", input);
                members.push(("roleArn", Value::String(role_arn.clone())));
                members
            }
            EventDetails::Output(output) => payload("output", "outputDetails", output),
            EventDetails::Failed(failure) => failed(failure),
            EventDetails::Entered { input } => {
                let mut members = vec![name()];
                members.extend(payload("input", "inputDetails", input));
                members
            }
            EventDetails::Exited { output, assigned, .. } => {
                let mut members = vec![name()];
                members.extend(payload("output", "outputDetails", output));
                members.extend(assigned.as_deref().into_iter().flat_map(assigned_json));
                members
            }
            EventDetails::Scheduled(scheduled) => scheduled_json(self.kind, scheduled),
            EventDetails::TaskStarted(resource) => resource_json(resource),
            EventDetails::TaskOutput(resource, output) => {
                let mut members = resource_json(resource);
                members.extend(payload("output", "outputDetails", output));
                members
            }
            EventDetails::TaskFailed(resource, failure) => {
                let mut members = resource_json(resource);
                members.extend(failed(failure));
                members
            }
            EventDetails::Worker(worker) => {
                worker.iter().map(|name| ("workerName", Value::String(name.clone()))).collect()
            }
            EventDetails::Length(length) => vec![("length", Value::from(*length as i64))],
            EventDetails::Iteration(index) => vec![name(), ("index", Value::from(*index as i64))],
            EventDetails::MapRun(arn) => vec![("mapRunArn", Value::String(arn.clone()))],
            EventDetails::Redriven { count, map_run } => {
                let arn = map_run.clone().map(|arn| ("mapRunArn", Value::String(arn)));
                arn.into_iter().chain([("redriveCount", Value::from(i64::from(*count)))]).collect()
            }
            EventDetails::Evaluation { failure, location } => {
                let mut members = failed(failure);
                members.extend(location.clone().map(|location| ("location", Value::String(location))));
                members.push(("state", name().1));
                members
            }
        };
        Some(Value::object(members))
    }
}

fn payload(key: &'static str, details: &'static str, value: &Value) -> Vec<(&'static str, Value)> {
    let truncated = Value::object([("truncated", Value::from(false))]);
    vec![(key, Value::from(value.to_string())), (details, truncated)]
}

fn failed(failure: &Failure) -> Vec<(&'static str, Value)> {
    let error = failure.error.clone().map(|error| ("error", Value::String(error)));
    error.into_iter().chain(failure.cause.clone().map(|cause| ("cause", Value::String(cause)))).collect()
}

fn assigned_json(assigned: &Object) -> [(&'static str, Value); 2] {
    let members = assigned.iter().map(|(name, value)| (name.clone(), Value::from(value.to_string())));
    let truncated = Value::object([("truncated", Value::from(false))]);
    [("assignedVariables", Value::object(members)), ("assignedVariablesDetails", truncated)]
}

fn resource_json(resource: &TaskResource) -> Vec<(&'static str, Value)> {
    vec![
        ("resourceType", Value::String(resource.resource_type.clone())),
        ("resource", Value::String(resource.resource.clone())),
    ]
}

fn scheduled_json(kind: EventType, scheduled: &Scheduled) -> Vec<(&'static str, Value)> {
    let mut members = Vec::new();
    if kind == EventType::TaskScheduled {
        members.extend(resource_json(&scheduled.resource));
        members.push(("region", Value::String(scheduled.region.clone())));
        members.push(("parameters", Value::from(scheduled.parameters.to_string())));
    } else {
        members.push(("resource", Value::String(scheduled.resource.resource.clone())));
        members.extend(payload("input", "inputDetails", &scheduled.parameters));
    }
    members.extend(scheduled.timeout_seconds.map(|seconds| ("timeoutInSeconds", Value::from(seconds))));
    members.extend(scheduled.heartbeat_seconds.map(|seconds| ("heartbeatInSeconds", Value::from(seconds))));
    members.extend(scheduled.credentials.clone().map(|credentials| ("taskCredentials", credentials)));
    members
}

/// The member that holds an event's details; the AWS API has one a type.
fn details_key(kind: EventType) -> Option<&'static str> {
    Some(match kind {
        EventType::ActivityFailed => "activityFailedEventDetails",
        EventType::ActivityScheduled => "activityScheduledEventDetails",
        EventType::ActivityScheduleFailed => "activityScheduleFailedEventDetails",
        EventType::ActivityStarted => "activityStartedEventDetails",
        EventType::ActivitySucceeded => "activitySucceededEventDetails",
        EventType::ActivityTimedOut => "activityTimedOutEventDetails",
        EventType::EvaluationFailed => "evaluationFailedEventDetails",
        EventType::ExecutionAborted => "executionAbortedEventDetails",
        EventType::ExecutionFailed => "executionFailedEventDetails",
        EventType::ExecutionRedriven => "executionRedrivenEventDetails",
        EventType::ExecutionStarted => "executionStartedEventDetails",
        EventType::ExecutionSucceeded => "executionSucceededEventDetails",
        EventType::ExecutionTimedOut => "executionTimedOutEventDetails",
        EventType::LambdaFunctionFailed => "lambdaFunctionFailedEventDetails",
        EventType::LambdaFunctionScheduled => "lambdaFunctionScheduledEventDetails",
        EventType::LambdaFunctionScheduleFailed => "lambdaFunctionScheduleFailedEventDetails",
        EventType::LambdaFunctionStartFailed => "lambdaFunctionStartFailedEventDetails",
        EventType::LambdaFunctionSucceeded => "lambdaFunctionSucceededEventDetails",
        EventType::LambdaFunctionTimedOut => "lambdaFunctionTimedOutEventDetails",
        EventType::MapIterationAborted => "mapIterationAbortedEventDetails",
        EventType::MapIterationFailed => "mapIterationFailedEventDetails",
        EventType::MapIterationStarted => "mapIterationStartedEventDetails",
        EventType::MapIterationSucceeded => "mapIterationSucceededEventDetails",
        EventType::MapRunFailed => "mapRunFailedEventDetails",
        EventType::MapRunRedriven => "mapRunRedrivenEventDetails",
        EventType::MapRunStarted => "mapRunStartedEventDetails",
        EventType::MapStateStarted => "mapStateStartedEventDetails",
        EventType::TaskFailed => "taskFailedEventDetails",
        EventType::TaskScheduled => "taskScheduledEventDetails",
        EventType::TaskStarted => "taskStartedEventDetails",
        EventType::TaskStartFailed => "taskStartFailedEventDetails",
        EventType::TaskSubmitFailed => "taskSubmitFailedEventDetails",
        EventType::TaskSubmitted => "taskSubmittedEventDetails",
        EventType::TaskSucceeded => "taskSucceededEventDetails",
        EventType::TaskTimedOut => "taskTimedOutEventDetails",
        EventType::ChoiceStateEntered
        | EventType::FailStateEntered
        | EventType::MapStateEntered
        | EventType::ParallelStateEntered
        | EventType::PassStateEntered
        | EventType::SucceedStateEntered
        | EventType::TaskStateEntered
        | EventType::WaitStateEntered => "stateEnteredEventDetails",
        EventType::ChoiceStateExited
        | EventType::MapStateExited
        | EventType::ParallelStateExited
        | EventType::PassStateExited
        | EventType::SucceedStateExited
        | EventType::TaskStateExited
        | EventType::WaitStateExited => "stateExitedEventDetails",
        EventType::LambdaFunctionStarted
        | EventType::MapRunAborted
        | EventType::MapRunSucceeded
        | EventType::MapStateAborted
        | EventType::MapStateFailed
        | EventType::MapStateSucceeded
        | EventType::ParallelStateAborted
        | EventType::ParallelStateFailed
        | EventType::ParallelStateStarted
        | EventType::ParallelStateSucceeded
        | EventType::TaskStateAborted
        | EventType::WaitStateAborted => return None,
    })
}
