//! From the browser's pointer events to the gesture's inputs.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::desk::Desk;
use crate::edit::Place;
use crate::json::Pointer;
use crate::studio::Selection;
use crate::studio::catalogue::CommandId;
use crate::studio::commands::PaletteItem;
use crate::studio::gesture::{End, Input, Spot, Target, add};
use crate::ui::keys;
use crate::ui::store::Store;

/// Pixels of a line and of a page, for wheels that count in them.
const LINE: f64 = 16.0;
const PAGE: f64 = 400.0;
/// How much a pixel of the wheel zooms.
const WHEEL_ZOOM: f64 = 0.002;

/// Listens on the whole page while something is held: a drag may leave the canvas, and may begin outside of it.
pub(super) fn listen(desk: Desk) {
    let moved = window_event_listener(ev::pointermove, move |event| {
        if !desk.is_idle() {
            let at = desk.spot(f64::from(event.client_x()), f64::from(event.client_y()));
            desk.feed_later(Input::Move { finger: event.pointer_id(), at });
        }
    });
    let released = window_event_listener(ev::pointerup, move |event| {
        if !desk.is_idle() {
            desk.flush();
            let at = desk.spot(f64::from(event.client_x()), f64::from(event.client_y()));
            desk.feed(Input::Release { finger: event.pointer_id(), at });
        }
    });
    let cancelled = window_event_listener(ev::pointercancel, move |_| cancel(desk));
    let escaped = window_event_listener(ev::keydown, move |event| {
        if keys::is(CommandId::Cancel, &event) && !desk.is_idle() {
            event.prevent_default();
            cancel(desk);
        }
    });
    on_cleanup(move || {
        moved.remove();
        released.remove();
        cancelled.remove();
        escaped.remove();
    });
}

fn cancel(desk: Desk) {
    desk.forget();
    desk.feed(Input::Cancel);
}

/// A press on the canvas.
pub(super) fn press(desk: Desk, event: &ev::PointerEvent) {
    let middle = event.button() == 1;
    if event.button() != 0 && !middle {
        return;
    }
    let Some(target) = shape_of(desk, event).or_else(|| target_of(desk, event.target())) else { return };
    if middle {
        // The browser would scroll by itself.
        event.prevent_default();
    }
    // A finger that drags a state the person did not choose first means the view.
    let chosen = |state: &Pointer| desk.store.selection.with_untracked(|selection| selection.state() == Some(state));
    let pans = middle || matches!(&target, Target::State(state) if event.pointer_type() == "touch" && !chosen(state));
    begin(desk, event, target, pans);
}

fn begin(desk: Desk, event: &ev::PointerEvent, target: Target, pans: bool) {
    desk.begin();
    let at = desk.spot(f64::from(event.client_x()), f64::from(event.client_y()));
    desk.feed(Input::Press { finger: event.pointer_id(), target, at, pans });
    capture(event.pointer_id(), event.target());
}

/// Follows the pointer beyond the window, too. The element that was pressed keeps its click and double click.
fn capture(pointer: i32, target: Option<web_sys::EventTarget>) {
    if let Some(element) = target.and_then(|target| target.dyn_into::<web_sys::Element>().ok()) {
        // A pointer that is gone already is followed no more.
        let _ = element.set_pointer_capture(pointer);
    }
}

/// What an event happened on.
fn target_of(desk: Desk, target: Option<web_sys::EventTarget>) -> Option<Target> {
    let element = target?.dyn_into::<web_sys::Element>().ok()?;
    let named = |attribute: &str| {
        let found = element.closest(&format!("[{attribute}]")).ok().flatten()?;
        found.get_attribute(attribute)
    };
    let pointer = |attribute: &str| named(attribute).and_then(|text| Pointer::parse(&text));
    if let Some(state) = pointer("data-port") {
        return Some(Target::Port(state));
    }
    if let Some(end) = named("data-end") {
        let chosen = desk.store.selection.get_untracked();
        let end = if end == "source" { End::Source } else { End::Target };
        return match chosen {
            Selection::Transition(transition) => Some(Target::End(transition, end)),
            Selection::None | Selection::State(_) => None,
        };
    }
    if let Some(transition) = pointer("data-transition") {
        return Some(Target::Edge(transition));
    }
    Some(pointer("data-pointer").map_or(Target::Background, Target::State))
}

/// The state whose shape an event happened on, where there are more than can be read.
fn shape_of(desk: Desk, event: &ev::PointerEvent) -> Option<Target> {
    let element = event.target()?.dyn_into::<web_sys::Element>().ok()?;
    element.closest(".shapes").ok().flatten()?;
    desk.begin();
    let spot = desk.spot(f64::from(event.client_x()), f64::from(event.client_y()));
    let (x, y) = desk.view.get_untracked().to_scene(spot);
    desk.store.scene.with_untracked(|scene| Some(Target::State(scene.node_at(x, y)?.pointer.clone())))
}

/// The pointer is over something else.
pub(super) fn hover(desk: Desk, event: &ev::PointerEvent) {
    if !desk.is_idle() || event.pointer_type() == "touch" {
        return;
    }
    desk.hover(match target_of(desk, event.target()) {
        Some(Target::State(state) | Target::Port(state)) => Some(Selection::State(state)),
        Some(Target::Edge(transition) | Target::End(transition, _)) => Some(Selection::Transition(transition)),
        Some(Target::Background | Target::Palette(_)) | None => None,
    });
}

/// The wheel moves the view; with Ctrl or ⌘, as a pinch on a trackpad reports itself, it zooms.
pub(super) fn wheel(desk: Desk, event: &ev::WheelEvent) {
    event.prevent_default();
    let unit = match event.delta_mode() {
        web_sys::WheelEvent::DOM_DELTA_LINE => LINE,
        web_sys::WheelEvent::DOM_DELTA_PAGE => PAGE,
        _ => 1.0,
    };
    let (dx, dy) = (event.delta_x() * unit, event.delta_y() * unit);
    if event.ctrl_key() || event.meta_key() {
        if desk.is_idle() {
            desk.begin();
        }
        let around = desk.spot(f64::from(event.client_x()), f64::from(event.client_y()));
        desk.look(|view, size| view.zoomed((-dy * WHEEL_ZOOM).exp(), around).within(size));
        return;
    }
    let (dx, dy) = if event.shift_key() && dx == 0.0 { (dy, 0.0) } else { (dx, dy) };
    desk.look(|view, size| view.panned(-dx, -dy).within(size));
}

/// A double click on a state renames it.
pub(super) fn double(desk: Desk, event: &ev::MouseEvent) {
    if let Some(Target::State(state)) = target_of(desk, event.target()) {
        event.prevent_default();
        desk.renaming.set(Some(state));
    }
}

/// A press on an entry of the palette, which may become a drag.
pub(in crate::ui) fn press_palette(_store: Store, item: &PaletteItem, event: &ev::PointerEvent) {
    if let (Some(desk), 0) = (Desk::current(), event.button()) {
        begin(desk, event, Target::Palette(*item), false);
    }
}

/// A click on an entry of the palette, by pointer or key: adds it after the selected state, on the selected transition,
/// or at the end of the flow. The click that ends a drag adds nothing.
pub(in crate::ui) fn add_from_palette(store: Store, item: &PaletteItem, event: &ev::MouseEvent) {
    let by_key = event.detail() == 0;
    if !by_key && Desk::current().is_some_and(Desk::was_dragged) {
        return;
    }
    add_item(store, item);
}

/// Adds a palette's item where one without a place goes.
pub(super) fn add_item(store: Store, item: &PaletteItem) {
    store.dispatch(add(item, place_for_new(store)));
}

/// Where a state goes that is added without a place.
fn place_for_new(store: Store) -> Place {
    match store.selection.get_untracked() {
        Selection::State(state) => Place::After(state),
        Selection::Transition(transition) if transition.last().as_deref() == Some("StartAt") => {
            Place::Start(transition.parent().unwrap_or_else(Pointer::root))
        }
        Selection::Transition(transition) => Place::OnTransition(transition),
        Selection::None => {
            store.scene.with_untracked(|scene| scene.main_end().map_or(Place::InScope(Pointer::root()), Place::After))
        }
    }
}

/// A press on the small map: the view goes there.
pub(super) fn look_at(desk: Desk, x: f64, y: f64) {
    desk.look(|view, size| {
        let at = view.to_screen(x, y);
        let middle = Spot { x: view.width / 2.0, y: view.height / 2.0 };
        view.panned(middle.x - at.x, middle.y - at.y).within(size)
    });
}
