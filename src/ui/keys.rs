//! The keyboard: which command an event is, and those that hold on the whole page.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::command::run;
use super::owner::{inside, is_composing, is_taken};
use super::store::Store;
use crate::edit::Command;
use crate::json::Pointer;
use crate::platform;
use crate::studio::catalogue::{self, CommandId, Effect, Place, Row, StateCommand};
use crate::studio::key::{Chord, Key, Keyboard};
use crate::studio::{Selection, Workbench};

/// How this keyboard's keys are called.
pub fn keyboard() -> Keyboard {
    if platform::is_apple() { Keyboard::Apple } else { Keyboard::Pc }
}

fn chord(event: &ev::KeyboardEvent) -> Option<Chord> {
    Chord::pressed(&event.key(), event.ctrl_key() || event.meta_key(), event.alt_key(), event.shift_key())
}

/// The command that an event is in one of some places, and its key.
pub fn pressed(places: &[Place], event: &ev::KeyboardEvent) -> Option<(&'static Row, Key)> {
    let chord = chord(event)?;
    places.iter().find_map(|place| Some((catalogue::pressed(*place, chord)?, chord.key)))
}

/// Whether an event is one of a command's keys.
pub fn is(id: CommandId, event: &ev::KeyboardEvent) -> bool {
    chord(event).is_some_and(|chord| id.row().keys.contains(&chord))
}

/// Whether an event is a dialog's, or something is over the page.
pub fn is_covered(store: Store, event: &web_sys::Event) -> bool {
    inside(event, "dialog") || store.peek(Workbench::is_covered)
}

/// Listens for the keys that hold on the whole page until the component that called goes away.
pub fn listen(store: Store) {
    let handle = window_event_listener(ev::keydown, move |event| {
        if event.default_prevented() || is_composing(&event) || is_covered(store, &event) {
            return;
        }
        let Some((row, _)) = pressed(holding(&event), &event) else { return };
        // What else is done to a state, the canvas and the outline do themselves.
        let deletes = matches!(row.does, Effect::State(StateCommand::Delete));
        let done = if deletes { delete(store, &event) } else { run(store, row) };
        if done {
            event.prevent_default();
        }
    });
    on_cleanup(move || handle.remove());
}

/// Where the keys hold that belong to no view alone.
fn holding(event: &ev::KeyboardEvent) -> &'static [Place] {
    const PLACES: [Place; 3] = [Place::Everywhere, Place::Page, Place::States];
    // In a list of choices a letter finds one.
    let is_typed = || inside(event, "select") && chord(event).is_some_and(Chord::is_typed);
    match (is_taken(event) || is_typed(), inside(event, ".canvas, .outline")) {
        (true, _) => &PLACES[..1],
        (false, false) => &PLACES[..2],
        (false, true) => &PLACES,
    }
}

/// Deletes the state that has the focus, which need not be the chosen one; else what is chosen.
fn delete(store: Store, event: &ev::KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let focused = target.and_then(|target| {
        let named = |name: &str| target.closest(&format!("[{name}]")).ok().flatten()?.get_attribute(name);
        Pointer::parse(&named("data-pointer").or_else(|| named("data-row"))?)
    });
    let selection = || store.peek(|workbench| workbench.selection.clone());
    let command = match focused.map_or_else(selection, Selection::State) {
        Selection::None => return false,
        Selection::State(state) => Command::DeleteState { state },
        Selection::Transition(transition) => Command::Disconnect { transition },
    };
    store.dispatch(command);
    true
}
