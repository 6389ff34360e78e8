//! Requests the API refuses, in its own words.

use std::fmt;

use super::shape;
use super::{FieldValidationMode, Subject, TestStateMock, TestStateRequest};
use crate::asl::StateKind;
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

    pub(super) fn no_state(name: &str) -> TestStateError {
        TestStateError::validation(format!("There is no state named '{name}' in the definition"))
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
        return if nested { Err(TestStateError::definition(NO_NESTED)) } else { Ok(()) };
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
    match mock {
        TestStateMock::Result(result) => mocked_result(subject, request.field_validation_mode, result),
        TestStateMock::ErrorOutput(_) | TestStateMock::Both => Ok(()),
    }
}

const NO_NESTED: &str = "TestState API does not support Map or Parallel states. Supported state types include: [Task, \
                         Wait, Pass, Succeed, Fail, Choice]";

fn context(context: Option<&Value>) -> Result<(), TestStateError> {
    let refused =
        |message: String| Err(TestStateError::validation(format!("Invalid Context object provided: {message}")));
    for key in context.and_then(Value::as_object).into_iter().flat_map(|members| members.keys()) {
        match &**key {
            "Execution" | "State" | "StateMachine" | "Task" => {}
            "Map" => return refused("'Map' field is not supported when mocking a Context object".to_owned()),
            other => return refused(format!("Field '{other}' is not allowed")),
        }
    }
    Ok(())
}

fn mocked_result(subject: &Subject<'_>, mode: FieldValidationMode, result: &Value) -> Result<(), TestStateError> {
    let exports = subject.value.get("ResultWriter").is_some_and(|writer| writer.get("Resource").is_some());
    match subject.kind {
        StateKind::Map if exports => match result {
            Value::Object(_) => Ok(()),
            _ => Err(TestStateError::validation("Mocked result must be a JSON object.")),
        },
        StateKind::Map | StateKind::Parallel => match result {
            Value::Array(_) => Ok(()),
            _ => Err(TestStateError::validation("Mocked result must be an array.")),
        },
        _ => {
            let resource = subject.value.get("Resource").and_then(Value::as_str).unwrap_or_default();
            shape::check(resource, mode, result).map_err(|problem| {
                TestStateError::validation(format!("Mock result schema validation error: {problem}"))
            })
        }
    }
}
