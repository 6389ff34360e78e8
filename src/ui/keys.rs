//! Keyboard shortcuts of the whole page.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::store::Store;
use crate::edit::Command;
use crate::json::Pointer;
use crate::studio::fidelity::Page;
use crate::studio::{Action, Playing, Selection};

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
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let inside =
        |selector: &str| target.as_ref().is_some_and(|target| target.closest(selector).ok().flatten().is_some());
    if inside("input, textarea, select, [contenteditable], code-editor, dialog") {
        return None;
    }
    if store.peek(|workbench| workbench.fidelity.is_some()) {
        return None;
    }
    let command = event.ctrl_key() || event.meta_key();
    match (event.key().as_str(), command, event.shift_key()) {
        ("z" | "Z", true, false) => Some(Action::Undo),
        ("z" | "Z", true, true) | ("y", true, false) => Some(Action::Redo),
        ("Delete" | "Backspace", false, false) if inside(".canvas, .outline") => delete(store, target.as_ref()),
        ("F8", false, false) => Some(run_or_pause(store)),
        ("F10", false, false) => Some(Action::Step),
        ("F10", false, true) => Some(Action::StepBack),
        ("?", false, _) => Some(Action::ShowFidelity(Some(Page::default()))),
        _ => None,
    }
}

fn run_or_pause(store: Store) -> Action {
    let playing = store.peek(|workbench| workbench.run.playing != Playing::No);
    if playing { Action::Pause } else { Action::Run }
}

/// Deletes the state that has the focus, which need not be the chosen one; else what is chosen.
fn delete(store: Store, target: Option<&web_sys::Element>) -> Option<Action> {
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
