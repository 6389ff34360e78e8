//! A document under change: small edits applied one after the other, kept as one edit of the text they began with.

use super::Moved;
use crate::json::{BuildError, Document, Indel, New, NodeRef, Pointer, Span, Spot, TextEdit, Value, quote};

/// A document and the edit that led to it.
pub(super) struct Draft {
    document: Document,
    edit: TextEdit,
    moved: Vec<Moved>,
}

impl Draft {
    pub(super) fn new(document: &Document) -> Draft {
        Draft { document: document.clone(), edit: TextEdit::default(), moved: Vec::new() }
    }

    pub(super) fn document(&self) -> &Document {
        &self.document
    }

    /// The whole change, trimmed to the bytes that differ, the elements it moved, and what it led to; `before` is the text
    /// it began with.
    pub(super) fn finish(self, before: &str) -> (TextEdit, Vec<Moved>, Document) {
        let mut indels = Vec::with_capacity(self.edit.indels().len());
        for indel in self.edit.indels() {
            let smaller = TextEdit::between(&before[indel.delete.range()], &indel.insert);
            let start = indel.delete.start;
            indels.extend(smaller.indels().iter().map(|inner| Indel {
                delete: Span { start: start + inner.delete.start, end: start + inner.delete.end },
                insert: inner.insert.clone(),
            }));
        }
        (TextEdit::new(indels).unwrap_or_default(), self.moved, self.document)
    }

    pub(super) fn apply(&mut self, edit: &TextEdit) {
        if !edit.is_empty() {
            self.edit = self.edit.then(edit);
            self.document = self.document.apply(edit);
        }
    }

    /// Replaces strings, all at once.
    pub(super) fn point(&mut self, strings: &[Pointer], name: &str) -> Result<(), BuildError> {
        let mut indels = Vec::with_capacity(strings.len());
        for at in strings {
            let node = self.document.find(at).ok_or_else(|| BuildError::NotFound(at.clone()))?;
            if node.as_str() != Some(name) {
                indels.push(Indel { delete: node.span(), insert: quote(name) });
            }
        }
        let edit = TextEdit::new(indels).unwrap_or_default();
        self.apply(&edit);
        Ok(())
    }

    pub(super) fn set<'a>(&mut self, at: &Pointer, new: impl Into<New<'a>>) -> Result<(), BuildError> {
        let edit = self.document.set(at, new)?;
        self.apply(&edit);
        Ok(())
    }

    pub(super) fn insert<'a>(
        &mut self,
        object: &Pointer,
        spot: Spot<'_>,
        key: &str,
        new: impl Into<New<'a>>,
    ) -> Result<(), BuildError> {
        let edit = self.document.insert_member(object, spot, key, new)?;
        self.apply(&edit);
        Ok(())
    }

    pub(super) fn push<'a>(&mut self, array: &Pointer, new: impl Into<New<'a>>) -> Result<(), BuildError> {
        let length = self.document.find(array).map_or(0, |node| node.elements().len());
        self.insert_element(array, length, new)
    }

    pub(super) fn insert_element<'a>(
        &mut self,
        array: &Pointer,
        index: usize,
        new: impl Into<New<'a>>,
    ) -> Result<(), BuildError> {
        let edit = self.document.insert_element(array, index, new)?;
        self.moved.push(Moved { list: array.clone(), from: None, to: Some(index) });
        self.apply(&edit);
        Ok(())
    }

    pub(super) fn move_element(&mut self, at: &Pointer, to: usize) -> Result<(), BuildError> {
        let edit = self.document.move_element(at, to)?;
        self.moved.extend(self.element(at).map(|(list, from)| Moved { list, from: Some(from), to: Some(to) }));
        self.apply(&edit);
        Ok(())
    }

    /// The list and the position of an element; none of a member.
    fn element(&self, at: &Pointer) -> Option<(Pointer, usize)> {
        let node = self.document.find(at)?;
        let list = node.parent()?;
        Some((list.pointer(), list.elements().position(|element: NodeRef<'_>| element == node)?))
    }

    pub(super) fn replace_member(&mut self, at: &Pointer, key: &str, value: &Value) -> Result<(), BuildError> {
        let edit = self.document.replace_member(at, key, value)?;
        self.apply(&edit);
        Ok(())
    }

    pub(super) fn remove(&mut self, at: &Pointer) -> Result<(), BuildError> {
        let edit = self.document.remove(at)?;
        self.moved.extend(self.element(at).map(|(list, from)| Moved { list, from: Some(from), to: None }));
        self.apply(&edit);
        Ok(())
    }

    pub(super) fn has(&self, at: &Pointer) -> bool {
        self.document.find(at).is_some()
    }
}
