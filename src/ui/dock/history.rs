//! The history as a table. Of 25,000 rows only those in view, and some around them, are on the page.

use std::ops::Range;

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::json::Pointer;
use crate::sim::{Difference, EventType, Simulation};
use crate::studio::{RunAction, Selection, ViewAction, Workbench, catalogue, describe, fidelity};
use crate::ui::controls::long::{self, OPEN_PX, PAGE, ROW_PX, Window};
use crate::ui::controls::{Each, Icon, Show};
use crate::ui::fidelity::Mark;
use crate::ui::keys::pressed;
use crate::ui::store::{Memo, Store, effect, live};

/// One row.
#[derive(Clone, PartialEq)]
struct Row {
    index: usize,
    kind: EventType,
    time: String,
    state: Option<String>,
    pointer: Option<Pointer>,
    detail: String,
    notes: Vec<&'static Difference>,
}

/// What the table knows of the run: the events that show, those that are known, and which history they are of.
#[derive(Clone, Copy, PartialEq)]
struct Place {
    shown: usize,
    known: usize,
    history: u64,
}

/// The history of the run.
#[component]
pub(super) fn History() -> impl IntoView {
    let store = Store::get();
    let place = store.slice(|workbench| {
        let visible = workbench.run.visible();
        Place { shown: visible.events, known: visible.known, history: visible.history }
    });
    let empty = Memo::new(move || place.get().known == 0);
    let table = move || {
        if empty.get() {
            view! {
                <div class="empty"><Icon name="list"/><h3>"No events yet"</h3>
                    <p>"Press Run or Step; every event of the execution is listed here as AWS records it."</p></div>
            }
            .into_any()
        } else {
            view! { <Table place=place/> }.into_any()
        }
    };
    view! { <div class="hist">{live(table)}</div> }
}

#[component]
fn Table(place: Memo<Place>) -> impl IntoView {
    let store = Store::get();
    let frame = NodeRef::<html::Div>::new();
    let view = RwSignal::new(Window::default());
    let open = RwSignal::new(None::<usize>);
    let range = Memo::new(move || view.get().rows(place.get().known));
    let rows = Memo::new(move || {
        let _ = place.get();
        let range = range.get();
        store.peek(|workbench| rows(workbench, range))
    });
    let measure = move || long::measure(frame, view);
    follow(frame, place, open, measure);
    let gap = move |before: bool| long::gap(&range.get(), place.get().known, open.get(), before);
    let row_view = move |row: Row| view! { <RowView row=row place=place open=open/> };
    view! {
        <div class="hscroll" node_ref=frame on:scroll=move |_| measure() on:keydown=move |event| walk(store, place, open, &event)>
            <table class="tbl events" aria-label="Events" aria-rowcount=move || place.get().known + 1>
                <thead>
                    <tr aria-rowindex="1"><th class="r" scope="col">"#"</th><th scope="col">"Time"</th><th scope="col">"Event"</th><th scope="col">"State"</th><th scope="col">"Detail"</th></tr>
                </thead>
                <tbody>
                    <tr class="gap" aria-hidden="true" style:height=move || gap(true)></tr>
                    <Each each=move || rows.get() key=Row::key children=row_view/>
                    <tr class="gap" aria-hidden="true" style:height=move || gap(false)></tr>
                </tbody>
            </table>
        </div>
    }
}

impl Row {
    /// A row is drawn anew where a branch from the past put another event in its place.
    fn key(&self) -> (usize, &'static str, String, String, Vec<&'static str>) {
        let notes = self.notes.iter().map(|note| note.id).collect();
        (self.index, self.kind.as_str(), self.time.clone(), self.detail.clone(), notes)
    }
}

fn rows(workbench: &Workbench, range: Range<usize>) -> Vec<Row> {
    let events = workbench.run.simulation.as_ref().map_or(&[][..], Simulation::history);
    let start = events.first().map(|event| event.time).unwrap_or_default();
    let row = |index: usize| {
        let event = events.get(index)?;
        Some(Row {
            index,
            kind: event.kind,
            time: describe::stamp(event.time.since(start)),
            state: event.state.as_ref().map(ToString::to_string),
            pointer: event.path.as_ref().map(|path| path.state.clone()),
            detail: describe::detail(events, index),
            notes: fidelity::seen(&workbench.drawn, &workbench.run, index),
        })
    };
    range.filter_map(row).collect()
}

/// Keeps the current row in view when the moment changes.
fn follow(
    frame: NodeRef<html::Div>,
    place: Memo<Place>,
    open: RwSignal<Option<usize>>,
    measure: impl Fn() + Copy + 'static,
) {
    effect(move || {
        let at = place.get().shown.saturating_sub(1);
        let Some(frame) = frame.get() else { return };
        let opened = if open.get_untracked().is_some_and(|open| open < at) { OPEN_PX } else { 0.0 };
        long::show(&frame, at as f64 * ROW_PX + opened, ROW_PX);
        measure();
    });
    // An event that is opened is shown whole.
    effect(move || {
        let (Some(at), Some(frame)) = (open.get(), frame.get()) else { return };
        request_animation_frame(move || long::show(&frame, at as f64 * ROW_PX, ROW_PX + OPEN_PX));
    });
}

/// The arrow keys move the moment, Enter opens an event.
fn walk(store: Store, place: Memo<Place>, open: RwSignal<Option<usize>>, event: &ev::KeyboardEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let inside = |selector: &str| target.as_ref().is_some_and(|t| t.closest(selector).ok().flatten().is_some());
    if !inside("tr[data-row]") || inside(".spec") {
        return;
    }
    let Place { shown, known, .. } = place.get_untracked();
    let Some((_, key)) = pressed(&[catalogue::Place::History], event) else { return };
    event.prevent_default();
    if let Some(to) = key.along(shown, known + 1, PAGE) {
        store.dispatch(RunAction::Seek(to.max(1)));
        request_animation_frame(|| long::focus(".events tr[aria-current='true']"));
    } else if let Some(row) = shown.checked_sub(1) {
        open.update(|open| *open = (*open != Some(row)).then_some(row));
    }
}

#[component]
fn RowView(row: Row, place: Memo<Place>, open: RwSignal<Option<usize>>) -> impl IntoView {
    let store = Store::get();
    let index = row.index;
    let current = Memo::new(move || place.get().shown == index + 1);
    let later = Memo::new(move || place.get().shown <= index);
    let opened = Memo::new(move || open.get() == Some(index));
    let class = move || if later.get() { "later" } else { "" };
    let (pointer, kind) = (row.pointer.clone(), row.kind);
    let seek = move |_| {
        store.dispatch(RunAction::Seek(index + 1));
        if let Some(pointer) = pointer.clone() {
            store.dispatch(ViewAction::Select(Selection::State(pointer)));
        }
        if matches!(kind, EventType::ExecutionFailed | EventType::EvaluationFailed) {
            store.dispatch(ViewAction::ShowFailure);
        }
    };
    let toggle = move |event: ev::MouseEvent| {
        event.stop_propagation();
        open.update(|open| *open = (*open != Some(index)).then_some(index));
    };
    let mark = move |note: &&'static Difference| view! { <Mark difference=*note reachable=current/> };
    let notes = row.notes.iter().map(mark).collect_view();
    let number = row.index + 1;
    let (state, of) = (row.state.clone(), row.state);
    let tone = format!("stat {}", describe::tone(row.kind).class());
    let icon = Signal::derive(move || if opened.get() { "down" } else { "right" });
    view! {
        <tr class=class data-row=number data-type=kind.as_str() data-of=of aria-rowindex=number + 1
            aria-current=move || current.get().then_some("true") tabindex=move || if current.get() { "0" } else { "-1" } on:click=seek>
            <td class="r num">{number}</td>
            <td class="mono">{row.time}</td>
            <td><button class="btn ghost icon open" type="button" tabindex="-1" aria-label=format!("Event {number} as JSON")
                aria-expanded=move || opened.get().to_string() on:click=toggle><Icon name=icon small=true/></button>
                <span class=tone><Icon name=describe::icon(kind)/></span>{kind.as_str()}</td>
            <td class="ell">{state}</td>
            <td class="ell mono" title=row.detail.clone()>{notes}{row.detail.clone()}</td>
        </tr>
        <Show when=move || opened.get()><Opened index=index/></Show>
    }
}

/// An event as `GetExecutionHistory` shows it.
#[component]
fn Opened(index: usize) -> impl IntoView {
    let store = Store::get();
    let text = store.peek(|workbench| {
        let event = workbench.run.simulation.as_ref().and_then(|simulation| simulation.history().get(index));
        event.map(|event| event.to_json().to_pretty()).unwrap_or_default()
    });
    view! {
        <tr class="opened">
            <td colspan="5"><pre class="code" tabindex="0" role="region" aria-label=format!("Event {} as JSON", index + 1)>{text}</pre></td>
        </tr>
    }
}
