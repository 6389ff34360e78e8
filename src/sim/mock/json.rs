//! A plan's readable form:
//!
//! ```json
//! {"ChargeCard": {"calls": [
//!     {"latencyMs": 800, "throw": {"error": "Lambda.TooManyRequestsException", "cause": "Rate exceeded"}},
//!     {"return": {"charged": true}}], "afterLast": "repeat"},
//!  "Approve": {"calls": [{"hold": true}]}}
//! ```
//!
//! Reading is tolerant: what cannot be read is left out and reported, the rest is kept.

use std::sync::Arc;

use super::{AfterLast, Answer, MockCall, MockPlan, Recorded, StateMock};
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
    let Some(calls) = value.get("calls").and_then(Value::as_array) else {
        errors.push(wrong(&at.key("calls"), "a list of calls", value.get("calls").unwrap_or(&Value::Null)));
        return None;
    };
    let after_last = match value.get("afterLast").map(|value| (value, value.as_str())) {
        None | Some((_, Some("repeat"))) => AfterLast::Repeat,
        Some((_, Some("fail"))) => AfterLast::Fail,
        Some((found, _)) => {
            errors.push(wrong(&at.key("afterLast"), "\"repeat\" or \"fail\"", found));
            AfterLast::Repeat
        }
    };
    let at = at.key("calls");
    let read = |(index, call)| read_call(call, &at.index(index), errors);
    Some(StateMock { calls: calls.iter().enumerate().filter_map(read).collect(), after_last })
}

fn read_call(value: &Value, at: &Pointer, errors: &mut Vec<MockError>) -> Option<MockCall> {
    let latency_ms = match value.get("latencyMs") {
        None => limits::LATENCY_DEFAULT_MS,
        Some(found) => match found.as_i64().and_then(|ms| u64::try_from(ms).ok()) {
            Some(ms) => ms.min(limits::LATENCY_MS_MAX),
            None => {
                errors.push(wrong(&at.key("latencyMs"), "a whole number of milliseconds", found));
                limits::LATENCY_DEFAULT_MS
            }
        },
    };
    let answer = read_answer(value);
    if answer.is_none() {
        errors.push(wrong(at, "an object with \"return\", \"throw\", \"hold\" or \"hang\"", value));
    }
    Some(MockCall { latency_ms, answer: answer? })
}

fn read_answer(value: &Value) -> Option<Answer> {
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(Arc::from);
    if let Some(recorded) = value.get("recorded") {
        let outcome = read_answer(recorded).filter(|answer| !matches!(answer, Answer::Recorded(_)))?;
        let (asked, submitted) = (recorded.get("asked").cloned(), recorded.get("submitted").cloned());
        return Some(Answer::Recorded(Arc::new(Recorded { asked, submitted, outcome })));
    }
    if let Some(result) = value.get("return") {
        return Some(Answer::Return(result.clone()));
    }
    if let Some(thrown) = value.get("throw") {
        return Some(Answer::Throw { error: text(thrown, "error"), cause: text(thrown, "cause") });
    }
    let is_set = |key: &str| value.get(key).and_then(Value::as_bool) == Some(true);
    match (is_set("hold"), is_set("hang")) {
        (true, _) => Some(Answer::Hold),
        (_, true) => Some(Answer::Hang),
        _ => None,
    }
}

fn state_json(mock: &StateMock) -> Value {
    let calls = Value::array(mock.calls.iter().map(call_json));
    let after_last = match mock.after_last {
        AfterLast::Repeat => "repeat",
        AfterLast::Fail => "fail",
    };
    Value::object([("calls", calls), ("afterLast", Value::from(after_last))])
}

fn call_json(call: &MockCall) -> Value {
    Value::object([("latencyMs", Value::from(call.latency_ms as i64)), answer_json(&call.answer)])
}

fn answer_json(answer: &Answer) -> (&'static str, Value) {
    match answer {
        Answer::Return(value) => ("return", value.clone()),
        Answer::Throw { error, cause } => {
            let member = |key, text: &Option<Arc<str>>| text.clone().map(|text| (key, Value::String(text)));
            ("throw", Value::object(member("error", error).into_iter().chain(member("cause", cause))))
        }
        Answer::Hold => ("hold", Value::from(true)),
        Answer::Hang => ("hang", Value::from(true)),
        Answer::Recorded(recorded) => {
            let asked = recorded.asked.clone().map(|value| ("asked", value));
            let submitted = recorded.submitted.clone().map(|value| ("submitted", value));
            let outcome = answer_json(&recorded.outcome);
            ("recorded", Value::object(asked.into_iter().chain(submitted).chain([outcome])))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_reads_back_as_it_was_written() {
        let text = concat!(
            r#"{"Approve":{"calls":[{"latencyMs":100,"hold":true}],"afterLast":"fail"},"#,
            r#""Charge":{"calls":[{"latencyMs":800,"throw":{"error":"E","cause":"c"}},{"latencyMs":5,"return":{"a":1}},"#,
            r#"{"latencyMs":100,"hang":true},{"latencyMs":1,"recorded":{"asked":{},"submitted":[1],"return":2}}],"#,
            r#""afterLast":"repeat"}}"#
        );
        let (plan, errors) = MockPlan::from_json(&Value::parse(text).unwrap());
        assert_eq!(errors, []);
        assert_eq!(plan.to_json().to_string(), text);
    }

    #[test]
    fn what_cannot_be_read_is_named_and_the_rest_is_kept() {
        let text = r#"{"A": {"calls": [{"return": 1}, {"retrun": 2}, {"hold": true, "latencyMs": -1}]}, "B": 3}"#;
        let (plan, errors) = MockPlan::from_json(&Value::parse(text).unwrap());
        assert_eq!(plan.get("A").map(|mock| mock.calls.len()), Some(2));
        let places: Vec<&str> = errors.iter().map(|error| error.at.as_str()).collect();
        assert_eq!(places, ["/A/calls/1", "/A/calls/2/latencyMs", "/B/calls"]);
        assert_eq!(MockPlan::from_json(&Value::from(1)).1.len(), 1);
    }
}
