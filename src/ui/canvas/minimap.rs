//! The small map: the whole machine, what is on the screen, what is selected.

use leptos::prelude::*;
use leptos::{ev, svg};

use super::desk::Desk;
use super::drawing::{Shapes, outline};
use super::pointer::look_at;
use crate::layout::Rect;
use crate::studio::gesture::Viewport;
use crate::ui::store::{Memo, live};

/// Around the scene, in its own units.
const MARGIN: i32 = 12;

/// The small map.
#[component]
pub(super) fn Minimap() -> impl IntoView {
    let desk = Desk::get();
    let store = desk.store;
    let size = Memo::new(move || store.scene.with(|scene| scene.size));
    let frame = move || {
        let (width, height) = size.get();
        format!("{} {} {} {}", -MARGIN, -MARGIN, width + 2 * MARGIN, height + 2 * MARGIN)
    };
    let chosen = Memo::new(move || {
        let chosen = store.selection.get();
        store.scene.with(|scene| scene.node(chosen.state()?).map(|node| node.rect))
    });
    let ring = move || chosen.get().map(|rect| view! { <path class="m-sel" d=outline(&rect, 6)/> });
    // What is on the screen, cut off at the map's edge.
    let window = Memo::new(move || {
        let (width, height) = size.get();
        let seen = desk.view.with(Viewport::visible);
        let (x, y) = (seen.x.clamp(-MARGIN, width), seen.y.clamp(-MARGIN, height));
        let (right, bottom) = (seen.right().clamp(0, width + MARGIN), seen.bottom().clamp(0, height + MARGIN));
        Rect { x, y, width: (right - x).max(1), height: (bottom - y).max(1) }
    });
    let seen = move || outline(&window.get(), 0);
    let map = NodeRef::<svg::Svg>::new();
    let go = move |event: ev::PointerEvent| {
        if event.buttons() & 1 == 0 {
            return;
        }
        event.prevent_default();
        let Some(element) = map.get_untracked() else { return };
        let rect = element.get_bounding_client_rect();
        let (width, height) = size.get_untracked();
        let (width, height) = (f64::from(width + 2 * MARGIN), f64::from(height + 2 * MARGIN));
        let scale = (rect.width() / width).min(rect.height() / height);
        let x = (f64::from(event.client_x()) - rect.left() - rect.width() / 2.0) / scale + width / 2.0;
        let y = (f64::from(event.client_y()) - rect.top() - rect.height() / 2.0) / scale + height / 2.0;
        look_at(desk, x - f64::from(MARGIN), y - f64::from(MARGIN));
    };
    view! {
        <div class="mini">
            <svg viewBox=frame role="img" aria-label="Map of the machine" node_ref=map on:pointerdown=go on:pointermove=go>
                <Shapes/>{live(ring)}
                <path class="m-v" d=seen/>
            </svg>
        </div>
    }
}
