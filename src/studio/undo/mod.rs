//! What can be undone and redone: changes of the text and of the project's setup with their inverses, in one order.
//!
//! Typing is one step as long as it goes on in one place without a pause, as in any editor. Nothing here has a clock: when
//! something was typed comes in with it.

pub(super) mod setup;

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use self::setup::Change;
use crate::edit::Renamed;
use crate::json::{Pointer, TextEdit};

/// How many entries are kept; the oldest go first.
const ENTRIES_MAX: usize = 1_000;

/// How many bytes the kept entries may hold; the last entry stays whatever its size.
const BYTES_MAX: usize = 32 << 20;

/// What is typed within this time of the last letter belongs to it (`CodeMirror`: `newGroupDelay`).
const PAUSE_MS: f64 = 500.0;

/// A change of more bytes than this is no typing: it was pasted, or something was selected and deleted.
const TYPED_BYTES: usize = 64;

/// A field in which letters are typed one by one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::studio) enum Field {
    /// The definition's text.
    Text,
    /// The execution's input.
    Input,
    /// What the calls of a state answer; of another machine of the project, with its name.
    Mock(Option<Arc<str>>, Arc<str>),
}

/// Where and when something was typed.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::studio) struct Typing {
    field: Field,
    /// The range it replaced, and the one it left; the whole of a field that has no places.
    replaced: Range<usize>,
    left: Range<usize>,
    at_ms: f64,
}

impl Typing {
    /// A change of a field's text.
    pub(in crate::studio) fn new(field: Field, edit: &TextEdit, at_ms: f64) -> Typing {
        let start = edit.indels().first().map_or(0, |indel| indel.delete.start);
        let end = edit.indels().last().map_or(start, |indel| indel.delete.end);
        let inserted: usize = edit.indels().iter().map(|indel| indel.insert.len()).sum();
        Typing { field, replaced: start..end, left: start..start + inserted, at_ms }
    }

    /// A change of a field as a whole.
    pub(in crate::studio) fn whole(field: Field, at_ms: f64) -> Typing {
        Typing { field, replaced: 0..0, left: 0..0, at_ms }
    }

    /// Whether this goes on where the other left off.
    fn goes_on(&self, last: &Typing) -> bool {
        let size = self.replaced.len().max(self.left.len());
        // Of equal letters nobody can say which one is new: the place may be off by as many as were typed.
        let slack = size.max(1);
        let touches = self.replaced.start <= last.left.end + slack && last.left.start <= self.replaced.end + slack;
        let soon = (0.0..=PAUSE_MS).contains(&(self.at_ms - last.at_ms));
        self.field == last.field && size <= TYPED_BYTES && touches && soon
    }
}

/// One step of the history.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// What it did.
    pub label: String,
    /// The change of the text.
    pub(in crate::studio) forward: TextEdit,
    /// What undoes it.
    pub(in crate::studio) inverse: TextEdit,
    /// The changes of the setup.
    pub(in crate::studio) setup: Vec<Change>,
    /// The states it renamed, from what to what: what is kept by their names follows.
    pub(in crate::studio) renamed: Vec<Renamed>,
    /// The state that was selected before.
    pub(in crate::studio) before: Option<Pointer>,
    /// The state that was selected after.
    pub(in crate::studio) after: Option<Pointer>,
    /// Where and when, if it was typed.
    pub(in crate::studio) typing: Option<Typing>,
    /// How much it holds; the stack weighs it.
    pub(in crate::studio) bytes: usize,
}

impl Entry {
    fn weighed(self) -> Entry {
        let inserted = |edit: &TextEdit| edit.indels().iter().map(|indel| indel.insert.len()).sum::<usize>();
        let setup: usize = self.setup.iter().map(Change::bytes).sum();
        let bytes = inserted(&self.forward) + inserted(&self.inverse) + setup + self.label.len();
        Entry { bytes, ..self }
    }

    fn takes(&self, next: &Entry) -> bool {
        matches!((&self.typing, &next.typing), (Some(last), Some(next)) if next.goes_on(last))
    }

    /// Two steps as one.
    fn then(self, next: Entry) -> Entry {
        Entry {
            forward: self.forward.then(&next.forward),
            inverse: next.inverse.then(&self.inverse),
            setup: setup::then(self.setup, next.setup),
            renamed: [self.renamed, next.renamed].concat(),
            after: next.after,
            typing: next.typing,
            ..self
        }
    }
}

/// The steps that can be undone, and those that were.
#[derive(Clone, Debug, Default)]
pub struct UndoStack {
    entries: VecDeque<Entry>,
    /// How many of the entries are done; those from here on can be redone.
    done: usize,
    /// Whether the next step starts an entry of its own.
    sealed: bool,
}

impl UndoStack {
    /// Adds a step that was just done. What could be redone is gone.
    pub(in crate::studio) fn push(&mut self, entry: Entry) {
        self.entries.truncate(self.done);
        let goes_on = !self.sealed && self.entries.back().is_some_and(|last| last.takes(&entry));
        let last = if goes_on { self.entries.pop_back() } else { None };
        self.entries.push_back(match last {
            Some(last) => last.then(entry).weighed(),
            None => entry.weighed(),
        });
        self.sealed = false;
        self.done = self.entries.len();
        self.shrink();
    }

    fn shrink(&mut self) {
        let mut bytes: usize = self.entries.iter().map(|entry| entry.bytes).sum();
        while self.entries.len() > 1 && (self.entries.len() > ENTRIES_MAX || bytes > BYTES_MAX) {
            bytes -= self.entries.pop_front().map_or(0, |entry| entry.bytes);
            self.done -= 1;
        }
    }

    /// The step to undo, which is undone from now on.
    pub(in crate::studio) fn undo(&mut self) -> Option<&Entry> {
        self.sealed = true;
        self.done = self.done.checked_sub(1)?;
        self.entries.get(self.done)
    }

    /// The step to redo, which is done from now on.
    pub(in crate::studio) fn redo(&mut self) -> Option<&Entry> {
        self.sealed = true;
        let entry = self.entries.get(self.done)?;
        self.done += 1;
        Some(entry)
    }

    /// What Undo would take back.
    pub fn to_undo(&self) -> Option<&Entry> {
        self.entries.get(self.done.checked_sub(1)?)
    }

    /// What Redo would make again.
    pub fn to_redo(&self) -> Option<&Entry> {
        self.entries.get(self.done)
    }

    /// Ends the typing: what is typed next is a step of its own.
    pub(in crate::studio) fn seal(&mut self) {
        self.sealed = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Span;

    /// A text with its history.
    #[derive(Default)]
    struct Desk {
        text: String,
        stack: UndoStack,
    }

    impl Desk {
        fn write(&mut self, at: usize, end: usize, insert: &str, typed_at: Option<f64>) {
            let forward = TextEdit::replace(Span { start: at, end }, insert);
            let inverse = forward.invert(&self.text);
            self.text = forward.apply(&self.text);
            let typing = typed_at.map(|at_ms| Typing::new(Field::Text, &forward, at_ms));
            let label = insert.chars().take(8).collect();
            self.stack.push(Entry { label, forward, inverse, typing, ..Entry::default() });
        }

        fn undo(&mut self) -> bool {
            let edit = self.stack.undo().map(|entry| entry.inverse.clone());
            edit.inspect(|edit| self.text = edit.apply(&self.text)).is_some()
        }

        fn redo(&mut self) -> bool {
            let edit = self.stack.redo().map(|entry| entry.forward.clone());
            edit.inspect(|edit| self.text = edit.apply(&self.text)).is_some()
        }

        /// The texts that Undo goes back through.
        fn undone(&mut self) -> Vec<String> {
            std::iter::from_fn(|| self.undo().then(|| self.text.clone())).collect()
        }
    }

    #[test]
    fn typing_in_one_place_without_a_pause_is_one_step() {
        let mut desk = Desk::default();
        for (at, letter) in ["a", "b", "b"].into_iter().enumerate() {
            desk.write(at, at, letter, Some(at as f64 * 100.0));
        }
        desk.write(2, 3, "", Some(400.0));
        assert_eq!(desk.text, "ab");
        assert_eq!(desk.undone(), [""]);
        assert!(desk.redo() && !desk.redo());
        assert_eq!(desk.text, "ab");
    }

    #[test]
    fn a_pause_another_place_and_what_comes_between_begin_a_step() {
        let mut desk = Desk::default();
        desk.write(0, 0, "one two", None);
        desk.write(7, 7, "!", Some(0.0));
        desk.write(8, 8, "?", Some(501.0));
        desk.write(0, 0, "x", Some(600.0));
        desk.write(1, 1, "y", Some(700.0));
        desk.stack.seal();
        desk.write(2, 2, "z", Some(800.0));
        assert_eq!(desk.text, "xyzone two!?");
        assert_eq!(desk.undone(), ["xyone two!?", "one two!?", "one two!", "one two", ""]);
    }

    #[test]
    fn what_is_pasted_is_no_typing() {
        let mut desk = Desk::default();
        desk.write(0, 0, "a", Some(0.0));
        desk.write(1, 1, &"b".repeat(TYPED_BYTES + 1), Some(1.0));
        assert_eq!(desk.undone(), ["a", ""]);
    }

    #[test]
    fn a_new_step_forgets_what_could_be_redone() {
        let mut desk = Desk::default();
        desk.write(0, 0, "a", None);
        desk.write(1, 1, "b", None);
        desk.undo();
        desk.write(1, 1, "c", None);
        assert!(!desk.redo());
        assert_eq!((desk.text.as_str(), desk.stack.to_undo().unwrap().label.as_str()), ("ac", "c"));
    }

    #[test]
    fn the_history_is_bounded() {
        let mut desk = Desk::default();
        for _ in 0..ENTRIES_MAX + 10 {
            desk.write(0, 0, "x", None);
        }
        assert_eq!(desk.stack.entries.len(), ENTRIES_MAX);
        for _ in 0..4 {
            desk.write(0, 0, &"y".repeat(BYTES_MAX / 3), None);
        }
        assert_eq!(desk.stack.entries.len(), 2);
        desk.write(0, 0, &"z".repeat(BYTES_MAX + 1), None);
        assert_eq!(desk.stack.entries.len(), 1);
        assert!(desk.undo() && !desk.undo());
    }
}
