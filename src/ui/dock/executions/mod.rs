//! The Executions tab: the execution, its map runs and their child executions, and the virtual buckets.

mod child;
mod events;
mod handover;
mod logs;

mod machines;
mod map_run;
mod nested;

mod objects;
mod outcome;

use leptos::prelude::*;

use crate::sim::{LogLevel, Status};
use crate::studio::executions::map_runs::MapRunLine;
use crate::studio::executions::objects::ObjectName;
use crate::studio::executions::{map_runs, nested as nested_runs, readers};
use crate::studio::{ExecutionsView, StateStatus, ViewAction, Workbench, describe};
use crate::ui::controls::{Each, Icon};
use crate::ui::store::{Memo, Store, live};
use child::Child;

use logs::Logs;
use machines::{Machine, Machines};
use map_run::MapRun;
use nested::Nested;

use objects::{Object, Objects};
use outcome::ThisExecution;

pub use objects::ReaderObject;

/// The logs as they are shown first.
const ALL_LOGS: ExecutionsView = ExecutionsView::Logs { level: LogLevel::All, data: true };

/// The parts, and the chosen one.
#[component]
pub(super) fn Executions() -> impl IntoView {
    let store = Store::get();
    let view = store.slice(|workbench| workbench.executions.clone());
    let object =
        Memo::new(move || view.with(|view| if let ExecutionsView::Objects(name) = view { name.clone() } else { None }));
    let machine = Memo::new(move || {
        view.with(|view| if let ExecutionsView::Machines(name) = view { name.clone() } else { None })
    });
    let log = Memo::new(move || {
        if let ExecutionsView::Logs { level, data } = view.get() { (level, data) } else { (LogLevel::All, true) }
    });
    // What gets another name stays in view: the fields somebody types in are not built anew.
    let part = Memo::new(move || match view.get() {
        ExecutionsView::Objects(Some(_)) => ExecutionsView::Objects(Some(ObjectName::new("", ""))),
        ExecutionsView::Machines(Some(_)) => ExecutionsView::Machines(Some("".into())),
        ExecutionsView::Logs { .. } => ALL_LOGS,
        other @ (ExecutionsView::Execution
        | ExecutionsView::MapRun { .. }
        | ExecutionsView::Nested(_)
        | ExecutionsView::Objects(None)
        | ExecutionsView::Machines(None)) => other,
    });
    let body = move || match part.get() {
        ExecutionsView::Execution => view! { <ThisExecution/> }.into_any(),
        ExecutionsView::MapRun { run, child: None } => view! { <MapRun run=run/> }.into_any(),
        ExecutionsView::MapRun { run, child: Some(child) } => view! { <Child run=run child=child/> }.into_any(),
        ExecutionsView::Logs { .. } => view! { <Logs choice=log/> }.into_any(),
        ExecutionsView::Nested(at) => view! { <Nested at=at/> }.into_any(),
        ExecutionsView::Objects(None) => view! { <Objects/> }.into_any(),
        ExecutionsView::Objects(Some(_)) => view! { <Object name=object/> }.into_any(),
        ExecutionsView::Machines(None) => view! { <Machines/> }.into_any(),
        ExecutionsView::Machines(Some(_)) => view! { <Machine name=machine/> }.into_any(),
    };
    view! {
        <div class="mocks execs">
            <Parts view=view/>
            <div class="epane">{live(body)}</div>
        </div>
    }
}

/// What can be chosen: the execution, each map run, the buckets.
#[component]
fn Parts(view: Memo<ExecutionsView>) -> impl IntoView {
    let store = Store::get();
    let status = store.slice(|workbench| workbench.run.status());
    let runs = store.slice(|workbench| map_runs_of(workbench, None));
    let nested = store.slice(|workbench| workbench.run.simulation.as_ref().map(nested_runs::list).unwrap_or_default());
    let counts = store.slice(|workbench| {
        (workbench.run.objects.iter().count(), readers::wanted(&workbench.drawn, &workbench.run).len())
    });
    let machines = store.slice(|workbench| workbench.run.machines.machines().count());
    let is_machines = move || view.with(|view| matches!(view, ExecutionsView::Machines(_)));
    let on_machines = move |()| store.dispatch(ViewAction::ShowExecutions(ExecutionsView::Machines(None)));
    let is_logs = move || view.with(|view| matches!(view, ExecutionsView::Logs { .. }));
    let log_words = move || {
        if let ExecutionsView::Logs { level, .. } = view.get() { level.as_str().to_owned() } else { String::new() }
    };
    let on_logs = move |()| {
        if !is_logs() {
            store.dispatch(ViewAction::ShowExecutions(ALL_LOGS));
        }
    };
    let is_execution = move || view.with(|view| *view == ExecutionsView::Execution);
    let is_objects = move || view.with(|view| matches!(view, ExecutionsView::Objects(_)));
    let on_execution = move |()| store.dispatch(ViewAction::ShowExecutions(ExecutionsView::Execution));
    let on_objects = move |()| store.dispatch(ViewAction::ShowExecutions(ExecutionsView::Objects(None)));
    let object_words = move || match counts.get() {
        (count, 0) => describe::grouped(count),
        (_, missing) => format!("{} missing", describe::grouped(missing)),
    };
    let run = move |at: usize| view! { <RunPart at=at runs=runs view=view/> };
    let other = move |at: usize| view! { <NestedPart at=at nested=nested view=view/> };
    let hint = |hidden: usize, noun: &'static str| {
        (hidden > 0)
            .then(|| view! { <li class="hint pad">{format!("{} not listed", describe::count(hidden, noun))}</li> })
    };
    let hidden = move || hint(runs.with(|(_, hidden)| *hidden), "earlier map run");
    let hidden_nested = move || hint(nested.with(|(_, hidden)| *hidden), "earlier execution");
    view! {
        <ul class="mlist" aria-label="Parts of the execution">
            <li><Part label="Execution" look=Signal::derive(move || Look::Status(status.get())) chosen=Signal::derive(is_execution)
                words=Signal::derive(move || describe::status_word(status.get()).to_owned()) on_press=on_execution/></li>
            {live(hidden)}
            <Each each=move || 0..runs.with(|(runs, _)| runs.len()) key=|at| *at children=run/>
            {live(hidden_nested)}
            <Each each=move || 0..nested.with(|(nested, _)| nested.len()) key=|at| *at children=other/>
            <li><Part label="Logs" look=Look::Icon("list") chosen=Signal::derive(is_logs)
                words=Signal::derive(log_words) on_press=on_logs/></li>
            <li><Part label="S3 objects" look=Look::Icon("db") chosen=Signal::derive(is_objects) words=Signal::derive(object_words)
                on_press=on_objects/></li>
            <li><Part label="Machines" look=Look::Icon("layers") chosen=Signal::derive(is_machines)
                words=Signal::derive(move || describe::grouped(machines.get())) on_press=on_machines/></li>
        </ul>
    }
}

/// The map runs of the run's own execution, or of a nested one, and how many earlier ones are not among them.
fn map_runs_of(workbench: &Workbench, nested: Option<usize>) -> (Vec<MapRunLine>, usize) {
    let simulation = workbench.run.simulation.as_ref();
    simulation.map(|simulation| map_runs::list(simulation, nested)).unwrap_or_default()
}

/// A map run in a list.
#[component]
fn RunPart(at: usize, runs: Memo<(Vec<MapRunLine>, usize)>, view: Memo<ExecutionsView>) -> impl IntoView {
    let store = Store::get();
    let line = Memo::new(move || runs.with(|(runs, _)| runs.get(at).cloned()));
    let status = move || line.with(|line| line.as_ref().map_or(Status::NotStarted, |line| line.status));
    let number = move || line.with(|line| line.as_ref().map(|line| line.run));
    let label = move || line.with(|line| line.as_ref().map(|line| line.state.to_string()).unwrap_or_default());
    let chosen = move || view.with(|view| matches!(view, ExecutionsView::MapRun { run, .. } if Some(*run) == number()));
    let press = move |()| {
        if let Some(run) = line.get_untracked().map(|line| line.run) {
            store.dispatch(ViewAction::ShowExecutions(ExecutionsView::MapRun { run, child: None }));
        }
    };
    view! {
        <li><Part label=Signal::derive(label) note="Map run" look=Signal::derive(move || Look::Status(status()))
            chosen=Signal::derive(chosen) words=Signal::derive(move || describe::status_word(status()).to_owned()) on_press=press/></li>
    }
}

/// An execution of another machine in the list.
#[component]
fn NestedPart(
    at: usize,
    nested: Memo<(Vec<nested_runs::NestedLine>, usize)>,
    view: Memo<ExecutionsView>,
) -> impl IntoView {
    let store = Store::get();
    let line = Memo::new(move || nested.with(|(nested, _)| nested.get(at).cloned()));
    let status = move || line.with(|line| line.as_ref().map_or(Status::NotStarted, |line| line.status));
    let label = move || line.with(|line| line.as_ref().map(|line| line.machine.to_string()).unwrap_or_default());
    let number = move || line.with(|line| line.as_ref().map(|line| line.at));
    let chosen = move || {
        let at = view.with(|view| match view {
            ExecutionsView::Nested(at) => Some(*at),
            ExecutionsView::MapRun { run, .. } => run.nested,
            ExecutionsView::Execution
            | ExecutionsView::Logs { .. }
            | ExecutionsView::Objects(_)
            | ExecutionsView::Machines(_) => None,
        });
        at.is_some() && at == number()
    };
    let press = move |()| {
        if let Some(at) = line.get_untracked().map(|line| line.at) {
            store.dispatch(ViewAction::ShowExecutions(ExecutionsView::Nested(at)));
        }
    };
    view! {
        <li><Part label=Signal::derive(label) note="Nested execution" look=Signal::derive(move || Look::Status(status()))
            chosen=Signal::derive(chosen) words=Signal::derive(move || describe::status_word(status()).to_owned()) on_press=press/></li>
    }
}

/// What stands before a part's name.
#[derive(Clone, Copy, PartialEq)]
enum Look {
    Status(Status),
    Icon(&'static str),
}

#[component]
fn Part(
    #[prop(into)] label: Signal<String>,
    /// What kind of part it is, where its name does not say so.
    #[prop(optional)]
    note: &'static str,
    #[prop(into)] look: Signal<Look>,
    chosen: Signal<bool>,
    words: Signal<String>,
    #[prop(into)] on_press: Callback<()>,
) -> impl IntoView {
    let class = move || match look.get() {
        Look::Status(status) => format!("stat c-{}", StateStatus::of_execution(status).class()),
        Look::Icon(_) => "stat sec".to_owned(),
    };
    let icon = Signal::derive(move || match look.get() {
        Look::Status(status) => StateStatus::of_execution(status).icon(),
        Look::Icon(icon) => icon,
    });
    let note = (!note.is_empty()).then(|| view! { <span class="vh">{format!("{note} ")}</span> });
    view! {
        <button class="mitem" type="button" aria-pressed=move || chosen.get().to_string() on:click=move |_| on_press.run(())>
            <span class=class><Icon name=icon/></span>
            {note}
            <span class="ell">{live(move || label.get())}</span>
            <span class="muted">{live(move || words.get())}</span>
        </button>
    }
}

/// Where a part of a part stands: the way back, and its own name.
#[component]
fn Trail(
    /// The name of the part around it.
    #[prop(into)]
    up: Signal<String>,
    /// What that is.
    to: ExecutionsView,
    /// Its own name.
    #[prop(into)]
    name: Signal<String>,
) -> impl IntoView {
    let store = Store::get();
    let back = move |_| store.dispatch(ViewAction::ShowExecutions(to.clone()));
    view! {
        <nav class="trail row grow" aria-label="Place">
            <button class="btn ghost sm" type="button" on:click=back><Icon name="left"/><span class="ell">{live(move || up.get())}</span></button>
            <h3 class="ell" title=move || name.get()><bdi>{live(move || name.get())}</bdi></h3>
        </nav>
    }
}
