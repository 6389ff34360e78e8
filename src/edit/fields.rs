//! Members and elements: set, removed, renamed, moved; and the whole text.

use super::{EditError, Intent, Scene};
use crate::json::{BuildError, New, Pointer, Spot, TextEdit, Value};

impl<'a> Scene<'a> {
    /// A field as the history lists it: `Retry/0/MaxAttempts of ‘Ship’`.
    fn field(self, at: &Pointer) -> String {
        let around = self.machine.around(at).and_then(|id| self.machine.state(id));
        match around {
            Some(state) if state.pointer == *at => format!("‘{}’", state.name),
            Some(state) => {
                let path = at.as_str().strip_prefix(state.pointer.as_str()).unwrap_or(at.as_str());
                format!("{} of ‘{}’", path.trim_start_matches('/'), state.name)
            }
            None if at.as_str().is_empty() => "the definition".to_owned(),
            None => at.as_str().trim_start_matches('/').to_owned(),
        }
    }

    /// The state to select after a change of one of its fields.
    pub(super) fn owner(self, at: &Pointer) -> Option<Pointer> {
        let id = self.machine.around(at)?;
        Some(self.machine.state(id)?.pointer.clone())
    }

    pub(super) fn set_field(self, at: &'a Pointer, new: New<'a>) -> Result<Intent<'a>, EditError> {
        let old = self.document.find(at);
        let same = match new {
            New::Value(value) => old.is_some_and(|old| old.to_value() == *value),
            New::Text(text) => old.is_some_and(|old| old.source() == text.trim()),
        };
        if same {
            return Err(EditError::Ignored);
        }
        let verb = if old.is_some() { "Change" } else { "Add" };
        let spot = self.spot(at);
        Ok(Intent::new(format!("{verb} {}", self.field(at)), move |draft| {
            match (spot, at.parent(), at.last()) {
                (Some(spot), Some(parent), Some(key)) if old.is_none() => draft.insert(&parent, spot, &key, new)?,
                _ => draft.set(at, new)?,
            }
            Ok(self.owner(at))
        }))
    }

    /// Where a state's new field goes so that `Next` or `End`, where it is last, stays last.
    pub(super) fn spot(self, at: &Pointer) -> Option<Spot<'a>> {
        let parent = at.parent()?;
        self.machine.at(&parent)?;
        let keys: Vec<&str> = self.document.find(&parent)?.members().map(|(member, _)| &*member.key).collect();
        let ends = keys.iter().rev().take_while(|key| matches!(**key, "Next" | "End")).count();
        match (ends, keys.len().checked_sub(ends + 1)) {
            (0, _) => None,
            (_, Some(before)) => Some(Spot::After(keys[before])),
            (_, None) => Some(Spot::First),
        }
    }

    pub(super) fn remove_field(self, at: &'a Pointer) -> Result<Intent<'a>, EditError> {
        if self.document.find(at).is_none() {
            return Err(BuildError::NotFound(at.clone()).into());
        }
        Ok(Intent::new(format!("Remove {}", self.field(at)), move |draft| {
            draft.remove(at)?;
            Ok(at.parent().and_then(|parent| self.owner(&parent)))
        }))
    }

    pub(super) fn rename_key(self, at: &'a Pointer, key: &'a str) -> Result<Intent<'a>, EditError> {
        if self.machine.at(at).is_some() {
            return self.rename_state(at, key);
        }
        let node = self.document.find(at).ok_or_else(|| BuildError::NotFound(at.clone()))?;
        if node.key() == Some(key) {
            return Err(EditError::Ignored);
        }
        Ok(Intent::new(format!("Rename {} to {key}", self.field(at)), move |draft| {
            let edit = draft.document().rename_key(at, key)?;
            draft.apply(&edit);
            Ok(self.owner(at))
        }))
    }

    pub(super) fn replace_member(
        self,
        at: &'a Pointer,
        key: &'a str,
        value: &'a Value,
    ) -> Result<Intent<'a>, EditError> {
        let node = self.document.find(at).ok_or_else(|| BuildError::NotFound(at.clone()))?;
        if node.key() == Some(key) {
            return self.set_field(at, value.into());
        }
        Ok(Intent::new(format!("Change {} to {key}", self.field(at)), move |draft| {
            draft.replace_member(at, key, value)?;
            Ok(at.parent().and_then(|parent| self.owner(&parent)))
        }))
    }

    pub(super) fn insert_element(self, array: &'a Pointer, index: usize, value: &'a Value) -> Intent<'a> {
        Intent::new(format!("Add {}", self.field(&array.index(index))), move |draft| {
            draft.insert_element(array, index, value)?;
            Ok(self.owner(array))
        })
    }

    pub(super) fn move_element(self, at: &'a Pointer, to: usize) -> Intent<'a> {
        Intent::new(format!("Move {}", self.field(at)), move |draft| {
            draft.move_element(at, to)?;
            Ok(at.parent().and_then(|array| self.owner(&array)))
        })
    }

    pub(super) fn replace_text(self, text: &'a str) -> Intent<'a> {
        let edit = TextEdit::between(self.document.text(), text);
        let mut intent = Intent::new("Edit the code".to_owned(), move |draft| {
            draft.apply(&edit);
            Ok(None)
        });
        intent.raw = true;
        intent
    }
}
