//! Zoom buttons, and the small map over them.

use leptos::prelude::*;

use super::desk::Desk;
use super::minimap::Minimap;
use crate::studio::gesture::{Viewport, ZOOM_STEP};
use crate::ui::controls::{Button, ButtonKind, Icon, Show};
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
    let zoom = move |factor: f64| desk.look(|view, _| view.zoomed_middle(factor));
    view! {
        <div class="cv-bl float">
            <Show when=move || wide.get() && mapped.get()><Minimap/></Show>
            <div class="zoom" role="group" aria-label="Zoom">
                <Button label="Zoom out" icon="minus" icon_only=true small=true kind=ButtonKind::Ghost on_press=move |()| zoom(1.0 / ZOOM_STEP)/>
                <span class="pc">{live(move || percent.get())}</span>
                <Button label="Zoom in" icon="plus" icon_only=true small=true kind=ButtonKind::Ghost on_press=move |()| zoom(ZOOM_STEP)/>
                <Button label="Fit" icon="fit" icon_only=true small=true kind=ButtonKind::Ghost on_press=move |()| desk.fit()/>
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
