//! Where a state goes: a place in the flow, resolved to what must lead to it and what it must lead to.

use std::sync::Arc;

use super::draft::Draft;
use super::reason::called;
use super::wiring;
use super::{EditError, Place, Reason, Scene};
use crate::asl::{QueryLanguage, Scope, ScopeId, State, StateId, StateKind, Transition, TransitionKind};
use crate::json::{Pointer, Spot, Value};
use crate::sort::SortedSet;

/// A place for a state.
pub(super) struct Slot {
    pub(super) scope: ScopeId,
    pub(super) entry: Entry,
    /// What the state leads to; `None` where the flow ends after it.
    pub(super) next: Option<Arc<str>>,
    /// The state it follows, whose member it is written after.
    pub(super) after: Option<Arc<str>>,
}

/// What leads to the state.
pub(super) enum Entry {
    /// Nothing.
    None,
    /// A name that is there already.
    Target(Pointer),
    /// The start of the scope.
    Start,
    /// A state that ends so far.
    Exit(StateId),
}

impl Slot {
    /// The place in words: ` before ‘Ship’`.
    pub(super) fn words(&self) -> String {
        match (&self.next, &self.after) {
            (Some(next), _) => format!(" before ‘{next}’"),
            (None, Some(after)) => format!(" after ‘{after}’"),
            (None, None) => String::new(),
        }
    }
}

impl<'a> Scene<'a> {
    pub(super) fn slot(self, place: &Place) -> Result<Slot, EditError> {
        let slot = match place {
            Place::OnTransition(at) => self.on_transition(at)?,
            Place::After(at) => self.after(at)?,
            Place::Start(at) => self.start(self.scope_at(at)?),
            Place::InScope(at) => {
                let scope = self.scope_at(at)?;
                match self.scope(scope) {
                    Some(empty) if empty.states.is_empty() => self.start(scope),
                    _ => Slot { scope, entry: Entry::None, next: None, after: None },
                }
            }
        };
        // States that are no object could not hold it.
        let states = self.scope(slot.scope).map(|scope| (scope, self.document.find(&scope.pointer)));
        match states {
            Some((scope, Some(node))) if !node.is_object() => Err(Reason::NotAScope(scope.pointer.clone()).into()),
            Some((scope, Some(node))) if node.get("States").is_some_and(|states| !states.is_object()) => {
                Err(Reason::NotAScope(scope.pointer.key("States")).into())
            }
            Some((_, Some(_))) => Ok(slot),
            Some((scope, None)) => Err(Reason::NotAScope(scope.pointer.clone()).into()),
            None => Err(Reason::NotAScope(Pointer::root()).into()),
        }
    }

    pub(super) fn scope(self, id: ScopeId) -> Option<&'a Scope> {
        self.machine.scope(id)
    }

    fn on_transition(self, at: &Pointer) -> Result<Slot, EditError> {
        let starts = |scope: &Scope| scope.start_at.is_some() && scope.pointer.key("StartAt") == *at;
        if let Some(index) = self.machine.scopes.iter().position(starts) {
            return Ok(self.start(ScopeId(index as u32)));
        }
        let transition = self.transition(at)?;
        let source = self.source(transition)?;
        Ok(Slot {
            scope: source.scope,
            entry: Entry::Target(at.clone()),
            next: Some(transition.target.clone()),
            after: Some(source.name.clone()),
        })
    }

    fn after(self, at: &Pointer) -> Result<Slot, EditError> {
        let (id, state) = self.state(at)?;
        if matches!(state.kind, Some(StateKind::Succeed | StateKind::Fail)) {
            return Err(Reason::NoNext { state: called(state) }.into());
        }
        let onward = onward_kind(state);
        match self.machine.outgoing(id).iter().find(|transition| transition.kind == onward) {
            Some(transition) => self.on_transition(&transition.pointer),
            None => {
                Ok(Slot { scope: state.scope, entry: Entry::Exit(id), next: None, after: Some(state.name.clone()) })
            }
        }
    }

    fn start(self, scope: ScopeId) -> Slot {
        let next = self.scope(scope).and_then(|scope| scope.start).and_then(|id| self.machine.state(id));
        Slot { scope, entry: Entry::Start, next: next.map(|state| state.name.clone()), after: None }
    }

    /// Writes what leads to the state.
    pub(super) fn enter(self, draft: &mut Draft, slot: &Slot, name: &str) -> Result<(), EditError> {
        match &slot.entry {
            Entry::None => Ok(()),
            Entry::Target(at) => Ok(draft.point(std::slice::from_ref(at), name)?),
            Entry::Start => {
                let Some(scope) = self.scope(slot.scope) else { return Ok(()) };
                let at = scope.pointer.key("StartAt");
                let value = Value::from(name);
                if draft.has(&at) {
                    draft.set(&at, &value)?;
                } else {
                    let comment = draft.has(&scope.pointer.key("Comment"));
                    let before = if comment { Spot::After("Comment") } else { Spot::First };
                    draft.insert(&scope.pointer, before, "StartAt", &value)?;
                }
                Ok(())
            }
            Entry::Exit(id) => match self.machine.state(*id) {
                Some(state) => wiring::lead(draft, &state.pointer, state.kind, Some(name)),
                None => Ok(()),
            },
        }
    }

    /// The state that nothing would lead to any more if the flow ended at this place.
    pub(super) fn cut_off(self, slot: &Slot) -> Option<&'a State> {
        let next = self.machine.state(self.machine.state_in(slot.scope, slot.next.as_deref()?)?)?;
        let scope = self.scope(slot.scope)?;
        let (start, closed) = match &slot.entry {
            Entry::Start => (None, None),
            Entry::Target(at) => (scope.start, Some(at)),
            Entry::None | Entry::Exit(_) => (scope.start, None),
        };
        let after = self.reached(start, |way| Some(&way.pointer) != closed);
        let lost: Vec<StateId> =
            self.reached(scope.start, |_| true).into_iter().filter(|id| !after.contains(id)).collect();
        let first = self.machine.at(&next.pointer).filter(|id| lost.contains(id));
        self.machine.state(first.or(lost.first().copied())?)
    }

    /// The states a flow reaches along the transitions that are open.
    pub(super) fn reached(self, start: Option<StateId>, open: impl Fn(&Transition) -> bool) -> SortedSet<StateId> {
        let mut seen = SortedSet::new();
        let mut stack: Vec<StateId> = start.into_iter().collect();
        while let Some(id) = stack.pop() {
            if seen.insert(id) {
                stack.extend(self.machine.outgoing(id).iter().filter(|way| open(way)).filter_map(|way| way.to));
            }
        }
        seen
    }

    /// The language of states in a scope that name none.
    pub(super) fn language(self, scope: ScopeId) -> QueryLanguage {
        let Some(scope) = self.scope(scope) else { return self.machine.language };
        let own = self.document.find(&scope.pointer).and_then(|node| node.get("QueryLanguage")?.as_str());
        let around = scope.owner.and_then(|owner| self.machine.state(owner)).map(|state| state.language);
        own.and_then(QueryLanguage::parse).or(around).unwrap_or(self.machine.language)
    }
}

/// The transition by which a flow goes on after a state.
pub(super) fn onward_kind(state: &State) -> TransitionKind {
    if state.kind == Some(StateKind::Choice) { TransitionKind::Default } else { TransitionKind::Next }
}
