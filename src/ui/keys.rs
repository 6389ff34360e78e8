//! Keyboard shortcuts of the whole page.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::owner::{inside, is_composing, is_taken};
use super::store::Store;
use crate::edit::Command;
use crate::json::Pointer;
use crate::studio::fidelity::Page;
use crate::studio::{Action, Selection};

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
        ("F8", false, false) => Some(run_or_pause(store)),
        ("F10", false, false) => Some(Action::Step),
        ("F10", false, true) => Some(Action::StepBack),
        _ if is_taken(event) => None,
        ("z" | "Z", true, false) => Some(Action::Undo),
        ("z" | "Z", true, true) | ("y", true, false) => Some(Action::Redo),
        ("Delete" | "Backspace", false, false) if inside(event, ".canvas, .outline") => delete(store, event),
        // In a list of choices a letter finds one.
        ("?", false, _) if !inside(event, "select") => Some(Action::ShowFidelity(Some(Page::default()))),
        _ => None,
    }
}

fn run_or_pause(store: Store) -> Action {
    let playing = store.peek(|workbench| workbench.run.can_pause());
    if playing { Action::Pause } else { Action::Run }
}

/// Deletes the state that has the focus, which need not be the chosen one; else what is chosen.
fn delete(store: Store, event: &ev::KeyboardEvent) -> Option<Action> {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let focused = target.and_then(|target| {
        let named = |name: &str| target.closest(&format!("[{name}]")).ok().flatten()?.get_attribute(name);
        Pointer::parse(&named("data-pointer").or_else(|| named("data-row"))?)
    });
    if let Some(state) = focused {
        return Some(Action::Edit(Command::DeleteState { state }));
    }
    store.peek(|workbench| match &workbench.selection {
        Selection::None => None,
        Selection::State(pointer) => Some(Action::Edit(Command::DeleteState { state: pointer.clone() })),
        Selection::Transition(pointer) => Some(Action::Edit(Command::Disconnect { transition: pointer.clone() })),
    })
}
