//! Requests the API refuses, in its own words.

use std::fmt;

use super::shape;
use super::{FieldValidationMode, Subject, TestStateMock, TestStateRequest};
use crate::asl::{Pattern, Resource, StateKind};
use crate::json::Value;

/// A refusal of the request itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestStateError {
    /// Such as `ValidationException`.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
}

impl TestStateError {
    pub(super) fn validation(message: impl Into<String>) -> TestStateError {
        TestStateError { code: "ValidationException", message: message.into() }
    }

    fn definition(message: impl Into<String>) -> TestStateError {
        TestStateError { code: "InvalidDefinition", message: message.into() }
    }

    pub(super) fn no_state() -> TestStateError {
        TestStateError::validation("State not found in definition")
    }

    pub(super) fn no_type(name: &str) -> TestStateError {
        let cause = format!("SCHEMA_VALIDATION_FAILED: Field is missing or is no type of state at /States/{name}/Type");
        TestStateError::definition(format!("Invalid State Machine Definition: '{cause}'"))
    }
}

impl fmt::Display for TestStateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for TestStateError {}

/// What a client of the API checks itself.
pub(super) fn name(request: &TestStateRequest) -> Result<(), TestStateError> {
    if request.state_name.as_deref() == Some("") {
        let message =
            "Parameter validation failed:\nInvalid length for parameter stateName, value: 0, valid min length: 1";
        return Err(TestStateError { code: "ParamValidationError", message: message.to_owned() });
    }
    Ok(())
}

pub(super) fn request(subject: &Subject<'_>, request: &TestStateRequest) -> Result<(), TestStateError> {
    context(request.context.as_ref())?;
    let nested = matches!(subject.kind, StateKind::Map | StateKind::Parallel);
    let Some(mock) = &request.mock else {
        return if nested {
            Err(TestStateError::definition(NO_NESTED))
        } else {
            token(subject, request.context.as_ref())
        };
    };
    if !nested && subject.kind != StateKind::Task {
        let kind = subject.kind.as_str();
        return Err(TestStateError::validation(format!(
            "State type '{kind}' is not supported when a mock is specified"
        )));
    }
    if request.reveal_secrets {
        let message = "TestState does not support RevealSecrets when a mock is specified.";
        return Err(TestStateError::validation(message));
    }
    if *mock == TestStateMock::Both {
        let message = "A test mock should have only one of the following fields: [result, errorOutput].";
        return Err(TestStateError::validation(message));
    }
    if subject.kind == StateKind::Parallel
        && subject.value.get("Branches").and_then(Value::as_array).is_some_and(<[Value]>::is_empty)
    {
        let cause = "SCHEMA_VALIDATION_FAILED: Value cannot be empty at /States/StateName/Branches";
        return Err(TestStateError::definition(format!("Invalid State Machine Definition: '{cause}'")));
    }
    token(subject, request.context.as_ref())?;
    match mock {
        TestStateMock::Result(result) => mocked_result(subject, request.field_validation_mode, result),
        TestStateMock::ErrorOutput(_) | TestStateMock::Both => Ok(()),
    }
}

const NO_NESTED: &str = "TestState API does not support Map or Parallel states. Supported state types include: [Task, \
                         Wait, Pass, Succeed, Fail, Choice]";

/// What a context object may have; of `Execution.Input` anything (AWS: "Accessing the Context object").
const CONTEXT: [(&str, &[(&str, Kind)]); 4] = [
    (
        "Execution",
        &[
            ("Id", Kind::Text),
            ("Input", Kind::Any),
            ("Name", Kind::Text),
            ("RoleArn", Kind::Text),
            ("StartTime", Kind::Text),
            ("RedriveCount", Kind::Number),
            ("RedriveTime", Kind::Text),
        ],
    ),
    ("State", &[("EnteredTime", Kind::Text), ("Name", Kind::Text), ("RetryCount", Kind::Number)]),
    ("StateMachine", &[("Id", Kind::Text), ("Name", Kind::Text)]),
    ("Task", &[("Token", Kind::Text)]),
];

#[derive(Clone, Copy)]
enum Kind {
    Any,
    Text,
    Number,
}

fn bad_context(message: impl fmt::Display) -> TestStateError {
    TestStateError::validation(format!("Invalid Context object provided: {message}"))
}

/// Recorded of a `Map`, of unknown fields of either level and of an `Execution.Id` that is no text.
fn context(context: Option<&Value>) -> Result<(), TestStateError> {
    let unknown = |key: &str| Err(bad_context(format!("Field '{key}' is not allowed")));
    for (key, value) in context.and_then(Value::as_object).into_iter().flatten() {
        let Some((part, fields)) = CONTEXT.iter().find(|(part, _)| *part == &**key) else {
            if &**key == "Map" {
                return Err(bad_context("'Map' field is not supported when mocking a Context object"));
            }
            return unknown(key);
        };
        for (key, value) in value.as_object().into_iter().flatten() {
            let Some((field, kind)) = fields.iter().find(|(field, _)| *field == &**key) else { return unknown(key) };
            let wanted = match (kind, value) {
                (Kind::Any, _) | (Kind::Text, Value::String(_)) | (Kind::Number, Value::Number(_)) => continue,
                (Kind::Text, _) => "a string",
                (Kind::Number, _) => "a number",
            };
            return Err(bad_context(format!("{part}.{field} must be {wanted}")));
        }
    }
    Ok(())
}

/// Only a Task that waits for more than its call's response has a token in its context object (recorded).
fn token(subject: &Subject<'_>, context: Option<&Value>) -> Result<(), TestStateError> {
    let resource = subject.value.get("Resource").and_then(Value::as_str).unwrap_or_default();
    let waits = subject.kind == StateKind::Task && Resource::parse(resource).pattern != Pattern::RequestResponse;
    if waits || context.and_then(|context| context.get("Task")).is_none() {
        return Ok(());
    }
    Err(bad_context(
        "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' service \
         integration pattern",
    ))
}

fn mocked_result(subject: &Subject<'_>, mode: FieldValidationMode, result: &Value) -> Result<(), TestStateError> {
    let exports = subject.value.get("ResultWriter").is_some_and(|writer| writer.get("Resource").is_some());
    match subject.kind {
        StateKind::Map if exports => match result {
            Value::Object(_) => Ok(()),
            _ => Err(TestStateError::validation("Mocked result must be a JSON object.")),
        },
        StateKind::Map | StateKind::Parallel => {
            let Value::Array(results) = result else {
                return Err(TestStateError::validation("Mocked result must be an array."));
            };
            let branches = subject.value.get("Branches").and_then(Value::as_array).unwrap_or_default();
            if subject.kind == StateKind::Parallel && results.len() != branches.len() {
                let message = "Mocked result must contain the same number of items as number of Parallel branches.";
                return Err(TestStateError::validation(message));
            }
            Ok(())
        }
        _ => {
            let resource = subject.value.get("Resource").and_then(Value::as_str).unwrap_or_default();
            shape::check(resource, mode, result).map_err(|problem| {
                TestStateError::validation(format!("Mock result schema validation error: {problem}"))
            })
        }
    }
}
