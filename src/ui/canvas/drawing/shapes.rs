//! The states as bare shapes, for the small map, and where there are more than can be read.

use std::fmt::Write;

use leptos::prelude::*;

use crate::layout::Rect;
use crate::sort::SortedMap;
use crate::studio::{Moment, Scene};
use crate::ui::canvas::desk::Desk;
use crate::ui::store::{Memo, live};

/// The shapes of all states.
#[component]
pub(in crate::ui::canvas) fn Shapes() -> impl IntoView {
    let store = Desk::get().store;
    let shapes = Memo::new(move || store.scene.with(|scene| store.moment.with(|moment| shapes(scene, moment))));
    let paths = move || shapes.get().into_iter().map(|(class, d)| view! { <path class=class d=d/> }).collect_view();
    view! { <g class="shapes">{live(paths)}</g> }
}

/// The states as one path a status: a thousand states are a handful of elements.
fn shapes(scene: &Scene, moment: &Moment) -> Vec<(String, String)> {
    let mut paths: SortedMap<String, String> = SortedMap::new();
    for node in &scene.nodes {
        let class =
            if node.is_box { "m-box".to_owned() } else { format!("m m-{}", moment.status(&node.pointer).class()) };
        let path = paths.entry(class).or_default();
        // Writing to a string cannot fail.
        let _ = write!(path, "{}", outline(&node.rect, 0));
    }
    paths.into_iter().collect()
}

/// A rectangle's outline so far outside of it.
pub(in crate::ui::canvas) fn outline(rect: &Rect, out: i32) -> String {
    let (width, height) = (rect.width + 2 * out, rect.height + 2 * out);
    format!("M{} {}h{width}v{height}h{}z", rect.x - out, rect.y - out, -width)
}
