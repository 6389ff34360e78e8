//! The machine read from a document: states, scopes and transitions in flat lists.

use std::sync::Arc;

use super::{QueryLanguage, Resource, StateKind, TransitionKind};
use crate::json::{Document, Pointer};
use crate::sort;

/// A state's position in [`Machine::states`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StateId(pub u32);

/// A scope's position in [`Machine::scopes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScopeId(pub u32);

/// A document's states, scopes and transitions.
#[derive(Clone, Debug, Default)]
pub struct Machine {
    /// The language of states that name none.
    pub language: QueryLanguage,
    /// The outermost machine first, then every branch and item processor, each after the scope around it.
    pub scopes: Vec<Scope>,
    /// Every state, scope by scope. Within a scope: as the flow reaches them from `StartAt`, then the unreachable ones
    /// by name, so that the order of keys in `States` shows nowhere.
    pub states: Vec<State>,
    /// Every transition, by the state it leaves; within a state `Next` or rules in order, `Default`, catchers in order.
    pub transitions: Vec<Transition>,
    /// The states in the order of their pointers.
    by_pointer: Vec<StateId>,
    /// The states in the order of their names; of one name in their own.
    by_name: Vec<StateId>,
    /// Behind the last transition that leaves each state.
    pub(super) exits_end: Vec<u32>,
    /// The positions of the transitions that lead to a state, by that state.
    pub(super) by_target: Vec<u32>,
}

/// One flow of states: the machine itself, a Parallel branch or a Map's item processor.
#[derive(Clone, Debug)]
pub struct Scope {
    /// The object that holds `StartAt` and `States`.
    pub pointer: Pointer,
    /// The Parallel or Map state it belongs to; `None` for the machine itself.
    pub owner: Option<StateId>,
    /// What `StartAt` names.
    pub start_at: Option<Arc<str>>,
    /// The state `StartAt` names, where there is one.
    pub start: Option<StateId>,
    /// Its states, in the order of [`Machine::states`].
    pub states: Vec<StateId>,
}

/// One state.
#[derive(Clone, Debug)]
pub struct State {
    /// Its name.
    pub name: Arc<str>,
    /// Its object in the document.
    pub pointer: Pointer,
    /// Its type; `None` where `Type` is missing or names none of the eight.
    pub kind: Option<StateKind>,
    /// What `Type` says, for a message where it is no type.
    pub type_text: Option<Arc<str>>,
    /// The flow it is part of.
    pub scope: ScopeId,
    /// The flows inside it.
    pub inner: Vec<ScopeId>,
    /// The language of its expressions.
    pub language: QueryLanguage,
    /// Whether it says `"End": true`.
    pub end: bool,
    /// What a Task calls.
    pub resource: Option<Resource>,
    /// Whether its flow can reach it from `StartAt`.
    pub reachable: bool,
}

/// A way from one state to another of the same scope.
#[derive(Clone, Debug)]
pub struct Transition {
    /// The state it leaves.
    pub from: StateId,
    /// The state it leads to; `None` where its scope has no state of that name.
    pub to: Option<StateId>,
    /// The name it gives.
    pub target: Arc<str>,
    /// The field it is written in.
    pub kind: TransitionKind,
    /// The target's name in the document.
    pub pointer: Pointer,
    /// A readable condition, `default`, or the caught errors; empty for `Next`.
    pub label: String,
}

impl Machine {
    /// Reads a document. Total: what is missing is absent from the result.
    pub fn read(document: &Document) -> Machine {
        super::read::read(document)
    }

    /// Puts the states in the orders in which they are looked up.
    pub(super) fn sort_states(&mut self) {
        let states = &self.states;
        let mut order: Vec<StateId> = (0..states.len() as u32).map(StateId).collect();
        sort::by_key(&mut order, |id| &states[id.0 as usize].name);
        self.by_name.clone_from(&order);
        sort::by_key(&mut order, |id| &states[id.0 as usize].pointer);
        self.by_pointer = order;
    }

    /// A state by position.
    pub fn state(&self, id: StateId) -> Option<&State> {
        self.states.get(id.0 as usize)
    }

    /// A scope by position.
    pub fn scope(&self, id: ScopeId) -> Option<&Scope> {
        self.scopes.get(id.0 as usize)
    }

    /// Every state with its id.
    pub fn ids(&self) -> impl Iterator<Item = (StateId, &State)> {
        self.states.iter().enumerate().map(|(index, state)| (StateId(index as u32), state))
    }

    /// The state an object of the document is.
    pub fn at(&self, pointer: &Pointer) -> Option<StateId> {
        let place = self.by_pointer.binary_search_by(|id| self.states[id.0 as usize].pointer.cmp(pointer));
        Some(self.by_pointer[place.ok()?])
    }

    /// The innermost state around a place in the document.
    pub fn around(&self, pointer: &Pointer) -> Option<StateId> {
        std::iter::successors(Some(pointer.clone()), Pointer::parent).find_map(|pointer| self.at(&pointer))
    }

    /// The state of a name. Names are unique over the whole machine; where they are not, the first one found.
    pub fn state_named(&self, name: &str) -> Option<StateId> {
        let name_of = |id: StateId| &*self.states[id.0 as usize].name;
        let first = self.by_name.partition_point(|id| name_of(*id) < name);
        self.by_name.get(first).copied().filter(|id| name_of(*id) == name)
    }

    /// Whether anything in it is written in `JSONata`.
    pub fn uses_jsonata(&self) -> bool {
        let of_states = self.states.iter().map(|state| state.language);
        of_states.chain([self.language]).any(|language| language == QueryLanguage::Jsonata)
    }

    /// The state of a name within one scope.
    pub fn state_in(&self, scope: ScopeId, name: &str) -> Option<StateId> {
        let scope = self.scope(scope)?;
        self.at(&scope.pointer.key("States").key(name))
    }

    /// The transitions that leave a state.
    pub fn outgoing(&self, id: StateId) -> &[Transition] {
        let end_of = |state: u32| self.exits_end.get(state as usize).map_or(0, |end| *end as usize);
        let start = id.0.checked_sub(1).map_or(0, end_of);
        self.transitions.get(start..end_of(id.0)).unwrap_or_default()
    }

    /// The transitions that lead to a state.
    pub fn incoming(&self, id: StateId) -> impl Iterator<Item = &Transition> {
        let target = |index: &u32| self.transitions[*index as usize].to;
        let start = self.by_target.partition_point(|index| target(index) < Some(id));
        let end = self.by_target.partition_point(|index| target(index) <= Some(id));
        self.by_target[start..end].iter().map(|index| &self.transitions[*index as usize])
    }
}
