//! The canvas: the machine as a drawing that is panned, zoomed, selected in and dragged on.
//!
//! The view and the gesture live in their own narrow signals ([`Desk`]), outside the workbench: a pointer that moves
//! touches neither the workbench nor any state's view, only what follows it.
//! Must never know: where things are ([`crate::studio::Scene`]), what a drop does ([`crate::studio::gesture`]).

mod controls;
mod desk;
mod drag;
mod edge;
mod keys;
mod minimap;
mod node;
mod notice;
mod overlay;
mod pointer;
mod rename;
mod token;

use leptos::html;
use leptos::prelude::*;

use self::controls::ZoomBar;
use self::desk::Desk;
use self::drag::{DropMark, Ghost};
use self::edge::{ChipView, EdgeView, LineView, MissingView, StartPill};
use self::node::NodeView;
use self::notice::{EmptyNotice, StaleNotice};
use self::overlay::Overlay;
use self::rename::Rename;
use self::token::Tokens;
use super::store::Store;

pub(super) use pointer::{add_from_palette, press_palette};

/// The canvas.
#[component]
pub(super) fn Canvas() -> impl IntoView {
    let desk = Desk::new(Store::get());
    provide_context(desk);
    let stage = NodeRef::<html::Section>::new();
    desk.attach(stage);
    pointer::listen(desk);
    let grabs = Memo::new(move |_| desk.is_moving());
    let class = move || if grabs.get() { "stage grabbing" } else { "stage" };
    view! {
        <main class="canvas">
            <section class=class aria-label="Canvas" node_ref=stage>
                <Drawing/>
                <EmptyNotice/>
                <Rename/>
                <StaleNotice/>
                <ZoomBar/>
            </section>
            <Ghost/>
        </main>
    }
}

/// The drawing: one SVG whose content moves as a whole.
#[component]
fn Drawing() -> impl IntoView {
    let desk = Desk::get();
    let transform = move || desk.view.with(|view| view.transform());
    // Before anything ran, no state is more reached than another.
    let rests = Memo::new(move |_| desk.store.moment.with(|moment| moment.events == 0));
    let class = move || if rests.get() { "scene at-rest" } else { "scene" };
    view! {
        <svg class=class role="group" aria-label="State machine" node_ref=desk.svg
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
    let scene = desk.store.scene;
    let nodes = move |boxes: bool| {
        let of_kind = scene.with(|scene| {
            let nodes = scene.nodes.iter().filter(|node| node.is_box == boxes);
            nodes.map(|node| node.pointer.clone()).collect::<Vec<_>>()
        });
        of_kind
    };
    let edges = move || scene.with(|scene| scene.edges.iter().map(|edge| edge.pointer.clone()).collect::<Vec<_>>());
    let chips = move || {
        scene.with(|scene| {
            let chips = scene.edges.iter().filter(|edge| edge.chip.is_some());
            chips.map(|edge| edge.pointer.clone()).collect::<Vec<_>>()
        })
    };
    let lines = move || scene.with(|scene| scene.lines.clone());
    let missing = move || scene.with(|scene| scene.missing.clone());
    view! {
        <g class="boxes">
            <For each=move || nodes(true) key=Clone::clone children=|pointer| view! { <NodeView pointer=pointer boxed=true/> }/>
        </g>
        <g class="edges">
            <For each=lines key=|line| line.key() children=|line| view! { <LineView key=line.key()/> }/>
            <For each=edges key=Clone::clone children=|pointer| view! { <EdgeView pointer=pointer/> }/>
        </g>
        <g class="nodes">
            <StartPill/>
            <For each=move || nodes(false) key=Clone::clone children=|pointer| view! { <NodeView pointer=pointer boxed=false/> }/>
        </g>
        <g class="labels">
            <For each=missing key=|missing| (missing.scope.clone(), missing.name.clone(), missing.rect.x, missing.rect.y)
                children=|missing| view! { <MissingView missing=missing/> }/>
            <For each=chips key=Clone::clone children=|pointer| view! { <ChipView pointer=pointer/> }/>
            <Tokens/>
        </g>
        <Overlay/>
        <DropMark/>
    }
}
