//! Zoom buttons, and the small map over them.

use leptos::prelude::*;

use super::desk::Desk;
use super::minimap::Minimap;
use crate::studio::gesture::{Viewport, ZOOM_STEP};
use crate::ui::controls::{Button, ButtonKind};

/// The canvas's width from which there is room for the small map.
const MAP_FROM: f64 = 560.0;

/// The buttons that change the view.
#[component]
pub(super) fn ZoomBar() -> impl IntoView {
    let desk = Desk::get();
    let wide = Memo::new(move |_| desk.view.with(|view| view.width >= MAP_FROM));
    let percent = Memo::new(move |_| desk.view.with(Viewport::percent));
    let zoom = move |factor: f64| desk.view.update(|view| *view = view.zoomed_middle(factor));
    view! {
        <div class="cv-bl float">
            <Show when=move || wide.get()><Minimap/></Show>
            <div class="zoom" role="group" aria-label="Zoom">
                <Button label="Zoom out" icon="minus" icon_only=true small=true kind=ButtonKind::Ghost on_press=move |()| zoom(1.0 / ZOOM_STEP)/>
                <span class="pc">{move || percent.get()}</span>
                <Button label="Zoom in" icon="plus" icon_only=true small=true kind=ButtonKind::Ghost on_press=move |()| zoom(ZOOM_STEP)/>
                <Button label="Fit" icon="fit" icon_only=true small=true kind=ButtonKind::Ghost on_press=move |()| desk.fit()/>
            </div>
        </div>
    }
}
