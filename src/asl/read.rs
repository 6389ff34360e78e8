//! Document to [`Machine`]. Recursion is bounded by the parser's nesting limit ([`crate::json::MAX_DEPTH`]).

use std::sync::Arc;

use super::condition::describe_rule;
use super::machine::{Machine, Scope, ScopeId, State, StateId, Transition};
use super::{QueryLanguage, Resource, StateKind, TransitionKind};
use crate::json::{Document, Kind, Member, NodeRef, Pointer};
use crate::sort::{self, SortedMap};

pub(super) fn read(document: &Document) -> Machine {
    let mut machine = Machine::default();
    if let Some(root) = document.root() {
        machine.language = language_of(root).unwrap_or_default();
        let language = machine.language;
        let found = read_scope(&mut machine, root, Pointer::root(), None, language);
        link(&mut machine, found);
    }
    machine
}

fn language_of(node: NodeRef<'_>) -> Option<QueryLanguage> {
    QueryLanguage::parse(node.get("QueryLanguage")?.as_str()?)
}

fn text_of(node: NodeRef<'_>, key: &str) -> Option<Arc<str>> {
    match node.get(key)?.kind() {
        Kind::String(text) => Some(text.clone()),
        _ => None,
    }
}

/// A transition before its target is looked up.
struct Exit {
    target: Arc<str>,
    kind: TransitionKind,
    pointer: Pointer,
    label: String,
}

type Found = Vec<(StateId, Vec<Exit>)>;

/// A state of a flow before the flow has an order.
struct Read<'d> {
    node: NodeRef<'d>,
    pointer: Pointer,
    exits: Vec<Exit>,
    /// Whether the flow has come to it.
    seen: bool,
}

/// Reads one flow and everything inside it; gives its states' exits.
fn read_scope(
    machine: &mut Machine,
    node: NodeRef<'_>,
    pointer: Pointer,
    owner: Option<StateId>,
    language: QueryLanguage,
) -> Found {
    let scope = ScopeId(machine.scopes.len() as u32);
    let start_at = text_of(node, "StartAt");
    machine.scopes.push(Scope {
        pointer: pointer.clone(),
        owner,
        start_at: start_at.clone(),
        start: None,
        states: Vec::new(),
    });
    let states_pointer = pointer.key("States");
    // Of a repeated name the last counts, as for every JSON reader; a map keeps that and drops the order of keys.
    let members = node.get("States").into_iter().flat_map(NodeRef::members);
    let read = |(member, node): (&Member, _)| {
        let pointer = states_pointer.key(&member.key);
        let exits = exits_of(node, &pointer);
        (member.key.clone(), Read { node, pointer, exits, seen: false })
    };
    let mut flow = members.map(read).collect::<SortedMap<_, _>>();
    let (order, reachable) = flow_order(start_at, &mut flow);
    let mut found = Found::new();
    let mut inner = Vec::new();
    for (index, name) in order.iter().enumerate() {
        let Some(read) = flow.get_mut(name) else { continue };
        let id = StateId(machine.states.len() as u32);
        let state = read_state(read.node, name, read.pointer.clone(), scope, language, index < reachable);
        machine.by_pointer.insert(state.pointer.clone(), id);
        machine.by_name.entry(name.clone()).or_insert(id);
        machine.scopes[scope.0 as usize].states.push(id);
        inner.push((id, read.node, state.language));
        machine.states.push(state);
        found.push((id, std::mem::take(&mut read.exits)));
    }
    for (id, node, _) in inner {
        let base = machine.states[id.0 as usize].pointer.clone();
        for (child, pointer) in sub_machines(node, &base) {
            // A nested machine may name its own language; a state's language does not reach the states inside it.
            let language = language_of(child).unwrap_or(language);
            let scope = ScopeId(machine.scopes.len() as u32);
            machine.states[id.0 as usize].inner.push(scope);
            found.extend(read_scope(machine, child, pointer, Some(id), language));
        }
    }
    found
}

fn read_state(
    node: NodeRef<'_>,
    name: &Arc<str>,
    pointer: Pointer,
    scope: ScopeId,
    language: QueryLanguage,
    reachable: bool,
) -> State {
    let type_text = text_of(node, "Type");
    State {
        name: name.clone(),
        pointer,
        kind: type_text.as_deref().and_then(StateKind::parse),
        type_text,
        scope,
        inner: Vec::new(),
        language: language_of(node).unwrap_or(language),
        end: node.get("End").and_then(NodeRef::as_bool) == Some(true),
        resource: node.get("Resource").and_then(Resource::read),
        reachable,
    }
}

/// The branches of a Parallel, the processor of a Map (`Iterator` is its old spelling), with their addresses.
fn sub_machines<'a>(node: NodeRef<'a>, base: &Pointer) -> Vec<(NodeRef<'a>, Pointer)> {
    let branches = node.get("Branches").into_iter().flat_map(NodeRef::elements).enumerate();
    let branches = branches.map(|(index, branch)| (branch, base.key("Branches").index(index)));
    let processor = ["ItemProcessor", "Iterator"].into_iter().find_map(|key| Some((node.get(key)?, base.key(key))));
    branches.chain(processor).filter(|(child, _)| child.is_object()).collect()
}

fn exits_of(node: NodeRef<'_>, pointer: &Pointer) -> Vec<Exit> {
    let exit = |holder: NodeRef<'_>, key: &str, kind: TransitionKind, label: String| {
        Some(Exit { target: text_of(holder, key)?, kind, pointer: kind.pointer(pointer), label })
    };
    let mut exits = Vec::new();
    exits.extend(exit(node, "Next", TransitionKind::Next, String::new()));
    for (index, rule) in node.get("Choices").into_iter().flat_map(NodeRef::elements).enumerate() {
        exits.extend(exit(rule, "Next", TransitionKind::Choice(index), describe_rule(rule)));
    }
    exits.extend(exit(node, "Default", TransitionKind::Default, "default".to_owned()));
    for (index, catcher) in node.get("Catch").into_iter().flat_map(NodeRef::elements).enumerate() {
        let errors: Vec<&str> =
            catcher.get("ErrorEquals").into_iter().flat_map(NodeRef::elements).filter_map(NodeRef::as_str).collect();
        exits.extend(exit(catcher, "Next", TransitionKind::Catch(index), errors.join(", ")));
    }
    exits
}

/// The names of a flow, depth first from its start along the transitions in order, then the rest by name; and how many
/// of them the flow reaches.
fn flow_order(start: Option<Arc<str>>, flow: &mut SortedMap<Arc<str>, Read<'_>>) -> (Vec<Arc<str>>, usize) {
    let mut order: Vec<Arc<str>> = Vec::with_capacity(flow.len());
    let mut stack: Vec<Arc<str>> = start.into_iter().collect();
    while let Some(name) = stack.pop() {
        let Some(read) = flow.get_mut(&name).filter(|read| !read.seen) else { continue };
        read.seen = true;
        stack.extend(read.exits.iter().rev().map(|exit| exit.target.clone()));
        order.push(name);
    }
    let reachable = order.len();
    order.extend(flow.iter().filter(|(_, read)| !read.seen).map(|(name, _)| name.clone()));
    (order, reachable)
}

/// Looks every exit's target up in its own scope, and every start.
fn link(machine: &mut Machine, mut found: Found) {
    sort::by_key(&mut found, |(id, _)| *id);
    let names = names_by_scope(machine);
    let state_in = |scope: ScopeId, name: &str| names.get(scope.0 as usize)?.get(name).copied();
    for (from, exits) in found {
        let Some(scope) = machine.state(from).map(|state| state.scope) else { continue };
        for Exit { target, kind, pointer, label } in exits {
            let to = state_in(scope, &target);
            machine.transitions.push(Transition { from, to, target, kind, pointer, label });
        }
    }
    let transitions = &machine.transitions;
    let mut by_target: Vec<u32> = (0..transitions.len() as u32).collect();
    by_target.retain(|index| transitions[*index as usize].to.is_some());
    sort::by_key(&mut by_target, |index| transitions[*index as usize].to);
    machine.by_target = by_target;
    for index in 0..machine.scopes.len() {
        let scope = ScopeId(index as u32);
        let start = machine.scopes[index].start_at.clone().and_then(|name| state_in(scope, &name));
        machine.scopes[index].start = start;
    }
    let dead: Vec<bool> = machine.states.iter().map(|state| !alive(machine, state)).collect();
    for (state, dead) in machine.states.iter_mut().zip(dead) {
        state.reachable &= !dead;
    }
}

/// The states of each scope by name: a wide flow is looked into once for every transition.
fn names_by_scope(machine: &Machine) -> Vec<SortedMap<Arc<str>, StateId>> {
    let name = |id: &StateId| Some((machine.state(*id)?.name.clone(), *id));
    machine.scopes.iter().map(|scope| scope.states.iter().filter_map(name).collect()).collect()
}

/// Whether every state around this one is reached too: a branch of an unreachable Parallel never runs.
fn alive(machine: &Machine, state: &State) -> bool {
    let owner_of = |state: &State| machine.scope(state.scope)?.owner.and_then(|owner| machine.state(owner));
    std::iter::successors(owner_of(state), |state| owner_of(state)).all(|owner| owner.reachable)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn machine(text: &str) -> Machine {
        Machine::read(&Document::new(text))
    }

    const NESTED: &str = r#"{"StartAt":"P","States":{
        "Z":{"Type":"Succeed"},
        "P":{"Type":"Parallel","Branches":[
            {"StartAt":"B","States":{"A":{"Type":"Pass","End":true},"B":{"Type":"Pass","Next":"A"}}},
            {"StartAt":"M","States":{"M":{"Type":"Map","Iterator":{"StartAt":"I","States":{"I":{"Type":"Pass","End":true}}},"End":true}}}],
            "Catch":[{"ErrorEquals":["States.ALL"],"Next":"Z"}],"Next":"Gone"},
        "X":{"Type":"Choice","Choices":[{"Variable":"$.a","NumericEquals":1,"Next":"Z"}],"Default":"P"}}}"#;

    #[test]
    fn states_come_in_the_order_of_the_flow() {
        let machine = machine(NESTED);
        let names: Vec<_> = machine.states.iter().map(|state| (&*state.name, state.reachable)).collect();
        assert_eq!(names, [("P", true), ("Z", true), ("X", false), ("B", true), ("A", true), ("M", true), ("I", true)]);
        let p = machine.state_named("P").unwrap();
        assert_eq!(machine.state(p).unwrap().inner, [ScopeId(1), ScopeId(2)]);
        let inner = machine.state(machine.state_named("I").unwrap()).unwrap();
        assert_eq!(inner.pointer.as_str(), "/States/P/Branches/1/States/M/Iterator/States/I");
        assert_eq!(machine.scope(inner.scope).unwrap().owner, machine.state_named("M"));
    }

    #[test]
    fn transitions_name_their_field_and_may_dangle() {
        let machine = machine(NESTED);
        let shown: Vec<_> = machine
            .transitions
            .iter()
            .map(|t| {
                (t.pointer.to_string(), t.to.map(|id| machine.state(id).unwrap().name.to_string()), t.label.as_str())
            })
            .collect();
        let to = |name: &str| Some(name.to_owned());
        assert_eq!(
            shown,
            [
                ("/States/P/Next".to_owned(), None, ""),
                ("/States/P/Catch/0/Next".to_owned(), to("Z"), "States.ALL"),
                ("/States/X/Choices/0/Next".to_owned(), to("Z"), "$.a = 1"),
                ("/States/X/Default".to_owned(), to("P"), "default"),
                ("/States/P/Branches/0/States/B/Next".to_owned(), to("A"), ""),
            ]
        );
        assert_eq!(machine.outgoing(machine.state_named("X").unwrap()).len(), 2);
        let around = Pointer::parse("/States/P/Branches/0/States/B/Next").unwrap();
        assert_eq!(machine.around(&around), machine.state_named("B"));
    }

    #[test]
    fn anything_can_be_read() {
        for text in
            ["", "[]", "{\"States\": 3}", "{\"States\": {\"A\": null, \"B\": {\"Type\": \"Nope\", \"Next\": 3}}}"]
        {
            let machine = machine(text);
            assert!(machine.states.iter().all(|state| state.kind.is_none() && !state.reachable), "{text}");
        }
    }
}
