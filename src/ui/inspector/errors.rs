//! Retriers and catchers, and the backoff they add up to.

use leptos::prelude::*;

use super::field::FieldEdit;
use super::flow::Target;
use crate::asl::QueryLanguage;
use crate::asl::fields::Holder;
use crate::edit::Command;
use crate::json::{NodeRef, Pointer, Value};
use crate::studio::form::{self, Line};
use crate::studio::{Action, describe};
use crate::ui::controls::Button;
use crate::ui::store::{Memo, Store, live};

/// The most retries the chart draws; the words count them all.
const CHART_RETRIES: usize = 12;

/// The retriers of a state.
#[component]
pub fn Retriers(state: Pointer, language: QueryLanguage) -> impl IntoView {
    let fresh = Value::object([
        ("ErrorEquals", Value::array([Value::from("States.TaskFailed")])),
        ("IntervalSeconds", Value::from(1)),
        ("MaxAttempts", Value::from(3)),
        ("BackoffRate", Value::from(2)),
    ]);
    view! { <List state=state key="Retry" noun="retrier" holder=Holder::Retrier language=language fresh=fresh/> }
}

/// The catchers of a state.
#[component]
pub fn Catchers(state: Pointer, language: QueryLanguage) -> impl IntoView {
    let store = Store::get();
    let next = store.drawn.with_untracked(|drawn| {
        let id = drawn.machine.at(&state);
        let scope = id.and_then(|id| drawn.machine.state(id)).and_then(|s| drawn.machine.scope(s.scope));
        let other = |ids: &[crate::asl::StateId]| ids.iter().rev().find(|other| Some(**other) != id).copied();
        let target = scope.and_then(|scope| other(&scope.states)).and_then(|id| drawn.machine.state(id));
        target.map(|state| state.name.to_string()).unwrap_or_default()
    });
    let mut members = vec![("ErrorEquals", Value::array([Value::from("States.ALL")]))];
    if language == QueryLanguage::JsonPath {
        members.push(("ResultPath", Value::from("$.error")));
    }
    members.push(("Next", Value::from(next)));
    view! { <List state=state key="Catch" noun="catcher" holder=Holder::Catcher language=language fresh=Value::object(members)/> }
}

/// One element as the form shows it.
#[derive(Clone, PartialEq)]
struct Item {
    at: Pointer,
    lines: Vec<Line>,
    delays: Vec<f64>,
}

#[component]
fn List(
    state: Pointer,
    key: &'static str,
    noun: &'static str,
    holder: Holder,
    language: QueryLanguage,
    fresh: Value,
) -> impl IntoView {
    let store = Store::get();
    let array = state.key(key);
    let listed = array.clone();
    let items = Memo::new(move || {
        store.drawn.with(|drawn| {
            let read = |(index, node): (usize, NodeRef<'_>)| Item {
                at: listed.index(index),
                lines: form::inner_form(node, holder, language, &["Next"]),
                delays: if holder == Holder::Retrier { delays(node) } else { Vec::new() },
            };
            drawn
                .document
                .find(&listed)
                .into_iter()
                .flat_map(NodeRef::elements)
                .enumerate()
                .map(read)
                .collect::<Vec<_>>()
        })
    });
    let add_to = array.clone();
    let add = move |()| {
        let index = items.with_untracked(Vec::len);
        let command = if index == 0 {
            Command::SetField { at: add_to.clone(), value: Value::array([fresh.clone()]) }
        } else {
            // `States.ALL` must stand last: what is added comes before it.
            Command::InsertElement { array: add_to.clone(), index: index - 1, value: fresh.clone() }
        };
        store.dispatch(Action::Edit(command));
    };
    let rows = move || {
        let view_item = |(index, item): (usize, Item)| {
            view! { <ItemView index=index item=item noun=noun holder=holder state=state.clone()/> }
        };
        items.get().into_iter().enumerate().map(view_item).collect_view()
    };
    view! {
        <section class="sect">
            <header>
                <h3>{key}</h3><span class="count">{live(move || items.with(Vec::len))}</span>
                <Button label=format!("Add {noun}") icon="plus" small=true on_press=add/>
            </header>
            {live(rows)}
        </section>
    }
}

#[component]
fn ItemView(index: usize, item: Item, noun: &'static str, holder: Holder, state: Pointer) -> impl IntoView {
    let store = Store::get();
    let Item { at, lines, delays } = item;
    let gone = at.clone();
    let remove = move |()| store.dispatch(Action::Edit(Command::RemoveElement { at: gone.clone() }));
    let number = index + 1;
    let title = format!("{}{} {number}", noun[..1].to_uppercase(), &noun[1..]);
    let fields = lines.into_iter().map(|line| view! { <FieldEdit line=line/> }).collect_view();
    let next = (holder == Holder::Catcher).then(|| {
        view! { <Target state=state at=at.key("Next") label=format!("{title} leads to")/> }
    });
    let chart = (!delays.is_empty()).then(|| view! { <Backoff delays=delays/> });
    view! {
        <fieldset class="card">
            <legend>{title.clone()}</legend>
            <div class="cardact">
                <Button label=format!("Remove {noun} {number}") icon="x" icon_only=true small=true on_press=remove/>
            </div>
            <div class="g2">{fields}</div>
            {next}
            {chart}
        </fieldset>
    }
}

/// The delay before each retry in seconds, without jitter (ASL spec, "Retrying after error").
fn delays(retrier: NodeRef<'_>) -> Vec<f64> {
    let number =
        |key: &str, default: f64| retrier.get(key).and_then(NodeRef::as_number).map_or(default, |n| n.as_f64());
    let (interval, rate) = (number("IntervalSeconds", 1.0), number("BackoffRate", 2.0));
    let most = number("MaxDelaySeconds", f64::INFINITY);
    let attempts = number("MaxAttempts", 3.0).clamp(0.0, 1000.0) as i32;
    (0..attempts).map(|retry| (interval * rate.powi(retry)).min(most)).filter(|delay| delay.is_finite()).collect()
}

/// The delays as bars, with the same in words for who cannot see them.
#[component]
fn Backoff(delays: Vec<f64>) -> impl IntoView {
    const WIDTH: f64 = 308.0;
    const HEIGHT: f64 = 64.0;
    let seconds = |delay: f64| describe::duration((delay * 1000.0) as i64);
    let shown: Vec<f64> = delays.iter().take(CHART_RETRIES).copied().collect();
    let most = shown.iter().copied().fold(0.0, f64::max).max(0.001);
    let step = WIDTH / shown.len() as f64;
    let bar_width = (step * 0.6).min(44.0);
    let bars = shown.iter().enumerate().map(|(index, delay)| {
        let height = (delay / most * HEIGHT).max(1.0);
        let middle = step * (index as f64 + 0.5);
        view! {
            <rect class="plan" x=middle - bar_width / 2.0 y=80.0 - height width=bar_width height=height rx="2"/>
            <text class="axb" x=middle y=74.0 - height text-anchor="middle">{seconds(*delay)}</text>
            <text class="ax" x=middle y="94" text-anchor="middle">{index + 1}</text>
        }
    });
    let total = seconds(delays.iter().sum());
    let words: Vec<String> = shown.iter().map(|delay| seconds(*delay)).collect();
    let more =
        if delays.len() > shown.len() { format!(" and {} more", delays.len() - shown.len()) } else { String::new() };
    let label = format!("Delay before each retry: {}{more}", words.join(", "));
    view! {
        <figure class="chart">
            <div class="hd"><span>"Delay before each retry"</span><span>{format!("{total} at most")}</span></div>
            <svg viewBox="0 -4 308 104" role="img" aria-label=label>
                <path class="axs" d="M0 80H308"/>
                {bars.collect_view()}
            </svg>
        </figure>
    }
}
