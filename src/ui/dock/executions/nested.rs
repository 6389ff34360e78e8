//! An execution of another machine of the project, which a Task started.

use leptos::prelude::*;

use super::child::Facts;
use super::{RunPart, map_runs_of};
use crate::sim::Status;
use crate::studio::describe;
use crate::studio::executions::ExecutionAt;
use crate::studio::executions::nested::{self, NestedFacts};
use crate::ui::controls::{Each, ExecutionStatus, Icon, Show};
use crate::ui::store::{Memo, Store, live};

/// The nested execution of a number.
#[component]
pub(super) fn Nested(at: usize) -> impl IntoView {
    let store = Store::get();
    let nested = store.slice(move |workbench| nested::nested(workbench.run.simulation.as_ref()?, at));
    let facts = Memo::new(move || nested.with(|nested| nested.as_ref().map(|nested| nested.execution.clone())));
    let begun = Memo::new(move || nested.with(Option::is_some));
    let status =
        move || nested.with(|nested| nested.as_ref().map_or(Status::NotStarted, |nested| nested.execution.status));
    let name = move || nested.with(|nested| nested.as_ref().map(|nested| nested.machine.to_string()));
    let words = move || nested.with(|nested| nested.as_ref().map(started));
    let body = move || {
        if begun.get() {
            view! { <Facts of=ExecutionAt::Nested(at) facts=facts><MapRuns nested=at/></Facts> }.into_any()
        } else {
            view! {
                <div class="empty"><Icon name="layers"/><h3>"Not begun"</h3><p>"This execution begins later than the visible moment. Press Run, or move the slider on."</p></div>
            }
            .into_any()
        }
    };
    view! {
        <section class="efill" aria-label="Nested execution">
            <header class="row ehead"><h3 class="ell"><bdi>{live(name)}</bdi></h3><span class="muted grow ell">{live(words)}</span>
                <ExecutionStatus pill=true status=Signal::derive(status)/></header>
            {live(body)}
        </section>
    }
}

/// Its map runs, each of which opens.
#[component]
fn MapRuns(nested: usize) -> impl IntoView {
    let store = Store::get();
    let runs = store.slice(move |workbench| map_runs_of(workbench, Some(nested)));
    let view = store.slice(|workbench| workbench.executions.clone());
    let any = Memo::new(move || runs.with(|(runs, _)| !runs.is_empty()));
    let hidden = move || {
        let hidden = runs.with(|(_, hidden)| *hidden);
        (hidden > 0).then(
            || view! { <li class="hint">{format!("{} not listed", describe::count(hidden, "earlier map run"))}</li> },
        )
    };
    view! {
        <Show when=move || any.get()>
            <div class="said"><h3>"Map runs"</h3>
                <ul aria-label="Map runs">
                    {live(hidden)}
                    <Each each=move || 0..runs.with(|(runs, _)| runs.len()) key=|at| *at
                        children=move |at| view! { <RunPart at=at runs=runs view=view/> }/>
                </ul>
            </div>
        </Show>
    }
}

/// Who started it.
fn started(nested: &NestedFacts) -> String {
    let within = nested.within.as_ref().map(|machine| format!(" of ‘{machine}’")).unwrap_or_default();
    format!("{}, started by ‘{}’{within}", nested.workflow.label(), nested.task)
}
