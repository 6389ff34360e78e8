//! A child execution: what went in, what came out, and its own history.

use leptos::prelude::*;

use super::Trail;
use super::events::Events;
use super::outcome::{Said, clip};
use crate::sim::Status;
use crate::studio::executions::map_runs::{self, ChildFacts};
use crate::studio::executions::{ExecutionAt, MapRunAt};
use crate::studio::{ExecutionsView, describe};
use crate::ui::controls::{ExecutionStatus, Icon};
use crate::ui::store::Store;

/// The child execution of a number of a map run.
#[component]
pub(super) fn Child(run: MapRunAt, child: usize) -> impl IntoView {
    let store = Store::get();
    let facts = store.slice(move |workbench| map_runs::child(workbench.run.simulation.as_ref()?, run, child));
    let begun = Memo::new(move |_| facts.with(Option::is_some));
    let up = store.slice(move |workbench| {
        let facts = workbench.run.simulation.as_ref().and_then(|simulation| map_runs::map_run(simulation, run));
        facts.map_or_else(|| "Map run".to_owned(), |facts| facts.state.to_string())
    });
    let status = move || facts.with(|facts| facts.as_ref().map_or(Status::NotStarted, |facts| facts.status));
    let body = move || {
        if begun.get() {
            view! { <Facts of=ExecutionAt::Child { run, child } facts=facts/> }.into_any()
        } else {
            view! {
                <div class="empty"><Icon name="notreached"/><h3>"Not begun"</h3><p>"This child execution begins later than the visible moment."</p></div>
            }
            .into_any()
        }
    };
    view! {
        <section class="efill" aria-label="Child execution">
            <header class="row ehead">
                <Trail up=up to=ExecutionsView::MapRun { run, child: None } name=format!("Child execution {}", child + 1)/>
                <ExecutionStatus pill=true status=Signal::derive(status)/>
            </header>
            {body}
        </section>
    }
}

/// An execution's data and its events.
#[component]
pub(super) fn Facts(
    of: ExecutionAt,
    facts: Memo<Option<ChildFacts>>,
    /// What stands below the facts.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let read = move |read: fn(&ChildFacts) -> Option<String>| {
        Signal::derive(move || facts.with(|facts| facts.as_ref().and_then(read)))
    };
    let fact = move |name: &'static str, value: Signal<Option<String>>| {
        view! { <div><dt>{name}</dt><dd>{move || value.get()}</dd></div> }
    };
    let is_child = matches!(of, ExecutionAt::Child { .. });
    let items = is_child.then(|| fact("Items", read(|facts| Some(describe::grouped(facts.items)))));
    let error = read(|facts| facts.failure.as_ref()?.error.as_deref().map(str::to_owned));
    let cause = read(|facts| facts.failure.as_ref()?.cause.as_deref().map(str::to_owned));
    view! {
        <div class="esplit">
            <div class="ecol scroll" tabindex="0" role="region" aria-label="Facts">
                <dl class="facts">
                    {fact("Duration", read(|facts| Some(describe::duration(facts.took_ms))))}
                    {items}
                    {fact("Name", read(|facts| Some(facts.name.to_string())))}
                </dl>
                {children.map(|children| children())}
                <Said name="Error" text=error/>
                <Said name="Cause" text=cause/>
                <Said name="Output" text=read(|facts| facts.output.as_ref().map(clip))/>
                <Said name="Input" text=read(|facts| Some(clip(&facts.input)))/>
                <Said name="ARN" text=read(|facts| Some(facts.arn.to_string()))/>
                <Said name="Not kept" text=read(dropped)/>
            </div>
            <Events of=of/>
        </div>
    }
}

fn dropped(facts: &ChildFacts) -> Option<String> {
    let words = |events| {
        format!(
            "The last {} of this execution were not kept: there are too many executions.",
            describe::count(events, "event")
        )
    };
    (facts.dropped > 0).then(|| words(usize::try_from(facts.dropped).unwrap_or(usize::MAX)))
}
