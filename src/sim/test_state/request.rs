//! What a call of `TestState` asks, as the texts the API takes (AWS: `TestState`, `MockInput`, `TestStateConfiguration`).

use crate::sim::history::Failure;

/// What to test, and under which circumstances. What is left out has the API's default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TestStateRequest {
    /// Which state of the definition, which then is a whole machine; without it the definition is one state.
    pub state_name: Option<String>,
    /// The state's input, a JSON text; without it `{}`.
    pub input: Option<String>,
    /// What the state's work gives.
    pub mock: Option<MockInput>,
    /// The circumstances of a mock.
    pub state_configuration: TestStateConfiguration,
    /// The variables the state sees, the text of a JSON object.
    pub variables: Option<String>,
    /// The context object, a JSON text; without it one is made up.
    pub context: Option<String>,
    /// The role the state's calls are made with.
    pub role_arn: Option<String>,
    /// Whether an HTTP Task's secrets are shown.
    pub reveal_secrets: bool,
    /// The account in identifiers that are made up. No parameter: the caller's own.
    pub account: String,
}

/// What the state's work gives: one of a result and an error.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MockInput {
    /// A whole result, a JSON text.
    pub result: Option<String>,
    /// An error, which must have a name.
    pub error_output: Option<Failure>,
    /// How closely a result is compared with what the service answers.
    pub field_validation_mode: FieldValidationMode,
}

impl MockInput {
    /// A result, the text of a JSON value.
    pub fn result(text: impl Into<String>) -> MockInput {
        MockInput { result: Some(text.into()), ..MockInput::default() }
    }

    /// An error.
    pub fn error(failure: Failure) -> MockInput {
        MockInput { error_output: Some(failure), ..MockInput::default() }
    }
}

/// The circumstances of a mock.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestStateConfiguration {
    /// How often the retrier that takes the error has retried; without it never.
    pub retrier_retry_count: Option<i64>,
    /// The state inside a Map or Parallel that an error comes from; without it a Task.
    pub error_caused_by_state: Option<String>,
    /// How many iterations of a Map failed.
    pub map_iteration_failure_count: Option<i64>,
    /// What an `ItemReader` reads, as it is in its source: CSV, JSON or JSON Lines.
    pub map_item_reader_data: Option<String>,
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

impl FieldValidationMode {
    /// The mode AWS calls so.
    pub fn named(name: &str) -> Option<FieldValidationMode> {
        match name {
            "STRICT" => Some(FieldValidationMode::Strict),
            "PRESENT" => Some(FieldValidationMode::Present),
            "NONE" => Some(FieldValidationMode::None),
            _ => None,
        }
    }
}

/// How much of a test is shown. `TRACE` adds what an HTTP Task sends and gets, which nothing here does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InspectionLevel {
    /// The output, or the error.
    #[default]
    Info,
    /// And what the data was on the way.
    Debug,
    /// And what an HTTP Task sends and gets.
    Trace,
}

impl InspectionLevel {
    /// The level AWS calls so.
    pub fn named(name: &str) -> Option<InspectionLevel> {
        match name {
            "INFO" => Some(InspectionLevel::Info),
            "DEBUG" => Some(InspectionLevel::Debug),
            "TRACE" => Some(InspectionLevel::Trace),
            _ => None,
        }
    }
}
