//! What follows the pointer: the ghost over the page, the slot it would fall into, the line that is drawn.

use leptos::prelude::*;

use super::overlay::target_ring;
use crate::layout::{Face, Point, Rect, text_width};
use crate::studio::gesture::{Drag, Dragged, End, Mark, Preview};
use crate::ui::canvas::desk::Desk;
use crate::ui::controls::{kind_class, kind_icon};
use crate::ui::store::{Memo, live};

/// What is carried over the page.
#[derive(Clone, PartialEq)]
struct Carried {
    label: String,
    icon: &'static str,
    tone: &'static str,
}

/// What is carried, under the pointer wherever on the page it is, and what would become of it.
#[component]
pub(in crate::ui::canvas) fn Ghost() -> impl IntoView {
    let desk = Desk::get();
    let carried = Memo::new(move || desk.with_gesture(|gesture| carried(desk, gesture.drag()?)));
    let at = Memo::new(move || desk.with_gesture(|gesture| gesture.drag().map(|drag| desk.on_page(drag.at))));
    let place = move || {
        let at = at.get().unwrap_or_default();
        format!("translate({}px, {}px)", at.x.round() + 12.0, at.y.round() + 12.0)
    };
    let fate = Memo::new(move || {
        desk.preview.with(|preview| {
            let preview = preview.as_ref()?;
            // Where the slot itself carries the words, the pointer need not repeat them.
            let beside = !matches!(preview.mark, Mark::On(_) | Mark::Under(_));
            Some((preview.words.clone(), preview.allowed, beside))
        })
    });
    let says = move || {
        let fate = fate.get().filter(|(_, _, beside)| *beside);
        fate.map(|(words, allowed, _)| view! { <span class=if allowed { "fate" } else { "fate no" }>{words}</span> })
    };
    let ghost = move || {
        carried.get().map(|carried| {
            let (icon, tone) = (format!("#i-{}", carried.icon), format!("tile t-{}", carried.tone));
            view! {
                <div class="carried" aria-hidden="true" style:transform=place>
                    <span class="thing">
                        <span class=tone><svg class="ic"><use href=icon/></svg></span>
                        {carried.label.clone()}
                    </span>
                    {live(says)}
                </div>
            }
        })
    };
    // The live region hears what the ghost shows.
    let spoken = move || fate.get().map(|(words, ..)| words);
    view! { {live(ghost)}<div class="vh" aria-live="polite">{live(spoken)}</div> }
}

fn carried(desk: Desk, drag: &Drag) -> Option<Carried> {
    match &drag.dragged {
        Dragged::New(item) => Some(Carried {
            label: item.label.to_owned(),
            icon: kind_icon(Some(item.kind)),
            tone: kind_class(Some(item.kind)),
        }),
        Dragged::State(state) => desk.store.scene.with_untracked(|scene| {
            let node = scene.node(state)?;
            Some(Carried { label: node.name.to_string(), icon: node.icon, tone: kind_class(node.kind) })
        }),
        Dragged::Connection(_) | Dragged::End(..) => {
            Some(Carried { label: "Connect".to_owned(), icon: "right", tone: "pass" })
        }
    }
}

/// The slot a release would fill, and the line that is drawn to the pointer.
#[component]
pub(super) fn DropMark() -> impl IntoView {
    let desk = Desk::get();
    let mark = move || desk.preview.get().map(|preview| slot(desk, &preview));
    let line = Memo::new(move || desk.with_gesture(|gesture| draft(desk, gesture.drag()?)));
    let line = move || line.get().map(|path| view! { <path class="ed draft" d=path marker-end="url(#ah-on)"/> });
    view! { <g class="drops">{live(mark)}{live(line)}</g> }
}

fn slot(desk: Desk, preview: &Preview) -> AnyView {
    let class = if preview.allowed { "drop" } else { "drop no" };
    match &preview.mark {
        Mark::Free => ().into_any(),
        Mark::Area(Rect { x, y, width, height }) => {
            view! { <g class=class><rect x=*x y=*y width=*width height=*height rx="8"/></g> }.into_any()
        }
        Mark::Node(pointer) => target_ring(desk, pointer)
            .map(|(path, at)| {
                view! { <g class=class><path d=path transform=format!("translate({} {})", at.x, at.y)/></g> }
            })
            .into_any(),
        Mark::On(at) => pill(class, preview, *at).into_any(),
        Mark::Under(at) => pill(class, preview, Point { x: at.x, y: at.y + 14 }).into_any(),
    }
}

/// The words of a drop on the place it is about.
fn pill(class: &'static str, preview: &Preview, at: Point) -> impl IntoView + use<> {
    let width = text_width(&preview.words, 115, Face::Sans) + 24;
    view! {
        <g class=class transform=format!("translate({} {})", at.x, at.y)>
            <rect x=-width / 2 y="-12" width=width height="24" rx="8"/>
            <text y="4">{preview.words.clone()}</text>
        </g>
    }
}

/// The line from where a connection begins to the pointer.
fn draft(desk: Desk, drag: &Drag) -> Option<String> {
    let (x, y) = desk.view.with(|view| view.to_scene(drag.at));
    desk.store.scene.with_untracked(|scene| {
        let (fixed, forwards) = match &drag.dragged {
            Dragged::Connection(state) => {
                let node = scene.node(state)?;
                let port = node.port()?;
                (Point { x: node.rect.x + port.x, y: node.rect.y + port.y }, true)
            }
            Dragged::End(transition, End::Target) => (*scene.edge(transition)?.points.first()?, true),
            Dragged::End(transition, End::Source) => (*scene.edge(transition)?.points.last()?, false),
            Dragged::New(_) | Dragged::State(_) => return None,
        };
        let (x, y) = (x.round(), y.round());
        Some(if forwards {
            format!("M{} {}L{x} {y}", fixed.x, fixed.y)
        } else {
            format!("M{x} {y}L{} {}", fixed.x, fixed.y)
        })
    })
}
