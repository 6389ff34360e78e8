//! The status bar: how the run stands, and what the document costs.

use leptos::prelude::*;

use super::controls::Icon;
use super::store::{Memo, Store, live};
use crate::lint::Severity;
use crate::sim::Simulation;
use crate::sim::limits::HISTORY_EVENTS_MAX;
use crate::studio::describe::{self, grouped};
use crate::studio::{DockTab, JsonataAction, JsonataStatus, Moment, RunAction, ViewAction, Workbench};

/// The status bar.
#[component]
pub fn StatusBar() -> impl IntoView {
    let store = Store::get();
    let standing = Memo::new(move || store.moment.with(Moment::standing));
    let events = store.slice(|workbench| workbench.run.simulation.as_ref().map_or(0, Simulation::cursor));
    let problems = store.slice(|workbench| {
        Severity::ALL.map(|severity| workbench.diagnostics.iter().filter(|d| d.severity == severity).count())
    });
    let stale = store.slice(Workbench::stale);
    let checks = store.slice(Workbench::is_unchecked);
    // Where the run failed is one press away.
    let failed = store.slice(|workbench| workbench.run.failure().is_some_and(|failure| failure.state.is_some()));
    let show_failure = move |_| store.dispatch(ViewAction::ShowFailure);
    let words = move || {
        let words = standing.with(|standing| standing.words.clone());
        if failed.get() {
            view! { <button class="link" type="button" on:click=show_failure>{words}</button> }.into_any()
        } else {
            words.into_any()
        }
    };
    let shown_stale =
        move || stale.get().then(|| view! { <span class="c-failed"><Icon name="error"/>"The text is no JSON"</span> });
    let show_problems = move |_| store.dispatch(ViewAction::ShowDock(DockTab::Problems));
    view! {
        <footer class="status">
            <span class=move || standing.with(|s| format!("c-{}", s.status.class()))>
                <Icon name=Signal::derive(move || standing.with(|s| s.status.icon()))/>
                {live(words)}
            </span>
            <span class="hide-s">{live(move || format!("{} of {} events", grouped(events.get()), grouped(HISTORY_EVENTS_MAX)))}</span>
            <RunNote/>
            {live(shown_stale)}
            <JsonataNote/>
            <button class="sp link" type="button" on:click=show_problems>
                {live(move || if checks.get() { "Checking…".to_owned() } else { problem_words(problems.get()) })}
            </button>
            <span class="hide-s">"All data stays in this browser"</span>
        </footer>
    }
}

/// Whether the run that is shown is of what is there now, what it is being done about, and where it came to differ.
#[component]
fn RunNote() -> impl IntoView {
    let store = Store::get();
    let busy = store.slice(|workbench| workbench.run.busy());
    let outdated = store.slice(|workbench| workbench.run.outdated());
    let differs = store.slice(|workbench| workbench.run.first_difference());
    let note = move || match (outdated.get(), differs.get()) {
        (Some(outdated), _) => Some(
            view! { <span class="c-waiting" title=outdated.words()><Icon name="info"/>{outdated.label()}</span> }
                .into_any(),
        ),
        (None, Some(at)) => {
            let words = format!("Changed from event {}", grouped(at));
            let show = move |_| store.dispatch(RunAction::Seek(at));
            Some(view! { <button class="link" type="button" on:click=show>{words}</button> }.into_any())
        }
        (None, None) => None,
    };
    view! {
        // What counts up is shown, and not read out each time.
        {live(move || busy.get().map(|words| view! { <span class="num">{words}</span> }))}
        <span role="status">{live(note)}</span>
    }
}

/// What a definition in `JSONata` waits for.
#[component]
fn JsonataNote() -> impl IntoView {
    let store = Store::get();
    let status = store.slice(|workbench| workbench.jsonata_status().cloned());
    let again = move |_| store.dispatch(JsonataAction::Load);
    let note = move || {
        status.get().and_then(|status| match status {
            JsonataStatus::Absent | JsonataStatus::Ready => None,
            JsonataStatus::Loading => Some(view! { <span>"Loading JSONata…"</span> }.into_any()),
            JsonataStatus::Failed(reason) => Some(
                view! {
                    <span class="c-failed" title=reason><Icon name="error"/>"JSONata is not loaded"</span>
                    <button class="link" type="button" on:click=again>"Load JSONata again"</button>
                }
                .into_any(),
            ),
        })
    };
    view! { <span role="status">{live(note)}</span> }
}

/// How many problems of each kind there are, in the order of [`Severity::ALL`].
fn problem_words(counts: [usize; Severity::ALL.len()]) -> String {
    let parts = Severity::ALL.iter().zip(counts).filter(|(_, count)| *count > 0);
    let parts: Vec<String> = parts.map(|(severity, count)| describe::count(count, severity.as_str())).collect();
    if parts.is_empty() { "No problems".to_owned() } else { parts.join(", ") }
}
