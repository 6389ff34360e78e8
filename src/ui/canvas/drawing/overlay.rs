//! What belongs to the one selected, hovered or focused thing: ring, port, handles.

use leptos::prelude::*;

use crate::json::Pointer;
use crate::layout::Point;
use crate::studio::Selection;
use crate::studio::gesture::middle;
use crate::ui::canvas::desk::Desk;
use crate::ui::controls::Each;
use crate::ui::store::{Memo, live};

/// The marks over the drawing.
#[component]
pub(super) fn Overlay() -> impl IntoView {
    view! {
        <Ring/>
        <Ports/>
        <InsertMark/>
        <Handles/>
    }
}

/// The ring around the selected state.
#[component]
fn Ring() -> impl IntoView {
    let store = Desk::get().store;
    let ring = Memo::new(move || {
        let chosen = store.selection.get();
        store.scene.with(|scene| {
            let node = scene.node(chosen.state()?)?;
            Some((node.ring(), node.rect.x, node.rect.y))
        })
    });
    live(move || {
        ring.get().map(|(path, x, y)| {
            view! {
                <path class="ring" d=path transform=format!("translate({x} {y})")/>
            }
        })
    })
}

/// The ports of the states a connection can be drawn from now: the selected and the hovered one.
#[component]
fn Ports() -> impl IntoView {
    let desk = Desk::get();
    let store = desk.store;
    let ports = Memo::new(move || {
        if desk.is_moving() {
            return Vec::new();
        }
        let chosen = store.selection.with(|selection| selection.state().cloned());
        let hovered = desk.hovered.with(|over| over.as_ref().and_then(Selection::state).cloned());
        let hovered = hovered.filter(|hovered| chosen.as_ref() != Some(hovered));
        store.scene.with(|scene| {
            let port = |pointer: Pointer| {
                let node = scene.node(&pointer)?;
                let port = node.port()?;
                Some((pointer, Point { x: node.rect.x + port.x, y: node.rect.y + port.y }))
            };
            chosen.into_iter().chain(hovered).filter_map(port).collect::<Vec<_>>()
        })
    });
    let port = |(pointer, at): (Pointer, Point)| {
        view! {
            <g class="port" data-port=pointer.to_string() transform=format!("translate({} {})", at.x, at.y)>
                <title>"Drag to another state to connect"</title>
                <circle class="reach" r="10"/>
                <circle class="dot" r="5"/>
            </g>
        }
    };
    view! { <Each each=move || ports.get() key=|(pointer, at)| (pointer.clone(), at.x, at.y) children=port/> }
}

/// Where a state would go that is added to the hovered transition.
#[component]
fn InsertMark() -> impl IntoView {
    let desk = Desk::get();
    let at = Memo::new(move || {
        let Some(Selection::Transition(pointer)) = desk.hovered.get() else { return None };
        desk.store.scene.with(|scene| {
            let edge = scene.edge(&pointer)?;
            let length: i32 = edge.points.windows(2).map(|p| (p[0].x - p[1].x).abs() + (p[0].y - p[1].y).abs()).sum();
            // On a short line, or under a chip, it would hide what it stands on.
            (length >= 60 && edge.chip.is_none()).then(|| middle(&edge.points)).flatten()
        })
    });
    live(move || {
        at.get().map(|at| {
            view! {
                <g class="addh" transform=format!("translate({} {})", at.x, at.y)>
                    <circle r="9"/>
                    <path d="M0-4v8M-4 0h8"/>
                </g>
            }
        })
    })
}

/// The ends of the selected transition.
#[component]
fn Handles() -> impl IntoView {
    let store = Desk::get().store;
    let ends = Memo::new(move || {
        let Selection::Transition(pointer) = store.selection.get() else { return None };
        store.scene.with(|scene| {
            let edge = scene.edge(&pointer)?;
            let (first, last) = (edge.points.first().copied()?, edge.points.last().copied()?);
            Some((edge.source.is_some().then_some(first), last))
        })
    });
    let handle = |end: &'static str, at: Point, tip: &'static str| {
        view! {
            <g class="edge-end" data-end=end transform=format!("translate({} {})", at.x, at.y)>
                <title>{tip}</title>
                <circle class="reach" r="10"/>
                <circle class="dot" r="5"/>
            </g>
        }
    };
    live(move || {
        ends.get().map(|(source, target)| {
            let source = source.map(|at| handle("source", at, "Drag to lead from another state"));
            view! { {source}{handle("target", target, "Drag to lead to another state")} }
        })
    })
}

/// The outline of a state that something would be connected to.
pub(super) fn target_ring(desk: Desk, pointer: &Pointer) -> Option<(String, Point)> {
    desk.store.scene.with(|scene| {
        let node = scene.node(pointer)?;
        Some((node.ring(), Point { x: node.rect.x, y: node.rect.y }))
    })
}
