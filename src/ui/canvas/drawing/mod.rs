//! The drawing itself: boxes, lines, states, chips, tokens, and over them what belongs to the selection and to a drag.

mod drag;
mod edge;
mod node;
mod overlay;
mod shapes;
mod token;

use leptos::prelude::*;

use self::drag::DropMark;
pub(super) use self::drag::Ghost;
use self::edge::{ChipView, EdgeView, LineView, MissingView, StartPill};
use self::node::NodeView;
use self::overlay::Overlay;
pub(super) use self::shapes::{Shapes, outline};
use self::token::Tokens;
use super::desk::Desk;
use super::{keys, pointer};
use crate::studio::gesture::Viewport;
use crate::ui::controls::Each;
use crate::ui::store::{Memo, live};

/// The drawing: one SVG whose content moves as a whole.
#[component]
pub(super) fn Drawing() -> impl IntoView {
    let desk = Desk::get();
    let transform = move || desk.view.with(Viewport::transform);
    // Before anything ran, no state is more reached than another.
    let rests = Memo::new(move || desk.store.moment.with(|moment| moment.events == 0));
    let class = move || if rests.get() { "scene at-rest" } else { "scene" };
    view! {
        <svg class=class role="group" aria-label="State machine" tabindex="-1" node_ref=desk.svg
            on:pointerdown=move |event| pointer::press(desk, &event)
            on:pointerover=move |event| pointer::hover(desk, &event)
            on:pointerleave=move |_| desk.hover(None)
            on:wheel=move |event| pointer::wheel(desk, &event)
            on:dblclick=move |event| pointer::double(desk, &event)
            on:focusin=move |event| keys::focused(desk, &event)
            on:keydown=move |event| keys::pressed(desk, &event)>
            <g class="vp" transform=transform>
                <Layers/>
            </g>
        </svg>
    }
}

/// Everything in the drawing, from the back to the front.
#[component]
fn Layers() -> impl IntoView {
    let desk = Desk::get();
    let mounted = desk.mounted();
    let as_shapes = Memo::new(move || mounted.with(|parts| parts.as_shapes));
    view! {
        <g class="boxes">
            <Each each=move || mounted.with(|parts| parts.boxes.clone()) key=Clone::clone children=|pointer| view! { <NodeView pointer=pointer boxed=true/> }/>
        </g>
        {live(move || as_shapes.get().then(|| view! { <Shapes/> }))}
        <g class="edges">
            <Each each=move || mounted.with(|parts| parts.lines.clone()) key=|line| line.key() children=|line| view! { <LineView key=line.key()/> }/>
            <Each each=move || mounted.with(|parts| parts.edges.clone()) key=Clone::clone children=|pointer| view! { <EdgeView pointer=pointer/> }/>
        </g>
        <g class="nodes">
            <StartPill/>
            <Each each=move || mounted.with(|parts| parts.leaves.clone()) key=Clone::clone children=|pointer| view! { <NodeView pointer=pointer boxed=false/> }/>
        </g>
        <g class="labels">
            <Each each=move || mounted.with(|parts| parts.missing.clone()) key=|missing| (missing.scope.clone(), missing.name.clone(), missing.rect.x, missing.rect.y)
                children=|missing| view! { <MissingView missing=missing/> }/>
            <Each each=move || mounted.with(|parts| parts.chips.clone()) key=Clone::clone children=|pointer| view! { <ChipView pointer=pointer/> }/>
            <Tokens/>
        </g>
        <Overlay/>
        <DropMark/>
    }
}
