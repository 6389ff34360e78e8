//! Retriers and catchers, and the backoff they add up to.

use leptos::prelude::*;

use super::field::Lines;
use super::flow::Target;
use crate::asl::QueryLanguage;
use crate::asl::fields::Holder;
use crate::edit::Command;
use crate::json::{NodeRef, Pointer};
use crate::platform;
use crate::sim::planned_delays_ms;
use crate::studio::{describe, form};
use crate::ui::controls::{Button, Each};
use crate::ui::store::{Memo, Store, live};

/// The most retries the chart draws; the words count them all.
const CHART_RETRIES: usize = 12;

/// A list of a state that errors are handled by.
#[derive(Clone, Copy)]
struct Handlers {
    /// Its key.
    key: &'static str,
    /// What one is called.
    noun: &'static str,
    holder: Holder,
    add: fn(Pointer) -> Command,
    /// The id of the button that adds one.
    add_id: &'static str,
}

const RETRIERS: Handlers = Handlers {
    key: "Retry",
    noun: "retrier",
    holder: Holder::Retrier,
    add: |state| Command::AddRetrier { state },
    add_id: "add-retrier",
};

const CATCHERS: Handlers = Handlers {
    key: "Catch",
    noun: "catcher",
    holder: Holder::Catcher,
    add: |state| Command::AddCatcher { state },
    add_id: "add-catcher",
};

/// The retriers of a state.
#[component]
pub fn Retriers(state: Memo<Pointer>, language: Memo<QueryLanguage>) -> impl IntoView {
    view! { <List state=state handlers=RETRIERS language=language/> }
}

/// The catchers of a state.
#[component]
pub fn Catchers(state: Memo<Pointer>, language: Memo<QueryLanguage>) -> impl IntoView {
    view! { <List state=state handlers=CATCHERS language=language/> }
}

#[component]
fn List(state: Memo<Pointer>, handlers: Handlers, language: Memo<QueryLanguage>) -> impl IntoView {
    let store = Store::get();
    let Handlers { key, noun, add, add_id, .. } = handlers;
    let array = Memo::new(move || state.with(|state| state.key(key)));
    let count = Memo::new(move || {
        store.drawn.with(|drawn| array.with(|array| drawn.document.find(array).map_or(0, |node| node.elements().len())))
    });
    let press = move |()| store.dispatch(add(state.get_untracked()));
    let row = move |index: usize| {
        view! { <Handler index=index count=count handlers=handlers array=array state=state language=language/> }
    };
    view! {
        <section class="sect">
            <header>
                <h3>{key}</h3><span class="count">{live(move || count.get())}</span>
                <Button label=format!("Add {noun}") id=add_id icon="plus" small=true on_press=press/>
            </header>
            <Each each=move || 0..count.get() key=|index| *index children=row/>
        </section>
    }
}

#[component]
fn Handler(
    index: usize,
    count: Memo<usize>,
    handlers: Handlers,
    array: Memo<Pointer>,
    state: Memo<Pointer>,
    language: Memo<QueryLanguage>,
) -> impl IntoView {
    let store = Store::get();
    let Handlers { noun, holder, add_id, .. } = handlers;
    let at = Memo::new(move || array.with(|array| array.index(index)));
    let lines = Memo::new(move || {
        let language = language.get();
        let form = |node: NodeRef<'_>| form::inner_form(node, holder, language, &["Next"]);
        store.drawn.with(|drawn| at.with(|at| drawn.document.find(at).map(form))).unwrap_or_default()
    });
    let delays = Memo::new(move || {
        let planned = |node: NodeRef<'_>| planned_delays_ms(&node.to_value());
        let delays = |node: NodeRef<'_>| if holder == Holder::Retrier { planned(node) } else { Vec::new() };
        store.drawn.with(|drawn| at.with(|at| drawn.document.find(at).map(delays))).unwrap_or_default()
    });
    let title = format!("{}{} {}", noun[..1].to_ascii_uppercase(), &noun[1..], index + 1);
    let leads = Memo::new(move || at.with(|at| at.key("Next")));
    let next = (holder == Holder::Catcher).then(|| {
        view! { <Target state=state at=leads label=format!("{title} leads to")/> }
    });
    let chart = move || {
        let delays = delays.get();
        (!delays.is_empty()).then(|| view! { <Backoff delays=delays/> })
    };
    let position = Position { index, count, at, least: 0, noun, add: add_id };
    view! {
        <fieldset class="card">
            <legend>{title}</legend>
            <div class="cardact"><Move position=position/></div>
            <div class="g2"><Lines holder=at lines=lines/></div>
            {next}
            {live(chart)}
        </fieldset>
    }
}

/// Where an element stands in its list.
#[derive(Clone, Copy)]
pub(super) struct Position {
    pub(super) index: usize,
    pub(super) count: Memo<usize>,
    pub(super) at: Memo<Pointer>,
    /// How many the list must have.
    pub(super) least: usize,
    /// What an element is called.
    pub(super) noun: &'static str,
    /// The id of the button that adds one.
    pub(super) add: &'static str,
}

/// The buttons that move an element up, down and away. The first that fits counts, so that the order matters.
#[component]
pub(super) fn Move(position: Position) -> impl IntoView {
    let store = Store::get();
    let Position { index, count, at, least, noun, add } = position;
    let to = move |to: usize| store.dispatch(Command::MoveElement { at: at.get_untracked(), to });
    let remove = move |()| {
        let last = index + 1 == count.get_untracked();
        store.dispatch(Command::RemoveElement { at: at.get_untracked() });
        if last {
            // The button goes with the element. The focus does not fall to the page, where Delete means the state.
            request_animation_frame(move || platform::focus_id(add));
        }
    };
    let can_lower = Signal::derive(move || index + 1 < count.get());
    let can_remove = Signal::derive(move || count.get() > least);
    let number = index + 1;
    view! {
        <Button label=format!("Move {noun} {number} up") icon="up" icon_only=true small=true enabled={index > 0}
            on_press=move |()| to(index.saturating_sub(1))/>
        <Button label=format!("Move {noun} {number} down") icon="down" icon_only=true small=true enabled=can_lower
            on_press=move |()| to(index + 1)/>
        <Button label=format!("Remove {noun} {number}") icon="x" icon_only=true small=true enabled=can_remove on_press=remove/>
    }
}

/// The delays as bars, with the same in words for who cannot see them.
#[component]
fn Backoff(delays: Vec<i64>) -> impl IntoView {
    const WIDTH: f64 = 308.0;
    const HEIGHT: f64 = 64.0;
    let shown: Vec<i64> = delays.iter().take(CHART_RETRIES).copied().collect();
    let most = shown.iter().copied().fold(1, i64::max);
    let step = WIDTH / shown.len() as f64;
    let bar_width = (step * 0.6).min(44.0);
    let bars = shown.iter().enumerate().map(|(index, delay)| {
        let height = (*delay as f64 / most as f64 * HEIGHT).max(1.0);
        let middle = step * (index as f64 + 0.5);
        view! {
            <rect class="plan" x=middle - bar_width / 2.0 y=80.0 - height width=bar_width height=height rx="2"/>
            <text class="axb" x=middle y=74.0 - height text-anchor="middle">{describe::duration(*delay)}</text>
            <text class="ax" x=middle y="94" text-anchor="middle">{index + 1}</text>
        }
    });
    let total = describe::duration(delays.iter().copied().fold(0, i64::saturating_add));
    let words: Vec<String> = shown.iter().map(|delay| describe::duration(*delay)).collect();
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
