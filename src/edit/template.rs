//! New states: minimal, valid, and of the query language around them.

use std::sync::Arc;

use super::names::Names;
use crate::asl::{QueryLanguage, StateKind};
use crate::json::{Object, Value};

/// A state to write, and what must be written beside it.
pub(super) struct Fresh {
    pub(super) body: Value,
    /// States of the same flow it leads to, which are new too.
    pub(super) beside: Vec<(String, Value)>,
}

/// A new state of a type that leads to `next`. Members of `given` come first, after `Type`.
pub(super) fn state(
    kind: StateKind,
    language: QueryLanguage,
    next: Option<&str>,
    given: Option<&Value>,
    names: &mut Names,
) -> Fresh {
    let mut members = Object::default();
    members.insert("Type".into(), kind.as_str().into());
    let mut beside = Vec::new();
    let given = given.and_then(Value::as_object);
    let own = |key: &str| !matches!(key, "Type" | "Next" | "End");
    members.extend(
        given.into_iter().flatten().filter(|(key, _)| own(key)).map(|(key, value)| (key.clone(), value.clone())),
    );
    for (key, value) in required(kind, language, &members, names) {
        members.entry(key.into()).or_insert(value);
    }
    if kind == StateKind::Choice {
        let rules = members.get("Choices").and_then(Value::as_array).map_or(0, <[Value]>::len);
        if rules == 0 || next.is_some() && !members.contains_key("Default") {
            let target = next.map_or_else(
                || {
                    let name = names.fresh("Pass");
                    beside.push((name.clone(), pass()));
                    name
                },
                str::to_owned,
            );
            if rules == 0 {
                members.insert("Choices".into(), Value::array([rule(language, &target)]));
            }
            members.entry("Default".into()).or_insert_with(|| Value::string(target));
        }
    } else if kind.has_next() {
        let (key, value) = exit(next);
        members.insert(key.into(), value);
    }
    Fresh { body: Value::Object(Arc::new(members)), beside }
}

/// `Next` or `End`.
pub(super) fn exit(next: Option<&str>) -> (&'static str, Value) {
    next.map_or(("End", true.into()), |next| ("Next", next.into()))
}

/// A rule that holds until somebody writes the real one, and never fails.
pub(super) fn rule(language: QueryLanguage, next: &str) -> Value {
    match language {
        QueryLanguage::JsonPath => {
            Value::object([("Variable", Value::from("$.value")), ("IsPresent", true.into()), ("Next", next.into())])
        }
        QueryLanguage::Jsonata => {
            Value::object([("Condition", Value::from("{% $exists($states.input.value) %}")), ("Next", next.into())])
        }
    }
}

/// A flow of one Pass state.
pub(super) fn branch(names: &mut Names) -> Value {
    let name = names.fresh("Pass");
    let states = Value::object([(name.as_str(), pass())]);
    Value::object([("StartAt", name.as_str().into()), ("States", states)])
}

fn pass() -> Value {
    Value::object([("Type", "Pass".into()), ("End", true.into())])
}

/// The members a state of a type cannot do without, save for where it leads, given those it has.
pub(super) fn required(
    kind: StateKind,
    language: QueryLanguage,
    has: &Object,
    names: &mut Names,
) -> Vec<(&'static str, Value)> {
    let any = |keys: &[&str]| keys.iter().any(|key| has.contains_key(*key));
    match kind {
        StateKind::Task if !any(&["Resource"]) => {
            let function = ("FunctionName", Value::from("${FunctionName}"));
            let (key, value) = match language {
                QueryLanguage::JsonPath => ("Parameters", Value::object([function, ("Payload.$", "$".into())])),
                QueryLanguage::Jsonata => {
                    ("Arguments", Value::object([function, ("Payload", "{% $states.input %}".into())]))
                }
            };
            let mut members = vec![("Resource", "arn:aws:states:::lambda:invoke".into())];
            if !any(&["Parameters", "Arguments"]) {
                members.push((key, value));
            }
            members
        }
        StateKind::Wait if !any(&["Seconds", "Timestamp", "SecondsPath", "TimestampPath"]) => {
            vec![("Seconds", 5.into())]
        }
        StateKind::Fail if !any(&["Error", "ErrorPath", "Cause", "CausePath"]) => {
            vec![("Error", "Failed".into()), ("Cause", "What went wrong".into())]
        }
        StateKind::Parallel if !any(&["Branches"]) => {
            vec![("Branches", Value::array([branch(names), branch(names)]))]
        }
        StateKind::Map if !any(&["ItemProcessor", "Iterator"]) => {
            let config = Value::object([("Mode", Value::from("INLINE"))]);
            let flow = branch(names);
            let members = flow.as_object().into_iter().flatten().map(|(key, value)| (key.clone(), value.clone()));
            let processor = std::iter::once((Arc::from("ProcessorConfig"), config)).chain(members);
            vec![("ItemProcessor", Value::object(processor))]
        }
        StateKind::Task
        | StateKind::Wait
        | StateKind::Fail
        | StateKind::Parallel
        | StateKind::Map
        | StateKind::Pass
        | StateKind::Choice
        | StateKind::Succeed => Vec::new(),
    }
}
