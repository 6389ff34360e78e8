//! Which variables a state may find when it is entered.
//!
//! A state sees what was assigned before it: in its own flow, and in the flows around it before the state that holds its
//! own. What a branch or an iteration assigns vanishes when it ends, and the children of a distributed Map see nothing of
//! their parent (the specification, "Variable scope").

use std::cell::RefCell;
use std::rc::Rc;

use crate::asl::fields::{Holder, Shape};
use crate::asl::{Machine, QueryLanguage, StateId, TransitionKind, child_workflow};
use crate::sort::SortedMap;

use super::context::Context;

/// Where each variable is assigned, and, of those asked about, which states may find them.
pub(super) struct Variables<'c, 'a> {
    context: &'c Context<'a>,
    assigned: SortedMap<&'a str, Vec<Assigned>>,
    known: RefCell<SortedMap<String, Rc<[bool]>>>,
}

/// An `Assign` that names a variable.
#[derive(Clone, Copy)]
struct Assigned {
    state: StateId,
    /// The holder of the `Assign`: it counts on the way that leaves by it.
    holder: Holder,
    /// Which rule or catcher it is.
    index: Option<usize>,
}

impl Assigned {
    fn counts_on(self, kind: TransitionKind) -> bool {
        match kind {
            TransitionKind::Next | TransitionKind::Default => self.holder == Holder::State,
            TransitionKind::Choice(index) => self.holder == Holder::Rule && self.index == Some(index),
            TransitionKind::Catch(index) => self.holder == Holder::Catcher && self.index == Some(index),
        }
    }
}

/// How many variables are followed through the flow. Of one more it is only asked whether it is assigned at all: each
/// costs a walk over all states.
const MAX_FOLLOWED: usize = 100;

impl<'c, 'a> Variables<'c, 'a> {
    pub(super) fn new(context: &'c Context<'a>) -> Variables<'c, 'a> {
        let mut assigned: SortedMap<&str, Vec<Assigned>> = SortedMap::new();
        for held in context.held() {
            let Some(state) = held.state else { continue };
            for field in held.shaped(|shape| shape == Shape::Variables) {
                let index = held.at.last().and_then(|last| last.parse().ok());
                let by = Assigned { state, holder: held.holder, index };
                for (member, _) in field.value.members() {
                    let stripped = member.key.strip_suffix(".$").filter(|_| held.language == QueryLanguage::JsonPath);
                    assigned.entry(stripped.unwrap_or(&member.key)).or_default().push(by);
                }
            }
        }
        Variables { context, assigned, known: RefCell::default() }
    }

    /// Every variable that is assigned somewhere.
    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.assigned.keys().copied()
    }

    /// Whether a state may find a variable when it is entered. A state that nothing leads to may find anything.
    pub(super) fn may_find(&self, state: StateId, name: &str) -> bool {
        let Some(assigning) = self.assigned.get(name) else { return false };
        let reachable = self.context.machine.state(state).is_some_and(|state| state.reachable);
        if !reachable {
            return true;
        }
        if let Some(found) = self.known.borrow().get(name) {
            return found.get(state.0 as usize).copied().unwrap_or(true);
        }
        if self.known.borrow().len() >= MAX_FOLLOWED {
            return true;
        }
        let found = self.follow(assigning);
        let may = found.get(state.0 as usize).copied().unwrap_or(true);
        self.known.borrow_mut().insert(name.to_owned(), found);
        may
    }

    /// Every state that comes after one of some, inner flows included.
    fn follow(&self, assigning: &[Assigned]) -> Rc<[bool]> {
        let machine = self.context.machine;
        let mut found = vec![false; machine.states.len()];
        let mut open: Vec<StateId> = Vec::new();
        for by in assigning {
            let ways = machine.outgoing(by.state).iter().filter(|way| by.counts_on(way.kind));
            open.extend(ways.filter_map(|way| way.to));
        }
        while let Some(id) = open.pop() {
            let Some(slot) = found.get_mut(id.0 as usize).filter(|slot| !**slot) else { continue };
            *slot = true;
            open.extend(successors(machine, id));
            open.extend(self.inner(id));
        }
        found.into()
    }

    /// Where the flows inside a state begin that see its variables.
    fn inner(&self, id: StateId) -> Vec<StateId> {
        let machine = self.context.machine;
        let is_distributed = self.context.state_node(id).is_some_and(|node| child_workflow(node).is_some());
        let scopes = machine.state(id).map_or(&[][..], |state| &state.inner);
        let starts = scopes.iter().filter_map(|scope| machine.scope(*scope)?.start);
        starts.filter(|_| !is_distributed).collect()
    }
}

fn successors(machine: &Machine, id: StateId) -> impl Iterator<Item = StateId> {
    machine.outgoing(id).iter().filter_map(|transition| transition.to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asl::WorkflowType;
    use crate::json::Document;
    use crate::lint::context::Known;

    #[test]
    fn so_many_variables_are_followed() {
        let names: Vec<String> = (0..=MAX_FOLLOWED).map(|n| format!("v{n}")).collect();
        let assigned: Vec<String> = names.iter().map(|name| format!(r#""{name}": 1"#)).collect();
        let text = format!(
            r#"{{"StartAt": "A", "States": {{"A": {{"Type": "Pass", "Next": "B"}},
                "B": {{"Type": "Pass", "Assign": {{{}}}, "End": true}}}}}}"#,
            assigned.join(", ")
        );
        let document = Document::new(text);
        let machine = Machine::read(&document);
        let (mut known, workflow) = (Known::of(&document, &machine), WorkflowType::Standard);
        known.enter(&document, &machine, usize::MAX);
        let context = Context { document: &document, machine: &machine, workflow, known: &known };
        let variables = Variables::new(&context);
        let first = machine.state_named("A").unwrap();
        let found = names.iter().filter(|name| variables.may_find(first, name)).collect::<Vec<_>>();
        assert_eq!(found, [names.last().unwrap()], "of one more than are followed nothing is said");
        assert!(!variables.may_find(first, "never"));
    }
}
