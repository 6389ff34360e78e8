//! Names of states: fresh ones, and renaming with everything that names them.

use std::sync::Arc;

use super::draft::Draft;
use super::reason::{NAME_CHARS_MAX, called};
use super::{EditError, Intent, Reason, Scene};
use crate::asl::{Machine, StateId};
use crate::json::{Document, Indel, Pointer, TextEdit, quote};
use crate::sort::{SortedMap, SortedSet};

/// A name no state of the machine has: `base`, else `base 2`, `base 3`…
pub fn fresh_name(machine: &Machine, base: &str) -> String {
    Names::of(machine).fresh(base)
}

/// The names that are taken.
pub(super) struct Names(SortedSet<Arc<str>>);

impl Names {
    pub(super) fn of(machine: &Machine) -> Names {
        // What a transition names may come to be defined: a new state must not become its target by accident.
        let named = machine.transitions.iter().map(|transition| transition.target.clone());
        Names(machine.states.iter().map(|state| state.name.clone()).chain(named).collect())
    }

    pub(super) fn take(&mut self, name: &str) {
        self.0.insert(name.into());
    }

    pub(super) fn fresh(&mut self, base: &str) -> String {
        let numbered = |number: usize| {
            let suffix = if number == 1 { String::new() } else { format!(" {number}") };
            let room = NAME_CHARS_MAX - suffix.len();
            base.chars().take(room).chain(suffix.chars()).collect::<String>()
        };
        // Among one more candidates than there are names, one is free.
        let name = (1..=self.0.len() + 1).map(numbered).find(|name| !self.0.contains(name.as_str()));
        let name = name.unwrap_or_else(|| base.to_owned());
        self.take(&name);
        name
    }
}

/// A name without the number at its end: the base of a copy's name.
pub(super) fn base_of(name: &str) -> &str {
    match name.rsplit_once(' ') {
        Some((base, number))
            if !base.is_empty() && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) =>
        {
            base
        }
        _ => name,
    }
}

/// The replacements that rename a state and everything of its flow that names it.
pub(super) fn renaming(document: &Document, machine: &Machine, id: StateId, name: &str) -> Option<Vec<Indel>> {
    let state = machine.state(id)?;
    let scope = machine.scope(state.scope)?;
    let indel = |span| Indel { delete: span, insert: quote(name) };
    let mut indels = vec![indel(document.find(&state.pointer)?.member()?.key_span)];
    if scope.start_at.as_ref() == Some(&state.name) {
        indels.push(indel(document.find(&scope.pointer.key("StartAt"))?.span()));
    }
    for transition in machine.transitions.iter().filter(|transition| transition.to == Some(id)) {
        indels.push(indel(document.find(&transition.pointer)?.span()));
    }
    Some(indels)
}

/// Gives the states inside new ones other names where theirs are taken.
pub(super) fn set_apart(draft: &mut Draft, new: &[Pointer]) {
    let document = draft.document().clone();
    let machine = Machine::read(&document);
    let inside = |pointer: &Pointer| new.iter().any(|at| at.contains(pointer) && at != pointer);
    let mut names = Names::of(&machine);
    let mut uses: SortedMap<Arc<str>, usize> = SortedMap::new();
    for state in machine.states.iter().filter(|state| !inside(&state.pointer)) {
        *uses.entry(state.name.clone()).or_default() += 1;
    }
    let mut indels = Vec::new();
    for (id, state) in machine.ids().filter(|(_, state)| inside(&state.pointer)) {
        let count = uses.entry(state.name.clone()).or_default();
        *count += 1;
        if *count > 1 {
            let name = names.fresh(base_of(&state.name));
            indels.extend(renaming(&document, &machine, id, &name).unwrap_or_default());
        }
    }
    draft.apply(&TextEdit::new(indels).unwrap_or_default());
}

impl<'a> Scene<'a> {
    pub(super) fn rename_state(self, at: &Pointer, name: &'a str) -> Result<Intent<'a>, EditError> {
        let (id, state) = self.sole_state(at)?;
        if *state.name == *name {
            return Err(EditError::Ignored);
        }
        self.free(name)?;
        let indels = renaming(self.document, self.machine, id, name).ok_or_else(|| Reason::NotAState(at.clone()))?;
        let focus = at.parent().map(|states| states.key(name));
        let edit = TextEdit::new(indels).unwrap_or_default();
        Ok(Intent::new(format!("Rename {} to ‘{name}’", called(state)), move |draft| {
            draft.apply(&edit);
            Ok(focus)
        }))
    }

    /// Whether a state can have this name.
    pub(super) fn free(self, name: &str) -> Result<(), EditError> {
        let chars = name.chars().count();
        if name.is_empty() {
            return Err(Reason::NameEmpty.into());
        }
        if chars > NAME_CHARS_MAX {
            return Err(Reason::NameTooLong(chars).into());
        }
        if self.machine.state_named(name).is_some() {
            return Err(Reason::NameTaken(name.to_owned()).into());
        }
        Ok(())
    }
}
