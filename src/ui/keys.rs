//! Keyboard shortcuts of the whole page.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::owner::{inside, is_composing, is_taken};
use super::store::Store;
use crate::edit::Command;
use crate::json::Pointer;
use crate::studio::fidelity::Page;
use crate::studio::{Action, EditAction, RunAction, Selection, ViewAction};

/// Listens for the page's shortcuts until the component that called goes away.
pub fn listen(store: Store) {
    let handle = window_event_listener(ev::keydown, move |event| {
        if let Some(action) = action_of(store, &event) {
            event.prevent_default();
            store.dispatch(action);
        }
    });
    on_cleanup(move || handle.remove());
}

fn action_of(store: Store, event: &ev::KeyboardEvent) -> Option<Action> {
    let covered = || inside(event, "dialog") || store.peek(|workbench| workbench.fidelity.is_some());
    if event.default_prevented() || is_composing(event) || covered() {
        return None;
    }
    let command = event.ctrl_key() || event.meta_key();
    match (event.key().as_str(), command, event.shift_key()) {
        // No text is typed with these: they work from every field.
        ("F8", false, false) => Some(run_or_pause(store).into()),
        ("F10", false, false) => Some(RunAction::Step.into()),
        ("F10", false, true) => Some(RunAction::StepBack.into()),
        _ if is_taken(event) => None,
        ("z" | "Z", true, false) => Some(EditAction::Undo.into()),
        ("z" | "Z", true, true) | ("y", true, false) => Some(EditAction::Redo.into()),
        ("Delete" | "Backspace", false, false) if inside(event, ".canvas, .outline") => delete(store, event),
        // In a list of choices a letter finds one.
        ("?", false, _) if !inside(event, "select") => Some(ViewAction::ShowFidelity(Some(Page::default())).into()),
        _ => None,
    }
}

fn run_or_pause(store: Store) -> RunAction {
    let playing = store.peek(|workbench| workbench.run.can_pause());
    if playing { RunAction::Pause } else { RunAction::Start }
}

/// Deletes the state that has the focus, which need not be the chosen one; else what is chosen.
fn delete(store: Store, event: &ev::KeyboardEvent) -> Option<Action> {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let focused = target.and_then(|target| {
        let named = |name: &str| target.closest(&format!("[{name}]")).ok().flatten()?.get_attribute(name);
        Pointer::parse(&named("data-pointer").or_else(|| named("data-row"))?)
    });
    if let Some(state) = focused {
        return Some(Command::DeleteState { state }.into());
    }
    store.peek(|workbench| match &workbench.selection {
        Selection::None => None,
        Selection::State(pointer) => Some(Command::DeleteState { state: pointer.clone() }.into()),
        Selection::Transition(pointer) => Some(Command::Disconnect { transition: pointer.clone() }.into()),
    })
}
