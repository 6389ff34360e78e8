//! The timeline: an axis in virtual time over one lane a state.
//!
//! The lanes are a grid with one Tab stop (WAI-ARIA Authoring Practices, "Grid"): the arrows up and down, Page, Home and
//! End move along the rows, left and right along what happened in one; Tab goes on to the answers of the row.

mod lane;

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;

use crate::json::Pointer;
use crate::platform;
use crate::studio::catalogue::Place;
use crate::studio::key::Key;
use crate::studio::timeline::{Band, Tick, Timeline};
use crate::ui::controls::long::PAGE;
use crate::ui::controls::{Each, Icon, Show};
use crate::ui::keys::pressed;
use crate::ui::store::{Memo, Store, live};
use lane::LaneView;

/// A place on the axis as a length.
fn percent(place: f64) -> String {
    format!("{:.3}%", place * 100.0)
}

/// The timeline of the visible moment.
#[component]
pub(in crate::ui::dock) fn TimelinePanel() -> impl IntoView {
    let store = Store::get();
    let timeline: Memo<Arc<Timeline>> = Memo::new(move || {
        Arc::new(store.drawn.with(|drawn| store.moment.with(|moment| Timeline::of(moment, &drawn.machine))))
    });
    let lanes = Memo::new(move || {
        timeline.with(|timeline| timeline.lanes.iter().map(|lane| lane.state.clone()).collect::<Vec<_>>())
    });
    let empty = Memo::new(move || lanes.with(Vec::is_empty));
    let left_out = Memo::new(move || timeline.with(|timeline| timeline.left_out));
    let more = move || {
        let count = left_out.get();
        (count > 0).then(|| view! { <p class="hint pad">{format!("{count} more states have no lane here; the history has all of them.")}</p> })
    };
    let last = RwSignal::new(None::<Pointer>);
    let stop = Memo::new(move || {
        let among = |state: &Pointer| lanes.with(|lanes| lanes.contains(state));
        let chosen = || store.selection.with(|selection| selection.state().cloned());
        let first = || lanes.with(|lanes| lanes.first().cloned());
        last.get().filter(among).or_else(|| chosen().filter(among)).or_else(first)
    });
    let keydown = move |event: ev::KeyboardEvent| {
        let Some((_, key)) = pressed(&[Place::Timeline], &event) else { return };
        let to = lanes.with_untracked(|lanes| row_to(lanes, stop.get_untracked().as_ref(), key).cloned());
        if let Some(to) = to {
            event.prevent_default();
            platform::focus_lane(&to.to_string());
        }
    };
    let lane_view = move |state| view! { <LaneView state=state timeline=timeline stop=stop last=last/> };
    view! {
        <div class="tl">
            <div class="tl-in">
                <Lines timeline=timeline/>
                <Axis timeline=timeline/>
                <Show when=move || empty.get() && left_out.get() == 0>
                    <div class="empty"><Icon name="wait"/><h3>"Nothing to run"</h3><p>"Add a state; it gets a lane here."</p></div>
                </Show>
                <Show when=move || !empty.get()>
                    <div role="grid" aria-label="States in virtual time" on:keydown=keydown>
                        <Each each=move || lanes.get() key=Clone::clone children=lane_view/>
                    </div>
                </Show>
                {live(more)}
            </div>
        </div>
    }
}

/// The row a key leads to.
fn row_to<'a>(lanes: &'a [Pointer], from: Option<&Pointer>, key: Key) -> Option<&'a Pointer> {
    let at = lanes.iter().position(|lane| Some(lane) == from)?;
    lanes.get(key.along(at, lanes.len(), PAGE)?)
}

/// How near to now the words of a tick are left out.
const BESIDE_NOW: std::ops::Range<f64> = -0.075..0.02;

/// The words over the lanes.
#[component]
fn Axis(timeline: Memo<Arc<Timeline>>) -> impl IntoView {
    let marks = Memo::new(move || timeline.with(|t| (t.ticks.clone(), t.scale.bands.clone())));
    let edges = Memo::new(move || timeline.with(|t| (t.now, t.deadline.clone())));
    let tick = |tick: Tick| view! { <span style:left=percent(tick.at)>{tick.words}</span> };
    // The flag of now stands over the words beside it.
    let clear = move |tick: &&Tick| edges.get().0.is_none_or(|now| !BESIDE_NOW.contains(&(tick.at - now)));
    let band = |band: Band| {
        view! { <span class="plain mid" style:left=percent(f64::midpoint(band.from, band.to)) title="Compressed: nothing happens">{band.words}</span> }
    };
    let now = move || {
        edges
            .get()
            .0
            .map(|now| view! { <span class="nowflag" style:left=format!("max(18px, {})", percent(now))>"now"</span> })
    };
    let due = move || {
        edges.get().1.map(|(at, words)| view! { <span class="plain due-at" style:left=percent(at)>{words}</span> })
    };
    view! {
        <div class="tlr axis" aria-hidden="true">
            <div class="nm"><span class="muted">"State"</span><span class="d">"Duration"</span></div>
            <div class="ln">
                {live(move || marks.with(|(ticks, _)| ticks.iter().filter(clear).cloned().map(tick).collect_view()))}
                {live(move || marks.with(|(_, bands)| bands.iter().cloned().map(band).collect_view()))}
                {live(due)}
                {live(now)}
            </div>
        </div>
    }
}

/// The lines through the lanes.
#[component]
fn Lines(timeline: Memo<Arc<Timeline>>) -> impl IntoView {
    let marks = Memo::new(move || timeline.with(|t| (t.ticks.clone(), t.scale.bands.clone())));
    let edges = Memo::new(move || timeline.with(|t| (t.now, t.deadline.as_ref().map(|due| due.0))));
    let band = |band: &Band| view! { <i class="gap" style:left=percent(band.from) style:width=percent(band.to - band.from)></i> };
    let tick = |tick: &Tick| view! { <i style:left=percent(tick.at)></i> };
    view! {
        <div class="tl-vlines" aria-hidden="true">
            {live(move || marks.with(|(_, bands)| bands.iter().map(band).collect_view()))}
            {live(move || marks.with(|(ticks, _)| ticks.iter().map(tick).collect_view()))}
            {live(move || edges.get().1.map(|at| view! { <i class="dueline" style:left=percent(at)></i> }))}
            {live(move || edges.get().0.map(|at| view! { <i class="now" style:left=percent(at)></i> }))}
        </div>
    }
}
