//! The tasks that wait for somebody's answer: a card for each.

use leptos::prelude::*;

use super::answer::{self, AnswerButtons};
use super::json_field::JsonField;
use crate::json::Value;
use crate::platform;
use crate::sim::{HeldTask, TaskToken, VirtualTime};
use crate::studio::drafts::AnswerPart;
use crate::studio::{Moment, Selection, StateStatus, ViewAction, describe};
use crate::ui::controls::{Each, Icon, Show, StatusPill};
use crate::ui::store::{Memo, Store, live};

/// How many cards there are at most; a Map can hold thousands of tasks.
const CARDS_MAX: usize = 40;

/// The waiting tasks.
#[component]
pub(super) fn Approvals() -> impl IntoView {
    let store = Store::get();
    let tokens = Memo::new(move || {
        let token = |held: &HeldTask| held.token.clone();
        store.moment.with(|moment| moment.held.iter().take(CARDS_MAX).map(token).collect::<Vec<_>>())
    });
    let beyond = Memo::new(move || store.moment.with(|moment| moment.held.len().saturating_sub(CARDS_MAX)));
    let empty = Memo::new(move || tokens.with(Vec::is_empty));
    let more = move || {
        let count = beyond.get();
        (count > 0).then(|| view! { <p class="hint pad">{format!("{} more wait; they show here as these are answered.", describe::grouped(count))}</p> })
    };
    view! {
        <div class="scroll cards">
            <Show when=move || empty.get()>
                <div class="empty"><Icon name="callback"/><h3>"Nothing waits for an answer"</h3>
                    <p>"A task with a task token, or one whose mock holds it, waits here until you approve or reject it."</p></div>
            </Show>
            <Each each=move || tokens.get() key=Clone::clone children=|token| view! { <Card token=token/> }/>
            {live(more)}
        </div>
    }
}

#[component]
fn Card(token: TaskToken) -> impl IntoView {
    let store = Store::get();
    let wanted = token.clone();
    // The memo may run once after the task was answered.
    let held =
        Memo::new(move || store.moment.with(|moment| moment.held.iter().find(|held| held.token == wanted).cloned()));
    let name = held.get_untracked().map(|held| held.state.to_string()).unwrap_or_default();
    let place = held.get_untracked().map(|held| place(&held)).unwrap_or_default();
    let label = format!("{name} waits for an answer");
    let select = move |_| {
        // A state of another machine is not on the canvas.
        if let Some(held) = held.get_untracked().filter(|held| held.nested.is_none()) {
            store.dispatch(ViewAction::Select(Selection::State(held.path.state)));
        }
    };
    let output = answer::written(store, token.clone(), AnswerPart::Output);
    let answered = token.clone();
    let write_output = move |text: String| answer::write(store, &answered, AnswerPart::Output, text);
    view! {
        <article class="card hold" aria-label=label>
            <header class="row">
                <span class="tile t-task"><Icon name="callback"/></span>
                <button class="link grow" type="button" on:click=select><b>{name}</b><span class="hint">{place}</span></button>
                <StatusPill status=Signal::stored(StateStatus::Callback)/>
                <div class="row answers"><AnswerButtons token=token.clone()/></div>
            </header>
            <div class="hcol">
                <Limits held=held/>
                <Token token=token.clone()/>
                <Parameters held=held/>
            </div>
            <div class="hcol"><JsonField label="Output if approved" text=output rows=4 on_text=write_output/></div>
            <div class="hcol">
                <Text label="Error if rejected" token=token.clone() part=AnswerPart::Error/>
                <Text label="Cause if rejected" token=token part=AnswerPart::Cause/>
            </div>
        </article>
    }
}

/// The branch or item a task is in; of a nested execution, its machine.
fn place(held: &HeldTask) -> String {
    if let Some(nested) = &held.nested {
        return format!("in ‘{}’", nested.machine);
    }
    let hop = held.path.scope.hop();
    let word = |kind| match kind {
        crate::sim::HopKind::Branch => "branch",
        crate::sim::HopKind::Iteration => "item",
    };
    hop.map(|hop| {
        let owner = hop.owner.last().unwrap_or_default();
        format!("{} {} of {owner}", word(hop.kind), hop.index + 1)
    })
    .unwrap_or_default()
}

/// How much of a time has passed, from 0 to 1, where it has a limit; and the rest in words.
type Left = (Option<f64>, String);

/// How much time is left, and how much silence.
#[component]
fn Limits(held: Memo<Option<HeldTask>>) -> impl IntoView {
    let store = Store::get();
    let limit = Memo::new(move || {
        let held = held.get()?;
        Some(store.moment.with(|moment| left(moment, held.since, held.deadline)))
    });
    let silence = Memo::new(move || {
        let held = held.get()?;
        let until = held.heartbeat_deadline?;
        store.moment.with(|moment| {
            let visit = moment
                .visits(&held.path.state)
                .iter()
                .find(|visit| visit.scope == held.path.scope && !visit.is_closed());
            let since = visit.and_then(|visit| visit.heartbeat_ms).map_or(held.since, |ms| until.plus_ms(-ms));
            Some(left(moment, since, Some(until)))
        })
    });
    let has_silence = Memo::new(move || silence.with(Option::is_some));
    view! {
        <Meter label="Time limit" none="Waits, without a limit," left=limit/>
        <Show when=move || has_silence.get()><Meter label="Heartbeat" none="" left=silence/></Show>
    }
}

fn left(moment: &Moment, since: VirtualTime, limit: Option<VirtualTime>) -> Left {
    let remaining = moment.left(since, limit);
    (remaining.fraction, remaining.words)
}

#[component]
fn Meter(label: &'static str, none: &'static str, left: Memo<Option<Left>>) -> impl IntoView {
    let fraction = Memo::new(move || left.with(|left| left.as_ref().and_then(|left| left.0)));
    let words = move || {
        let prefix = if fraction.get().is_none() { format!("{none} ") } else { String::new() };
        left.with(|left| left.as_ref().map(|left| format!("{prefix}{}", left.1)))
    };
    let width = move || format!("{:.2}%", fraction.get().unwrap_or(0.0) * 100.0);
    let percent = move || format!("{:.0}", fraction.get().unwrap_or(0.0) * 100.0);
    let has_limit = Memo::new(move || fraction.get().is_some());
    let track = move || {
        has_limit.get().then(|| {
            view! {
                <div class="trk" role="meter" aria-label=format!("{label} used") aria-valuemin="0" aria-valuemax="100"
                    aria-valuenow=percent aria-valuetext=words><i style:width=width></i></div>
            }
        })
    };
    view! {
        <div class="meter">
            <div class="mt"><span>{label}</span><span>{live(words)}</span></div>
            {live(track)}
        </div>
    }
}

#[component]
fn Token(token: TaskToken) -> impl IntoView {
    let store = Store::get();
    let text = token.to_string();
    let copied = RwSignal::new(false);
    let copy = text.clone();
    let copy = move |_| {
        let copy = platform::copy(copy.clone());
        leptos::task::spawn_local(async move {
            if copy.await {
                // The approval may have been answered meanwhile.
                let _ = copied.try_set(true);
            } else {
                let words = "The browser did not copy the token; select it and press Ctrl+C or ⌘C.";
                store.dispatch(ViewAction::Report(words.to_owned()));
            }
        });
    };
    let icon = Signal::derive(move || if copied.get() { "check" } else { "copy" });
    let label = move || if copied.get() { "Token copied" } else { "Copy token" };
    view! {
        <div class="row token">
            <span class="lbl">"Token"</span>
            <code class="ell grow" title=text.clone()>{text.clone()}</code>
            <button class="btn ghost sm icon" type="button" aria-label=label title=label on:click=copy><Icon name=icon/></button>
        </div>
    }
}

#[component]
fn Parameters(held: Memo<Option<HeldTask>>) -> impl IntoView {
    let text =
        Memo::new(move || held.with(|held| held.as_ref().map(|held| clip(&held.parameters)).unwrap_or_default()));
    view! {
        <details class="params">
            <summary>"What the service was given"</summary>
            <pre class="code" tabindex="0">{live(move || text.get())}</pre>
        </details>
    }
}

/// How many characters of the parameters are shown.
const CLIP_CHARS: usize = 20_000;

fn clip(value: &Value) -> String {
    let text = value.to_pretty();
    match text.char_indices().nth(CLIP_CHARS) {
        Some((end, _)) => format!("{}\n…", &text[..end]),
        None => text,
    }
}

#[component]
fn Text(label: &'static str, token: TaskToken, part: AnswerPart) -> impl IntoView {
    let store = Store::get();
    let text = answer::written(store, token.clone(), part);
    view! {
        <label class="field">
            <span class="lbl">{label}</span>
            <input class="inp mono" autocomplete="off" spellcheck="false" prop:value=move || text.get()
                on:input:target=move |event| answer::write(store, &token, part, event.target().value())/>
        </label>
    }
}
