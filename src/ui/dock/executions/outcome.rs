//! The execution: what goes in, and how it stands or came out.

use leptos::prelude::*;

use super::handover::{copy, save};
use crate::json::Value;
use crate::sim::limits::HISTORY_EVENTS_MAX;
use crate::sim::{HistoryEvent, RedriveStatus, Simulation, Status, WorkflowType};
use crate::studio::executions::objects::NewObject;
use crate::studio::executions::readers;
use crate::studio::{FileKind, Moment, ObjectAction, ProjectAction, RunAction, ViewAction, describe, fidelity};
use crate::ui::controls::{Button, ButtonKind, Icon, Show};
use crate::ui::dock::json_field::JsonField;
use crate::ui::fidelity::Notes;
use crate::ui::store::{Memo, Store, live};

/// How many characters of the output are shown.
const OUTPUT_CHARS: usize = 20_000;

/// Input and outcome.
#[component]
pub(super) fn ThisExecution() -> impl IntoView {
    view! {
        <div class="scroll exec">
            <Input/>
            <Outcome/>
        </div>
    }
}

/// The execution's input. A text that is no JSON is kept and marked, but no run starts with it.
#[component]
fn Input() -> impl IntoView {
    let store = Store::get();
    let kept = store.slice(|workbench| workbench.run.input.clone());
    let text = Signal::derive(move || kept.get().to_string());
    let on_text = move |text: String| store.dispatch(ProjectAction::SetInput(text));
    view! {
        <section class="ecol" aria-label="Input">
            <JsonField label="Execution input" text=text rows=6 may_be_empty=true on_text=on_text/>
        </section>
    }
}

/// What came out.
#[derive(Clone, PartialEq)]
struct Result {
    status: Status,
    output: Option<Value>,
    error: Option<String>,
    cause: Option<String>,
    events: usize,
    workflow: WorkflowType,
    seed: u64,
}

fn result(workbench: &crate::studio::Workbench) -> Result {
    let simulation = workbench.run.simulation.as_ref();
    Result {
        status: workbench.run.status(),
        output: simulation.and_then(|simulation| simulation.output()).cloned(),
        error: simulation.and_then(|simulation| simulation.error()).map(ToString::to_string),
        cause: simulation.and_then(|simulation| simulation.cause()).map(ToString::to_string),
        events: workbench.run.visible().events,
        workflow: workbench.run.workflow,
        seed: workbench.run.seed,
    }
}

/// How the execution stands or came out.
#[component]
fn Outcome() -> impl IntoView {
    let store = Store::get();
    let result = store.slice(result);
    let standing = Memo::new(move || store.moment.with(Moment::standing));
    let took = Memo::new(move || store.moment.with(Moment::elapsed_ms));
    let started = Memo::new(move || result.with(|result| result.status != Status::NotStarted));
    let outdated = store.slice(|workbench| workbench.run.outdated());
    let class = move || standing.with(|standing| format!("stat c-{}", standing.status.class()));
    let icon = Signal::derive(move || standing.with(|standing| standing.status.icon()));
    let fact = |name: &'static str, value: Signal<String>| view! { <div><dt>{name}</dt><dd>{live(move || value.get())}</dd></div> };
    let notes = store.slice(|workbench| fidelity::seen_at_end(&workbench.drawn, &workbench.run));
    let ended = Memo::new(move || result.with(|result| result.status.ended()));
    // What an Express execution's caller gets, with what it is billed by.
    let sync = Signal::derive(move || {
        let sync = ended.get().then(|| store.peek(|workbench| workbench.run.simulation.as_ref()?.sync_execution()));
        sync.flatten().map(|sync| clip(&sync.to_json()))
    });
    let limit = describe::grouped(HISTORY_EVENTS_MAX);
    let events = move || result.with(|result| format!("{} of {limit}", describe::grouped(result.events)));
    let workflow = move || {
        result.with(|result| match result.workflow {
            WorkflowType::Standard => "Standard".to_owned(),
            WorkflowType::Express => "Express".to_owned(),
        })
    };
    view! {
        <section class="ecol" aria-label="Outcome">
            <p class=class role="status"><Icon name=icon/><b>{live(move || standing.with(|standing| standing.words.clone()))}</b></p>
            {live(move || outdated.get().map(|outdated| view! { <p class="hint c-waiting"><Icon name="info"/>{outdated.words()}</p> }))}
            <dl class="facts">
                {fact("Status", Signal::derive(move || result.with(|result| describe::status_word(result.status).to_owned())))}
                {fact("Duration", Signal::derive(move || describe::duration(took.get())))}
                {fact("Events", Signal::derive(events))}
                {fact("Workflow", Signal::derive(workflow))}
                {fact("Seed", Signal::derive(move || result.with(|result| result.seed.to_string())))}
            </dl>
            <Redrive/>
            <Notes differences=notes/>
            <FailedIn/>
            <Said name="Error" text=Signal::derive(move || result.with(|result| result.error.clone()))/>
            <Said name="Cause" text=Signal::derive(move || result.with(|result| result.cause.clone()))/>
            <Missing error=Signal::derive(move || result.with(|result| result.error.clone()))/>
            <Said name="Output" text=Signal::derive(move || result.with(|result| result.output.as_ref().map(clip)))/>
            <Said name="StartSyncExecution" text=sync/>
            <Show when=move || started.get()><HistoryFile/></Show>
        </section>
    }
}

/// The way to the state that failed.
#[component]
fn FailedIn() -> impl IntoView {
    let store = Store::get();
    let state = store.slice(|workbench| {
        let failure = workbench.run.failure()?;
        let machine = &workbench.drawn.machine;
        Some(machine.state(machine.at(&failure.state?)?)?.name.to_string())
    });
    let show = move |_| store.dispatch(ViewAction::ShowFailure);
    live(move || {
        let state = state.get()?;
        Some(view! { <button class="link" type="button" on:click=show>"Failed in "<bdi>{state}</bdi></button> })
    })
}

/// How a redrive stands.
#[derive(Clone, Copy, PartialEq)]
struct Again {
    status: RedriveStatus,
    count: u32,
    badly: bool,
}

/// For a run that ended badly: the way to go on from where it stopped, or why there is none.
#[component]
fn Redrive() -> impl IntoView {
    let store = Store::get();
    let again = store.slice(|workbench| {
        let badly = matches!(workbench.run.status(), Status::Failed | Status::TimedOut | Status::Aborted);
        // Counted over the whole history, where it is said.
        let run = workbench.run.simulation.as_ref().filter(|_| badly);
        Again { status: workbench.run.redrive_status(), count: run.map_or(0, Simulation::redrive_count), badly }
    });
    let enabled = Signal::derive(move || again.get().status == RedriveStatus::Redrivable);
    let words = move || match again.get() {
        Again { status: RedriveStatus::NotRedrivable(why), .. } => format!("Not redrivable: {why}."),
        Again { count: 0, .. } => "Goes on from where it stopped, within 14 days.".to_owned(),
        Again { count, .. } => format!("Redriven {} so far.", describe::count(count as usize, "time")),
    };
    view! {
        <Show when=move || again.get().badly>
            <div class="row">
                <Button label="Redrive" icon="retry" small=true kind=ButtonKind::Plain enabled=enabled
                    on_press=move |()| store.dispatch(RunAction::Redrive)/>
                <span class="hint">{live(words)}</span>
            </div>
        </Show>
    }
}

/// The error of a Map whose items could not be read.
const UNREADABLE: &str = "States.ItemReaderFailed";

/// Where the run failed for want of an object that a state names: the way to add it.
#[component]
fn Missing(error: Signal<Option<String>>) -> impl IntoView {
    let store = Store::get();
    let failed = Memo::new(move || error.with(|error| error.as_deref() == Some(UNREADABLE)));
    let wanted = move || {
        let wanted = if failed.get() { store.peek(|w| readers::wanted(&w.drawn, &w.run)) } else { Vec::new() };
        wanted.into_iter().next().map(|wanted| {
            let name = wanted.name.clone();
            let add = move |()| store.dispatch(ObjectAction::Add(NewObject::Wanted(name.clone())));
            view! {
                <div class="row">
                    <span class="grow ell">"There is no object "<bdi class="mono">{wanted.name.to_string()}</bdi></span>
                    <Button label="Add object" icon="plus" small=true kind=ButtonKind::Plain on_press=add/>
                </div>
            }
        })
    };
    view! { {live(wanted)} }
}

/// A value as text, cut where it is long.
pub(super) fn clip(value: &Value) -> String {
    let text = value.to_pretty();
    match text.char_indices().nth(OUTPUT_CHARS) {
        Some((end, _)) => format!("{}\n…", &text[..end]),
        None => text,
    }
}

/// A part of the outcome, where there is one.
#[component]
pub(super) fn Said(name: &'static str, text: Signal<Option<String>>) -> impl IntoView {
    let text = Memo::new(move || text.get().filter(|text| !text.is_empty()));
    live(move || {
        text.get().map(|text| {
            view! { <div class="said"><h3>{name}</h3><pre class="code" tabindex="0" role="region" aria-label=name>{text}</pre></div> }
        })
    })
}

/// The visible history as the AWS CLI prints it.
fn history_json(workbench: &crate::studio::Workbench) -> String {
    let events = workbench.run.simulation.as_ref().map_or(&[][..], |simulation| {
        let history = simulation.history();
        &history[..simulation.cursor().min(history.len())]
    });
    Value::object([("events", Value::array(events.iter().map(HistoryEvent::to_json)))]).to_pretty()
}

/// The history as a file or on the clipboard.
#[component]
fn HistoryFile() -> impl IntoView {
    let store = Store::get();
    let on_copy = move |()| copy(store, &store.peek(history_json), "history");
    let on_save = move |()| {
        let (name, text) =
            store.peek(|workbench| (format!("{}.history.json", workbench.name), history_json(workbench)));
        save(store, &name, &text, FileKind::Asl.mime());
    };
    view! {
        <div class="row">
            <Button label="Copy history JSON" icon="copy" small=true on_press=on_copy/>
            <Button label="Save history JSON" icon="export" small=true on_press=on_save/>
        </div>
    }
}
