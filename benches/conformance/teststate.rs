//! `TestState` calls recorded on the real service.
//!
//! A row does not have the role the call was made with. The recorded context objects show one for states that do work,
//! and none for the others, so that is what the calls are made with here.

use std::path::Path;
use std::sync::Arc;

use stepwright::json::{Document, Value};
use stepwright::sim::{
    Failure, FieldValidationMode, TestStateError, TestStateMock, TestStateRequest, TestStateResult, test_state,
};

use super::reader::Reader;
use super::report::{Difference, Outcome, Report, rows, text};

const CORPUS: &str = "aws-recorded-teststate";

pub(super) fn suite(folder: &Path, report: &mut Report) {
    for row in rows(folder, CORPUS, report) {
        let id = text(&row, "id").unwrap_or_default();
        let area = id.split("--").next().unwrap_or(id);
        report.judge(CORPUS, area, id, || judge(&row));
    }
}

fn judge(row: &Value) -> Outcome {
    let definition = row.get("definition").ok_or("the row has no definition")?;
    let request = request(row, definition)?;
    let expected = row.get("expected").ok_or("the row expects nothing")?;
    let level = row.get("request").and_then(|request| text(request, "inspectionLevel")).unwrap_or("INFO");
    let refused = row.get("api_error").and_then(Value::as_bool) == Some(true);
    let found = match (test_state(&Document::new(definition.to_string()), &request), refused) {
        (Ok(result), false) => shown(&result, level),
        (Err(error), true) => refusal(&error, expected),
        (Ok(result), true) => return Err(Difference::new("refusal", Some(expected), Some(&shown(&result, level)))),
        (Err(error), false) => {
            return Err(Difference::new("result", Some(expected), None).with_note(error.to_string()));
        }
    };
    Reader::without_run().fields(&unwrapped(expected), &found)
}

fn shown(result: &TestStateResult, level: &str) -> Value {
    result.to_json(level != "INFO")
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

fn request(row: &Value, definition: &Value) -> Result<TestStateRequest, String> {
    let asked = row.get("request").ok_or("the row has no request")?;
    let configuration = asked.get("stateConfiguration").cloned().unwrap_or_default();
    let count = |key: &str| configuration.get(key).and_then(Value::as_i64).and_then(|count| count.try_into().ok());
    let parse = |text: &str| Value::parse(text).map_err(|error| format!("{error:?}"));
    let name = text(asked, "stateName");
    let mode = match asked.get("mock").and_then(|mock| text(mock, "fieldValidationMode")) {
        Some("NONE") => FieldValidationMode::None,
        Some("PRESENT") => FieldValidationMode::Present,
        _ if asked.get("mock").is_none() => FieldValidationMode::None,
        _ => FieldValidationMode::Strict,
    };
    let works = state_type(definition, name).is_some_and(|kind| matches!(kind, "Task" | "Map" | "Parallel"));
    Ok(TestStateRequest {
        state_name: name.map(str::to_owned),
        input: row.get("input").cloned().unwrap_or_default(),
        mock: mock(row, asked, &parse)?,
        field_validation_mode: mode,
        variables: asked.get("variables").cloned(),
        context: asked.get("context").cloned(),
        role_arn: works.then(|| "arn:aws:iam::111111111111:role/role".to_owned()),
        account: "111111111111".to_owned(),
        reveal_secrets: asked.get("revealSecrets").and_then(Value::as_bool) == Some(true),
        retrier_retry_count: count("retrierRetryCount").unwrap_or(0),
        map_iteration_failure_count: count("mapIterationFailureCount").map(|count: u32| count as usize),
        map_item_reader_data: text(&configuration, "mapItemReaderData").map(parse).transpose()?,
    })
}

fn state_type<'d>(definition: &'d Value, name: Option<&str>) -> Option<&'d str> {
    match (definition.get("States"), name) {
        (Some(states), Some(name)) => text(states.get(name)?, "Type"),
        _ => text(definition, "Type"),
    }
}

/// The call's mock; without one the real service answered, and the row has its answer where it was recorded.
fn mock(
    row: &Value,
    asked: &Value,
    parse: &dyn Fn(&str) -> Result<Value, String>,
) -> Result<Option<TestStateMock>, String> {
    if let Some(result) = row.get("derived_mock").and_then(|mock| mock.get("return")) {
        return Ok(Some(TestStateMock::Result(result.clone())));
    }
    let Some(mock) = asked.get("mock") else { return Ok(None) };
    if mock.get("result").is_some() && mock.get("errorOutput").is_some() {
        return Ok(Some(TestStateMock::Both));
    }
    if let Some(result) = text(mock, "result") {
        return Ok(Some(TestStateMock::Result(parse(result)?)));
    }
    let output = mock.get("errorOutput");
    let part = |key: &str| output.and_then(|output| text(output, key)).map(Arc::from);
    Ok(Some(TestStateMock::ErrorOutput(Failure { error: part("error"), cause: part("cause") })))
}
