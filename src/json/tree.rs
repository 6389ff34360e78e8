//! The tree of a document and the borrowed view onto its nodes.

use std::sync::{Arc, OnceLock};

use super::{Number, Object, Pointer, Value};
use crate::sort::{self, SortedMap};

/// A range of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// Whether an offset is inside or at either edge.
    pub fn contains(self, offset: usize) -> bool {
        (self.start..=self.end).contains(&offset)
    }

    /// The range, for slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start..self.end
    }
}

/// A node's place in its [`Tree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NodeId(u32);

/// What a node is.
#[derive(Clone, Debug)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, spelled as in the text.
    Number,
    /// A string, decoded.
    String(Arc<str>),
    /// An array.
    Array(Vec<NodeId>),
    /// An object, every member in the order of the text, repeated keys included.
    Object(Vec<Member>),
    /// A bare `${name}`, which a deployment tool replaces.
    Placeholder,
    /// Something that is no value; the syntax error at this place says what.
    Error,
}

/// One member of an object.
#[derive(Clone, Debug)]
pub struct Member {
    /// The key, decoded.
    pub key: Arc<str>,
    /// The key's place, quotes included.
    pub key_span: Span,
    /// The value.
    pub value: NodeId,
}

#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) span: Span,
    pub(super) parent: Option<NodeId>,
    /// Which of its parent's members or elements it is.
    pub(super) index: u32,
}

/// All nodes of a document.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    nodes: Vec<Node>,
    root: Option<NodeId>,
    /// The members of each large object in the order of their keys; equal ones in the order of the text. Made when the
    /// first of them is looked into: many a text is only drawn.
    by_key: OnceLock<SortedMap<NodeId, Vec<usize>>>,
}

/// An object of more members has an index; of fewer, comparing each key costs less.
const INDEXED_MEMBERS: usize = 16;

impl Tree {
    /// The outermost node.
    pub fn root(&self) -> Option<NodeId> {
        self.root
    }

    pub(super) fn set_root(&mut self, root: NodeId) {
        self.root = Some(root);
    }

    pub(super) fn add(&mut self, kind: Kind, span: Span) -> NodeId {
        let id = NodeId(self.nodes.len() as u32);
        let mut adopt = |(index, child): (usize, &NodeId)| {
            let child = &mut self.nodes[child.0 as usize];
            (child.parent, child.index) = (Some(id), index as u32);
        };
        match &kind {
            Kind::Array(items) => items.iter().enumerate().for_each(adopt),
            Kind::Object(members) => {
                members.iter().map(|member| &member.value).enumerate().for_each(&mut adopt);
            }
            Kind::Null | Kind::Bool(_) | Kind::Number | Kind::String(_) | Kind::Placeholder | Kind::Error => {}
        }
        self.nodes.push(Node { kind, span, parent: None, index: 0 });
        id
    }

    /// The member of an object that a key names; of a repeated key the last.
    fn member(&self, id: NodeId, key: &str) -> Option<&Member> {
        let Kind::Object(members) = &self.node(id).kind else { return None };
        if members.len() <= INDEXED_MEMBERS {
            return members.iter().rev().find(|member| &*member.key == key);
        }
        let order = self.by_key.get_or_init(|| self.ordered()).get(&id)?;
        let after = order.partition_point(|index| &*members[*index].key <= key);
        let last = &members[*order.get(after.checked_sub(1)?)?];
        (&*last.key == key).then_some(last)
    }

    fn ordered(&self) -> SortedMap<NodeId, Vec<usize>> {
        let mut by_key = SortedMap::new();
        for (id, node) in self.nodes.iter().enumerate() {
            if let Kind::Object(members) = &node.kind
                && members.len() > INDEXED_MEMBERS
            {
                let mut order: Vec<usize> = (0..members.len()).collect();
                sort::numbers(&mut order, &|a, b| members[a].key.cmp(&members[b].key));
                by_key.insert(NodeId(id as u32), order);
            }
        }
        by_key
    }

    /// The nodes that the root holds; what was read and given up at a syntax error is in none.
    pub(super) fn ids(&self) -> impl Iterator<Item = NodeId> + use<> {
        let mut held = vec![false; self.nodes.len()];
        // What holds a node was added after it.
        for (index, node) in self.nodes.iter().enumerate().rev() {
            let of_root = || self.root == Some(NodeId(index as u32));
            held[index] = node.parent.map_or_else(of_root, |parent| held[parent.0 as usize]);
        }
        held.into_iter().enumerate().filter(|(_, held)| *held).map(|(index, _)| NodeId(index as u32))
    }

    fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }
}

/// A node of a document, borrowed.
#[derive(Clone, Copy, Debug)]
pub struct NodeRef<'a> {
    tree: &'a Tree,
    text: &'a str,
    id: NodeId,
}

impl PartialEq for NodeRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.tree, other.tree) && self.id == other.id
    }
}

impl<'a> NodeRef<'a> {
    pub(super) fn new(tree: &'a Tree, text: &'a str, id: NodeId) -> NodeRef<'a> {
        NodeRef { tree, text, id }
    }

    fn with(self, id: NodeId) -> NodeRef<'a> {
        NodeRef { id, ..self }
    }

    /// Its place in the tree, by which its document finds it again.
    pub fn id(self) -> NodeId {
        self.id
    }

    /// What it is.
    pub fn kind(self) -> &'a Kind {
        &self.tree.node(self.id).kind
    }

    /// Its place in the text.
    pub fn span(self) -> Span {
        self.tree.node(self.id).span
    }

    /// Its place with its key, if it is a member of an object.
    pub fn extent(self) -> Span {
        let start = self.member().map_or(self.span().start, |member| member.key_span.start);
        Span { start, end: self.span().end }
    }

    /// Its text.
    pub fn source(self) -> &'a str {
        &self.text[self.span().range()]
    }

    /// Which of its parent's members or elements it is.
    pub(crate) fn index(self) -> usize {
        self.tree.node(self.id).index as usize
    }

    /// What contains it.
    pub fn parent(self) -> Option<NodeRef<'a>> {
        self.tree.node(self.id).parent.map(|id| self.with(id))
    }

    /// The member of the containing object that holds it.
    pub fn member(self) -> Option<&'a Member> {
        match self.parent()?.kind() {
            Kind::Object(members) => members.get(self.index()),
            _ => None,
        }
    }

    /// The key it is held under, if its parent is an object.
    pub fn key(self) -> Option<&'a str> {
        self.member().map(|member| &*member.key)
    }

    /// The keys and indices that lead to it.
    pub fn pointer(self) -> Pointer {
        let Some(parent) = self.parent() else { return Pointer::root() };
        match parent.kind() {
            Kind::Array(_) => parent.pointer().index(self.index()),
            _ => parent.pointer().key(self.key().unwrap_or("")),
        }
    }

    /// The value of member `key`; of a repeated key the last, as every JSON reader takes it.
    pub fn get(self, key: &str) -> Option<NodeRef<'a>> {
        self.tree.member(self.id, key).map(|member| self.with(member.value))
    }

    /// The member of an object that a key names; of a repeated key the last.
    pub fn member_named(self, key: &str) -> Option<&'a Member> {
        self.tree.member(self.id, key)
    }

    /// The first value directly inside it that is around a byte offset, with its key.
    pub(super) fn child_at(self, offset: usize) -> Option<NodeRef<'a>> {
        // They stand in the order of the text.
        let first = match self.kind() {
            Kind::Array(items) => items.get(items.partition_point(|id| self.with(*id).extent().end < offset)).copied(),
            Kind::Object(members) => {
                let at = members.partition_point(|member| self.with(member.value).extent().end < offset);
                members.get(at).map(|member| member.value)
            }
            Kind::Null | Kind::Bool(_) | Kind::Number | Kind::String(_) | Kind::Placeholder | Kind::Error => None,
        };
        first.map(|id| self.with(id)).filter(|child| child.extent().contains(offset))
    }

    /// The element `index`.
    pub fn at(self, index: usize) -> Option<NodeRef<'a>> {
        match self.kind() {
            Kind::Array(items) => items.get(index).map(|id| self.with(*id)),
            _ => None,
        }
    }

    /// The member or element a pointer's segment names.
    pub fn child(self, segment: &str) -> Option<NodeRef<'a>> {
        self.get(segment).or_else(|| segment.parse().ok().and_then(|index| self.at(index)))
    }

    /// The members of an object, with their values; empty for anything else.
    pub fn members(self) -> impl DoubleEndedIterator<Item = (&'a Member, NodeRef<'a>)> + ExactSizeIterator {
        let members: &'a [Member] = if let Kind::Object(members) = self.kind() { members } else { &[] };
        members.iter().map(move |member| (member, self.with(member.value)))
    }

    /// The elements of an array; empty for anything else.
    pub fn elements(self) -> impl DoubleEndedIterator<Item = NodeRef<'a>> + ExactSizeIterator {
        let items: &'a [NodeId] = if let Kind::Array(items) = self.kind() { items } else { &[] };
        items.iter().map(move |id| self.with(*id))
    }

    /// The values directly inside it.
    pub fn children(self) -> impl Iterator<Item = NodeRef<'a>> {
        self.members().map(|(_, value)| value).chain(self.elements())
    }

    /// The text of a string.
    pub fn as_str(self) -> Option<&'a str> {
        match self.kind() {
            Kind::String(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value.
    pub fn as_bool(self) -> Option<bool> {
        match self.kind() {
            Kind::Bool(truth) => Some(*truth),
            _ => None,
        }
    }

    /// The number.
    pub fn as_number(self) -> Option<Number> {
        matches!(self.kind(), Kind::Number).then(|| Number::parse(self.source())).flatten()
    }

    /// Whether it is an object.
    pub fn is_object(self) -> bool {
        matches!(self.kind(), Kind::Object(_))
    }

    /// Whether it is an array.
    pub fn is_array(self) -> bool {
        matches!(self.kind(), Kind::Array(_))
    }

    /// Whether it is `null`.
    pub fn is_null(self) -> bool {
        matches!(self.kind(), Kind::Null)
    }

    /// What a person would call it, with an article: `a string`, `an array`.
    pub fn kind_name(self) -> &'static str {
        match self.kind() {
            Kind::Null => "null",
            Kind::Bool(_) => "a boolean",
            Kind::Number => "a number",
            Kind::String(_) => "a string",
            Kind::Array(_) => "an array",
            Kind::Object(_) => "an object",
            Kind::Placeholder => "a placeholder",
            Kind::Error => "no value",
        }
    }

    /// The value it stands for: of a repeated key the last counts, a placeholder is its own text, an error is `null`.
    pub fn to_value(self) -> Value {
        match self.kind() {
            Kind::Null | Kind::Error => Value::Null,
            Kind::Bool(truth) => Value::Bool(*truth),
            Kind::Number => self.as_number().map_or(Value::Null, Value::Number),
            Kind::String(text) => Value::String(text.clone()),
            Kind::Placeholder => Value::string(self.source()),
            Kind::Array(_) => Value::array(self.elements().map(NodeRef::to_value)),
            Kind::Object(_) => {
                let members: Object =
                    self.members().map(|(member, value)| (member.key.clone(), value.to_value())).collect();
                Value::Object(Arc::new(members))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::json::{Document, NodeRef};

    fn count(node: NodeRef<'_>) -> usize {
        1 + node.children().map(count).sum::<usize>()
    }

    #[test]
    fn the_nodes_are_those_that_the_root_holds() {
        let given_up = "{\n  {\n  \"StartAt\": \"p\",\n  \"S\r\n,\"StartAt\": \"p\",\n";
        for text in [
            "{\"a\": [1, {\"b\": null}], \"c\": ${d}}",
            given_up,
            "[1, , {\"a\": 2} \"b\": {\"c\": 3",
            "",
            "1 {\"a\": 1}",
        ] {
            let document = Document::new(text);
            assert_eq!(document.nodes().count(), document.root().map_or(0, count), "{text}");
            assert!(document.nodes().all(|node| document.find(&node.pointer()).is_some()), "{text}");
        }
    }

    #[test]
    fn a_member_of_a_large_object_is_the_last_of_its_key() {
        let members: Vec<_> = (0..40).map(|at| format!("\"k{}\": {at}", at % 20)).collect();
        let document = Document::new(format!("{{{}}}", members.join(", ")));
        let found = |key: &str| document.root()?.get(key).map(|node| node.source().to_owned());
        assert_eq!((found("k0").as_deref(), found("k19").as_deref()), (Some("20"), Some("39")));
        assert_eq!((found("k"), found("k20"), found("z"), found("")), (None, None, None, None));
    }
}
