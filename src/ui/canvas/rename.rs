//! Renaming in place: a field over the state.

use leptos::prelude::*;
use leptos::{ev, html};

use super::desk::Desk;
use crate::edit::Command;
use crate::json::Pointer;
use crate::platform;
use crate::studio::catalogue::{Effect, Place};
use crate::ui::keys::pressed;
use crate::ui::owner::is_composing;
use crate::ui::store::{Memo, effect, live};

/// The field, while a state is being renamed.
#[component]
pub(super) fn Rename() -> impl IntoView {
    let desk = Desk::get();
    live(move || desk.renaming.get().map(|pointer| view! { <Field pointer=pointer/> }))
}

#[component]
fn Field(pointer: Pointer) -> impl IntoView {
    let desk = Desk::get();
    let name = desk.store.scene.with_untracked(|scene| scene.node(&pointer).map(|node| node.name.to_string()));
    let input = NodeRef::<html::Input>::new();
    effect(move || {
        if let Some(input) = input.get() {
            // The value comes first: setting it later would drop the selection.
            input.set_value(name.as_deref().unwrap_or_default());
            // Focus is what the field is for; where it is refused a click gives it.
            let _ = input.focus();
            input.select();
        }
    });
    let state = StoredValue::new(pointer);
    let place = Memo::new(move || {
        let view = desk.view.get();
        let rect = desk.store.scene.with(|scene| state.with_value(|p| scene.node(p).map(|node| node.rect)))?;
        let at = view.to_screen(f64::from(rect.x), f64::from(rect.y));
        Some((at.x, at.y, f64::from(rect.width) * view.zoom))
    });
    let pixels = move |part: fn((f64, f64, f64)) -> f64| place.get().map(|place| format!("{}px", part(place).round()));
    let close = move || {
        desk.renaming.set(None);
        platform::focus_state(state.get_value().as_str());
    };
    let commit = move |by_key: bool| {
        // Enter closes the field, which takes its focus: the second time there is nothing to do.
        if desk.renaming.with_untracked(Option::is_none) {
            return;
        }
        let typed = input.get_untracked().map(|input| input.value()).unwrap_or_default();
        let state = state.get_value();
        desk.renaming.set(None);
        let same = desk.store.scene.with_untracked(|scene| scene.node(&state).is_some_and(|node| *node.name == *typed));
        if !same {
            desk.store.dispatch(Command::RenameState { state, name: typed });
        }
        // The field is gone with its focus, which goes to the state; a press elsewhere has taken it there already.
        if by_key && let Some(chosen) = desk.store.selection.with_untracked(|selection| selection.state().cloned()) {
            request_animation_frame(move || platform::focus_state(chosen.as_str()));
        }
    };
    let key = move |event: ev::KeyboardEvent| {
        event.stop_propagation();
        // Enter and Escape that end a composition end nothing else.
        if is_composing(&event) {
            return;
        }
        let Some((row, _)) = pressed(&[Place::Name], &event) else { return };
        event.prevent_default();
        if matches!(row.does, Effect::Apply) { commit(true) } else { close() }
    };
    view! {
        <input class="rename" aria-label="New name" autocomplete="off" spellcheck="false" maxlength="80" node_ref=input
            style:left=move || pixels(|place| place.0) style:top=move || pixels(|place| place.1)
            style:width=move || pixels(|place| place.2.max(160.0))
            on:keydown=key on:blur=move |_| commit(false)/>
    }
}
