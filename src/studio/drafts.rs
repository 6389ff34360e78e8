//! What was typed into a field and is not committed: it belongs to the workbench, not to the view that shows the field.
//!
//! A draft is held from the first letter on, by what it belongs to, so that neither another state, another tab nor
//! another file takes it away. Committing makes an action of it; what is no value, or is refused, stays a draft with its
//! reason until it is mended or discarded.

mod saved;

use std::sync::Arc;

use super::executions::objects::ObjectName;
use super::form::Line;
use crate::asl::Machine;
use crate::edit::{Moved, Renamed};
use crate::json::Pointer;
use crate::sim::TaskToken;
use crate::sort::SortedMap;

/// How many drafts are held; those touched longest ago go first.
pub const DRAFTS_MAX: usize = 100;

/// How many bytes they may have together; the last one stays whatever its size.
pub const DRAFTS_BYTES_MAX: usize = 4 << 20;

/// What a draft belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DraftKey {
    /// A field of a state, by the state's name and the field's place in it; without a name, one of the machine's.
    Field(Option<Arc<str>>, String),
    /// A state's name.
    Name(Arc<str>),
    /// A part of a mocked call.
    Call(CallKey),
    /// A part of the answer to a waiting task.
    Answer(TaskToken, AnswerPart),
    /// The text of an object.
    Object(ObjectName),
}

/// A part of the answer a state's mock gives to one call.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CallKey {
    /// The machine of the project, if not the one that is open.
    pub machine: Option<Arc<str>>,
    /// The state.
    pub state: Arc<str>,
    /// Which call, from 0.
    pub call: usize,
    /// Which part.
    pub part: CallPart,
}

/// The parts of a mocked call that are typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CallPart {
    /// What it returns.
    Result,
    /// How long it takes.
    Latency,
    /// The error it throws.
    Error,
    /// Its cause.
    Cause,
}

/// The parts of an answer to a waiting task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AnswerPart {
    /// What an approval puts out.
    Output,
    /// The error of a rejection.
    Error,
    /// Its cause.
    Cause,
}

impl DraftKey {
    /// The key of a field's place in a machine.
    pub fn field(machine: &Machine, at: &Pointer) -> DraftKey {
        match machine.around(at).and_then(|id| machine.state(id)) {
            Some(state) => {
                let path = at.as_str().strip_prefix(state.pointer.as_str()).unwrap_or(at.as_str());
                DraftKey::Field(Some(state.name.clone()), path.to_owned())
            }
            None => DraftKey::Field(None, at.as_str().to_owned()),
        }
    }

    /// The same for a state of another name.
    fn renamed(self, from: &str, to: &Arc<str>) -> DraftKey {
        match self {
            DraftKey::Field(Some(state), path) if *state == *from => DraftKey::Field(Some(to.clone()), path),
            DraftKey::Name(state) if *state == *from => DraftKey::Name(to.clone()),
            DraftKey::Call(call) if call.machine.is_none() && *call.state == *from => {
                DraftKey::Call(CallKey { state: to.clone(), ..call })
            }
            other @ (DraftKey::Field(..)
            | DraftKey::Name(_)
            | DraftKey::Call(_)
            | DraftKey::Answer(..)
            | DraftKey::Object(_)) => other,
        }
    }
}

/// A draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What was typed.
    pub text: String,
    /// Why it could not be committed; `None` for what nobody tried to.
    pub problem: Option<String>,
    /// Counts up with every letter.
    touched: u64,
}

/// The drafts of a workbench.
#[derive(Clone, Debug, Default)]
pub struct Drafts {
    held: SortedMap<DraftKey, Draft>,
    touched: u64,
}

impl Drafts {
    /// The draft of something.
    pub fn get(&self, key: &DraftKey) -> Option<&Draft> {
        self.held.get(key)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.held.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    /// What is typed for something now, else `usual`.
    pub fn text_or(&self, key: &DraftKey, usual: impl FnOnce() -> String) -> String {
        self.get(key).map_or_else(usual, |draft| draft.text.clone())
    }

    /// Holds a text, and why it could not be committed.
    pub(super) fn hold(&mut self, key: DraftKey, text: String, problem: Option<String>) {
        self.touched += 1;
        self.held.insert(key, Draft { text, problem, touched: self.touched });
        let mut bytes: usize = self.held.values().map(|draft| draft.text.len()).sum();
        while self.held.len() > 1 && (self.held.len() > DRAFTS_MAX || bytes > DRAFTS_BYTES_MAX) {
            let oldest = self.held.iter().min_by_key(|(_, draft)| draft.touched).map(|(key, _)| key.clone());
            let gone = oldest.and_then(|oldest| self.held.remove(&oldest));
            bytes -= gone.map_or(bytes, |draft| draft.text.len());
        }
    }

    /// Forgets what was typed for something.
    pub(super) fn discard(&mut self, key: &DraftKey) {
        self.held.remove(key);
    }

    /// Gives every draft another key, or none.
    fn rekey(&mut self, key: impl Fn(DraftKey) -> Option<DraftKey>) {
        let held = std::mem::take(&mut self.held);
        for (own, draft) in held {
            if let Some(own) = key(own) {
                self.held.insert(own, draft);
            }
        }
    }

    /// Follows states to their new names; what belonged to a state of the new name changes places with it.
    pub(super) fn rename(&mut self, (from, to): &Renamed) {
        let spare: Arc<str> = Arc::from("");
        for (from, to) in [(to, &spare), (from, to), (&spare, from)] {
            self.rekey(|key| Some(key.renamed(from, to)));
        }
    }

    /// Forgets what was written for a task that is answered.
    pub(super) fn answered(&mut self, token: &TaskToken) {
        self.held.retain(|key, _| !matches!(key, DraftKey::Answer(own, _) if own == token));
    }

    /// Follows an object to its new name.
    pub(super) fn rename_object(&mut self, from: &ObjectName, to: &ObjectName) {
        self.rekey(|key| match key {
            DraftKey::Object(own) if own == *from => Some(DraftKey::Object(to.clone())),
            other @ (DraftKey::Field(..)
            | DraftKey::Name(_)
            | DraftKey::Call(_)
            | DraftKey::Answer(..)
            | DraftKey::Object(_)) => Some(other),
        });
    }

    /// Follows the elements of a list of a state to their new positions.
    fn reorder(&mut self, list: &DraftKey, to: impl Fn(usize) -> Option<usize>) {
        let DraftKey::Field(state, list) = list else { return };
        self.rekey(|key| match key {
            DraftKey::Field(own, path) if own == *state => {
                let inner = path.strip_prefix(list.as_str()).and_then(|rest| rest.strip_prefix('/'));
                let (index, rest) = match inner.map(|inner| inner.split_once('/').unwrap_or((inner, ""))) {
                    Some((index, rest)) => (index.parse::<usize>().ok(), rest),
                    None => (None, ""),
                };
                let Some(index) = index else { return Some(DraftKey::Field(own, path)) };
                let slash = if rest.is_empty() { "" } else { "/" };
                to(index).map(|index| DraftKey::Field(own, format!("{list}/{index}{slash}{rest}")))
            }
            other @ (DraftKey::Field(..)
            | DraftKey::Name(_)
            | DraftKey::Call(_)
            | DraftKey::Answer(..)
            | DraftKey::Object(_)) => Some(other),
        });
    }

    /// Follows the elements of lists that a change puts elsewhere, before it is done.
    pub(super) fn follow(&mut self, machine: &Machine, moved: &[Moved]) {
        for moved in moved {
            self.reorder(&DraftKey::field(machine, &moved.list), |index| moved.place(index));
        }
    }

    /// Follows the calls of a mock to their new positions.
    pub(super) fn reorder_calls(&mut self, place: &CallKey, to: Option<usize>) {
        self.rekey(|key| match key {
            DraftKey::Call(call) if call.machine == place.machine && call.state == place.state => {
                moved(call.call, place.call, to).map(|index| DraftKey::Call(CallKey { call: index, ..call }))
            }
            other @ (DraftKey::Field(..)
            | DraftKey::Name(_)
            | DraftKey::Call(_)
            | DraftKey::Answer(..)
            | DraftKey::Object(_)) => Some(other),
        });
    }
}

/// Where an element of a list is after one of them has moved from a position to another, or away.
fn moved(index: usize, from: usize, to: Option<usize>) -> Option<usize> {
    match to {
        _ if index == from => to,
        None if index > from => Some(index - 1),
        Some(to) if (from + 1..=to).contains(&index) => Some(index - 1),
        Some(to) if (to..from).contains(&index) => Some(index + 1),
        None | Some(_) => Some(index),
    }
}

/// A text that a person is done with.
#[derive(Clone, Debug)]
pub enum Entry {
    /// Of a field.
    Field(Line, String),
    /// The new name of the state at a place.
    Name(Pointer, String),
    /// Of a mocked call.
    Call(CallKey, String),
    /// Of an object.
    Object(ObjectName, String),
}

impl Entry {
    /// The draft it was.
    pub(super) fn key(&self, machine: &Machine) -> DraftKey {
        match self {
            Entry::Field(line, _) => DraftKey::field(machine, &line.at),
            Entry::Name(at, _) => {
                let name = machine.at(at).and_then(|id| machine.state(id)).map(|state| state.name.clone());
                DraftKey::Name(name.unwrap_or_default())
            }
            Entry::Call(call, _) => DraftKey::Call(call.clone()),
            Entry::Object(name, _) => DraftKey::Object(name.clone()),
        }
    }

    /// What was typed.
    pub(super) fn text(&self) -> &str {
        match self {
            Entry::Field(_, text) | Entry::Name(_, text) | Entry::Call(_, text) | Entry::Object(_, text) => text,
        }
    }
}
