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

    /// The replacements with what each takes out of a text. Ranges past the end or inside a character are held to the
    /// text's boundaries, so that no edit made for another text can slice this one where it must not.
    fn within<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (Span, &'a str)> {
        let mut last = 0;
        self.indels.iter().map(move |indel| {
            let start = boundary(text, indel.delete.start).max(last);
            last = boundary(text, indel.delete.end).max(start);
            (Span { start, end: last }, indel.insert.as_str())
        })
    }

    /// The new text. Ranges past the end or inside a character are held to the text's boundaries.
    pub fn apply(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut copied = 0;
        for (delete, insert) in self.within(text) {
            out.push_str(&text[copied..delete.start]);
            out.push_str(insert);
            copied = delete.end;
        }
        out.push_str(&text[copied..]);
        out
    }

    /// The edit that undoes this one, whatever text it is applied to; `text` is the text before.
    #[must_use]
    pub fn invert(&self, text: &str) -> TextEdit {
        let mut shift = 0isize;
        let mut indels = Vec::with_capacity(self.indels.len());
        for (delete, insert) in self.within(text) {
            let start = delete.start.saturating_add_signed(shift);
            let inserted = Span { start, end: start + insert.len() };
            indels.push(Indel { delete: inserted, insert: text[delete.range()].to_owned() });
            shift += insert.len() as isize - (delete.end - delete.start) as isize;
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

/// The last boundary between characters at or before an offset.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
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
    fn an_edit_of_another_text_is_held_to_this_one_and_still_undone() {
        // Past the end, beginning and ending inside of ‘é’ (bytes 1 and 2), and backwards.
        let edits = [indel(600, 604, "x"), indel(2, 3, "x"), indel(0, 2, ""), indel(1, 600, "y"), indel(4, 2, "z")];
        for text in ["aéb", "é", "a", ""] {
            for edit in edits.clone().map(|indel| TextEdit { indels: vec![indel] }) {
                let after = edit.apply(text);
                assert_eq!(edit.invert(text).apply(&after), text, "{edit:?}");
            }
        }
        assert_eq!(TextEdit::new(vec![indel(2, 3, "x")]).unwrap().apply("aéb"), "axb");
    }

    #[test]
    fn between_names_only_what_differs() {
        let edit = TextEdit::between("a é b", "a è b");
        assert_eq!(edit.indels(), [indel(2, 4, "è")]);
        assert_eq!(TextEdit::between("aaa", "aaaa").apply("aaa"), "aaaa");
        assert!(TextEdit::between("x", "x").is_empty());
    }
}
