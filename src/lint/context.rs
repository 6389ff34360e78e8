//! What every rule needs: the nodes of scopes and states, and every object of a known kind with its language.

use std::cell::RefCell;
use std::rc::Rc;

use crate::asl::fields::{self, Holder, Shape};
use crate::asl::{Machine, QueryLanguage, ScopeId, State, StateId, StateKind, WorkflowType, child_workflow};
use crate::json::{Document, Indel, Kind, MAX_DEPTH, Member, NodeRef, Pointer, Span, TextEdit};
use crate::query::jsonata::{Expression, ExpressionError};
use crate::sort::SortedMap;

use super::worst::Worst;

/// An object of a known kind.
#[derive(Clone)]
pub(super) struct Held<'a> {
    pub(super) node: NodeRef<'a>,
    pub(super) at: Pointer,
    pub(super) holder: Holder,
    /// The kind of the state, where it is one of a known kind.
    pub(super) kind: Option<StateKind>,
    pub(super) language: QueryLanguage,
    /// The state it is or is in; `None` outside of states.
    pub(super) state: Option<StateId>,
    /// For a rule: whether it is inside another.
    pub(super) nested: bool,
    fields: Rc<[HeldField<'a>]>,
}

/// A member of such an object.
pub(super) struct HeldField<'a> {
    pub(super) member: &'a Member,
    pub(super) value: NodeRef<'a>,
    /// What may stand there, if anything of that name may.
    pub(super) field: Option<&'static fields::Field>,
}

impl<'a> Held<'a> {
    /// Its members with their rows of the table, which is asked once for all rules.
    pub(super) fn fields(&self) -> impl Iterator<Item = &HeldField<'a>> {
        self.fields.iter()
    }

    /// A member that may stand here and has a value of one of the shapes.
    pub(super) fn shaped(&self, is_wanted: impl Fn(Shape) -> bool) -> impl Iterator<Item = &HeldField<'a>> {
        self.fields().filter(move |member| member.field.is_some_and(|field| is_wanted(field.shape)))
    }

    fn with_fields(mut self) -> Held<'a> {
        let members = self.node.members();
        let fields = members.map(|(member, value)| HeldField { member, value, field: self.field(&member.key) });
        self.fields = fields.collect();
        self
    }

    /// A field that may stand here.
    pub(super) fn field(&self, name: &str) -> Option<&'static fields::Field> {
        fields::find(self.holder, self.kind, self.language, name)
    }
}

pub(super) struct Context<'a> {
    pub(super) document: &'a Document,
    pub(super) machine: &'a Machine,
    pub(super) workflow: WorkflowType,
    /// The node of each state, by its id.
    states: Vec<Option<NodeRef<'a>>>,
    /// The node of each scope, by its id.
    scopes: Vec<Option<NodeRef<'a>>>,
    pub(super) held: Vec<Held<'a>>,
    /// What is left out of the findings.
    pub(super) worst: Worst,
    /// What was read of each expression: several rules ask about every one.
    expressions: RefCell<SortedMap<String, Rc<Parsed>>>,
}

/// A `JSONata` expression, read.
pub(super) type Parsed = Result<Expression, ExpressionError>;

impl<'a> Context<'a> {
    pub(super) fn new(document: &'a Document, machine: &'a Machine, workflow: WorkflowType) -> Context<'a> {
        let states = vec![None; machine.states.len()];
        let scopes = vec![None; machine.scopes.len()];
        let (held, worst, expressions) = (Vec::new(), Worst::default(), RefCell::default());
        let mut context = Context { document, machine, workflow, states, scopes, held, worst, expressions };
        if let (Some(root), Some(_)) = (document.root(), machine.scopes.first()) {
            context.enter_scope(ScopeId(0), root, machine.language);
        }
        context
    }

    /// What stands between `{%` and `%}`, read once for all rules.
    pub(super) fn expression(&self, text: &str) -> Rc<Parsed> {
        if let Some(known) = self.expressions.borrow().get(text) {
            return known.clone();
        }
        let parsed = Rc::new(Expression::parse(text));
        self.expressions.borrow_mut().insert(text.to_owned(), parsed.clone());
        parsed
    }

    pub(super) fn state_node(&self, id: StateId) -> Option<NodeRef<'a>> {
        self.states.get(id.0 as usize).copied().flatten()
    }

    pub(super) fn scope_node(&self, id: ScopeId) -> Option<NodeRef<'a>> {
        self.scopes.get(id.0 as usize).copied().flatten()
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

    fn enter_scope(&mut self, id: ScopeId, node: NodeRef<'a>, language: QueryLanguage) {
        let Some(scope) = self.machine.scope(id) else { return };
        self.scopes[id.0 as usize] = Some(node);
        let holder = match scope.owner.and_then(|owner| self.machine.state(owner)).map(|owner| owner.kind) {
            None => Holder::Machine,
            // A flow of a state of another kind: the field that holds it is what is wrong.
            Some(Some(StateKind::Map)) => Holder::Processor,
            Some(_) => Holder::Branch,
        };
        let at = scope.pointer.clone();
        let (state, fields) = (scope.owner, Rc::default());
        let held = Held { node, at, holder, kind: None, language, state, nested: false, fields }.with_fields();
        self.held.push(held.clone());
        self.enter_members(&held);
        let states = node.get("States");
        let at = scope.pointer.key("States");
        for (member, node) in states.into_iter().flat_map(NodeRef::members) {
            let at = at.key(&member.key);
            // Of a repeated name the last counts, so a later visit replaces an earlier one.
            if let Some(id) = self.machine.at(&at) {
                self.states[id.0 as usize] = Some(node);
            }
        }
        for id in &scope.states {
            self.enter_state(*id);
        }
    }

    fn enter_state(&mut self, id: StateId) {
        let (Some(state), Some(node)) = (self.machine.state(id), self.state_node(id)) else { return };
        let (at, kind, language) = (state.pointer.clone(), state.kind, state.language);
        let (holder, fields) = (Holder::State, Rc::default());
        let held = Held { node, at, holder, kind, language, state: Some(id), nested: false, fields }.with_fields();
        self.held.push(held.clone());
        self.enter_members(&held);
        for inner in &state.inner {
            let Some(scope) = self.machine.scope(*inner) else { continue };
            let Some(node) = descend(node, &state.pointer, &scope.pointer) else { continue };
            self.enter_scope(*inner, node, language);
        }
    }

    /// The objects of known kinds inside one, except flows, which are entered as scopes.
    fn enter_members(&mut self, around: &Held<'a>) {
        for HeldField { member, value, field } in around.fields() {
            let (value, Some(field)) = (*value, field) else { continue };
            match field.shape {
                Shape::One(holder) => self.enter_held(around, holder, value, around.at.key(&member.key)),
                Shape::Many(holder) => {
                    let at = around.at.key(&member.key);
                    for (index, value) in value.elements().enumerate() {
                        self.enter_held(around, holder, value, at.index(index));
                    }
                }
                _ => {}
            }
        }
    }

    fn enter_held(&mut self, around: &Held<'a>, holder: Holder, node: NodeRef<'a>, at: Pointer) {
        if !node.is_object() || matches!(holder, Holder::Branch | Holder::Processor) {
            return;
        }
        let nested = around.holder == Holder::Rule;
        let held = Held { node, at, holder, kind: None, nested, ..around.clone() }.with_fields();
        self.held.push(held.clone());
        self.enter_members(&held);
    }
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
