//! Two text edits as one.

use std::collections::VecDeque;

use super::{Indel, Span, TextEdit};

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

impl TextEdit {
    /// One edit that does what this one and then another do.
    #[must_use]
    pub fn then(&self, second: &TextEdit) -> TextEdit {
        let mut middle = VecDeque::new();
        let mut at = 0;
        for indel in self.indels() {
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
