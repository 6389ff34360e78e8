//! The slider over the events of the run.

use std::fmt::Write;

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use crate::sim::{HistoryEvent, Simulation};
use crate::studio::RunAction;
use crate::studio::catalogue::Place;
use crate::studio::describe::{self, Tone};
use crate::studio::key::Key;
use crate::ui::keys::pressed;
use crate::ui::store::{Memo, Store};

/// How many marks the slider has at most; beyond it neighbours share one.
const MARKS_MAX: usize = 160;
/// How far Page Up and Page Down go.
const PAGE: usize = 10;
/// The width of the marks' drawing, in its own units.
const WIDTH: usize = 10_000;

/// The slider, named `Moment`.
#[component]
pub(super) fn Scrub() -> impl IntoView {
    let store = Store::get();
    let place = store.slice(|workbench| {
        let visible = workbench.run.visible();
        (visible.events, visible.known)
    });
    let seek = move |events: usize| {
        if place.get_untracked().0 != events {
            store.dispatch(RunAction::Seek(events));
        }
    };
    let keydown = move |event: ev::KeyboardEvent| {
        let (now, known) = place.get_untracked();
        let Some((_, key)) = pressed(&[Place::Moment], &event) else { return };
        event.prevent_default();
        // A slider's keys are those of a list, but that up is more.
        let key = match key {
            Key::Right | Key::Up => Key::Down,
            Key::Left | Key::Down => Key::Up,
            Key::PageUp => Key::PageDown,
            Key::PageDown => Key::PageUp,
            end => end,
        };
        if let Some(to) = key.along(now, known + 1, PAGE) {
            seek(to);
        }
    };
    let track = NodeRef::<html::Div>::new();
    let follow = move |event: &ev::PointerEvent| {
        let Some(track) = track.get_untracked() else { return };
        let bounds = track.get_bounding_client_rect();
        let share = (f64::from(event.client_x()) - bounds.left()) / bounds.width().max(1.0);
        seek((share.clamp(0.0, 1.0) * place.get_untracked().1 as f64).round() as usize);
    };
    let press = move |event: ev::PointerEvent| {
        if let Some(track) = track.get_untracked() {
            // A drag that leaves the slider goes on; without capture it ends at its edge.
            let _ = track.set_pointer_capture(event.pointer_id());
        }
        follow(&event);
    };
    let drag = move |event: ev::PointerEvent| {
        if event.buttons() & 1 == 1 {
            follow(&event);
        }
    };
    let share = move || {
        let (now, known) = place.get();
        format!("{:.3}%", if known == 0 { 0.0 } else { now as f64 / known as f64 * 100.0 })
    };
    let words = move || {
        let (now, known) = place.get();
        format!("event {} of {}", describe::grouped(now), describe::grouped(known))
    };
    view! {
        <div class="scrub" role="slider" tabindex="0" aria-label="Moment" aria-valuemin="0" aria-valuetext=words
            aria-valuemax=move || place.get().1.to_string() aria-valuenow=move || place.get().0.to_string()
            aria-disabled=move || (place.get().1 == 0).to_string() node_ref=track
            on:keydown=keydown on:pointerdown=press on:pointermove=drag>
            <Marks/>
            <i class="bar"></i>
            <i class="done" style:width=share></i>
            <i class="kn" style:left=share></i>
        </div>
    }
}

/// A mark for each event, or for each few of them, coloured by the worst.
#[component]
fn Marks() -> impl IntoView {
    let store = Store::get();
    let known = store.slice(|workbench| {
        let visible = workbench.run.visible();
        (visible.known, visible.history)
    });
    let marks = Memo::new(move || {
        // Read, not tracked: a memo that nobody reads is never computed and announces nothing.
        let _ = known.get();
        store.peek(|workbench| paths(workbench.run.simulation.as_ref().map_or(&[][..], Simulation::history)))
    });
    let line = move |index: usize, class: &'static str| {
        view! { <path class=class d=move || marks.with(|marks| marks[index].clone())/> }
    };
    view! {
        <svg class="tks" viewBox=format!("0 0 {WIDTH} 6") preserveAspectRatio="none" aria-hidden="true">
            {line(0, "tk")}
            {line(1, "tk call")}
            {line(2, "tk bad")}
        </svg>
    }
}

/// The marks as a path of upright lines for each tone: plain, calls, what went wrong.
fn paths(events: &[HistoryEvent]) -> [String; 3] {
    let size = events.len().div_ceil(MARKS_MAX).max(1);
    let mut paths = [const { String::new() }; 3];
    for (index, chunk) in events.chunks(size).enumerate() {
        let path = match chunk.iter().map(|event| describe::tone(event.kind)).max() {
            Some(Tone::Bad) => &mut paths[2],
            Some(Tone::Call) => &mut paths[1],
            Some(Tone::Plain | Tone::Good | Tone::Stopped) | None => &mut paths[0],
        };
        // Writing to a string cannot fail.
        let _ = write!(path, "M{} 0V6", ((index + 1) * size).min(events.len()) * WIDTH / events.len());
    }
    paths
}
