//! What every rule needs: the nodes of scopes and states, and every object of a known kind with its language.

use std::cell::RefCell;
use std::ops::Deref;
use std::sync::Arc;

use crate::asl::fields::{self, Holder, Shape};
use crate::asl::{Machine, QueryLanguage, ScopeId, State, StateId, StateKind, WorkflowType, child_workflow};
use crate::json::{Document, Indel, Kind, MAX_DEPTH, Member, NodeId, NodeRef, Pointer, Span, TextEdit};
use crate::query::jsonata::{Expression, ExpressionError};
use crate::sort::SortedMap;

use super::worst::Worst;

/// An object of a known kind, in its document.
#[derive(Clone, Copy)]
pub(super) struct Held<'a> {
    pub(super) node: NodeRef<'a>,
    object: &'a HeldObject,
}

/// What is known of such an object, whichever rule asks.
pub(super) struct HeldObject {
    node: NodeId,
    pub(super) at: Pointer,
    pub(super) holder: Holder,
    /// The kind of the state, where it is one of a known kind.
    pub(super) kind: Option<StateKind>,
    pub(super) language: QueryLanguage,
    /// The state it is or is in; `None` outside of states.
    pub(super) state: Option<StateId>,
    /// For a rule: whether it is inside another.
    pub(super) nested: bool,
    /// The row of the table for each of its members: asked once for all rules.
    rows: Vec<Option<&'static fields::Field>>,
}

/// A member of such an object.
#[derive(Clone, Copy)]
pub(super) struct HeldField<'a> {
    pub(super) member: &'a Member,
    pub(super) value: NodeRef<'a>,
    /// What may stand there, if anything of that name may.
    pub(super) field: Option<&'static fields::Field>,
}

impl Deref for Held<'_> {
    type Target = HeldObject;

    fn deref(&self) -> &HeldObject {
        self.object
    }
}

impl<'a> Held<'a> {
    /// Its members with their rows of the table.
    pub(super) fn fields(&self) -> impl Iterator<Item = HeldField<'a>> + use<'a> {
        let members = self.node.members().zip(&self.object.rows);
        members.map(|((member, value), field)| HeldField { member, value, field: *field })
    }

    /// A member that may stand here and has a value of one of the shapes.
    pub(super) fn shaped(&self, is_wanted: impl Fn(Shape) -> bool) -> impl Iterator<Item = HeldField<'a>> {
        self.fields().filter(move |member| member.field.is_some_and(|field| is_wanted(field.shape)))
    }
}

impl HeldObject {
    /// A field that may stand here.
    pub(super) fn field(&self, name: &str) -> Option<&'static fields::Field> {
        fields::find(self.holder, self.kind, self.language, name)
    }
}

/// What the rules ask about again and again, found once for all of them: it outlasts the [`Context`] of one piece.
#[derive(Default)]
pub(super) struct Known {
    /// The node of each state, by its id.
    states: Vec<Option<NodeId>>,
    /// The node of each scope, by its id.
    scopes: Vec<Option<NodeId>>,
    held: Vec<HeldObject>,
    /// What is left out of the findings.
    pub(super) worst: Worst,
    /// What was read of each expression: several rules ask about every one.
    expressions: RefCell<SortedMap<String, Arc<Parsed>>>,
    /// What is entered next, the last first.
    open: Vec<Open>,
}

/// A part of a machine that is to be entered.
enum Open {
    Scope(ScopeId, NodeId, QueryLanguage),
    State(StateId),
}

impl Known {
    /// Knows nothing yet, and what it enters first.
    pub(super) fn of(document: &Document, machine: &Machine) -> Known {
        let first = document.root().filter(|_| !machine.scopes.is_empty());
        Known {
            states: vec![None; machine.states.len()],
            scopes: vec![None; machine.scopes.len()],
            open: first.map(|root| Open::Scope(ScopeId(0), root.id(), machine.language)).into_iter().collect(),
            ..Known::default()
        }
    }

    /// How many objects are known.
    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        self.held.len()
    }

    /// Enters flows and states until so many objects are known more, or all; says whether it was all.
    pub(super) fn enter(&mut self, document: &Document, machine: &Machine, objects: usize) -> bool {
        let most = self.held.len().saturating_add(objects);
        while self.held.len() < most
            && let Some(open) = self.open.pop()
        {
            let mut entering = Entering { document, machine, known: self };
            match open {
                Open::Scope(id, node, language) => entering.enter_scope(id, document.node(node), language),
                Open::State(id) => entering.enter_state(id),
            }
        }
        self.open.is_empty()
    }
}

/// A document with its machine, and what is known of them.
pub(super) struct Context<'a> {
    pub(super) document: &'a Document,
    pub(super) machine: &'a Machine,
    pub(super) workflow: WorkflowType,
    pub(super) known: &'a Known,
}

/// A `JSONata` expression, read.
pub(super) type Parsed = Result<Expression, ExpressionError>;

impl<'a> Context<'a> {
    /// Every object of a known kind, each before what is in it.
    pub(super) fn held(&self) -> impl Iterator<Item = Held<'a>> + use<'a> {
        let document = self.document;
        self.known.held.iter().map(|object| Held { node: document.node(object.node), object })
    }

    /// What stands between `{%` and `%}`, read once for all rules.
    pub(super) fn expression(&self, text: &str) -> Arc<Parsed> {
        if let Some(known) = self.known.expressions.borrow().get(text) {
            return known.clone();
        }
        let parsed = Arc::new(Expression::parse(text));
        self.known.expressions.borrow_mut().insert(text.to_owned(), parsed.clone());
        parsed
    }

    pub(super) fn state_node(&self, id: StateId) -> Option<NodeRef<'a>> {
        self.known.states.get(id.0 as usize).copied().flatten().map(|node| self.document.node(node))
    }

    pub(super) fn scope_node(&self, id: ScopeId) -> Option<NodeRef<'a>> {
        self.known.scopes.get(id.0 as usize).copied().flatten().map(|node| self.document.node(node))
    }

    /// Every state with its node.
    pub(super) fn states(&self) -> impl Iterator<Item = (StateId, &'a State, NodeRef<'a>)> {
        self.machine.ids().filter_map(|(id, state)| Some((id, state, self.state_node(id)?)))
    }

    /// Whether a state runs in an Express execution: the machine's own, or a distributed Map's child.
    pub(super) fn is_express(&self, id: StateId) -> bool {
        let owner = |id: &StateId| self.machine.scope(self.machine.state(*id)?.scope)?.owner;
        let mut owners = std::iter::successors(owner(&id), owner).take(MAX_DEPTH);
        let children = owners.find_map(|owner| child_workflow(self.state_node(owner)?));
        children.unwrap_or(self.workflow) == WorkflowType::Express
    }

    /// Every scope with its id.
    pub(super) fn scopes(&self) -> impl Iterator<Item = (ScopeId, &'a crate::asl::Scope, NodeRef<'a>)> {
        let ids = self.machine.scopes.iter().enumerate().map(|(index, scope)| (ScopeId(index as u32), scope));
        ids.filter_map(|(id, scope)| Some((id, scope, self.scope_node(id)?)))
    }

    /// The name of the state something is in, for a message: `state ‘A’`, or `the machine`.
    pub(super) fn subject(&self, state: Option<StateId>) -> String {
        state.and_then(|id| self.machine.state(id)).map_or("the machine".to_owned(), |state| named(&state.name))
    }

    /// The value at a pointer inside a state.
    pub(super) fn inside(&self, id: StateId, pointer: &Pointer) -> Option<NodeRef<'a>> {
        let state = self.machine.state(id)?;
        descend(self.state_node(id)?, &state.pointer, pointer)
    }
}

/// What is known while it grows.
struct Entering<'a, 'k> {
    document: &'a Document,
    machine: &'a Machine,
    known: &'k mut Known,
}

impl<'a> Entering<'a, '_> {
    fn enter_scope(&mut self, id: ScopeId, node: NodeRef<'a>, language: QueryLanguage) {
        let Some(scope) = self.machine.scope(id) else { return };
        self.known.scopes[id.0 as usize] = Some(node.id());
        let holder = match scope.owner.and_then(|owner| self.machine.state(owner)).map(|owner| owner.kind) {
            None => Holder::Machine,
            // A flow of a state of another kind: the field that holds it is what is wrong.
            Some(Some(StateKind::Map)) => Holder::Processor,
            Some(_) => Holder::Branch,
        };
        let about = About { holder, kind: None, language, state: scope.owner, nested: false };
        self.enter(about, node, scope.pointer.clone());
        self.known.open.extend(scope.states.iter().rev().map(|id| Open::State(*id)));
    }

    fn enter_state(&mut self, id: StateId) {
        let Some(state) = self.machine.state(id) else { return };
        // Of a repeated name the last counts.
        let scope = self.known.scopes.get(state.scope.0 as usize).copied().flatten();
        let states = scope.and_then(|scope| self.document.node(scope).get("States"));
        let Some(node) = states.and_then(|states| states.get(&state.name)) else { return };
        self.known.states[id.0 as usize] = Some(node.id());
        let (kind, language) = (state.kind, state.language);
        let about = About { holder: Holder::State, kind, language, state: Some(id), nested: false };
        self.enter(about, node, state.pointer.clone());
        for inner in state.inner.iter().rev() {
            let Some(scope) = self.machine.scope(*inner) else { continue };
            let Some(node) = descend(node, &state.pointer, &scope.pointer) else { continue };
            self.known.open.push(Open::Scope(*inner, node.id(), language));
        }
    }

    /// An object, and those of known kinds inside it, except flows, which are entered as scopes.
    fn enter(&mut self, about: About, node: NodeRef<'a>, at: Pointer) {
        let About { holder, kind, language, state, nested } = about;
        let rows = node.members().map(|(member, _)| fields::find(holder, kind, language, &member.key)).collect();
        let place = self.known.held.len();
        self.known.held.push(HeldObject { node: node.id(), at, holder, kind, language, state, nested, rows });
        for (index, (member, value)) in node.members().enumerate() {
            let object = &self.known.held[place];
            match object.rows[index].map(|row| row.shape) {
                Some(Shape::One(holder)) => self.enter_held(about, holder, value, object.at.key(&member.key)),
                Some(Shape::Many(holder)) => {
                    let at = object.at.key(&member.key);
                    for (index, value) in value.elements().enumerate() {
                        self.enter_held(about, holder, value, at.index(index));
                    }
                }
                _ => {}
            }
        }
    }

    fn enter_held(&mut self, around: About, holder: Holder, node: NodeRef<'a>, at: Pointer) {
        if node.is_object() && !matches!(holder, Holder::Branch | Holder::Processor) {
            let nested = around.holder == Holder::Rule;
            self.enter(About { holder, kind: None, nested, ..around }, node, at);
        }
    }
}

/// What is known of an object before its members are looked at.
#[derive(Clone, Copy)]
struct About {
    holder: Holder,
    kind: Option<StateKind>,
    language: QueryLanguage,
    state: Option<StateId>,
    nested: bool,
}

fn descend<'a>(node: NodeRef<'a>, from: &Pointer, to: &Pointer) -> Option<NodeRef<'a>> {
    let rest = to.as_str().strip_prefix(from.as_str())?;
    Pointer::parse(rest)?.segments().try_fold(node, |node, segment| node.child(&segment))
}

/// How much of a name a message shows: a name may have 80 characters, and a text may have far longer ones, which as many
/// findings as there are fields would repeat.
const SHOWN_CHARS: usize = 80;

/// A state as messages name it.
pub(super) fn named(name: &str) -> String {
    match name.char_indices().nth(SHOWN_CHARS) {
        Some((end, _)) => format!("state ‘{}…’", &name[..end]),
        None => format!("state ‘{name}’"),
    }
}

/// What a deployment tool fills in: a bare `${name}`, the first one inside a string that is no expression, `#{AWS::Name}`
/// there, as Serverless' plugin for pseudo parameters has it, or an object that is a call of a function of
/// `CloudFormation`.
pub(super) fn placeholder(node: NodeRef<'_>) -> Option<&str> {
    if matches!(node.kind(), Kind::Placeholder) {
        return Some(node.source());
    }
    if node.is_object() {
        return cloudformation(node);
    }
    // Most have no such letters at all, and one letter is looked for faster than several.
    let text = node.as_str().filter(|text| text.contains('{') && !text.starts_with("{%"))?;
    let from = &text[["${", "#{AWS::"].into_iter().filter_map(|open| text.find(open)).min()?..];
    let name = &from[..=from.find('}')?];
    (!name[2..].contains(['{', '\n'])).then_some(name)
}

/// A function of `CloudFormation` in place of a string: `{"Ref": …}`, `{"Fn::GetAtt": …}`.
fn cloudformation(node: NodeRef<'_>) -> Option<&str> {
    let mut members = node.members().map(|(member, _)| &*member.key);
    members.next().filter(|key| (*key == "Ref" || key.starts_with("Fn::")) && members.next().is_none())
}

/// Whether a deployment tool decides the value.
pub(super) fn is_placeholder(node: NodeRef<'_>) -> bool {
    placeholder(node).is_some()
}

/// Whether the parser already reported this value.
pub(super) fn is_broken(node: NodeRef<'_>) -> bool {
    matches!(node.kind(), Kind::Error)
}

/// Where a key stands; for anything but an object's member the value itself.
pub(super) fn key_span(holder: NodeRef<'_>, key: &str) -> Span {
    holder.member_named(key).map_or(holder.span(), |member| member.key_span)
}

/// The opening of a container, so that a finding about it does not underline a whole file.
pub(super) fn opening(node: NodeRef<'_>) -> Span {
    let span = node.span();
    if node.is_object() || node.is_array() { Span { start: span.start, end: span.start + 1 } } else { span }
}

/// Removes a member with its comma. Of a repeated key the last, which is the one that counts.
pub(super) fn remove_member(holder: NodeRef<'_>, key: &str) -> Option<TextEdit> {
    let members: Vec<_> = holder.members().collect();
    let index = members.iter().rposition(|(member, _)| &*member.key == key)?;
    let delete = match (index.checked_sub(1).map(|before| members[before].1), members.get(index + 1)) {
        (Some(before), _) => Span { start: before.span().end, end: members[index].1.span().end },
        (None, Some((next, _))) => Span { start: members[index].0.key_span.start, end: next.key_span.start },
        (None, None) => {
            let inside = holder.span();
            Span { start: inside.start + 1, end: inside.end.saturating_sub(1).max(inside.start + 1) }
        }
    };
    Some(TextEdit::replace(delete, ""))
}

/// Adds a member after the last, laid out as that one is.
pub(super) fn add_member(document: &Document, holder: NodeRef<'_>, member: &str) -> Option<TextEdit> {
    let (last, value) = holder.members().next_back()?;
    let before = &document.text()[..last.key_span.start];
    let space = &before[before.trim_end().len()..];
    let at = value.span().end;
    TextEdit::new(vec![Indel { delete: Span { start: at, end: at }, insert: format!(",{space}{member}") }])
}
