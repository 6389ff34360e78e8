//! Text edits: the only way a document changes.

use super::Span;
use crate::sort;

/// Replaces a range of the old text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indel {
    /// What of the old text goes.
    pub delete: Span,
    /// What comes in its place.
    pub insert: String,
}

/// Disjoint replacements, in the order of the text.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct TextEdit {
    indels: Vec<Indel>,
}

impl TextEdit {
    /// One replacement.
    pub fn replace(delete: Span, insert: impl Into<String>) -> TextEdit {
        TextEdit { indels: vec![Indel { delete, insert: insert.into() }] }
    }

    /// Several replacements. They are sorted; `None` where two overlap.
    pub fn new(mut indels: Vec<Indel>) -> Option<TextEdit> {
        sort::by_key(&mut indels, |indel| (indel.delete.start, indel.delete.end));
        let disjoint = indels.windows(2).all(|pair| pair[0].delete.end <= pair[1].delete.start);
        disjoint.then_some(TextEdit { indels })
    }

    /// The replacements.
    pub fn indels(&self) -> &[Indel] {
        &self.indels
    }

    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        self.indels.is_empty()
    }

    /// The new text. Ranges past the end or inside a character are held to the text's boundaries.
    pub fn apply(&self, text: &str) -> String {
        let boundary = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let mut out = String::with_capacity(text.len());
        let mut copied = 0;
        for indel in &self.indels {
            let start = boundary(indel.delete.start).max(copied);
            out.push_str(&text[copied..start]);
            out.push_str(&indel.insert);
            copied = boundary(indel.delete.end).max(start);
        }
        out.push_str(&text[copied..]);
        out
    }

    /// The edit that undoes this one; `text` is the text before.
    #[must_use]
    pub fn invert(&self, text: &str) -> TextEdit {
        let mut shift = 0isize;
        let mut indels = Vec::with_capacity(self.indels.len());
        for indel in &self.indels {
            let start = indel.delete.start.saturating_add_signed(shift);
            let delete = Span { start, end: start + indel.insert.len() };
            indels.push(Indel { delete, insert: text[indel.delete.range()].to_owned() });
            shift += indel.insert.len() as isize - (indel.delete.end - indel.delete.start) as isize;
        }
        TextEdit { indels }
    }

    /// The smallest single replacement that turns one text into the other: what lies between their common ends.
    pub fn between(before: &str, after: &str) -> TextEdit {
        if before == after {
            return TextEdit::default();
        }
        let head = before.bytes().zip(after.bytes()).take_while(|(a, b)| a == b).count();
        let head = (0..=head).rev().find(|at| before.is_char_boundary(*at) && after.is_char_boundary(*at)).unwrap_or(0);
        let room = before.len().min(after.len()) - head;
        let tail = before.bytes().rev().zip(after.bytes().rev()).take(room).take_while(|(a, b)| a == b).count();
        let fits =
            |tail: usize| before.is_char_boundary(before.len() - tail) && after.is_char_boundary(after.len() - tail);
        let tail = (0..=tail).rev().find(|tail| fits(*tail)).unwrap_or(0);
        TextEdit::replace(Span { start: head, end: before.len() - tail }, &after[head..after.len() - tail])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn indel(start: usize, end: usize, insert: &str) -> Indel {
        Indel { delete: Span { start, end }, insert: insert.to_owned() }
    }

    #[test]
    fn an_edit_and_its_inverse_cancel() {
        let text = "one two three";
        let edit = TextEdit::new(vec![indel(8, 13, "3"), indel(0, 3, "first"), indel(4, 4, "+")]).unwrap();
        let after = edit.apply(text);
        assert_eq!(after, "first +two 3");
        assert_eq!(edit.invert(text).apply(&after), text);
        assert!(TextEdit::new(vec![indel(0, 3, ""), indel(2, 4, "")]).is_none());
    }

    #[test]
    fn between_names_only_what_differs() {
        let edit = TextEdit::between("a é b", "a è b");
        assert_eq!(edit.indels(), [indel(2, 4, "è")]);
        assert_eq!(TextEdit::between("aaa", "aaaa").apply("aaa"), "aaaa");
        assert!(TextEdit::between("x", "x").is_empty());
    }
}
