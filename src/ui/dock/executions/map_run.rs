//! A map run: how it stands, its counters, and its child executions.

use leptos::prelude::*;

use super::Trail;
use crate::sim::{MapRunCounts, Status};
use crate::studio::executions::map_runs::{self, ChildLine, MapRunFacts};
use crate::studio::executions::{MapRunAt, nested};
use crate::studio::{ExecutionsView, StateStatus, ViewAction, describe};
use crate::ui::controls::{Column, ExecutionStatus, Icon, LongTable};
use crate::ui::store::{Memo, Store, live};

/// The map run of a number.
#[component]
pub(super) fn MapRun(run: MapRunAt) -> impl IntoView {
    let store = Store::get();
    let facts = store.slice(move |workbench| map_runs::map_run(workbench.run.simulation.as_ref()?, run));
    let begun = Memo::new(move || facts.with(Option::is_some));
    let body = move || {
        if begun.get() {
            view! { <Begun run=run facts=facts/> }.into_any()
        } else {
            view! {
                <div class="empty"><Icon name="map"/><h3>"Not begun"</h3><p>"This map run begins later than the visible moment. Press Run, or move the slider on."</p></div>
            }
            .into_any()
        }
    };
    // The run's own stand in the list beside; those of a nested execution are reached through it.
    let trail = run.nested.map(|at| {
        let up = store.slice(move |workbench| {
            let nested = workbench.run.simulation.as_ref().and_then(|simulation| nested::nested(simulation, at));
            nested.map_or_else(|| "Nested execution".to_owned(), |nested| nested.machine.to_string())
        });
        let name = Signal::derive(move || {
            let state = facts.with(|facts| facts.as_ref().map(|facts| facts.state.to_string()));
            format!("Map run {}", state.unwrap_or_default())
        });
        view! { <header class="row ehead"><Trail up=up to=ExecutionsView::Nested(at) name=name/></header> }
    });
    view! { <section class="efill" aria-label="Map run">{trail}{live(body)}</section> }
}

#[component]
fn Begun(run: MapRunAt, facts: Memo<Option<MapRunFacts>>) -> impl IntoView {
    let read = move |read: fn(&MapRunFacts) -> String| {
        Signal::derive(move || facts.with(|facts| facts.as_ref().map(read).unwrap_or_default()))
    };
    let status = move || facts.with(|facts| facts.as_ref().map_or(Status::NotStarted, |facts| facts.status));
    let (name, arn) = (read(|facts| facts.state.to_string()), read(|facts| facts.arn.to_string()));
    let fact = |name: &'static str, value: Signal<String>| view! { <div><dt>{name}</dt><dd>{live(move || value.get())}</dd></div> };
    view! {
        <div class="esplit">
            <div class="ecol scroll" tabindex="0" role="region" aria-label="Facts">
                <header class="row"><h3 class="ell grow" title=move || arn.get()>{live(move || name.get())}</h3>
                    <ExecutionStatus pill=true status=Signal::derive(status)/></header>
                <Counters facts=facts/>
                <dl class="facts">
                    {fact("Duration", read(|facts| describe::duration(facts.took_ms)))}
                    {fact("At once", read(|facts| describe::grouped(facts.max_concurrency)))}
                    {fact("Tolerated failures", read(|facts| facts.tolerated.clone()))}
                    {fact("Results written", read(|facts| describe::grouped(facts.items.results_written)))}
                </dl>
                <p class="hint">"As of the visible moment."</p>
            </div>
            <Children run=run/>
        </div>
    }
}

/// The counters as `DescribeMapRun` gives them.
#[component]
fn Counters(facts: Memo<Option<MapRunFacts>>) -> impl IntoView {
    type Read = fn(&MapRunCounts) -> usize;
    const TOTAL: &str = "Total";
    const ROWS: [(Option<StateStatus>, &str, Read); 9] = [
        (Some(StateStatus::NotReached), "Pending", |counts| counts.pending),
        (Some(StateStatus::Running), "Running", |counts| counts.running),
        (Some(StateStatus::Succeeded), "Succeeded", |counts| counts.succeeded),
        (Some(StateStatus::Failed), "Failed", |counts| counts.failed),
        (Some(StateStatus::Failed), "Timed out", |counts| counts.timed_out),
        (Some(StateStatus::Aborted), "Aborted", |counts| counts.aborted),
        (Some(StateStatus::Retrying), "Pending redrive", |counts| counts.pending_redrive),
        // Of those that failed, timed out or were aborted.
        (None, "Failures not redrivable", |counts| counts.failures_not_redrivable),
        (None, TOTAL, |counts| counts.total),
    ];
    let number = move |pick: fn(&MapRunFacts) -> &MapRunCounts, read: Read| {
        move || facts.with(|facts| facts.as_ref().map_or(0, |facts| read(pick(facts))))
    };
    let row = move |(status, word, read): (Option<StateStatus>, &'static str, Read)| {
        let (items, executions) = (number(|facts| &facts.items, read), number(|facts| &facts.executions, read));
        let none = move || word != TOTAL && items() == 0 && executions() == 0;
        let class = move || status.filter(|_| !none()).unwrap_or(StateStatus::NotReached).class();
        let icon = status.map(|status| {
            let class = move || format!("stat c-{}", class());
            view! { <span class=class><Icon name=status.icon()/></span> }
        });
        view! {
            <tr class:muted=none><th scope="row">{icon}{word}</th>
                <td class="r num">{live(move || describe::grouped(items()))}</td><td class="r num">{live(move || describe::grouped(executions()))}</td></tr>
        }
    };
    view! {
        <table class="counters" aria-label="Counters">
            <thead><tr><th scope="col">"Status"</th><th scope="col" class="r">"Items"</th><th scope="col" class="r">"Executions"</th></tr></thead>
            <tbody>{ROWS.map(row)}</tbody>
        </table>
    }
}

const COLUMNS: &[Column] = &[
    Column("#", true),
    Column("Status", false),
    Column("Duration", true),
    Column("Input", false),
    Column("Output or error", false),
];

/// The child executions that have begun.
#[component]
fn Children(run: MapRunAt) -> impl IntoView {
    let store = Store::get();
    let count =
        store.slice(move |workbench| workbench.run.simulation.as_ref().map_or(0, |s| map_runs::children(s, run)));
    let press = move |child: usize| {
        store.dispatch(ViewAction::ShowExecutions(ExecutionsView::MapRun { run, child: Some(child) }));
    };
    let cells = move |child: usize| view! { <Cells run=run child=child/> }.into_any();
    view! {
        <LongTable label="Child executions" class="children" columns=COLUMNS count=count on_press=press cells=cells
            detail=|_| ().into_any()/>
    }
}

#[component]
fn Cells(run: MapRunAt, child: usize) -> impl IntoView {
    let store = Store::get();
    let line = store.slice(move |workbench| map_runs::child_line(workbench.run.simulation.as_ref()?, run, child));
    let read =
        move |read: fn(&ChildLine) -> String| move || line.with(|line| line.as_ref().map(read).unwrap_or_default());
    let status = move || line.with(|line| line.as_ref().map_or(Status::NotStarted, |line| line.status));
    let (input, result) = (read(|line| line.input.clone()), read(|line| line.result.clone()));
    let name = read(|line| line.name.to_string());
    let number = child + 1;
    view! {
        <td class="r num"><button class="link" type="button" tabindex="-1" aria-label=format!("Child execution {number}") title=name>{number}</button></td>
        <td><ExecutionStatus status=Signal::derive(status)/></td>
        <td class="r num">{read(|line| describe::duration(line.took_ms))}</td>
        <td class="ell mono" title=input>{input}</td>
        <td class="ell mono" title=result>{result}</td>
    }
}
