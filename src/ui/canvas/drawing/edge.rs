//! Transitions, the lines inside boxes, and what stands on them.

use std::sync::Arc;

use leptos::prelude::*;

use crate::json::Pointer;
use crate::layout::Point;
use crate::studio::gesture::{ChipTone, Edge, Line, LinePart, Missing};
use crate::studio::{Moment, StateStatus};
use crate::ui::canvas::desk::Desk;
use crate::ui::store::{Memo, live};

fn edge_memo(desk: Desk, pointer: StoredValue<Pointer>) -> Memo<Option<Arc<Edge>>> {
    Memo::new(move || desk.store.scene.with(|scene| pointer.with_value(|p| scene.edge(p).cloned())))
}

fn taken_memo(desk: Desk, pointer: StoredValue<Pointer>) -> Memo<bool> {
    Memo::new(move || desk.store.moment.with(|moment| pointer.with_value(|p| moment.taken(p))))
}

/// A transition: its line, and a wider one that is not seen but can be hit.
#[component]
pub(super) fn EdgeView(
    /// The target's name in the document.
    pointer: Pointer,
) -> impl IntoView {
    let desk = Desk::get();
    let address = pointer.to_string();
    let (selected, hovered) = (desk.chosen.is(&pointer), desk.over.is(&pointer));
    let pointer = StoredValue::new(pointer);
    let edge = edge_memo(desk, pointer);
    let taken = taken_memo(desk, pointer);
    let look = Memo::new(move || {
        let (catch, broken) = edge.with(|edge| edge.as_ref().map_or((false, false), |e| (e.is_catch(), e.is_broken())));
        (catch, broken, taken.get())
    });
    let class = move || {
        let (catch, broken, on) = look.get();
        let flag = |on: bool, name: &'static str| if on { name } else { "" };
        format!(
            "ed{}{}{}{}{}",
            flag(catch, " catch"),
            flag(on, " on"),
            flag(broken, " err"),
            flag(hovered.get(), " hover"),
            flag(selected.get(), " sel"),
        )
    };
    let head = move || match look.get() {
        (_, true, _) => "url(#ah-err)",
        (true, _, _) => "url(#ah-catch)",
        (_, _, on) if on || selected.get() => "url(#ah-on)",
        _ => "url(#ah)",
    };
    let path = move || edge.with(|edge| edge.as_ref().map(|edge| edge.path.clone()));
    let hit = move || edge.with(|edge| edge.as_ref().map(|edge| format!("{}{}", edge.path, cross(&edge.points))));
    let name = move || edge.with(|edge| edge.as_ref().map(|edge| edge.name.clone()));
    view! {
        <g class="edge" role="img" aria-label=name data-transition=address
            data-edge=move || edge.with(|edge| edge.as_ref().map(|edge| edge.ends.clone()))>
            <path class="hit" d=hit/>
            <path class=class d=path marker-end=head/>
        </g>
    }
}

/// A small cross in the middle of the longest segment. A straight line has no area, and what has none counts as hidden
/// for assistive technology and cannot be scrolled to.
fn cross(points: &[Point]) -> String {
    let length = |pair: &&[Point]| (pair[0].x - pair[1].x).abs() + (pair[0].y - pair[1].y).abs();
    let middle = |pair: &[Point]| (pair[0].x.midpoint(pair[1].x), pair[0].y.midpoint(pair[1].y));
    let Some((x, y)) = points.windows(2).max_by_key(length).map(middle) else { return String::new() };
    format!("M{} {y}h8M{x} {}v8", x - 4, y - 4)
}

/// A line inside a box.
#[component]
pub(super) fn LineView(
    /// Which.
    key: (Pointer, Arc<str>),
) -> impl IntoView {
    let desk = Desk::get();
    let line = Memo::new(move || desk.store.scene.with(|scene| scene.line(&key).cloned()));
    let on = Memo::new(move || {
        line.with(|line| line.as_ref().is_some_and(|line| desk.store.moment.with(|moment| went_along(moment, line))))
    });
    let class = move || if on.get() { "ed on" } else { "ed" };
    let enters = Memo::new(move || {
        line.with(|line| line.as_ref().is_some_and(|line| matches!(line.part, LinePart::Enter { .. })))
    });
    let head = move || match (enters.get(), on.get()) {
        (false, _) => None,
        (true, true) => Some("url(#ah-on)"),
        (true, false) => Some("url(#ah)"),
    };
    view! {
        <g aria-hidden="true" data-edge=move || line.with(|line| line.as_ref().map(|line| line.ends.clone()))>
            <path class=class d=move || line.with(|line| line.as_ref().map(|line| line.path.clone())) marker-end=head/>
        </g>
    }
}

/// Whether execution went along a line of a box.
fn went_along(moment: &Moment, line: &Line) -> bool {
    match &line.part {
        LinePart::Enter { scope, .. } => moment.taken(&scope.key("StartAt")),
        LinePart::Leave(state) => moment.status(state) == StateStatus::Succeeded,
        LinePart::Foot => moment.status(&line.owner) == StateStatus::Succeeded,
    }
}

/// What stands on a transition.
#[component]
pub(super) fn ChipView(
    /// The target's name in the document.
    pointer: Pointer,
) -> impl IntoView {
    let desk = Desk::get();
    let address = pointer.to_string();
    let pointer = StoredValue::new(pointer);
    let edge = edge_memo(desk, pointer);
    let taken = taken_memo(desk, pointer);
    let chip = Memo::new(move || edge.with(|edge| edge.as_ref().and_then(|edge| edge.chip.clone())));
    let class = move || {
        let catch = chip.with(|chip| chip.as_ref().is_some_and(|chip| chip.tone == ChipTone::Catch));
        match (catch, taken.get()) {
            (true, true) => "chip catch on",
            (true, false) => "chip catch",
            (false, true) => "chip on",
            (false, false) => "chip",
        }
    };
    let content = move || {
        let taken = taken.get();
        chip.get().map(|chip| {
            let rect = chip.rect;
            let icon = match (chip.tone, taken) {
                (ChipTone::Catch | ChipTone::Rule, true) => Some("#i-check"),
                (ChipTone::Catch, false) => Some("#i-caught"),
                (ChipTone::Rule, false) => None,
            };
            let shift = if icon.is_some() { 8 } else { 0 };
            let (middle, base) = (rect.x + rect.width / 2 + shift, f64::from(rect.y) + 12.8);
            let icon = icon.map(|icon| view! { <use href=icon x=rect.x + 5 y=rect.y + 3 width="12" height="12"/> });
            view! {
                <g>
                    <title>{chip.full.clone()}</title>
                    <rect x=rect.x y=rect.y width=rect.width height=rect.height rx="4"/>
                    {icon}
                    <text x=middle y=base text-anchor="middle">{chip.text.clone()}</text>
                </g>
            }
        })
    };
    view! { <g class=class data-transition=address aria-hidden="true">{live(content)}</g> }
}

/// A target that no state has the name of.
#[component]
pub(super) fn MissingView(missing: Arc<Missing>) -> impl IntoView {
    let rect = missing.rect;
    let base = f64::from(rect.y) + f64::from(rect.height) / 2.0 + 3.8;
    let name = format!("‘{}’ does not exist", missing.name);
    let tip = name.clone();
    view! {
        <g class="chip err" role="img" aria-label=name>
            <title>{tip}</title>
            <rect x=rect.x y=rect.y width=rect.width height=rect.height rx="4"/>
            <use href="#i-warn" x=rect.x + 6 y=rect.y + rect.height / 2 - 6 width="12" height="12"/>
            <text x=rect.x + rect.width / 2 + 8 y=base text-anchor="middle">{missing.text.clone()}</text>
        </g>
    }
}

/// Where the machine begins.
#[component]
pub(super) fn StartPill() -> impl IntoView {
    let desk = Desk::get();
    let start = Memo::new(move || desk.store.scene.with(|scene| scene.start));
    live(move || {
        start.get().map(|rect| {
            view! {
                <g class="startpill" role="img" aria-label="Start">
                    <rect x=rect.x y=rect.y width=rect.width height=rect.height rx=rect.height / 2/>
                    <text x=rect.x + rect.width / 2 y=rect.y + 14>"Start"</text>
                </g>
            }
        })
    })
}
