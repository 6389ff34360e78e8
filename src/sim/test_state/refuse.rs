//! Requests the API refuses: in its own words where they have been recorded, else in words made like those.

use std::fmt;

use super::{Call, FieldValidationMode, Mock, MockInput, Subject, TestStateRequest, json_text, shape};
use crate::asl::{Integration, Pattern, StateKind};
use crate::json::{Document, Value};
use crate::sim::history::Failure;
use crate::sim::program::{Program, Work};

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

    /// What `CreateStateMachine` says of a definition too.
    pub(super) fn definition(problem: impl fmt::Display) -> TestStateError {
        TestStateError { code: "InvalidDefinition", message: format!("Invalid State Machine Definition: '{problem}'") }
    }

    /// Fields that the language's schema does not allow.
    pub(super) fn schema(problems: impl IntoIterator<Item = String>) -> TestStateError {
        let problems: Vec<String> =
            problems.into_iter().map(|problem| format!("SCHEMA_VALIDATION_FAILED: {problem}")).collect();
        TestStateError::definition(problems.join(", "))
    }

    /// What a client of the API refuses before it asks, a line each.
    pub(super) fn parameters(invalid: &[String]) -> TestStateError {
        let message = format!("Parameter validation failed:\n{}", invalid.join("\n"));
        TestStateError { code: "ParamValidationError", message }
    }

    pub(super) fn no_state() -> TestStateError {
        TestStateError::validation("State not found in definition")
    }
}

impl fmt::Display for TestStateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for TestStateError {}

/// A definition that is no JSON.
pub(super) fn syntax(definition: &Document) -> Result<(), TestStateError> {
    match definition.errors().first() {
        Some(error) => {
            let problem = json_text::problem_with_source(definition, error);
            Err(TestStateError::definition(format!("INVALID_JSON_DESCRIPTION: {problem}")))
        }
        None => Ok(()),
    }
}

/// With a `stateName` the definition is a whole machine (AWS: `TestState`, `stateName`).
pub(super) fn machine(definition: &Document) -> Result<(), TestStateError> {
    let has = |key: &&str| definition.root().is_some_and(|root| root.get(key).is_some());
    let missing: Vec<&str> = ["States", "StartAt"].into_iter().filter(|key| !has(key)).collect();
    if missing.is_empty() { Ok(()) } else { Err(TestStateError::schema([required(&missing, "/")])) }
}

/// Recorded of a type there is not, of a field that is missing and of `Branches` without one.
pub(super) fn types(program: &Program) -> Result<(), TestStateError> {
    let untyped = program.machine().states.iter().filter(|state| state.kind.is_none());
    let problems: Vec<String> = untyped
        .map(|state| match state.type_text {
            Some(_) => {
                let types = "[Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map]";
                format!("The field 'Type' should have one of these values: {types} at {}/Type", state.pointer)
            }
            None => required(&["Type"], state.pointer.as_str()),
        })
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(TestStateError::schema(problems)) }
}

fn required(fields: &[&str], at: &str) -> String {
    format!("These fields are required: [{}] at {at}", fields.join(", "))
}

/// Reads a request's texts, and refuses what does not go together.
pub(super) fn call<'a>(subject: &Subject<'_>, request: &'a TestStateRequest) -> Result<Call<'a>, TestStateError> {
    let (kind, at) = (subject.kind, &subject.code.pointer);
    if kind == StateKind::Parallel
        && subject.value.get("Branches").and_then(Value::as_array).is_some_and(<[Value]>::is_empty)
    {
        return Err(TestStateError::schema([format!("Value cannot be empty at {at}/Branches")]));
    }
    if let Some(problem) = &subject.code.broken {
        return Err(TestStateError::schema([format!("{problem} at {at}")]));
    }
    let input = input(request.input.as_deref())?;
    let variables = request.variables.as_deref().map(variables).transpose()?;
    let context = request.context.as_deref().map(context).transpose()?;
    let configuration = &request.state_configuration;
    let mock = if let Some(given) = &request.mock {
        Some(mocked(subject, given, request.reveal_secrets)?)
    } else {
        unmocked(subject, request)?;
        None
    };
    token(subject, context.as_ref())?;
    if let (Some(given), Some(Mock::Result(result))) = (&request.mock, &mock) {
        mocked_result(subject, given.field_validation_mode, result)?;
    }
    caused(subject, configuration.error_caused_by_state.as_deref())?;
    Ok(Call {
        request,
        input,
        variables,
        context,
        mock,
        retries: number(configuration.retrier_retry_count).unwrap_or(0),
        failures: number(configuration.map_iteration_failure_count),
    })
}

/// A number that is not negative, which was refused before.
fn number<T: TryFrom<i64>>(given: Option<i64>) -> Option<T> {
    given.and_then(|number| number.try_into().ok())
}

/// Recorded of `StartExecution`, whose input is judged alike.
fn input(text: Option<&str>) -> Result<Value, TestStateError> {
    let text = text.unwrap_or("{}");
    let problem = match Value::parse(text) {
        Ok(value) if !text.trim().is_empty() => return Ok(value),
        Err(error) if !text.trim().is_empty() => json_text::problem(text, &error),
        Ok(_) | Err(_) => "Invalid execution input.".to_owned(),
    };
    let message = format!("Invalid State Machine Execution Input: '{problem}'");
    Err(TestStateError { code: "InvalidExecutionInput", message })
}

fn variables(text: &str) -> Result<Value, TestStateError> {
    match Value::parse(text) {
        Ok(value @ Value::Object(_)) => Ok(value),
        Ok(_) | Err(_) => Err(TestStateError::validation("Variables must be a valid JSON object")),
    }
}

/// What only a mock makes possible (AWS: `TestState`, and "Mocking service integrations"). The words are recorded of the
/// failure count, of Map and Parallel and of the role.
fn unmocked(subject: &Subject<'_>, request: &TestStateRequest) -> Result<(), TestStateError> {
    let without = |what: &str| {
        TestStateError::validation(format!("TestState does not support {what} when a mock is not specified."))
    };
    if request.state_configuration.map_iteration_failure_count.is_some() {
        return Err(without("MapIterationFailureCount"));
    }
    if subject.nests() {
        return Err(TestStateError { code: "InvalidDefinition", message: NO_NESTED.to_owned() });
    }
    if request.context.is_some() {
        return Err(without("Context"));
    }
    let Work::Task(task) = &subject.code.work else { return Ok(()) };
    if task.resource.integration == Integration::Activity {
        return Err(without("Activity tasks"));
    }
    if task.resource.pattern != Pattern::RequestResponse {
        return Err(without(&format!("the '{}' service integration pattern", task.resource.pattern.suffix())));
    }
    match request.role_arn {
        Some(_) => Ok(()),
        None => Err(TestStateError::validation("RoleArn must be specified when testing a Task state")),
    }
}

/// A mock of one result or one error, for a state that does work (AWS: `MockInput`, `MockErrorOutput`). The words are
/// recorded of all but a mock of nothing and an error without a name.
fn mocked(subject: &Subject<'_>, given: &MockInput, reveal_secrets: bool) -> Result<Mock, TestStateError> {
    let refused = |message: String| Err(TestStateError::validation(message));
    if !subject.nests() && subject.kind != StateKind::Task {
        return refused(format!("State type '{}' is not supported when a mock is specified", subject.kind.as_str()));
    }
    if reveal_secrets {
        return refused("TestState does not support RevealSecrets when a mock is specified.".to_owned());
    }
    let fields = "of the following fields: [result, errorOutput].";
    match (&given.result, &given.error_output) {
        (Some(_), Some(_)) => refused(format!("A test mock should have only one {fields}")),
        (None, None) => refused(format!("A test mock should have one {fields}")),
        (Some(text), None) => match Value::parse(text) {
            Ok(result) if !text.trim().is_empty() => Ok(Mock::Result(result)),
            Ok(_) | Err(_) => refused("Mocked result must be valid JSON".to_owned()),
        },
        (None, Some(Failure { error: None, .. })) => {
            refused("A mocked errorOutput must have the following field: [error].".to_owned())
        }
        (None, Some(failure)) => Ok(Mock::ErrorOutput(failure.clone())),
    }
}

/// The state an error comes from is inside the Map or Parallel.
fn caused(subject: &Subject<'_>, name: Option<&str>) -> Result<(), TestStateError> {
    match name {
        Some(name) if subject.nests() && subject.inner(name).is_none() => Err(TestStateError::no_state()),
        Some(_) | None => Ok(()),
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
fn context(text: &str) -> Result<Value, TestStateError> {
    let Ok(context @ Value::Object(_)) = Value::parse(text) else {
        return Err(bad_context("Context object must be a valid JSON object"));
    };
    let unknown = |key: &str| Err(bad_context(format!("Field '{key}' is not allowed")));
    for (key, value) in context.as_object().into_iter().flatten() {
        let Some((part, fields)) = CONTEXT.iter().find(|(part, _)| *part == &**key) else {
            if &**key == "Map" {
                return Err(bad_context("'Map' field is not supported when mocking a Context object"));
            }
            return unknown(key);
        };
        let Value::Object(members) = value else { return Err(bad_context(format!("{part} must be an object"))) };
        for (key, value) in members.iter() {
            let Some((field, kind)) = fields.iter().find(|(field, _)| *field == &**key) else { return unknown(key) };
            let wanted = match (kind, value) {
                (Kind::Any, _) | (Kind::Text, Value::String(_)) | (Kind::Number, Value::Number(_)) => continue,
                (Kind::Text, _) => "a string",
                (Kind::Number, _) => "a number",
            };
            return Err(bad_context(format!("{part}.{field} must be {wanted}")));
        }
    }
    Ok(context)
}

/// Only a Task that waits for more than its call's response has a token in its context object (recorded).
fn token(subject: &Subject<'_>, context: Option<&Value>) -> Result<(), TestStateError> {
    let waits = matches!(&subject.code.work, Work::Task(task) if task.resource.pattern != Pattern::RequestResponse);
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
