//! What can be undone and redone: edits with their inverses, in order.
//!
//! A gesture takes a [`Mark`] first: Esc goes back to it as if nothing had happened, the end of the gesture folds what
//! came after it into one entry. Typing merges by key.

use std::collections::VecDeque;
use std::sync::Arc;

use super::draft::compose;
use crate::json::{Pointer, TextEdit};

/// How many entries are kept; the oldest go first.
pub const ENTRIES_MAX: usize = 1_000;

/// How many bytes of text the kept entries may hold; the last entry stays whatever its size.
pub const BYTES_MAX: usize = 32 << 20;

/// The states that are selected.
pub type Selection = Vec<Pointer>;

/// A state's name before and after it was renamed.
pub type Renamed = (Arc<str>, Arc<str>);

/// One step of the history of a text.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Entry {
    /// What it did.
    pub label: String,
    /// The change.
    pub forward: TextEdit,
    /// What undoes it.
    pub inverse: TextEdit,
    /// What was selected before.
    pub before: Selection,
    /// What was selected after.
    pub after: Selection,
    /// The states it renamed, from what to what: what is kept by their names follows.
    pub renamed: Vec<Renamed>,
    /// Steps in a row with the same key are one, as letters typed into one field are.
    pub merge: Option<String>,
}

impl Entry {
    fn bytes(&self) -> usize {
        let inserted = |edit: &TextEdit| edit.indels().iter().map(|indel| indel.insert.len()).sum::<usize>();
        inserted(&self.forward) + inserted(&self.inverse) + self.label.len()
    }

    /// Two steps as one.
    fn then(self, next: Entry) -> Entry {
        Entry {
            forward: compose(&self.forward, &next.forward),
            inverse: compose(&next.inverse, &self.inverse),
            after: next.after,
            renamed: [self.renamed, next.renamed].concat(),
            ..self
        }
    }
}

/// A moment in the history to come back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark(usize);

/// The steps that can be undone, and those that were.
#[derive(Clone, Debug, Default)]
pub struct UndoStack {
    entries: VecDeque<Entry>,
    /// How many of the entries are done; those from here on can be redone.
    done: usize,
    /// How many entries were dropped at the front, so that marks keep their meaning.
    dropped: usize,
    /// Whether the next step starts an entry of its own.
    sealed: bool,
}

impl UndoStack {
    /// Adds a step that was just done. What could be redone is gone.
    pub fn push(&mut self, entry: Entry) {
        self.entries.truncate(self.done);
        let merges = !self.sealed && entry.merge.is_some();
        let last = self.entries.back_mut().filter(|last| merges && last.merge == entry.merge);
        if let Some(last) = last {
            *last = std::mem::take(last).then(entry);
        } else {
            self.entries.push_back(entry);
        }
        self.sealed = false;
        self.done = self.entries.len();
        self.shrink();
    }

    fn shrink(&mut self) {
        let mut bytes: usize = self.entries.iter().map(Entry::bytes).sum();
        while self.entries.len() > 1 && (self.entries.len() > ENTRIES_MAX || bytes > BYTES_MAX) {
            bytes -= self.entries.pop_front().map_or(0, |entry| entry.bytes());
            self.dropped += 1;
            self.done -= 1;
        }
    }

    /// The step to undo, which is undone from now on: apply its inverse.
    pub fn undo(&mut self) -> Option<&Entry> {
        self.sealed = true;
        self.done = self.done.checked_sub(1)?;
        self.entries.get(self.done)
    }

    /// The step to redo, which is done from now on: apply its change.
    pub fn redo(&mut self) -> Option<&Entry> {
        self.sealed = true;
        let entry = self.entries.get(self.done)?;
        self.done += 1;
        Some(entry)
    }

    /// What [`UndoStack::undo`] would undo.
    pub fn to_undo(&self) -> Option<&Entry> {
        self.entries.get(self.done.checked_sub(1)?)
    }

    /// What [`UndoStack::redo`] would redo.
    pub fn to_redo(&self) -> Option<&Entry> {
        self.entries.get(self.done)
    }

    /// Ends a run of merging steps: what comes next is a step of its own.
    pub fn seal(&mut self) {
        self.sealed = true;
    }

    /// This moment, at the start of a gesture.
    pub fn mark(&mut self) -> Mark {
        self.sealed = true;
        Mark(self.dropped + self.done)
    }

    fn since(&self, mark: Mark) -> usize {
        mark.0.saturating_sub(self.dropped).min(self.done)
    }

    /// Goes back to a mark and forgets what came after it. The edits undo it, in this order.
    pub fn bail(&mut self, mark: Mark) -> Vec<TextEdit> {
        let start = self.since(mark);
        let undone = self.entries.range(start..self.done).rev().map(|entry| entry.inverse.clone()).collect();
        self.entries.truncate(start);
        self.done = start;
        undone
    }

    /// Makes what came after a mark one step.
    pub fn squash(&mut self, mark: Mark, label: impl Into<String>) {
        let start = self.since(mark);
        self.entries.truncate(self.done);
        let folded = self.entries.split_off(start).into_iter().reduce(Entry::then);
        self.entries.extend(folded.map(|entry| Entry { label: label.into(), merge: None, ..entry }));
        self.done = self.entries.len();
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
        fn write(&mut self, at: usize, end: usize, insert: &str, merge: Option<&str>) {
            let forward = TextEdit::replace(Span { start: at, end }, insert);
            let inverse = forward.invert(&self.text);
            self.text = forward.apply(&self.text);
            let merge = merge.map(str::to_owned);
            self.stack.push(Entry {
                label: insert.chars().take(8).collect(),
                forward,
                inverse,
                merge,
                ..Entry::default()
            });
        }

        fn undo(&mut self) -> bool {
            let edit = self.stack.undo().map(|entry| entry.inverse.clone());
            edit.inspect(|edit| self.text = edit.apply(&self.text)).is_some()
        }

        fn redo(&mut self) -> bool {
            let edit = self.stack.redo().map(|entry| entry.forward.clone());
            edit.inspect(|edit| self.text = edit.apply(&self.text)).is_some()
        }
    }

    #[test]
    fn typing_into_one_field_is_one_step() {
        let mut desk = Desk::default();
        for (at, letter) in ["a", "b", "c"].into_iter().enumerate() {
            desk.write(at, at, letter, Some("name"));
        }
        desk.write(1, 2, "", Some("name"));
        desk.write(0, 0, "x", Some("other"));
        assert_eq!(desk.text, "xac");
        assert!(desk.undo());
        assert_eq!(desk.text, "ac");
        assert!(desk.undo() && !desk.undo());
        assert_eq!(desk.text, "");
        assert!(desk.redo() && desk.redo() && !desk.redo());
        assert_eq!(desk.text, "xac");
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
    fn a_gesture_is_dropped_or_folded_whole() {
        let mut desk = Desk::default();
        desk.write(0, 0, "base", None);
        let mark = desk.stack.mark();
        desk.write(4, 4, " one", None);
        desk.write(0, 2, "", None);
        for edit in desk.stack.bail(mark) {
            desk.text = edit.apply(&desk.text);
        }
        assert_eq!(desk.text, "base");
        assert!(desk.stack.to_redo().is_none());
        let mark = desk.stack.mark();
        desk.write(4, 4, " one", None);
        desk.write(0, 6, "", None);
        desk.stack.squash(mark, "gesture");
        assert_eq!(desk.stack.to_undo().unwrap().label, "gesture");
        assert!(desk.undo());
        assert_eq!(desk.text, "base");
        assert!(desk.redo());
        assert_eq!(desk.text, "ne");
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
