//! One state's lane: a row of the grid, with a cell for the name and one for what happened.

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::percent;
use crate::json::Pointer;
use crate::studio::catalogue::Place;
use crate::studio::key::Key;
use crate::studio::timeline::{Bar, BarKind, Hold, Lane, Timeline};
use crate::studio::{Action, RunAction, Selection, StateStatus, ViewAction, describe};
use crate::ui::controls::{Icon, Show, StatusIcon};
use crate::ui::dock::answer::AnswerButtons;
use crate::ui::keys::pressed;
use crate::ui::store::{Memo, Store, live};

/// How many steps of nesting are indented.
const DEPTH_SHOWN: usize = 6;

/// The lane of a state: its name chooses it, a bar seeks to where it begins.
#[component]
pub(super) fn LaneView(
    state: Pointer,
    timeline: Memo<Arc<Timeline>>,
    /// The row that Tab comes to.
    stop: Memo<Option<Pointer>>,
    /// The row that had the focus last.
    last: RwSignal<Option<Pointer>>,
) -> impl IntoView {
    let store = Store::get();
    let pointer = StoredValue::new(state);
    // The memo may run once after the state is gone.
    let lane = Memo::new(move || {
        timeline.with(|t| pointer.with_value(|pointer| t.lanes.iter().find(|lane| lane.state == *pointer).cloned()))
    });
    let selected = Memo::new(move || store.selection.with(|s| pointer.with_value(|p| s.state() == Some(p))));
    let stopped = Memo::new(move || stop.with(|stop| pointer.with_value(|p| stop.as_ref() == Some(p))));
    let held = Memo::new(move || lane.with(|lane| lane.as_ref().is_some_and(|lane| lane.hold.is_some())));
    let class = move || {
        let (sel, tall) = (if selected.get() { " sel" } else { "" }, if held.get() { " tall" } else { "" });
        format!("tlr{sel}{tall}")
    };
    let select = move || store.dispatch(ViewAction::Select(Selection::State(pointer.get_value())));
    let click = move |event: ev::MouseEvent| match bar_at(&event).and_then(|at| bar_action(&lane.get_untracked()?, at))
    {
        Some(action) => store.dispatch(action),
        None => select(),
    };
    view! {
        <div class=class role="row" on:click=click on:focusin=move |_| last.set(Some(pointer.get_value()))>
            <div class="nmc" role="rowheader"><Name state=pointer lane=lane selected=selected stopped=stopped/></div>
            <div class="ln" role="gridcell">
                <Bars lane=lane/>
                <Waiting lane=lane timeline=timeline stopped=stopped/>
            </div>
        </div>
    }
}

/// The position of the bar that was clicked.
fn bar_at(event: &ev::MouseEvent) -> Option<usize> {
    let target = event.target()?.dyn_into::<web_sys::Element>().ok()?;
    target.closest("[data-bar]").ok().flatten()?.get_attribute("data-bar")?.parse().ok()
}

/// What a bar leads to: the event it begins with, or the child execution whose event that is.
fn bar_action(lane: &Lane, at: usize) -> Option<Action> {
    let bar = lane.bars.get(at)?;
    Some(match bar.execution {
        Some(at) => ViewAction::ShowExecutions(at.view()).into(),
        None => RunAction::Seek(bar.event + 1).into(),
    })
}

/// The state's name and how long it took. The arrow keys walk its bars.
#[component]
fn Name(
    state: StoredValue<Pointer>,
    lane: Memo<Option<Lane>>,
    selected: Memo<bool>,
    stopped: Memo<bool>,
) -> impl IntoView {
    let store = Store::get();
    let part = move |read: fn(&Lane) -> String| move || lane.with(|lane| lane.as_ref().map(read));
    let status =
        Signal::derive(move || lane.with(|lane| lane.as_ref().map_or(StateStatus::NotReached, |lane| lane.status)));
    let depth = move || lane.with(|lane| lane.as_ref().map_or(0, |lane| lane.depth.min(DEPTH_SHOWN)));
    let keydown = move |event: ev::KeyboardEvent| {
        let now = store.peek(|workbench| workbench.run.visible().events);
        let events = lane.with_untracked(|lane| own_events(lane.iter().flat_map(|lane| &lane.bars)));
        let to = match pressed(&[Place::Timeline], &event).map(|(_, key)| key) {
            Some(Key::Right) => events.into_iter().filter(|event| *event > now).min(),
            Some(Key::Left) => events.into_iter().filter(|event| *event < now).max(),
            // The grid walks along its rows.
            _ => return,
        };
        event.prevent_default();
        if let Some(to) = to {
            store.dispatch(RunAction::Seek(to));
        }
    };
    view! {
        <button class=move || format!("nm d{}", depth()) type="button" aria-pressed=move || selected.get().to_string()
            tabindex=move || if stopped.get() { "0" } else { "-1" } data-lane=state.with_value(ToString::to_string) on:keydown=keydown>
            <StatusIcon status=status/>
            <span class="ell" title=part(|lane| lane.outcomes.clone().unwrap_or_default())>{part(|lane| lane.name.to_string())}</span>
            <span class="d" title=part(|lane| lane.duration_ms.map(describe::exact).unwrap_or_default())>
                {part(|lane| lane.duration_ms.map(describe::duration).unwrap_or_default())}
            </span>
            <span class="vh">{part(told)}</span>
        </button>
    }
}

/// The numbers of the events that bars begin with, of those of the execution's own history.
fn own_events<'a>(bars: impl Iterator<Item = &'a Bar>) -> Vec<usize> {
    bars.filter(|bar| bar.execution.is_none()).map(|bar| bar.event + 1).collect()
}

/// What only the colours of the bars say.
fn told(lane: &Lane) -> String {
    lane.outcomes.clone().unwrap_or_else(|| failures(lane))
}

fn failures(lane: &Lane) -> String {
    let failed = lane.bars.iter().filter(|bar| matches!(bar.kind, BarKind::Failed | BarKind::Caught)).count();
    match failed {
        0 => String::new(),
        1 => "1 failed try".to_owned(),
        failed => format!("{failed} failed tries"),
    }
}

#[component]
fn Bars(lane: Memo<Option<Lane>>) -> impl IntoView {
    let bars = Memo::new(move || lane.with(|lane| lane.as_ref().map(|lane| lane.bars.clone()).unwrap_or_default()));
    live(move || bars.with(|bars| bars.iter().enumerate().map(|(at, bar)| bar_view(at, bar)).collect_view()))
}

fn bar_view(at: usize, bar: &Bar) -> impl IntoView + use<> {
    let point = bar.to <= bar.from && !matches!(bar.kind, BarKind::Running | BarKind::Waiting | BarKind::Callback);
    let class = format!("{} {}", if point { "dia" } else { "bar-a" }, bar.kind.class());
    let icon = bar.kind.icon().filter(|_| !point).map(|name| view! { <Icon name=name/> });
    let label = bar.label.clone().map(|label| view! { <b>{label}</b> });
    let count = (bar.count > 1 && !point).then(|| view! { <b>{format!("× {}", bar.count)}</b> });
    let width = (!point).then(|| percent(bar.to - bar.from));
    view! {
        <span class=class style:left=percent(bar.from) style:width=width title=bar.words.clone() data-bar=at>
            {icon}{label}{count}
        </span>
    }
}

/// What a waiting task shows at now: how long it has waited, until when it may, and its answers. A state that was not
/// reached says so.
#[component]
fn Waiting(lane: Memo<Option<Lane>>, timeline: Memo<Arc<Timeline>>, stopped: Memo<bool>) -> impl IntoView {
    let now = Memo::new(move || timeline.with(|timeline| timeline.now));
    let hold = Memo::new(move || lane.with(|lane| lane.as_ref().and_then(|lane| lane.hold.clone())));
    let from = Memo::new(move || lane.with(|lane| lane.as_ref().and_then(|l| l.bars.last()).map(|bar| bar.from)));
    let untouched = Memo::new(move || lane.with(|l| l.as_ref().is_some_and(|l| l.status == StateStatus::NotReached)));
    let not_reached = move || {
        let left = format!("min({} + 10px, 100% - 76px)", percent(now.get().unwrap_or(0.0)));
        untouched.get().then(|| view! { <span class="nr" style:left=format!("calc({left})")>"Not reached"</span> })
    };
    let mark = move || {
        hold.get().and_then(|hold| hold.heartbeat).map(|at| {
            view! { <span class="mk" style:left=percent(at) title="Last heartbeat"><Icon name="pulse"/></span> }
        })
    };
    let due = move || {
        hold.get().and_then(|hold| hold.due).zip(now.get()).map(|(due, now)| {
            view! { <span class="due" style:left=percent(now) style:width=percent(due - now)></span> }
        })
    };
    let words = move || {
        hold.get().zip(from.get()).map(|(hold, from)| {
            view! { <span class="wt" style:left=format!("calc({} + 8px)", percent(from))>{waited(&hold)}</span> }
        })
    };
    let is_held = Memo::new(move || hold.with(Option::is_some));
    view! {
        {live(words)}{live(mark)}{live(due)}{live(not_reached)}
        <Show when=move || is_held.get()>
            <Answers hold=hold now=now stopped=stopped/>
        </Show>
    }
}

fn waited(hold: &Hold) -> String {
    match hold.count {
        1 => format!("waiting {}", hold.words),
        count => format!("{count} waiting, {} the longest", hold.words),
    }
}

/// The answers of the longest waiting task, at now: those written under Approvals, if any. Tab comes to them from their row.
#[component]
fn Answers(hold: Memo<Option<Hold>>, now: Memo<Option<f64>>, stopped: Memo<bool>) -> impl IntoView {
    let token = Memo::new(move || hold.with(|hold| hold.as_ref().map(|hold| hold.token.clone())));
    let left = move || format!("min({} + 8px, 100% - 272px)", percent(now.get().unwrap_or(0.0)));
    let buttons = move || {
        let token = token.get()?;
        Some(view! { <AnswerButtons token=token small=true tab_stop=stopped/> })
    };
    view! { <span class="acts" style:left=move || format!("calc({})", left())>{live(buttons)}</span> }
}
