//! `TestState` calls recorded on the real service.
//!
//! A row does not have the role the call was made with. The recorded context objects show one for states that do work,
//! so that is what calls with an answer are made with here; the service gives none to a Task that has neither role nor mock.

use std::path::Path;
use std::sync::Arc;

use stepwright::json::{Document, Value};
use stepwright::sim::{
    Failure, FieldValidationMode, InspectionLevel, MockInput, TestStateConfiguration, TestStateError, TestStateRequest,
    test_state,
};

use super::reader::Reader;
use super::report::{Difference, Outcome, Report, rows, text};

const CORPUS: &str = "aws-recorded-teststate";

const ROLE: &str = "arn:aws:iam::111111111111:role/role";

pub(super) fn suite(folder: &Path, report: &mut Report) {
    for row in rows(folder, CORPUS, report) {
        let id = text(&row, "id").unwrap_or_default();
        let area = id.split("--").next().unwrap_or(id);
        report.judge(CORPUS, area, id, || judge(&row));
    }
}

fn judge(row: &Value) -> Outcome {
    let definition = row.get("definition").ok_or("the row has no definition")?;
    let request = request(row)?;
    let expected = row.get("expected").ok_or("the row expects nothing")?;
    let level = row.get("request").and_then(|request| text(request, "inspectionLevel"));
    let level = level.and_then(InspectionLevel::named).unwrap_or_default();
    let refused = row.get("api_error").and_then(Value::as_bool) == Some(true);
    let found = match (test_state(&Document::new(definition.to_string()), &request), refused) {
        (Ok(result), false) => result.to_json(level),
        (Err(error), true) => refusal(&error, expected),
        (Ok(result), true) => return Err(Difference::new("refusal", Some(expected), Some(&result.to_json(level)))),
        (Err(error), false) => {
            return Err(Difference::new("result", Some(expected), None).with_note(error.to_string()));
        }
    };
    Reader::without_run().fields(&unwrapped(expected), &found)
}

/// A refusal in the form the row has it: the API's answer or the client's exception.
fn refusal(error: &TestStateError, expected: &Value) -> Value {
    let (code, message) = (Value::from(error.code), Value::from(&*error.message));
    if expected.get("exception_typename").is_none() {
        let own = Value::object([("Code", code), ("Message", message.clone())]);
        return Value::object([("Error", own), ("message", message)]);
    }
    // What the client itself refuses it reports as it is.
    let whole = match error.code {
        "ParamValidationError" => error.message.clone(),
        code => format!("An error occurred ({code}) when calling the TestState operation: {}", error.message),
    };
    Value::object([("exception_typename", code), ("exception_value", Value::from(whole))])
}

/// The recorder parses texts that are JSON and marks those that are not.
fn unwrapped(value: &Value) -> Value {
    match value {
        Value::Object(members) if members.len() == 1 && members.contains_key("__raw_text__") => {
            members["__raw_text__"].clone()
        }
        Value::Object(members) => Value::object(members.iter().map(|(key, member)| (key.clone(), unwrapped(member)))),
        Value::Array(items) => Value::array(items.iter().map(unwrapped)),
        other => other.clone(),
    }
}

fn request(row: &Value) -> Result<TestStateRequest, String> {
    let asked = row.get("request").ok_or("the row has no request")?;
    let configuration = asked.get("stateConfiguration").cloned().unwrap_or_default();
    let count = |key: &str| configuration.get(key).and_then(Value::as_i64);
    // The recorder parses the texts that are JSON.
    let json = |value: Option<&Value>| value.filter(|value| **value != Value::Null).map(Value::to_string);
    let own = |holder: &Value, key: &str| text(holder, key).map(str::to_owned);
    let mock = mock(row, asked);
    Ok(TestStateRequest {
        state_name: own(asked, "stateName"),
        input: json(row.get("input")),
        variables: json(asked.get("variables")),
        context: json(asked.get("context")),
        role_arn: own(asked, "roleArn").or_else(|| mock.is_some().then(|| ROLE.to_owned())),
        mock,
        account: "111111111111".to_owned(),
        reveal_secrets: asked.get("revealSecrets").and_then(Value::as_bool) == Some(true),
        state_configuration: TestStateConfiguration {
            retrier_retry_count: count("retrierRetryCount"),
            error_caused_by_state: own(&configuration, "errorCausedByState"),
            map_iteration_failure_count: count("mapIterationFailureCount"),
            map_item_reader_data: own(&configuration, "mapItemReaderData"),
        },
    })
}

/// The call's mock; without one the real service answered, and the row has its answer where it was recorded.
fn mock(row: &Value, asked: &Value) -> Option<MockInput> {
    if let Some(answer) = row.get("derived_mock").and_then(|mock| mock.get("return")) {
        let field_validation_mode = FieldValidationMode::None;
        return Some(MockInput { field_validation_mode, ..MockInput::result(answer.to_string()) });
    }
    let mock = asked.get("mock")?;
    let part = |output: &Value, key: &str| text(output, key).map(Arc::from);
    Some(MockInput {
        result: text(mock, "result").map(str::to_owned),
        error_output: mock
            .get("errorOutput")
            .map(|output| Failure { error: part(output, "error"), cause: part(output, "cause") }),
        field_validation_mode: text(mock, "fieldValidationMode")
            .and_then(FieldValidationMode::named)
            .unwrap_or_default(),
    })
}
