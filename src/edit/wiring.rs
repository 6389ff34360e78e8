//! Transitions: connected, re-targeted, taken away; and the repair of what a state leaves behind.

use std::sync::Arc;

use super::draft::Draft;
use super::kind;
use super::place::onward_kind;
use super::reason::called;
use super::{Command, EditError, Intent, Reason, Scene};
use crate::asl::{Machine, ScopeId, State, StateId, StateKind, Transition, TransitionKind};
use crate::json::{BuildError, Pointer, Spot, Value};
use crate::sort;

/// What becomes of a state's neighbours when it goes.
pub(super) struct Repair<'a> {
    /// The state its predecessors lead to instead.
    pub(super) follower: Option<&'a State>,
    /// The names to replace by the follower's.
    repoint: Vec<Pointer>,
    /// The transitions that have nowhere to lead, last first.
    drop: Vec<&'a Transition>,
    /// What starts its scope, where it did itself.
    start: Start,
}

enum Start {
    Kept,
    Becomes(Pointer, Arc<str>),
    Gone(Pointer),
}

impl Command {
    /// What leads a place where a target stands, or would stand, to a state, or to none; nothing where it leads nowhere
    /// already.
    pub fn lead(machine: &Machine, at: &Pointer, to: Option<Pointer>) -> Option<Command> {
        let leads = machine.transitions.iter().any(|way| way.pointer == *at && !way.target.is_empty());
        let holder = at.parent().filter(|holder| machine.at(holder).is_some());
        let transition = at.clone();
        match (leads, to, holder) {
            (true, Some(to), _) => Some(Command::Retarget { transition, to }),
            (true, None, _) => Some(Command::Disconnect { transition }),
            (false, None, _) => None,
            // A state's own way on takes the place of its end.
            (false, Some(to), Some(from)) if *at == from.key("Next") => Some(Command::Connect { from, to }),
            (false, Some(to), _) => Some(Command::SetField { at: transition, value: Value::from(to.last()?) }),
        }
    }
}

impl<'a> Scene<'a> {
    pub(super) fn repair(self, id: StateId, state: &'a State) -> Repair<'a> {
        let onto = self.onward(id, state);
        let follower = onto.and_then(|id| self.machine.state(id));
        let mut repoint = Vec::new();
        let mut drop = Vec::new();
        for transition in self.machine.incoming(id).filter(|transition| transition.from != id) {
            // A state that would lead to itself now ends instead: nobody asked for an endless loop.
            if follower.is_some() && onto != Some(transition.from) {
                repoint.push(transition.pointer.clone());
            } else {
                drop.push(transition);
            }
        }
        drop.reverse();
        let start = self.new_start(id, state, follower);
        if let (Start::Becomes(at, _), Some(_)) = (&start, follower) {
            repoint.push(at.clone());
        }
        Repair { follower, repoint, drop, start }
    }

    /// Where the flow goes on without a state. Of a Choice's ways it is the one behind which most states are, so that
    /// the main flow stays connected and not some refusal; among equals `Default`, then the first rule.
    fn onward(self, id: StateId, state: &State) -> Option<StateId> {
        let onward = onward_kind(state);
        let mut ways: Vec<&Transition> = self.machine.outgoing(id).iter().collect();
        ways.retain(|way| way.kind == onward || matches!(way.kind, TransitionKind::Choice(_)));
        sort::by_key(&mut ways, |way| way.kind != onward);
        let targets = ways.iter().filter_map(|way| way.to).filter(|to| *to != id);
        let without = |way: &Transition| way.to != Some(id);
        targets.min_by_key(|to| std::cmp::Reverse(self.reached(Some(*to), without).len()))
    }

    fn new_start(self, id: StateId, state: &State, follower: Option<&State>) -> Start {
        let Some(scope) = self.scope(state.scope).filter(|scope| scope.start == Some(id)) else { return Start::Kept };
        let at = scope.pointer.key("StartAt");
        let other = || scope.states.iter().filter(|other| **other != id).find_map(|other| self.machine.state(*other));
        match follower.or_else(other) {
            Some(start) => Start::Becomes(at, start.name.clone()),
            None => Start::Gone(at),
        }
    }

    /// Takes every transition to a state away from it, as decided.
    pub(super) fn join(self, draft: &mut Draft, repair: &Repair<'_>) -> Result<(), EditError> {
        if let Some(follower) = repair.follower {
            draft.point(&repair.repoint, &follower.name)?;
        }
        for transition in &repair.drop {
            self.cut(draft, transition)?;
        }
        match &repair.start {
            Start::Kept => {}
            Start::Becomes(at, name) => draft.point(std::slice::from_ref(at), name)?,
            Start::Gone(at) => draft.remove(at)?,
        }
        Ok(())
    }

    /// Takes one transition away. The state it leaves ends, or has one rule or catcher less.
    pub(super) fn cut(self, draft: &mut Draft, transition: &Transition) -> Result<(), EditError> {
        let source = self.source(transition)?;
        match transition.kind {
            // These have no `Next`: one that stands there is taken away, and nothing put in its place.
            TransitionKind::Next
                if matches!(source.kind, Some(StateKind::Succeed | StateKind::Fail | StateKind::Choice)) =>
            {
                draft.remove(&transition.pointer)?;
            }
            TransitionKind::Next => lead(draft, &source.pointer, source.kind, None)?,
            TransitionKind::Default => draft.remove(&transition.pointer)?,
            TransitionKind::Choice(index) => draft.remove(&source.pointer.key("Choices").index(index))?,
            TransitionKind::Catch(index) => {
                let catchers = source.pointer.key("Catch");
                let last = draft.document().find(&catchers).is_some_and(|node| node.elements().len() == 1);
                draft.remove(&if last { catchers } else { catchers.index(index) })?;
            }
        }
        Ok(())
    }

    pub(super) fn retarget(self, at: &Pointer, to: &Pointer) -> Result<Intent<'a>, EditError> {
        let (id, target) = self.state(to)?;
        if let Some(index) = self.machine.scopes.iter().position(|scope| scope.pointer.key("StartAt") == *at) {
            let scope = &self.machine.scopes[index];
            if target.scope != ScopeId(index as u32) {
                let from =
                    scope.owner.and_then(|owner| self.machine.state(owner)).map_or("the start".to_owned(), called);
                return Err(Reason::OtherScope { from, to: called(target) }.into());
            }
            if scope.start == Some(id) {
                return Err(EditError::Ignored);
            }
            let value = Value::String(target.name.clone());
            let (at, focus) = (at.clone(), target.pointer.clone());
            return Ok(Intent::new(format!("Start at ‘{}’", target.name), move |draft| {
                draft.set(&at, &value)?;
                Ok(Some(focus))
            }));
        }
        let transition = self.transition(at)?;
        let source = self.source(transition)?;
        same_scope(source, target)?;
        if transition.to == Some(id) {
            return Err(EditError::Ignored);
        }
        let label = format!("Lead ‘{}’ to ‘{}’ instead of ‘{}’", source.name, target.name, transition.target);
        Ok(Intent::new(label, move |draft| {
            draft.point(std::slice::from_ref(&transition.pointer), &target.name)?;
            Ok(Some(source.pointer.clone()))
        }))
    }

    pub(super) fn connect(self, from: &Pointer, to: &Pointer) -> Result<Intent<'a>, EditError> {
        let (id, source) = self.state(from)?;
        let (target_id, target) = self.state(to)?;
        if id == target_id {
            return Err(EditError::Ignored);
        }
        if matches!(source.kind, Some(StateKind::Succeed | StateKind::Fail)) {
            return Err(Reason::NoNext { state: called(source) }.into());
        }
        same_scope(source, target)?;
        let label = format!("Connect ‘{}’ to ‘{}’", source.name, target.name);
        let leaving = self.machine.outgoing(id);
        let has = |kind: TransitionKind| leaving.iter().find(|transition| transition.kind == kind);
        let at = source.pointer.clone();
        if source.kind == Some(StateKind::Choice) {
            let rules = self.document.find(&at.key("Choices"));
            if rules.is_some_and(|rules| !rules.is_array()) {
                return Err(BuildError::WrongKind(at.key("Choices")).into());
            }
            let no_rule = rules.is_none_or(|rules| rules.elements().len() == 0);
            let default = has(TransitionKind::Default).is_none() && !no_rule;
            return Ok(Intent::new(label, move |draft| {
                let rule = kind::rule(source.language, &target.name);
                if default {
                    lead(draft, &at, source.kind, Some(&target.name))?;
                } else if rules.is_some() {
                    draft.push(&at.key("Choices"), &rule)?;
                } else {
                    draft.insert(&at, Spot::After("Type"), "Choices", &Value::array([rule]))?;
                }
                Ok(Some(at))
            }));
        }
        if has(TransitionKind::Next).is_some_and(|next| next.to == Some(target_id)) {
            return Err(EditError::Ignored);
        }
        Ok(Intent::new(label, move |draft| {
            lead(draft, &at, source.kind, Some(&target.name))?;
            Ok(Some(at))
        }))
    }

    pub(super) fn disconnect(self, at: &Pointer) -> Result<Intent<'a>, EditError> {
        if self.machine.scopes.iter().any(|scope| scope.pointer.key("StartAt") == *at) {
            return Err(Reason::StartNeeded.into());
        }
        let transition = self.transition(at)?;
        let source = self.source(transition)?;
        let rules = self.document.find(&source.pointer.key("Choices")).map_or(0, |rules| rules.elements().len());
        if matches!(transition.kind, TransitionKind::Choice(_)) && rules == 1 {
            return Err(Reason::LastRule(called(source)).into());
        }
        Ok(Intent::new(format!("Disconnect ‘{}’ from ‘{}’", source.name, transition.target), move |draft| {
            self.cut(draft, transition)?;
            Ok(Some(source.pointer.clone()))
        }))
    }
}

pub(super) fn same_scope(from: &State, to: &State) -> Result<(), EditError> {
    if from.scope == to.scope {
        return Ok(());
    }
    Err(Reason::OtherScope { from: called(from), to: called(to) }.into())
}

/// Makes a state lead to another, or to none. What ends by itself is left alone.
pub(super) fn lead(
    draft: &mut Draft,
    state: &Pointer,
    kind: Option<StateKind>,
    name: Option<&str>,
) -> Result<(), EditError> {
    let (next, end) = (state.key("Next"), state.key("End"));
    match (kind, name) {
        (Some(StateKind::Succeed | StateKind::Fail), _) | (Some(StateKind::Choice), None) => {}
        (Some(StateKind::Choice), Some(name)) => {
            let default = state.key("Default");
            if draft.has(&default) {
                draft.set(&default, &Value::from(name))?;
            } else {
                draft.insert(state, Spot::After("Choices"), "Default", &Value::from(name))?;
            }
        }
        (_, Some(name)) => {
            let name = Value::from(name);
            match (draft.has(&next), draft.has(&end)) {
                (true, ended) => {
                    draft.set(&next, &name)?;
                    if ended {
                        draft.remove(&end)?;
                    }
                }
                (false, true) => draft.replace_member(&end, "Next", &name)?,
                (false, false) => draft.insert(state, Spot::Last, "Next", &name)?,
            }
        }
        (_, None) => match (draft.has(&next), draft.has(&end)) {
            (true, true) => {
                draft.remove(&next)?;
                draft.set(&end, &Value::from(true))?;
            }
            (true, false) => draft.replace_member(&next, "End", &Value::from(true))?,
            (false, true) => draft.set(&end, &Value::from(true))?,
            (false, false) => draft.insert(state, Spot::Last, "End", &Value::from(true))?,
        },
    }
    Ok(())
}
