//! Retriers, catchers and rules: what a new one says and where in its list it goes; and a transition that leaves
//! another state with the rule or catcher it is written in.

use super::draft::Draft;
use super::kind;
use super::reason::called;
use super::wiring::same_scope;
use super::{EditError, Intent, Reason, Scene};
use crate::asl::{QueryLanguage, State, StateId, StateKind, Transition, TransitionKind};
use crate::json::{New, NodeRef, Pointer, Spot, Value};

/// The error name that takes all others (ASL spec, "Errors": it stands alone, in the last element).
const ALL: &str = "States.ALL";
/// The error name that takes all others but a timeout's.
const TASK_FAILED: &str = "States.TaskFailed";

/// Whether a retrier or catcher is for every error.
fn takes_all(element: NodeRef<'_>) -> bool {
    let errors = element.get("ErrorEquals").into_iter().flat_map(NodeRef::elements);
    errors.into_iter().any(|error| error.as_str() == Some(ALL))
}

/// Where a new retrier or catcher goes in its list: the first that fits counts, so that it stands behind all that are for particular
/// errors, and before one for all that is last and must stay so.
pub(super) fn handler_place(list: NodeRef<'_>) -> usize {
    let count = list.elements().len();
    if list.elements().last().is_some_and(takes_all) { count - 1 } else { count }
}

impl<'a> Scene<'a> {
    fn catching(self, at: &Pointer) -> Result<(StateId, &'a State), EditError> {
        let (id, state) = self.state(at)?;
        if state.kind.is_some_and(|kind| !kind.can_catch()) {
            return Err(Reason::CannotCatch(called(state)).into());
        }
        Ok((id, state))
    }

    pub(super) fn add_retrier(self, at: &Pointer) -> Result<Intent<'a>, EditError> {
        let (_, state) = self.catching(at)?;
        let retrier = Value::object([
            ("ErrorEquals", Value::array([Value::from(TASK_FAILED)])),
            ("IntervalSeconds", Value::from(1)),
            ("MaxAttempts", Value::from(3)),
            ("BackoffRate", Value::from(2)),
        ]);
        Ok(Intent::new(format!("Add a retrier to ‘{}’", state.name), move |draft| {
            self.put(draft, state, "Retry", (&retrier).into())?;
            Ok(Some(state.pointer.clone()))
        }))
    }

    pub(super) fn add_catcher(self, at: &Pointer) -> Result<Intent<'a>, EditError> {
        let (id, state) = self.catching(at)?;
        let others = self.scope(state.scope).into_iter().flat_map(|scope| scope.states.iter().rev());
        let next = others.copied().find(|other| *other != id).and_then(|other| self.machine.state(other));
        let next = next.ok_or_else(|| Reason::NowhereToLead(called(state)))?;
        let list = self.document.find(&at.key("Catch"));
        let covered = list.is_some_and(|list| list.elements().any(takes_all));
        let errors = Value::array([Value::from(if covered { TASK_FAILED } else { ALL })]);
        let mut members = vec![("ErrorEquals", errors)];
        if state.language == QueryLanguage::JsonPath {
            // Else the error would take the place of the whole input.
            members.push(("ResultPath", Value::from("$.error")));
        }
        members.push(("Next", Value::from(&*next.name)));
        let catcher = Value::object(members);
        Ok(Intent::new(format!("Add a catcher to ‘{}’", state.name), move |draft| {
            self.put(draft, state, "Catch", (&catcher).into())?;
            Ok(Some(state.pointer.clone()))
        }))
    }

    /// Writes a retrier or catcher into a state's list.
    fn put(self, draft: &mut Draft, state: &State, key: &str, new: New<'_>) -> Result<(), EditError> {
        let array = state.pointer.key(key);
        if let Some(list) = draft.document().find(&array) {
            let place = handler_place(list);
            return Ok(draft.insert_element(&array, place, new)?);
        }
        let spot = self.spot(&array).unwrap_or(Spot::Last);
        draft.insert(&state.pointer, spot, key, &Value::array([]))?;
        Ok(draft.push(&array, new)?)
    }

    pub(super) fn add_rule(self, at: &Pointer) -> Result<Intent<'a>, EditError> {
        let (id, state) = self.choice(at)?;
        let onward = self.machine.outgoing(id).last().map(|way| way.target.clone());
        let scope = self.scope(state.scope);
        let first = || {
            let others = scope.into_iter().flat_map(|scope| &scope.states).filter(|other| **other != id);
            others.filter_map(|other| self.machine.state(*other)).map(|state| state.name.clone()).next()
        };
        let next = onward.or_else(first).ok_or_else(|| Reason::NowhereToLead(called(state)))?;
        Ok(Intent::new(format!("Add a rule to ‘{}’", state.name), move |draft| {
            let rule = kind::rule(state.language, &next);
            put_rule(draft, state, (&rule).into())?;
            Ok(Some(state.pointer.clone()))
        }))
    }

    fn choice(self, at: &Pointer) -> Result<(StateId, &'a State), EditError> {
        let (id, state) = self.state(at)?;
        if state.kind != Some(StateKind::Choice) {
            return Err(Reason::NotAChoice(called(state)).into());
        }
        Ok((id, state))
    }

    pub(super) fn rewire(self, at: &'a Pointer, from: &'a Pointer) -> Result<Intent<'a>, EditError> {
        let transition = self.transition(at)?;
        let source = self.source(transition)?;
        let (id, other) = self.state(from)?;
        if id == transition.from {
            return Err(EditError::Ignored);
        }
        let target = transition.to.and_then(|to| self.machine.state(to));
        let target = target.ok_or_else(|| Reason::NoTarget(transition.target.to_string()))?;
        same_scope(other, target)?;
        match transition.kind {
            TransitionKind::Catch(_) => {
                self.catching(from)?;
                self.carry(transition, source, other, "Catch")
            }
            TransitionKind::Choice(_) if other.kind == Some(StateKind::Choice) => {
                self.carry(transition, source, other, "Choices")
            }
            TransitionKind::Next | TransitionKind::Default | TransitionKind::Choice(_) => {
                let cut = self.disconnect(at)?;
                let join = self.connect(from, &target.pointer)?;
                Ok(Intent::new(join.label, move |draft| {
                    (cut.write)(draft)?;
                    (join.write)(draft)
                }))
            }
        }
    }

    /// A rule or catcher from one state to another, as it is written.
    fn carry(
        self,
        transition: &'a Transition,
        source: &'a State,
        other: &'a State,
        key: &'static str,
    ) -> Result<Intent<'a>, EditError> {
        if source.language != other.language {
            let language = other.language.as_str();
            return Err(Reason::OtherLanguage { state: called(source), language }.into());
        }
        if key == "Choices" {
            // The last rule stays; the reason is the same as for taking it away.
            self.disconnect(&transition.pointer)?;
        }
        let element = transition.pointer.parent().and_then(|at| self.document.find(&at));
        let text = element.map(|node| node.source().to_owned()).unwrap_or_default();
        let noun = if key == "Catch" { "catcher" } else { "rule" };
        let label = format!("Move the {noun} ‘{}’ of ‘{}’ to ‘{}’", transition.label, source.name, other.name);
        Ok(Intent::new(label, move |draft| {
            self.cut(draft, transition)?;
            match key {
                "Catch" => self.put(draft, other, key, text.as_str().into())?,
                _ => put_rule(draft, other, text.as_str().into())?,
            }
            Ok(Some(other.pointer.clone()))
        }))
    }
}

/// Writes a rule behind a Choice's others.
fn put_rule(draft: &mut Draft, state: &State, new: New<'_>) -> Result<(), EditError> {
    let array = state.pointer.key("Choices");
    if !draft.has(&array) {
        draft.insert(&state.pointer, Spot::After("Type"), "Choices", &Value::array([]))?;
    }
    Ok(draft.push(&array, new)?)
}
