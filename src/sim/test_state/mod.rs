//! One state alone, with what its data is after each step (AWS: `TestState`).
//!
//! The same data flow as in a run, without scopes, events and time: a Task, Map or Parallel gets its result from a mock.

mod refuse;
mod shape;
mod work;

use std::sync::Arc;

pub use self::refuse::TestStateError;
use super::dataflow::Stage;
use super::history::Failure;
use super::program::Program;
use crate::asl::{StateId, StateKind};
use crate::json::{Document, NodeRef, Value};

/// What to test, and under which circumstances.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TestStateRequest {
    /// Which state of the definition; `None` where the definition is one state.
    pub state_name: Option<String>,
    /// The state's input.
    pub input: Value,
    /// What the state's work gives.
    pub mock: Option<TestStateMock>,
    /// How closely a mocked result is compared with what the service answers.
    pub field_validation_mode: FieldValidationMode,
    /// The variables the state sees.
    pub variables: Option<Value>,
    /// The context object; otherwise one is made up.
    pub context: Option<Value>,
    /// The role, where one is given.
    pub role_arn: Option<String>,
    /// The account in identifiers that are made up.
    pub account: String,
    /// `revealSecrets`
    pub reveal_secrets: bool,
    /// `stateConfiguration.retrierRetryCount`
    pub retrier_retry_count: u32,
    /// `stateConfiguration.mapIterationFailureCount`
    pub map_iteration_failure_count: Option<usize>,
    /// `stateConfiguration.mapItemReaderData`
    pub map_item_reader_data: Option<Value>,
}

/// What a mock gives.
#[derive(Clone, Debug, PartialEq)]
pub enum TestStateMock {
    /// A whole result.
    Result(Value),
    /// An error.
    ErrorOutput(Failure),
    /// Both, which the API refuses.
    Both,
}

/// `mock.fieldValidationMode`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldValidationMode {
    /// What the service always answers must be there, and everything must have its type.
    #[default]
    Strict,
    /// What is there must have its type.
    Present,
    /// Nothing is compared.
    None,
}

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
    /// The result as the API gives it; payloads are JSON, not text. `inspect` is the inspection level's question.
    pub fn to_json(&self, inspect: bool) -> Value {
        let text = |text: &Arc<str>| Value::String(text.clone());
        let mut members = Vec::new();
        members.extend(self.output.clone().map(|output| ("output", output)));
        members.extend(self.failure.error.as_ref().map(|error| ("error", text(error))));
        members.extend(self.failure.cause.as_ref().map(|cause| ("cause", text(cause))));
        if inspect {
            members.push(("inspectionData", self.inspection.to_json()));
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

/// The state a request is about.
struct Subject<'a> {
    program: &'a Program,
    id: StateId,
    kind: StateKind,
    /// The state's object.
    value: Value,
}

/// The name of a state that is tested without a machine.
const LONE_STATE: &str = "StateName";

/// Tests one state of a definition, or a definition that is one state. An error is a refusal of the request itself.
pub fn test_state(definition: &Document, request: &TestStateRequest) -> Result<TestStateResult, TestStateError> {
    refuse::name(request)?;
    let lone = definition.root().is_some_and(|root| root.get("States").is_none());
    let wrapped = if lone {
        let state = definition.root().map_or(Value::Null, NodeRef::to_value);
        let states = Value::object([(LONE_STATE, state)]);
        Document::new(Value::object([("StartAt", Value::from(LONE_STATE)), ("States", states)]).to_string())
    } else {
        definition.clone()
    };
    let name = request.state_name.as_deref().filter(|_| !lone).unwrap_or(LONE_STATE);
    let program = Program::compile(&wrapped);
    let found = program.machine().ids().find(|(_, state)| &*state.name == name);
    let Some((id, state)) = found else { return Err(TestStateError::no_state()) };
    let Some(kind) = state.kind else { return Err(TestStateError::no_type(name)) };
    let value = wrapped.find(&state.pointer).map_or(Value::Null, NodeRef::to_value);
    let subject = Subject { program: &program, id, kind, value };
    refuse::request(&subject, request)?;
    work::run(&subject, request)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tested(definition: &str, request: &TestStateRequest) -> String {
        match test_state(&Document::new(definition), request) {
            Ok(result) => result.to_json(true).to_string(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_mock_is_a_result_or_an_error() {
        let task = r#"{"Type":"Task","Resource":"arn:aws:states:::sns:publish","End":true}"#;
        let request = TestStateRequest { mock: Some(TestStateMock::Both), ..of("{}") };
        let fields = "A test mock should have only one of the following fields: [result, errorOutput].";
        assert_eq!(tested(task, &request), format!("ValidationException: {fields}"));
    }

    fn of(input: &str) -> TestStateRequest {
        TestStateRequest { input: Value::parse(input).unwrap(), ..TestStateRequest::default() }
    }

    #[test]
    fn a_pass_shows_every_stage() {
        let state = r#"{"Type":"Pass","InputPath":"$.a","Parameters":{"x.$":"$.b"},"ResultPath":"$.r","Next":"N"}"#;
        let expected = concat!(
            r#"{"output":{"a":{"b":1},"r":{"x":1}},"inspectionData":{"input":{"a":{"b":1}},"afterInputPath":{"b":1},"#,
            r#""afterParameters":{"x":1},"afterResultSelector":{"x":1},"afterResultPath":{"a":{"b":1},"r":{"x":1}}},"#,
            r#""nextState":"N","status":"SUCCEEDED"}"#
        );
        assert_eq!(tested(state, &of(r#"{"a":{"b":1}}"#)), expected);
    }

    #[test]
    fn a_failing_task_says_who_takes_the_error() {
        let task = r#"{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Parameters":{},
            "Retry":[{"ErrorEquals":["A"]},{"ErrorEquals":["B"],"IntervalSeconds":3,"MaxAttempts":2}],
            "Catch":[{"ErrorEquals":["States.ALL"],"ResultPath":"$.e","Next":"Sorry"}],"End":true}"#;
        let failing = |count| TestStateRequest {
            mock: Some(TestStateMock::ErrorOutput(Failure::new("B", "why"))),
            retrier_retry_count: count,
            ..of("{}")
        };
        let result = |count| test_state(&Document::new(task), &failing(count)).unwrap();
        assert_eq!(result(1).inspection.error_details, Some(ErrorDetails::Retry(1, Some(6.0))));
        assert_eq!((result(1).status, result(1).output), (TestStateStatus::Retriable, None));
        let caught = result(2);
        assert_eq!((caught.status, caught.next_state.as_deref()), (TestStateStatus::CaughtError, Some("Sorry")));
        assert_eq!(caught.output.unwrap().to_string(), r#"{"e":{"Error":"B","Cause":"why"}}"#);
    }

    #[test]
    fn what_the_service_refuses_is_refused_in_its_words() {
        let mocked = |result: &str| TestStateRequest {
            mock: Some(TestStateMock::Result(Value::parse(result).unwrap())),
            ..of("{}")
        };
        let task = r#"{"Type":"Task","Resource":"arn:aws:states:::sns:publish","End":true}"#;
        assert!(
            tested(task, &mocked("{}")).ends_with("Required field 'MessageId' is missing")
                || tested(task, &mocked("{}")).contains("SUCCEEDED")
        );
        let wrong = tested(task, &mocked(r#"{"MessageId":1}"#));
        assert_eq!(
            wrong,
            "ValidationException: Mock result schema validation error: Field 'MessageId' must be a string"
        );
        let pass = r#"{"Type":"Pass","End":true}"#;
        let refused = "ValidationException: State type 'Pass' is not supported when a mock is specified";
        assert_eq!(tested(pass, &mocked("1")), refused);
        let map =
            r#"{"Type":"Map","ItemProcessor":{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}},"End":true}"#;
        assert!(
            tested(map, &of("[]")).starts_with("InvalidDefinition: TestState API does not support Map or Parallel")
        );
        assert_eq!(tested(map, &mocked("1")), "ValidationException: Mocked result must be an array.");
        let machine = r#"{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}"#;
        let absent = TestStateRequest { state_name: Some("B".to_owned()), ..of("{}") };
        assert_eq!(tested(machine, &absent), "ValidationException: State not found in definition");
    }

    #[test]
    fn a_parallel_is_mocked_by_as_many_results_as_it_has_branches() {
        let branch = r#"{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}"#;
        let parallel = format!(r#"{{"Type":"Parallel","Branches":[{branch},{branch}],"End":true}}"#);
        let with = |result: &str| {
            let mock = Some(TestStateMock::Result(Value::parse(result).unwrap()));
            tested(&parallel, &TestStateRequest { mock, ..of("{}") })
        };
        let refused = "ValidationException: Mocked result must contain the same number of items as number of Parallel \
                       branches.";
        assert_eq!((&*with("[1]"), &*with("[1,2,3]")), (refused, refused));
        assert!(!with("[1,2]").contains("ValidationException"));
    }

    #[test]
    fn a_context_object_has_the_fields_the_service_gives_it() {
        let task = |suffix: &str| {
            format!(r#"{{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage{suffix}","End":true}}"#)
        };
        let with = |state: &str, context: &str| {
            let mock = Some(TestStateMock::ErrorOutput(Failure::new("E", "why")));
            let context = Some(Value::parse(context).unwrap());
            tested(state, &TestStateRequest { mock, context, ..of("{}") })
        };
        let refused = |context: &str, why: &str| {
            let expected = format!("ValidationException: Invalid Context object provided: {why}");
            assert_eq!(with(&task(""), context), expected, "{context}");
        };
        refused(r#"{"Execution":{"Id":1}}"#, "Execution.Id must be a string");
        refused(r#"{"State":{"RetryCount":"1"}}"#, "State.RetryCount must be a number");
        refused(r#"{"Execution":{"Colour":"red"}}"#, "Field 'Colour' is not allowed");
        refused(r#"{"Colour":{}}"#, "Field 'Colour' is not allowed");
        let token = r#"{"Task":{"Token":"t"}}"#;
        let why = "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' \
                   service integration pattern";
        refused(token, why);
        for accepted in [r#"{"Execution":{},"State":{},"StateMachine":{}}"#, r#"{"Execution":{"Input":[1]}}"#, "{}"] {
            assert!(!with(&task(""), accepted).contains("ValidationException"), "{accepted}");
        }
        assert!(!with(&task(".waitForTaskToken"), token).contains("ValidationException"));
        let pass = r#"{"Type":"Pass","End":true}"#;
        assert!(with(pass, token).ends_with("State type 'Pass' is not supported when a mock is specified"));
    }
}
