//! Lossless JSON syntax: a text, the tree read from it, and every error with its place.
//!
//! **Invariant:** parsing never fails. Any text gives a tree of what could be read and a list of what could not
//! (`tests/roundtrip.rs`). The tree points into the text, so `print(parse(t)) == t` holds by construction, and an edit
//! is a [`TextEdit`], so what it does not name stays as it was, byte for byte.
//! Must never know: what a key means.
//!
//! ```
//! use stepwright::json::Document;
//! let document = Document::new("{\"a\": 1,, \"b\": ${count}}");
//! assert_eq!(document.errors().len(), 1);
//! assert_eq!(document.root().unwrap().get("b").unwrap().pointer().to_string(), "/b");
//! ```

mod build;
mod compose;
mod double;
mod edit;
mod lines;
mod number;
mod parse;
mod pointer;
mod print;
mod syntax_error;
mod tree;
mod value;

use std::sync::Arc;

pub use build::{BuildError, New, Spot};
pub(crate) use double::parse as parse_double;
pub use edit::{Indel, TextEdit};
pub use lines::{LineIndex, Position};
pub use number::Number;
pub use parse::MAX_DEPTH;
pub use pointer::Pointer;
pub use syntax_error::{Expected, SyntaxError};
pub use tree::{Kind, Member, NodeId, NodeRef, Span, Tree};
pub use value::{Object, Value, quote, quoted_len};

/// A JSON text with its tree. Cloning is constant time.
#[derive(Clone, Debug)]
pub struct Document {
    text: Arc<str>,
    tree: Arc<Tree>,
    errors: Arc<[SyntaxError]>,
    lines: Arc<LineIndex>,
}

impl Document {
    /// Reads any text.
    pub fn new(text: impl Into<Arc<str>>) -> Document {
        let text = text.into();
        let (tree, errors) = parse::parse(&text);
        let lines = Arc::new(LineIndex::new(&text));
        Document { text, tree: Arc::new(tree), errors: errors.into(), lines }
    }

    /// The text, as it was given.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text, shared.
    pub fn shared_text(&self) -> Arc<str> {
        self.text.clone()
    }

    /// What could not be read, in the order of the text.
    pub fn errors(&self) -> &[SyntaxError] {
        &self.errors
    }

    /// The outermost value; `None` for a text without one.
    pub fn root(&self) -> Option<NodeRef<'_>> {
        self.tree.root().map(|id| NodeRef::new(&self.tree, &self.text, id))
    }

    /// The node of an id that one of its nodes [has](NodeRef::id).
    pub fn node(&self, id: NodeId) -> NodeRef<'_> {
        NodeRef::new(&self.tree, &self.text, id)
    }

    /// Every node of the tree, the inner ones before what holds them.
    pub fn nodes(&self) -> impl Iterator<Item = NodeRef<'_>> {
        self.tree.ids().map(|id| NodeRef::new(&self.tree, &self.text, id))
    }

    /// The value a pointer names.
    pub fn find(&self, pointer: &Pointer) -> Option<NodeRef<'_>> {
        pointer.segments().try_fold(self.root()?, |node, segment| node.child(&segment))
    }

    /// The innermost value around a byte offset; inside a member's key it is that member's value.
    pub fn node_at(&self, offset: usize) -> Option<NodeRef<'_>> {
        let mut node = self.root()?;
        while let Some(inner) = node.child_at(offset) {
            node = inner;
        }
        Some(node)
    }

    /// The line and column of a byte offset, both from 1.
    pub fn position(&self, offset: usize) -> Position {
        self.lines.position(&self.text, offset)
    }

    /// The document after an edit.
    #[must_use]
    pub fn apply(&self, edit: &TextEdit) -> Document {
        Document::new(edit.apply(&self.text))
    }
}
