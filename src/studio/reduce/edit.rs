//! What a person does to the definition's text, by a command, by typing, by a fix; and taking that back.

use std::sync::Arc;

use super::{Handling, Request};
use crate::asl::Machine;
use crate::edit::{self, Command, EditError, Planned};
use crate::json::{Document, TextEdit};
use crate::studio::drawn::Selection;
use crate::studio::undo::{Entry, Field, Typing, setup};
use crate::studio::workbench::{Stage, ToastKind, Workbench, opening, rename};

/// About the definition's text.
#[derive(Clone, Debug)]
pub enum EditAction {
    /// Change the definition.
    Do(Command),
    /// Apply a ready text edit, such as a diagnostic's fix. Refused with a notice on any other text than it was made for.
    ApplyFix {
        /// What it does, for undo.
        label: String,
        /// The change.
        edit: TextEdit,
        /// The text it was made for.
        on: Arc<str>,
    },
    /// Take the text as it was typed in an editor, whole. Refused with a notice when the text that was typed in is not
    /// the definition any more.
    Type {
        /// What the text is now.
        text: String,
        /// What it was before.
        on: Arc<str>,
    },
    /// Take the last change back.
    Undo,
    /// Make the last undone change again.
    Redo,
}

impl EditAction {
    pub(super) fn handling(&self) -> Handling {
        match self {
            EditAction::Do(command) if !is_typed(command) => Handling::DRAWING.saved(),
            EditAction::Do(_)
            | EditAction::ApplyFix { .. }
            | EditAction::Type { .. }
            | EditAction::Undo
            | EditAction::Redo => Handling::TEXT.saved(),
        }
    }
}

pub(super) fn reduce(workbench: &mut Workbench, action: EditAction) -> Option<Request> {
    match action {
        EditAction::Do(command) => return edit(workbench, &command),
        EditAction::Type { text, on } => return retype(workbench, text, &on),
        EditAction::ApplyFix { label, edit, on } => fix(workbench, label, edit, &on),
        EditAction::Undo => travel(workbench, true),
        EditAction::Redo => travel(workbench, false),
    }
    None
}

/// Whether it is a command on the text itself; every other one is planned on the machine that is drawn.
fn is_typed(command: &Command) -> bool {
    matches!(command, Command::ReplaceText(_))
}

/// Changes the definition.
pub(super) fn edit(workbench: &mut Workbench, command: &Command) -> Option<Request> {
    // A text that is no JSON cannot be changed through the drawing of an older one.
    let typed = is_typed(command);
    if workbench.stale() && !typed {
        workbench.notify(ToastKind::Error, "The text has syntax errors; mend it before changing the drawing.");
        return None;
    }
    let before = workbench.drawn.machine.clone();
    match edit::done(&workbench.document, &before, command) {
        Ok((planned, _)) if planned.edit.is_empty() => None,
        Ok(planned) => {
            let renamed = command.renamed(&before).into_iter().collect();
            let focus = planned.0.focus.clone().filter(|_| command.takes_focus());
            workbench.drafts.follow(&before, &planned.0.moved);
            apply(workbench, planned, typed, renamed);
            tell_lost(workbench, &before, command);
            focus.map(|pointer| Request::FocusState(pointer.to_string()))
        }
        Err(EditError::Ignored) => None,
        Err(EditError::Denied(reason)) => {
            workbench.notify(ToastKind::Error, reason.to_string());
            None
        }
    }
}

/// Takes the notice away that says what the change before this one took away.
fn forget_lost(workbench: &mut Workbench) {
    workbench.toast.take_if(|toast| toast.kind == ToastKind::Info);
}

/// Says what a change took away beyond what its name says.
fn tell_lost(workbench: &mut Workbench, before: &Machine, command: &Command) {
    let lost = edit::lost(before, &workbench.drawn.machine, command);
    if !lost.is_empty() {
        let label = workbench.undo.to_undo().map(|entry| entry.label.clone()).unwrap_or_default();
        workbench.notify(ToastKind::Info, format!("{label}; {}. Undo brings it back.", lost.join("; ")));
    }
}

/// Whether the definition is still the text a change was made for; else a notice says that the change is refused. Its
/// offsets would mean other places in another text.
fn is_on(workbench: &mut Workbench, on: &Arc<str>) -> bool {
    let same = workbench.document.shared_text() == *on;
    if !same {
        workbench.notify(ToastKind::Error, "The definition has changed meanwhile; nothing was done. Try again.");
    }
    same
}

fn retype(workbench: &mut Workbench, text: String, on: &Arc<str>) -> Option<Request> {
    if is_on(workbench, on) { edit(workbench, &Command::ReplaceText(text)) } else { None }
}

pub(super) fn fix(workbench: &mut Workbench, label: String, edit: TextEdit, on: &Arc<str>) {
    if is_on(workbench, on) {
        let document = workbench.document.apply(&edit);
        apply(workbench, (Planned { edit, label, focus: None, moved: Vec::new() }, document), false, Vec::new());
    }
}

fn apply(workbench: &mut Workbench, done: (Planned, Document), typed: bool, renamed: Vec<edit::Renamed>) {
    let (Planned { edit, label, focus, moved: _ }, document) = done;
    let before = workbench.selection.state().cloned();
    let entry = Entry {
        label: label.clone(),
        inverse: edit.invert(workbench.document.text()),
        typing: typed.then(|| Typing::new(Field::Text, &edit, workbench.now_ms)),
        forward: edit,
        after: focus.clone().or_else(|| before.clone()),
        before,
        renamed,
        ..Entry::default()
    };
    workbench.opened.after = None;
    forget_lost(workbench);
    rename::follow(workbench, &entry.renamed);
    workbench.undo.push(entry);
    if typed {
        workbench.type_document(document);
    } else {
        workbench.set_document(document);
        workbench.announce(label);
    }
    if let Some(pointer) = focus {
        workbench.selection = Selection::State(pointer);
    }
}

fn travel(workbench: &mut Workbench, back: bool) {
    let entry = if back { workbench.undo.undo() } else { workbench.undo.redo() };
    let Some(entry) = entry.cloned() else {
        workbench.catch_up(Stage::Run);
        return opening::travel(workbench, back);
    };
    let (edit, selection) = if back { (entry.inverse, entry.before) } else { (entry.forward, entry.after) };
    let back_again = entry.renamed.iter().rev().map(|(from, to)| (to.clone(), from.clone()));
    forget_lost(workbench);
    rename::follow(workbench, &if back { back_again.collect() } else { entry.renamed.clone() });
    if let Some(pointer) = selection {
        workbench.selection = Selection::State(pointer);
    }
    setup::put(&entry.setup, &mut workbench.name, &mut workbench.run, back);
    if edit.is_empty() {
        workbench.set_workflow(workbench.run.workflow);
    } else {
        workbench.set_document(workbench.document.apply(&edit));
    }
    workbench.announce(format!("{}: {}", if back { "Undone" } else { "Done again" }, entry.label));
}
