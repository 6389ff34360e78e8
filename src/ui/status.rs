//! The status bar: how the run stands, and what the document costs.

use leptos::prelude::*;

use super::controls::Icon;
use super::store::{Memo, Store, live};
use crate::lint::Severity;
use crate::sim::Simulation;
use crate::sim::limits::HISTORY_EVENTS_MAX;
use crate::studio::describe::grouped;
use crate::studio::{Action, DockTab, JsonataStatus, Moment, Workbench};

/// The status bar.
#[component]
pub fn StatusBar() -> impl IntoView {
    let store = Store::get();
    let standing = Memo::new(move || store.moment.with(Moment::standing));
    let events = store.slice(|workbench| workbench.run.simulation.as_ref().map_or(0, Simulation::cursor));
    let problems = store.slice(|workbench| {
        let count = |severity| workbench.diagnostics.iter().filter(|d| d.severity == severity).count();
        (count(Severity::Error), count(Severity::Warning))
    });
    let stale = store.slice(Workbench::stale);
    let shown_stale = move || {
        stale.get().then(|| view! { <span class="c-failed"><Icon name="error"/>"The drawing is of the last text that was JSON"</span> })
    };
    let show_problems = move |_| store.dispatch(Action::ShowDock(DockTab::Problems));
    view! {
        <footer class="status">
            <span class=move || standing.with(|s| format!("c-{}", s.status.class()))>
                <Icon name=Signal::derive(move || standing.with(|s| s.status.icon()))/>
                {live(move || standing.with(|s| s.words.clone()))}
            </span>
            <span class="hide-s">{live(move || format!("{} of {} events", grouped(events.get()), grouped(HISTORY_EVENTS_MAX)))}</span>
            {live(shown_stale)}
            <JsonataNote/>
            <button class="sp link" type="button" on:click=show_problems>
                {live(move || problem_words(problems.get()))}
            </button>
            <span class="hide-s">"All data stays in this browser"</span>
        </footer>
    }
}

/// What a definition in `JSONata` waits for.
#[component]
fn JsonataNote() -> impl IntoView {
    let store = Store::get();
    let status = store.slice(|workbench| workbench.jsonata_status().cloned());
    let again = move |_| store.dispatch(Action::LoadJsonata);
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

fn problem_words((errors, warnings): (usize, usize)) -> String {
    let part = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    match (errors, warnings) {
        (0, 0) => "No problems".to_owned(),
        (0, warnings) => part(warnings, "warning"),
        (errors, 0) => part(errors, "error"),
        (errors, warnings) => format!("{}, {}", part(errors, "error"), part(warnings, "warning")),
    }
}
