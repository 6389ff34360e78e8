//! Zoom buttons, and the small map over them.

use leptos::prelude::*;

use super::desk::Desk;
use super::minimap::Minimap;
use crate::studio::catalogue::CommandId;
use crate::studio::gesture::Viewport;
use crate::ui::command::CommandButton;
use crate::ui::controls::{Icon, Show};
use crate::ui::store::{Memo, live};

/// The canvas's width from which there is room for the small map.
const MAP_FROM: f64 = 560.0;
/// A scene that is readable as a whole needs no map of itself, which would only cover it.
const MAP_BELOW_ZOOM: f64 = 0.5;

/// The buttons that change the view.
#[component]
pub(super) fn ZoomBar() -> impl IntoView {
    let desk = Desk::get();
    let wide = Memo::new(move || desk.view.with(|view| view.width >= MAP_FROM));
    let needed = Memo::new(move || {
        let size = desk.store.scene.with(|scene| scene.size);
        desk.view.with(|view| view.fit_zoom(size) < MAP_BELOW_ZOOM && !view.shows_all(size))
    });
    let asked = RwSignal::new(None::<bool>);
    let mapped = Memo::new(move || asked.get().unwrap_or_else(|| needed.get()));
    let percent = Memo::new(move || desk.view.with(Viewport::percent));
    view! {
        <div class="cv-bl float">
            <Show when=move || wide.get() && mapped.get()><Minimap/></Show>
            <div class="zoom" role="group" aria-label="Zoom">
                <CommandButton id=CommandId::ZoomOut icon_only=true small=true/>
                <span class="pc">{live(move || percent.get())}</span>
                <CommandButton id=CommandId::ZoomIn icon_only=true small=true/>
                <CommandButton id=CommandId::Fit icon_only=true small=true/>
                <Show when=move || wide.get()>
                    <button class="btn ghost sm icon" type="button" aria-label="Minimap" title="Minimap"
                        aria-pressed=move || mapped.get().to_string() on:click=move |_| asked.set(Some(!mapped.get_untracked()))>
                        <Icon name="layers"/>
                    </button>
                </Show>
            </div>
        </div>
    }
}
