//! Document to [`Machine`]. Recursion is bounded by the parser's nesting limit ([`crate::json::MAX_DEPTH`]).

use std::sync::Arc;

use super::condition::describe_rule;
use super::machine::{Machine, Scope, ScopeId, State, StateId, Transition};
use super::{QueryLanguage, Resource, StateKind, TransitionKind};
use crate::json::{Document, Kind, Member, NodeRef, Pointer};
use crate::sort;

pub(super) fn read(document: &Document) -> Machine {
    let mut reading = Reading::default();
    if let Some(root) = document.root() {
        reading.machine.language = language_of(root).unwrap_or_default();
        let language = reading.machine.language;
        reading.read_scope(root, Pointer::root(), None, language);
    }
    reading.link()
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

/// A machine that is being read.
#[derive(Default)]
struct Reading<'d> {
    machine: Machine,
    /// The exits of each state.
    exits: Vec<Vec<Exit>>,
    /// The names of each scope.
    names: Vec<Names<'d>>,
}

/// The states of a flow by name: the document finds a member by its key.
#[derive(Default)]
struct Names<'d> {
    states: Option<NodeRef<'d>>,
    /// The state that each member is.
    ids: Vec<Option<StateId>>,
}

impl Names<'_> {
    fn find(&self, name: &str) -> Option<StateId> {
        self.ids.get(self.states?.get(name)?.index()).copied().flatten()
    }
}

/// A state of a flow.
struct Read<'d> {
    name: Arc<str>,
    node: NodeRef<'d>,
    pointer: Pointer,
    exits: Vec<Exit>,
}

impl<'d> Reading<'d> {
    /// Reads one flow and everything inside it.
    fn read_scope(&mut self, node: NodeRef<'d>, pointer: Pointer, owner: Option<StateId>, language: QueryLanguage) {
        let scope = ScopeId(self.machine.scopes.len() as u32);
        let (start_at, states) = (text_of(node, "StartAt"), node.get("States"));
        let (order, reachable) = flow_order(start_at.clone(), states, &pointer.key("States"));
        let first = self.machine.states.len();
        let mut names = Names { states, ids: vec![None; states.map_or(0, |states| states.members().len())] };
        let mut inner = Vec::with_capacity(order.len());
        for (index, read) in order.into_iter().enumerate() {
            let id = StateId((first + index) as u32);
            names.ids[read.node.index()] = Some(id);
            inner.push((id, read.node));
            self.exits.push(read.exits);
            let state = read_state(read.node, read.name, read.pointer, scope, language, index < reachable);
            self.machine.states.push(state);
        }
        let states = inner.iter().map(|(id, _)| *id).collect();
        self.machine.scopes.push(Scope { pointer, owner, start: None, start_at, states });
        self.names.push(names);
        for (id, node) in inner {
            let base = self.machine.states[id.0 as usize].pointer.clone();
            for (child, pointer) in sub_machines(node, &base) {
                // A nested machine may name its own language; a state's language does not reach the states inside it.
                let language = language_of(child).unwrap_or(language);
                let scope = ScopeId(self.machine.scopes.len() as u32);
                self.machine.states[id.0 as usize].inner.push(scope);
                self.read_scope(child, pointer, Some(id), language);
            }
        }
    }
}

fn read_state(
    node: NodeRef<'_>,
    name: Arc<str>,
    pointer: Pointer,
    scope: ScopeId,
    language: QueryLanguage,
    reachable: bool,
) -> State {
    let type_text = text_of(node, "Type");
    State {
        name,
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

/// The states of a flow, depth first from its start along the transitions in order, then the rest by name; and how many
/// of them the flow reaches.
fn flow_order<'d>(start: Option<Arc<str>>, states: Option<NodeRef<'d>>, pointer: &Pointer) -> (Vec<Read<'d>>, usize) {
    let Some(states) = states else { return (Vec::new(), 0) };
    let mut seen = vec![false; states.members().len()];
    let read = |member: &Member, node| {
        let pointer = pointer.key(&member.key);
        Read { name: member.key.clone(), node, exits: exits_of(node, &pointer), pointer }
    };
    let mut order = Vec::with_capacity(seen.len());
    let mut stack: Vec<Arc<str>> = start.into_iter().collect();
    while let Some(name) = stack.pop() {
        let (Some(node), Some(member)) = (states.get(&name), states.member_named(&name)) else { continue };
        if !std::mem::replace(&mut seen[node.index()], true) {
            let state = read(member, node);
            stack.extend(state.exits.iter().rev().map(|exit| exit.target.clone()));
            order.push(state);
        }
    }
    let reachable = order.len();
    // Of a repeated name the last counts, as for every JSON reader.
    let counts = |(member, node): &(&Member, _)| states.get(&member.key) == Some(*node);
    let mut rest: Vec<_> = states.members().filter(|(_, node)| !seen[node.index()]).filter(counts).collect();
    sort::by_key(&mut rest, |(member, _)| &*member.key);
    order.extend(rest.into_iter().map(|(member, node)| read(member, node)));
    (order, reachable)
}

impl Reading<'_> {
    /// Looks every exit's target up in its own scope, and every start.
    fn link(self) -> Machine {
        let Reading { mut machine, exits, names } = self;
        let state_in = |scope: ScopeId, name: &str| names.get(scope.0 as usize)?.find(name);
        for (index, exits) in exits.into_iter().enumerate() {
            let (from, scope) = (StateId(index as u32), machine.states[index].scope);
            for Exit { target, kind, pointer, label } in exits {
                let to = state_in(scope, &target);
                machine.transitions.push(Transition { from, to, target, kind, pointer, label });
            }
            machine.exits_end.push(machine.transitions.len() as u32);
        }
        let transitions = &machine.transitions;
        let mut by_target: Vec<u32> = (0..transitions.len() as u32).collect();
        by_target.retain(|index| transitions[*index as usize].to.is_some());
        sort::by_key(&mut by_target, |index| transitions[*index as usize].to);
        machine.by_target = by_target;
        for (index, scope) in machine.scopes.iter_mut().enumerate() {
            scope.start = scope.start_at.as_ref().and_then(|name| state_in(ScopeId(index as u32), name));
        }
        let dead: Vec<bool> = machine.states.iter().map(|state| !alive(&machine, state)).collect();
        for (state, dead) in machine.states.iter_mut().zip(dead) {
            state.reachable &= !dead;
        }
        machine.sort_states();
        machine
    }
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
