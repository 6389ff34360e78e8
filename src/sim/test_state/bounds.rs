//! How long a request's texts may be and which numbers it may have (AWS: `TestState`, request parameters).

use super::TestStateError;
use super::request::TestStateRequest;
use crate::asl::quotas::{DEFINITION_CHARS_MAX, STATE_NAME_CHARS_MAX};
use crate::json::Document;
use crate::sim::limits;

/// The characters of a role's ARN (AWS: `Arn`).
const ARN_CHARS_MAX: usize = 256;

/// A text, how short and how long it may be, and whether the service keeps its value to itself.
struct Text<'a> {
    name: &'static str,
    value: Option<&'a str>,
    least: usize,
    most: usize,
    sensitive: bool,
}

/// What a client of the API refuses before it asks, then what the service does.
pub(super) fn check(definition: &Document, request: &TestStateRequest) -> Result<(), TestStateError> {
    let texts = texts(definition, request);
    let configuration = &request.state_configuration;
    let numbers = [
        ("mapIterationFailureCount", configuration.map_iteration_failure_count),
        ("retrierRetryCount", configuration.retrier_retry_count),
    ];
    let mut invalid: Vec<String> = texts.iter().filter_map(too_short).collect();
    let negative = numbers.iter().filter_map(|(name, value)| Some((name, value.filter(|value| *value < 0)?)));
    invalid.extend(negative.map(|(name, value)| {
        format!("Invalid value for parameter stateConfiguration.{name}, value: {value}, valid min value: 0")
    }));
    if !invalid.is_empty() {
        return Err(TestStateError::parameters(&invalid));
    }
    let long: Vec<String> = texts.iter().filter_map(too_long).collect();
    if long.is_empty() {
        return Ok(());
    }
    let errors = if long.len() == 1 { "error" } else { "errors" };
    Err(TestStateError::validation(format!("{} validation {errors} detected: {}", long.len(), long.join("; "))))
}

fn texts<'a>(definition: &'a Document, request: &'a TestStateRequest) -> [Text<'a>; 11] {
    let text = |name, value, least, most| Text { name, value, least, most, sensitive: true };
    let mock = request.mock.as_ref();
    let error = mock.and_then(|mock| mock.error_output.as_ref());
    let configuration = &request.state_configuration;
    let payload = |name, value: &'a Option<String>| text(name, value.as_deref(), 0, limits::PAYLOAD_BYTES_MAX);
    [
        text("definition", Some(definition.text()), 1, DEFINITION_CHARS_MAX),
        Text { sensitive: false, ..text("roleArn", request.role_arn.as_deref(), 1, ARN_CHARS_MAX) },
        payload("input", &request.input),
        payload("variables", &request.variables),
        text("stateName", request.state_name.as_deref(), 1, STATE_NAME_CHARS_MAX),
        text("mock.result", mock.and_then(|mock| mock.result.as_deref()), 0, limits::PAYLOAD_BYTES_MAX),
        text("mock.errorOutput.error", error.and_then(|error| error.error.as_deref()), 0, limits::ERROR_CHARS_MAX),
        text("mock.errorOutput.cause", error.and_then(|error| error.cause.as_deref()), 0, limits::CAUSE_CHARS_MAX),
        payload("context", &request.context),
        text(
            "stateConfiguration.errorCausedByState",
            configuration.error_caused_by_state.as_deref(),
            1,
            STATE_NAME_CHARS_MAX,
        ),
        payload("stateConfiguration.mapItemReaderData", &configuration.map_item_reader_data),
    ]
}

fn too_short(text: &Text<'_>) -> Option<String> {
    let length = text.value?.chars().count();
    let Text { name, least, .. } = text;
    (length < *least)
        .then(|| format!("Invalid length for parameter {name}, value: {length}, valid min length: {least}"))
}

fn too_long(text: &Text<'_>) -> Option<String> {
    let Text { name, value, most, sensitive, .. } = text;
    let value = (*value)?;
    // A payload's limit counts bytes of UTF-8, as a run's does; no other text is near enough to its own to matter.
    let length = if *most == limits::PAYLOAD_BYTES_MAX { value.len() } else { value.chars().count() };
    let shown = if *sensitive { "Value".to_owned() } else { format!("Value '{value}'") };
    (length > *most).then(|| {
        format!(
            "{shown} at '{name}' failed to satisfy constraint: Member must have length less than or equal to {most}"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::Failure;
    use crate::sim::test_state::{MockInput, TestStateConfiguration};

    fn says(definition: &str, request: &TestStateRequest) -> String {
        check(&Document::new(definition), request).map_or_else(|error| error.to_string(), |()| String::new())
    }

    #[test]
    fn what_a_client_refuses_it_lists() {
        let empty = TestStateRequest {
            state_name: Some(String::new()),
            role_arn: Some(String::new()),
            state_configuration: TestStateConfiguration {
                error_caused_by_state: Some(String::new()),
                map_iteration_failure_count: Some(-1),
                retrier_retry_count: Some(-2),
                ..TestStateConfiguration::default()
            },
            ..TestStateRequest::default()
        };
        let expected = [
            "ParamValidationError: Parameter validation failed:",
            "Invalid length for parameter definition, value: 0, valid min length: 1",
            "Invalid length for parameter roleArn, value: 0, valid min length: 1",
            "Invalid length for parameter stateName, value: 0, valid min length: 1",
            "Invalid length for parameter stateConfiguration.errorCausedByState, value: 0, valid min length: 1",
            "Invalid value for parameter stateConfiguration.mapIterationFailureCount, value: -1, valid min value: 0",
            "Invalid value for parameter stateConfiguration.retrierRetryCount, value: -2, valid min value: 0",
        ];
        assert_eq!(says("", &empty), expected.join("\n"));
        assert_eq!(says("{}", &TestStateRequest::default()), "");
    }

    #[test]
    fn every_text_has_a_longest() {
        let at = |text: &str, most: usize| {
            format!("{text} failed to satisfy constraint: Member must have length less than or equal to {most}")
        };
        let long = |length: usize| Some("x".repeat(length));
        let role = TestStateRequest { role_arn: long(257), ..TestStateRequest::default() };
        let expected = at(&format!("Value '{}' at 'roleArn'", "x".repeat(257)), 256);
        assert_eq!(says("{}", &role), format!("ValidationException: 1 validation error detected: {expected}"));
        let cases = [
            (TestStateRequest { input: long(262_145), ..TestStateRequest::default() }, "input", 262_144),
            (TestStateRequest { variables: long(262_145), ..TestStateRequest::default() }, "variables", 262_144),
            (TestStateRequest { context: long(262_145), ..TestStateRequest::default() }, "context", 262_144),
            (TestStateRequest { state_name: long(81), ..TestStateRequest::default() }, "stateName", 80),
        ];
        for (request, name, most) in cases {
            let expected = at(&format!("Value at '{name}'"), most);
            assert_eq!(says("{}", &request), format!("ValidationException: 1 validation error detected: {expected}"));
        }
        let failure = Failure::new("e".repeat(257), "c".repeat(32_769));
        let mock = Some(MockInput { result: long(262_145), error_output: Some(failure), ..MockInput::default() });
        let several = says("{}", &TestStateRequest { mock, ..TestStateRequest::default() });
        let expected = [
            at("Value at 'mock.result'", 262_144),
            at("Value at 'mock.errorOutput.error'", 256),
            at("Value at 'mock.errorOutput.cause'", 32_768),
        ];
        assert_eq!(several, format!("ValidationException: 3 validation errors detected: {}", expected.join("; ")));
        let longest = TestStateRequest { input: long(262_144), state_name: long(80), ..TestStateRequest::default() };
        assert_eq!(says("{}", &longest), "");
    }
}
