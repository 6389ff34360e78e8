//! The keyboard on the canvas: what its commands do to the state that has the focus, and to the view.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::desk::Desk;
use crate::json::Pointer;
use crate::layout::Rect;
use crate::platform;
use crate::studio::catalogue::{Effect, Look, Place, StateCommand};
use crate::studio::gesture::{Direction, ZOOM_STEP};
use crate::studio::key::Key;
use crate::studio::{Selection, Sheet, ViewAction};
use crate::ui::command::run;
use crate::ui::keys;
use crate::ui::store::Store;

/// The width under which the inspector is a sheet.
const NARROW: f64 = 1024.0;

/// The state an event happened on.
fn state_of(target: Option<web_sys::EventTarget>) -> Option<Pointer> {
    let element = target?.dyn_into::<web_sys::Element>().ok()?;
    Pointer::parse(&element.closest("[data-pointer]").ok().flatten()?.get_attribute("data-pointer")?)
}

/// A state got the focus: Tab will lead back to it.
pub(super) fn focused(desk: Desk, event: &ev::FocusEvent) {
    if let Some(state) = state_of(event.target()) {
        desk.focused.set(Some(state));
    }
}

/// A key on the canvas.
pub(super) fn pressed(desk: Desk, event: &ev::KeyboardEvent) {
    let Some((row, key)) = keys::pressed(&[Place::Canvas, Place::States], event) else { return };
    let done = match (row.does, state_of(event.target())) {
        (Effect::State(command), Some(state)) => act(desk, command, state),
        (Effect::Walk, Some(state)) => walk(desk, &state, key),
        (Effect::State(_) | Effect::Walk, None)
        | (Effect::Act(_) | Effect::Look(_) | Effect::Open | Effect::Apply | Effect::Discard | Effect::Edit, _) => {
            run(desk.store, row)
        }
    };
    if done {
        event.prevent_default();
    }
}

fn act(desk: Desk, command: StateCommand, state: Pointer) -> bool {
    match command {
        // The page's own.
        StateCommand::Delete => return false,
        StateCommand::Inspect => {
            choose(desk, state);
            open_inspector(desk.store);
        }
        StateCommand::Choose => choose(desk, state),
        StateCommand::Rename => desk.renaming.set(Some(state)),
    }
    true
}

/// Looks at another part of the scene, where a canvas is on the page.
pub(in crate::ui) fn look(look: Look) {
    let Some(desk) = Desk::current() else { return };
    desk.look(|view, size| match look {
        Look::Closer => view.zoomed_middle(ZOOM_STEP),
        Look::Further => view.zoomed_middle(1.0 / ZOOM_STEP),
        Look::Whole => view.fitted(size),
    });
}

/// Renames a state in place, from anywhere on the page.
pub(in crate::ui) fn rename(state: Pointer) {
    if let Some(desk) = Desk::current() {
        desk.renaming.set(Some(state));
    }
}

fn choose(desk: Desk, state: Pointer) {
    if desk.store.selection.with_untracked(|selection| selection.state() != Some(&state)) {
        desk.store.dispatch(ViewAction::Select(Selection::State(state)));
    }
}

/// Follows an arrow; the selection goes with the focus, as in the outline.
fn walk(desk: Desk, from: &Pointer, key: Key) -> bool {
    let Some(direction) = Direction::of_key(key) else { return false };
    if let Some(to) = desk.store.scene.with_untracked(|scene| scene.beside(from, direction)) {
        platform::focus_state(to.as_str());
        choose(desk, to.clone());
        // Of a large scene a state beyond the screen comes to the page with being chosen.
        if desk.store.scene.with_untracked(|scene| scene.window(&Rect::default()).is_some()) {
            request_animation_frame(move || platform::focus_state(to.as_str()));
        }
    }
    true
}

/// Shows the inspector and moves the focus to its first control.
pub(in crate::ui) fn open_inspector(store: Store) {
    let width = web_sys::window().and_then(|window| window.inner_width().ok()).and_then(|width| width.as_f64());
    if width.is_some_and(|width| width < NARROW) {
        store.dispatch(ViewAction::ShowSheet(Some(Sheet::Inspector)));
    }
    request_animation_frame(|| {
        const FIRST: &str = "[aria-label=Inspector] :is(input, textarea, select, button, [tabindex='0'])";
        let document = web_sys::window().and_then(|window| window.document());
        let control = document.and_then(|document| document.query_selector(FIRST).ok().flatten());
        if let Some(control) = control.and_then(|control| control.dyn_into::<web_sys::HtmlElement>().ok()) {
            // Focus is a convenience; a browser that refuses it loses nothing.
            let _ = control.focus();
        }
    });
}
