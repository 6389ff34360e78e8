//! The outline: the machine as a tree; the keyboard's and screen reader's equal of the canvas.
//!
//! Of very many rows those in view are on the page, and each says which of how many it is.

use leptos::html;
use leptos::prelude::*;
use leptos::tachys::html::attribute::custom::custom_attribute;

use super::canvas;
use super::controls::long::{PAGE, Window, gap};
use super::controls::{Each, StatusIcon, kind_class, kind_icon};
use super::keys::pressed;
use super::store::{Memo, Store, live};
use crate::asl::{Machine, ScopeId, StateId, StateKind};
use crate::json::Pointer;
use crate::studio::catalogue::{Effect, Place, StateCommand};
use crate::studio::{Selection, StateStatus, ViewAction};

/// One row: a state, how deep it is, and which branch of its parent it is in.
#[derive(Clone, PartialEq)]
struct Row {
    pointer: Pointer,
    name: std::sync::Arc<str>,
    kind: Option<StateKind>,
    depth: usize,
    branch: Option<usize>,
    /// Which of how many states of its flow it is.
    place: (usize, usize),
}

/// Up to so many rows, all are on the page.
const WHOLE_ROWS: usize = 500;
/// Until a row is measured, the height of one.
const ROW_PX: f64 = 24.0;

/// The outline.
#[component]
pub fn Outline() -> impl IntoView {
    let store = Store::get();
    let rows = Memo::new(move || store.drawn.with(|drawn| rows(&drawn.machine)));
    let tree = Tree { rows, frame: NodeRef::new(), window: RwSignal::new(Window::default()) };
    let part = Memo::new(move || tree.part());
    let shown = Memo::new(move || {
        part.with(|part| rows.with(|rows| rows[part.start.min(rows.len())..part.end.min(rows.len())].to_vec()))
    });
    // Tab leads to the chosen row, else to the first.
    let stop = Memo::new(move || {
        let chosen = store.selection.with(|selection| selection.state().cloned());
        shown.with(|rows| {
            let there = chosen.filter(|chosen| rows.iter().any(|row| row.pointer == *chosen));
            there.or_else(|| rows.first().map(|row| row.pointer.clone()))
        })
    });
    let height = move |before: bool| part.with(|part| gap(part, rows.with(Vec::len), None, before));
    let spacer = move |before: bool| {
        let is_part = Memo::new(move || rows.with(Vec::len) > WHOLE_ROWS);
        live(move || is_part.get().then(|| view! { <li role="presentation" style:height=move || height(before)></li> }))
    };
    let count = move || rows.with(Vec::len);
    let label = store.slice(|workbench| format!("States of {}", workbench.name));
    let empty = move || {
        rows.with(Vec::is_empty)
            .then(|| view! { <p class="hint pad">"No states yet. Press Task in the palette to add one."</p> })
    };
    view! {
        <section class="outline panel grow" aria-label="Outline">
            <h2 class="phead">"Outline"<span class="count">{live(count)}</span></h2>
            {live(empty)}
            <ul class="tree" role="tree" node_ref=tree.frame aria-label=move || label.get()
                on:scroll=move |_| tree.measure() on:keydown=move |event| press(store, tree, &event)>
                {spacer(true)}
                <Each each=move || shown.get() key=|row| (row.pointer.clone(), row.kind.map(StateKind::as_str), row.depth, row.place) children=move |row| view! { <RowView row=row stop=stop/> }/>
                {spacer(false)}
            </ul>
        </section>
    }
}

/// The rows, and which of them are on the page.
#[derive(Clone, Copy)]
struct Tree {
    rows: Memo<Vec<Row>>,
    frame: NodeRef<html::Ul>,
    window: RwSignal<Window>,
}

impl Tree {
    /// Which rows are on the page.
    fn part(self) -> std::ops::Range<usize> {
        let count = self.rows.with(Vec::len);
        if count <= WHOLE_ROWS { 0..count } else { self.window.get().rows(count) }
    }

    /// Reads what is in view.
    fn measure(self) {
        if let Some(frame) = self.frame.get_untracked() {
            Window::follow(self.window, f64::from(frame.scroll_top()), f64::from(frame.client_height()));
        }
    }

    /// Brings a row to the page.
    fn reveal(self, index: usize) {
        let is_there = untrack(|| self.part()).contains(&index);
        if let Some(frame) = self.frame.get_untracked().filter(|_| !is_there) {
            frame.set_scroll_top((index as f64 * ROW_PX) as i32);
            self.measure();
        }
    }
}

#[component]
fn RowView(row: Row, stop: Memo<Option<Pointer>>) -> impl IntoView {
    let store = Store::get();
    let pointer = StoredValue::new(row.pointer);
    let selected = Memo::new(move || store.selection.with(|s| pointer.with_value(|p| s.state() == Some(p))));
    let stopped = Memo::new(move || stop.with(|s| pointer.with_value(|p| s.as_ref() == Some(p))));
    let status = Memo::new(move || store.moment.with(|moment| pointer.with_value(|p| moment.status(p))));
    let class = move || {
        let off = if status.get() == StateStatus::NotReached { " off" } else { "" };
        let sel = if selected.get() { " sel" } else { "" };
        format!("ti d{}{off}{sel}", row.depth.min(6))
    };
    let select = move |_| store.dispatch(ViewAction::Select(Selection::State(pointer.get_value())));
    let branch = row.branch.map(|index| {
        let label = format!("Branch {}", index + 1);
        view! { <span class="brn" title=label.clone()><span class="vh">{label.clone()}</span><span aria-hidden="true">{index + 1}</span></span> }
    });
    let icon = format!("#i-{}", kind_icon(row.kind));
    let tone = format!("ic ty fg-{}", kind_class(row.kind));
    let kind = row.kind.map_or("State without a type", StateKind::as_str);
    let name = row.name.to_string();
    let level = custom_attribute("aria-level", row.depth + 1);
    let (position, size) =
        (custom_attribute("aria-posinset", row.place.0), custom_attribute("aria-setsize", row.place.1));
    view! {
        <li class=class role="treeitem" {..level} {..position} {..size} aria-selected=move || selected.get().to_string()
            tabindex=move || if stopped.get() { "0" } else { "-1" } data-row=move || pointer.with_value(ToString::to_string)
            on:click=select>
            {branch}
            <svg class=tone role="img" aria-label=kind><use href=icon/></svg>
            <span class="ell" title=name.clone()>{name.clone()}</span>
            <StatusIcon status=status/>
        </li>
    }
}

/// The rows, each box's states after it.
fn rows(machine: &Machine) -> Vec<Row> {
    let mut rows = Vec::with_capacity(machine.states.len());
    if !machine.scopes.is_empty() {
        add_scope(machine, ScopeId(0), 0, None, &mut rows);
    }
    rows
}

/// Recursion is bounded by the parser's nesting limit.
fn add_scope(machine: &Machine, scope: ScopeId, depth: usize, branch: Option<usize>, rows: &mut Vec<Row>) {
    let states: &[StateId] = machine.scope(scope).map_or(&[], |scope| &scope.states);
    for (index, state) in states.iter().filter_map(|id| machine.state(*id)).enumerate() {
        let (pointer, name, kind) = (state.pointer.clone(), state.name.clone(), state.kind);
        rows.push(Row { pointer, name, kind, depth, branch, place: (index + 1, states.len()) });
        let many = state.inner.len() > 1;
        for (index, inner) in state.inner.iter().enumerate() {
            add_scope(machine, *inner, depth + 1, many.then_some(index), rows);
        }
    }
}

/// A key in the outline: what a state's commands do here, and the way along the rows.
fn press(store: Store, tree: Tree, event: &leptos::ev::KeyboardEvent) {
    let Some((command, key)) = pressed(&[Place::Outline, Place::States], event) else { return };
    let rows = tree.rows.get_untracked();
    let at = store.selection.with_untracked(|chosen| rows.iter().position(|row| Some(&row.pointer) == chosen.state()));
    if let Effect::State(command) = command.does {
        if let Some(row) = rows.get(at.unwrap_or(0)).filter(|_| command != StateCommand::Delete) {
            event.prevent_default();
            act(store, command, &row.pointer, at.is_some());
        }
        return;
    }
    event.prevent_default();
    // Before the first row is where nothing is chosen.
    let to = key.along(at.map_or(0, |at| at + 1), rows.len() + 1, PAGE).map_or(0, |to| to.saturating_sub(1));
    if let Some(row) = rows.get(to) {
        let pointer = row.pointer.clone();
        tree.reveal(to);
        store.dispatch(ViewAction::Select(Selection::State(pointer.clone())));
        request_animation_frame(move || crate::platform::focus_row(&pointer.to_string()));
    }
}

fn act(store: Store, command: StateCommand, state: &Pointer, is_chosen: bool) {
    if !is_chosen {
        store.dispatch(ViewAction::Select(Selection::State(state.clone())));
    }
    match command {
        StateCommand::Inspect => canvas::open_inspector(store),
        StateCommand::Rename => canvas::rename(state.clone()),
        // Delete is the page's own.
        StateCommand::Choose | StateCommand::Delete => {}
    }
}
