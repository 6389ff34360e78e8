//! Run, step, scrub: what moves the moment.

use leptos::html;
use leptos::prelude::*;

use super::scrub::Scrub;
use crate::sim::Order;
use crate::studio::catalogue::CommandId;
use crate::studio::{Moment, ProjectAction, RunAction, Speed, describe};
use crate::ui::command::{CommandButton, run};
use crate::ui::controls::Icon;
use crate::ui::keys::keyboard;
use crate::ui::store::{Memo, Store, effect, live};

/// The transport.
#[component]
pub(super) fn Transport() -> impl IntoView {
    view! {
        <div class="trans" role="toolbar" aria-label="Transport">
            <RunButton/>
            <CommandButton id=CommandId::Step/>
            <CommandButton id=CommandId::StepBack/>
            <CommandButton id=CommandId::RunToEnd/>
            <CommandButton id=CommandId::Reset icon_only=true/>
            <div class="vr"></div>
            <Seed/>
            <OrderChoice/>
            <Clock/>
            <Scrub/>
            <Count/>
            <SpeedChoice/>
        </div>
    }
}

/// Run, and Pause while it plays: one button, so that the focus stays on it. It has the focus when the page opens.
#[component]
fn RunButton() -> impl IntoView {
    let store = Store::get();
    let playing = store.slice(|workbench| workbench.run.can_pause());
    let row = CommandId::Run.row();
    let label = move || if playing.get() { "Pause" } else { row.label };
    let icon = Signal::derive(move || if playing.get() { "pause" } else { row.icon });
    let press = move |_| {
        run(store, row);
    };
    let keys = keyboard();
    let button = NodeRef::<html::Button>::new();
    effect(move || {
        if let Some(button) = button.get() {
            // Focus is a convenience; a browser that refuses it loses nothing.
            let _ = button.focus();
        }
    });
    view! {
        <button class="btn primary" type="button" title=move || row.title(label(), None, None, keys) aria-keyshortcuts=row.aria(keys)
            node_ref=button on:click=press>
            <Icon name=icon/>
            <span>{live(label)}</span>
        </button>
    }
}

/// The seed of everything random in the run.
#[component]
fn Seed() -> impl IntoView {
    let store = Store::get();
    let seed = store.slice(|workbench| workbench.run.seed);
    let change = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlInputElement>| match event
        .target()
        .value()
        .trim()
        .parse()
    {
        Ok(seed) => store.dispatch(ProjectAction::SetSeed(seed)),
        Err(_) => event.target().set_value(&seed.get_untracked().to_string()),
    };
    view! {
        <label class="seed sec hide-m" title="The seed of everything random: the same seed gives the same run">
            <span>"Seed"</span>
            <input class="tag mono" inputmode="numeric" autocomplete="off" prop:value=move || seed.get().to_string()
                on:change:target=change/>
        </label>
    }
}

/// In which order branches and iterations go on.
#[component]
fn OrderChoice() -> impl IntoView {
    let store = Store::get();
    let order = store.slice(|workbench| workbench.run.order);
    let change = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlSelectElement>| {
        store.dispatch(ProjectAction::SetOrder(Order::of_label(&event.target().value())));
    };
    let option = |other: Order| {
        view! { <option value=other.label() prop:selected=move || order.get() == other>{other.label()}</option> }
    };
    view! {
        <select class="btn speed sec hide-m" aria-label="Order of branches and iterations"
            title="The order of branches and iterations that could go on at the same moment: as they come, or by the seed"
            on:change:target=change>
            {Order::ALL.map(option)}
        </select>
    }
}

/// Virtual time since the start.
#[component]
fn Clock() -> impl IntoView {
    let store = Store::get();
    let time = Memo::new(move || store.moment.with(Moment::elapsed_ms));
    view! {
        <span class="clock" title=move || format!("Virtual time since start: {}", describe::exact(time.get()))>
            {live(move || describe::clock(time.get()))}
        </span>
    }
}

/// Which event the moment is after.
#[component]
fn Count() -> impl IntoView {
    let store = Store::get();
    let events = store.slice(|workbench| {
        let visible = workbench.run.visible();
        (visible.events, visible.known)
    });
    let words = move || {
        let (shown, known) = events.get();
        format!("Event {} of {}", describe::grouped(shown), describe::grouped(known))
    };
    view! { <span class="ecount sec num">{live(words)}</span> }
}

/// How fast virtual time passes.
#[component]
fn SpeedChoice() -> impl IntoView {
    let store = Store::get();
    let speed = store.slice(|workbench| workbench.run.speed);
    let change = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlSelectElement>| {
        let label = event.target().value();
        if let Some(speed) = Speed::ALL.into_iter().find(|speed| speed.label() == label) {
            store.dispatch(RunAction::SetSpeed(speed));
        }
    };
    let option = |other: Speed| {
        view! { <option value=other.label() prop:selected=move || speed.get() == other>{other.label()}</option> }
    };
    view! {
        <select class="btn speed" aria-label="Speed" title="How fast virtual time passes" on:change:target=change>
            {Speed::ALL.map(option)}
        </select>
    }
}
