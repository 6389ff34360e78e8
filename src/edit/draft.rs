//! A document under change: small edits applied one after the other, kept as one edit of the text they began with.

use std::collections::VecDeque;

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
            self.edit = compose(&self.edit, edit);
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

/// A piece of a text made from another.
enum Piece<'a> {
    /// What the first text has there.
    Kept(Span),
    Inserted(&'a str),
}

impl Piece<'_> {
    fn length(&self) -> usize {
        match self {
            Piece::Kept(span) => span.end - span.start,
            Piece::Inserted(text) => text.len(),
        }
    }
}

/// One edit that does what two do in turn.
pub(super) fn compose(first: &TextEdit, second: &TextEdit) -> TextEdit {
    let mut middle = VecDeque::new();
    let mut at = 0;
    for indel in first.indels() {
        middle.push_back(Piece::Kept(Span { start: at, end: indel.delete.start }));
        middle.push_back(Piece::Inserted(&indel.insert));
        at = indel.delete.end;
    }
    // Nobody here knows how long the text is; what lies behind the last change is kept to its end.
    middle.push_back(Piece::Kept(Span { start: at, end: usize::MAX }));
    let mut reader = Reader { rest: middle, at: 0 };
    let mut last = Vec::new();
    for indel in second.indels() {
        last.extend(reader.take(indel.delete.start));
        last.push(Piece::Inserted(&indel.insert));
        drop(reader.take(indel.delete.end));
    }
    last.extend(reader.rest);
    gather(&last)
}

/// Pieces read from the front; `at` is how far into their text.
struct Reader<'a> {
    rest: VecDeque<Piece<'a>>,
    at: usize,
}

impl<'a> Reader<'a> {
    /// What comes before an offset.
    fn take(&mut self, until: usize) -> Vec<Piece<'a>> {
        let mut taken = Vec::new();
        while self.at < until {
            let Some(piece) = self.rest.pop_front() else { break };
            let want = (until - self.at).min(piece.length());
            let (head, tail) = split(piece, want);
            self.at += want;
            taken.push(head);
            if tail.length() > 0 {
                self.rest.push_front(tail);
            }
        }
        taken
    }
}

fn split(piece: Piece<'_>, at: usize) -> (Piece<'_>, Piece<'_>) {
    match piece {
        Piece::Kept(Span { start, end }) => {
            (Piece::Kept(Span { start, end: start + at }), Piece::Kept(Span { start: start + at, end }))
        }
        Piece::Inserted(text) => (Piece::Inserted(&text[..at]), Piece::Inserted(&text[at..])),
    }
}

/// The edit that makes a text of these pieces.
fn gather(pieces: &[Piece<'_>]) -> TextEdit {
    let mut indels = Vec::new();
    let mut at = 0;
    let mut insert = String::new();
    for piece in pieces {
        match piece {
            Piece::Inserted(text) => insert.push_str(text),
            Piece::Kept(span) if span.start == span.end => {}
            Piece::Kept(span) => {
                if span.start > at || !insert.is_empty() {
                    indels.push(Indel {
                        delete: Span { start: at, end: span.start },
                        insert: std::mem::take(&mut insert),
                    });
                }
                at = span.end;
            }
        }
    }
    TextEdit::new(indels).unwrap_or_default()
}
