//! A plan's readable form:
//!
//! ```json
//! {"ChargeCard": {"Calls": [
//!     {"LatencyMs": 800, "Throw": {"Error": "Lambda.TooManyRequestsException", "Cause": "Rate exceeded"}},
//!     {"Return": {"charged": true}}], "AfterLast": "Repeat"},
//!  "Approve": {"Calls": [{"Hold": true}]},
//!  "Pack": {"Calls": [{"Return": "packed", "Worker": "press-7"}, {"Hang": true, "Worker": null}]},
//!  "Press": {"ActivityDoesNotExist": true}}
//! ```
//!
//! Reading is tolerant: what cannot be read is left out and reported, the rest is kept.

use std::sync::Arc;

use super::{AfterLast, Answer, MockCall, MockPlan, Recorded, StateMock, Worker};
use crate::json::{Pointer, Value};
use crate::sim::limits;

/// Something in a plan's JSON that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MockError {
    /// Where.
    pub at: Pointer,
    /// What was found and what was expected.
    pub message: String,
}

impl MockPlan {
    /// Reads a plan. What is wrong is reported and left out.
    pub fn from_json(value: &Value) -> (MockPlan, Vec<MockError>) {
        let mut errors = Vec::new();
        let mut plan = MockPlan::default();
        let root = Pointer::root();
        let Some(states) = value.as_object() else {
            errors.push(wrong(&root, "an object with a mock for each state", value));
            return (plan, errors);
        };
        for (name, mock) in states {
            plan.states.extend(read_state(mock, &root.key(name), &mut errors).map(|mock| (name.clone(), mock)));
        }
        (plan, errors)
    }

    /// The plan as [`from_json`](MockPlan::from_json) reads it.
    pub fn to_json(&self) -> Value {
        Value::object(self.states.iter().map(|(name, mock)| (name.clone(), state_json(mock))))
    }
}

fn wrong(at: &Pointer, expected: &str, found: &Value) -> MockError {
    MockError { at: at.clone(), message: format!("expected {expected}, found {}", found.type_name()) }
}

fn read_state(value: &Value, at: &Pointer, errors: &mut Vec<MockError>) -> Option<StateMock> {
    let missing = value.get("ActivityDoesNotExist");
    let activity_does_not_exist = missing.and_then(Value::as_bool).unwrap_or(false);
    if let Some(found) = missing.filter(|found| found.as_bool().is_none()) {
        errors.push(wrong(&at.key("ActivityDoesNotExist"), "true or false", found));
    }
    if activity_does_not_exist && value.get("Calls").is_none() {
        return Some(StateMock { activity_does_not_exist, ..StateMock::default() });
    }
    let Some(calls) = value.get("Calls").and_then(Value::as_array) else {
        errors.push(wrong(&at.key("Calls"), "a list of calls", value.get("Calls").unwrap_or(&Value::Null)));
        return None;
    };
    let after_last = match value.get("AfterLast").map(|value| (value, value.as_str())) {
        None | Some((_, Some("Repeat"))) => AfterLast::Repeat,
        Some((_, Some("Fail"))) => AfterLast::Fail,
        Some((found, _)) => {
            errors.push(wrong(&at.key("AfterLast"), "\"Repeat\" or \"Fail\"", found));
            AfterLast::Repeat
        }
    };
    let at = at.key("Calls");
    let read = |(index, call)| read_call(call, &at.index(index), errors);
    let calls = calls.iter().enumerate().filter_map(read).collect();
    Some(StateMock { calls, after_last, activity_does_not_exist })
}

fn read_call(value: &Value, at: &Pointer, errors: &mut Vec<MockError>) -> Option<MockCall> {
    let latency_ms = match value.get("LatencyMs") {
        None => limits::LATENCY_DEFAULT_MS,
        Some(found) => {
            if let Some(ms) = found.as_i64().and_then(|ms| u64::try_from(ms).ok()) {
                ms.min(limits::LATENCY_MS_MAX)
            } else {
                errors.push(wrong(&at.key("LatencyMs"), "a whole number of milliseconds", found));
                limits::LATENCY_DEFAULT_MS
            }
        }
    };
    let answer = read_answer(value);
    if answer.is_none() {
        errors.push(wrong(at, "an object with \"Return\", \"Throw\", \"Hold\" or \"Hang\"", value));
    }
    let worker = match value.get("Worker") {
        None => Worker::Some,
        Some(Value::Null) => Worker::Nobody,
        Some(Value::String(name)) => Worker::Named(name.clone()),
        Some(found) => {
            errors.push(wrong(&at.key("Worker"), "a worker's name or null", found));
            Worker::Some
        }
    };
    Some(MockCall { latency_ms, answer: answer?, worker })
}

fn read_answer(value: &Value) -> Option<Answer> {
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(Arc::from);
    if let Some(recorded) = value.get("Recorded") {
        let outcome = read_answer(recorded).filter(|answer| !matches!(answer, Answer::Recorded(_)))?;
        let (asked, submitted) = (recorded.get("Asked").cloned(), recorded.get("Submitted").cloned());
        return Some(Answer::Recorded(Arc::new(Recorded { asked, submitted, outcome })));
    }
    if let Some(result) = value.get("Return") {
        return Some(Answer::Return(result.clone()));
    }
    if let Some(thrown) = value.get("Throw") {
        return Some(Answer::Throw { error: text(thrown, "Error"), cause: text(thrown, "Cause") });
    }
    let is_set = |key: &str| value.get(key).and_then(Value::as_bool) == Some(true);
    match (is_set("Hold"), is_set("Hang")) {
        (true, _) => Some(Answer::Hold),
        (_, true) => Some(Answer::Hang),
        _ => None,
    }
}

fn state_json(mock: &StateMock) -> Value {
    let calls = Value::array(mock.calls.iter().map(call_json));
    let after_last = match mock.after_last {
        AfterLast::Repeat => "Repeat",
        AfterLast::Fail => "Fail",
    };
    let missing = mock.activity_does_not_exist.then_some(("ActivityDoesNotExist", Value::from(true)));
    Value::object([("Calls", calls), ("AfterLast", Value::from(after_last))].into_iter().chain(missing))
}

fn call_json(call: &MockCall) -> Value {
    let worker = match &call.worker {
        Worker::Some => None,
        Worker::Named(name) => Some(("Worker", Value::String(name.clone()))),
        Worker::Nobody => Some(("Worker", Value::Null)),
    };
    let members = [("LatencyMs", Value::from(call.latency_ms as i64)), answer_json(&call.answer)];
    Value::object(members.into_iter().chain(worker))
}

fn answer_json(answer: &Answer) -> (&'static str, Value) {
    match answer {
        Answer::Return(value) => ("Return", value.clone()),
        Answer::Throw { error, cause } => {
            let member = |key, text: &Option<Arc<str>>| text.clone().map(|text| (key, Value::String(text)));
            ("Throw", Value::object(member("Error", error).into_iter().chain(member("Cause", cause))))
        }
        Answer::Hold => ("Hold", Value::from(true)),
        Answer::Hang => ("Hang", Value::from(true)),
        Answer::Recorded(recorded) => {
            let asked = recorded.asked.clone().map(|value| ("Asked", value));
            let submitted = recorded.submitted.clone().map(|value| ("Submitted", value));
            let outcome = answer_json(&recorded.outcome);
            ("Recorded", Value::object(asked.into_iter().chain(submitted).chain([outcome])))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_reads_back_as_it_was_written() {
        let text = concat!(
            r#"{"Approve":{"Calls":[{"LatencyMs":100,"Hold":true}],"AfterLast":"Fail"},"#,
            r#""Charge":{"Calls":[{"LatencyMs":800,"Throw":{"Error":"E","Cause":"c"}},{"LatencyMs":5,"Return":{"a":1}},"#,
            r#"{"LatencyMs":100,"Hang":true,"Worker":null},{"LatencyMs":2,"Return":1,"Worker":"w"},{"LatencyMs":1,"Recorded":{"Asked":{},"Submitted":[1],"Return":2}}],"#,
            r#""AfterLast":"Repeat"},"Press":{"Calls":[],"AfterLast":"Repeat","ActivityDoesNotExist":true}}"#
        );
        let (plan, errors) = MockPlan::from_json(&Value::parse(text).unwrap());
        assert_eq!(errors, []);
        assert_eq!(plan.to_json().to_string(), text);
    }

    #[test]
    fn what_cannot_be_read_is_named_and_the_rest_is_kept() {
        let text = r#"{"A": {"Calls": [{"Return": 1}, {"Retrun": 2}, {"Hold": true, "LatencyMs": -1}]}, "B": 3,
            "C": {"ActivityDoesNotExist": true}, "D": {"ActivityDoesNotExist": 1, "Calls": []}}"#;
        let (plan, errors) = MockPlan::from_json(&Value::parse(text).unwrap());
        assert_eq!(plan.get("A").map(|mock| mock.calls.len()), Some(2));
        let places: Vec<&str> = errors.iter().map(|error| error.at.as_str()).collect();
        assert_eq!(places, ["/A/Calls/1", "/A/Calls/2/LatencyMs", "/B/Calls", "/D/ActivityDoesNotExist"]);
        let missing: Vec<_> = plan.missing_activities().into_iter().collect();
        assert_eq!(missing, ["C".into()]);
        assert_eq!(MockPlan::from_json(&Value::from(1)).1.len(), 1);
    }
}
