//! A document under change: small edits applied one after the other, kept as one edit of the text they began with.

use crate::json::{BuildError, Document, Indel, New, Pointer, Span, Spot, TextEdit, Value, quote};

/// A document and the edit that led to it.
pub(super) struct Draft {
    document: Document,
    edit: TextEdit,
}

impl Draft {
    pub(super) fn new(document: &Document) -> Draft {
        Draft { document: document.clone(), edit: TextEdit::default() }
    }

    pub(super) fn document(&self) -> &Document {
        &self.document
    }

    /// The whole change, trimmed to the bytes that differ, and what it led to; `before` is the text it began with.
    pub(super) fn finish(self, before: &str) -> (TextEdit, Document) {
        let mut indels = Vec::with_capacity(self.edit.indels().len());
        for indel in self.edit.indels() {
            let smaller = TextEdit::between(&before[indel.delete.range()], &indel.insert);
            let start = indel.delete.start;
            indels.extend(smaller.indels().iter().map(|inner| Indel {
                delete: Span { start: start + inner.delete.start, end: start + inner.delete.end },
                insert: inner.insert.clone(),
            }));
        }
        (TextEdit::new(indels).unwrap_or_default(), self.document)
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

    pub(super) fn push(&mut self, array: &Pointer, value: &Value) -> Result<(), BuildError> {
        let length = self.document.find(array).map_or(0, |node| node.elements().len());
        let edit = self.document.insert_element(array, length, value)?;
        self.apply(&edit);
        Ok(())
    }

    pub(super) fn replace_member(&mut self, at: &Pointer, key: &str, value: &Value) -> Result<(), BuildError> {
        let edit = self.document.replace_member(at, key, value)?;
        self.apply(&edit);
        Ok(())
    }

    pub(super) fn remove(&mut self, at: &Pointer) -> Result<(), BuildError> {
        let edit = self.document.remove(at)?;
        self.apply(&edit);
        Ok(())
    }

    pub(super) fn has(&self, at: &Pointer) -> bool {
        self.document.find(at).is_some()
    }
}
