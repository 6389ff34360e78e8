//! What each type of state has: new states, minimal and valid; and a state's type changed.

use std::sync::Arc;

use super::names::Names;
use super::reason::called;
use super::structure::write_beside;
use super::{EditError, Intent, Scene};
use crate::asl::fields::{FIELDS, Holder};
use crate::asl::{QueryLanguage, StateKind, TransitionKind};
use crate::json::{NodeRef, Object, Pointer, Spot, Value};

use StateKind::{Choice, Fail, Map, Parallel, Pass, Succeed, Task, Wait};

/// Whether a state of a type may have a field; one that no table knows is the author's own and stays.
fn may_have(kind: StateKind, name: &str) -> bool {
    let mut rows =
        FIELDS.into_iter().flatten().filter(|row| row.holder == Holder::State && row.name == name).peekable();
    rows.peek().is_none() || rows.any(|row| row.suits(Some(kind)))
}

impl<'a> Scene<'a> {
    pub(super) fn change_kind(self, at: &Pointer, kind: StateKind) -> Result<Intent<'a>, EditError> {
        let (id, state) = self.sole_state(at)?;
        if state.kind == Some(kind) {
            return Err(EditError::Ignored);
        }
        let ways = self.machine.outgoing(id);
        let find = |wanted: fn(TransitionKind) -> bool| ways.iter().find(|way| wanted(way.kind));
        let follower = find(|way| matches!(way, TransitionKind::Next | TransitionKind::Default))
            .or_else(|| find(|way| matches!(way, TransitionKind::Choice(_))))
            .map(|way| way.target.clone());
        let members = self.document.find(at).map(NodeRef::to_value).unwrap_or_default();
        let members = members.as_object().cloned().unwrap_or_default();
        let (kept, gone): (Object, Object) = members.into_iter().partition(|(key, _)| may_have(kind, key));
        Ok(Intent::new(format!("Change {} to {}", called(state), kind.as_str()), move |draft| {
            let at = &state.pointer;
            for key in gone.keys() {
                draft.remove(&at.key(key))?;
            }
            let leads = kept.contains_key("Next") || kept.contains_key("End");
            let given = Value::Object(kept.into());
            let mut names = Names::of(self.machine);
            let fresh = new_state(kind, state.language, follower.as_deref(), Some(&given), &mut names);
            let mut before = None;
            for (key, value) in fresh.body.as_object().into_iter().flatten() {
                let there = draft.has(&at.key(key));
                if &**key == "Type" && there {
                    draft.set(&at.key(key), value)?;
                } else if !there && (!leads || !matches!(&**key, "Next" | "End")) {
                    draft.insert(at, before.map_or(Spot::First, Spot::After), key, value)?;
                }
                before = Some(&**key);
            }
            write_beside(draft, at, &state.name, &fresh)?;
            Ok(Some(at.clone()))
        }))
    }
}

/// A state to write, and what must be written beside it.
pub(super) struct Fresh {
    pub(super) body: Value,
    /// States of the same flow it leads to, which are new too.
    pub(super) beside: Vec<(String, Value)>,
}

/// A new state of a type that leads to `next`. Members of `given` come first, after `Type`.
pub(super) fn new_state(
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
    if kind == Choice {
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
fn exit(next: Option<&str>) -> (&'static str, Value) {
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
fn required(kind: StateKind, language: QueryLanguage, has: &Object, names: &mut Names) -> Vec<(&'static str, Value)> {
    let any = |keys: &[&str]| keys.iter().any(|key| has.contains_key(*key));
    match kind {
        Task if !any(&["Resource"]) => {
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
        Wait if !any(&["Seconds", "Timestamp", "SecondsPath", "TimestampPath"]) => {
            vec![("Seconds", 5.into())]
        }
        Fail if !any(&["Error", "ErrorPath", "Cause", "CausePath"]) => {
            vec![("Error", "Failed".into()), ("Cause", "What went wrong".into())]
        }
        Parallel if !any(&["Branches"]) => {
            vec![("Branches", Value::array([branch(names), branch(names)]))]
        }
        Map if !any(&["ItemProcessor", "Iterator"]) => {
            let config = Value::object([("Mode", Value::from("INLINE"))]);
            let flow = branch(names);
            let members = flow.as_object().into_iter().flatten().map(|(key, value)| (key.clone(), value.clone()));
            let processor = std::iter::once((Arc::from("ProcessorConfig"), config)).chain(members);
            vec![("ItemProcessor", Value::object(processor))]
        }
        Task | Wait | Fail | Parallel | Map | Pass | Choice | Succeed => Vec::new(),
    }
}
