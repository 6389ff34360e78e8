//! The history of a child or nested execution, which is not part of its parent's.

use leptos::prelude::*;

use crate::sim::{EventType, HistoryEvent};
use crate::studio::describe;
use crate::studio::executions::{ExecutionAt, events_of};
use crate::ui::controls::{Column, Icon, LongTable};
use crate::ui::store::{Memo, Store, live};

const COLUMNS: &[Column] = &[
    Column("#", true),
    Column("Time", false),
    Column("Event", false),
    Column("State", false),
    Column("Detail", false),
];

/// One row.
#[derive(Clone, PartialEq)]
struct Row {
    kind: EventType,
    time: String,
    state: String,
    detail: String,
}

fn row(events: &[HistoryEvent], at: usize) -> Option<Row> {
    let (first, event) = (events.first()?, events.get(at)?);
    Some(Row {
        kind: event.kind,
        time: describe::stamp(event.time.since(first.time)),
        state: event.state.as_deref().unwrap_or_default().to_owned(),
        detail: describe::detail(events, at),
    })
}

/// The events that show; each opens as `GetExecutionHistory` prints it.
#[component]
pub(super) fn Events(of: ExecutionAt) -> impl IntoView {
    let store = Store::get();
    let count = store.slice(move |workbench| {
        workbench.run.simulation.as_ref().map_or(0, |simulation| events_of(simulation, of).len())
    });
    let open = RwSignal::new(None::<usize>);
    let press = move |at: usize| open.update(|open| *open = (*open != Some(at)).then_some(at));
    let cells = move |at: usize| view! { <Cells of=of at=at open=open/> }.into_any();
    let detail = move |at: usize| {
        let json = store.slice(move |workbench| {
            let events = events_of(workbench.run.simulation.as_ref()?, of);
            Some(events.get(at)?.to_json().to_pretty())
        });
        view! { <pre class="code" tabindex="0" role="region" aria-label=format!("Event {} as JSON", at + 1)>{live(move || json.get())}</pre> }
            .into_any()
    };
    view! {
        <LongTable label="Events of this execution" class="events" columns=COLUMNS count=count open=open on_press=press
            cells=cells detail=detail/>
    }
}

#[component]
fn Cells(of: ExecutionAt, at: usize, open: RwSignal<Option<usize>>) -> impl IntoView {
    let store = Store::get();
    let row = store.slice(move |workbench| row(events_of(workbench.run.simulation.as_ref()?, of), at));
    let opened = Memo::new(move || open.get() == Some(at));
    let chevron = Signal::derive(move || if opened.get() { "down" } else { "right" });
    let cells = move |row: Row| {
        let tone = format!("stat {}", describe::tone(row.kind).class());
        view! {
            <td class="r num">{at + 1}</td>
            <td class="mono">{row.time}</td>
            <td><button class="btn ghost icon open" type="button" tabindex="-1" aria-label=format!("Event {} as JSON", at + 1)
                aria-expanded=move || opened.get().to_string()><Icon name=chevron small=true/></button>
                <span class=tone><Icon name=describe::icon(row.kind)/></span>{row.kind.as_str()}</td>
            <td class="ell" title=row.state.clone()>{row.state.clone()}</td>
            <td class="ell mono" title=row.detail.clone()>{row.detail.clone()}</td>
        }
    };
    live(move || row.get().map(cells))
}
