//! A long table. Of however many rows only those in view, and some around them, are on the page.

use leptos::prelude::*;
use leptos::{ev, html};
use wasm_bindgen::JsCast;

use super::Each;
use super::long::{self, OPEN_PX, PAGE, ROW_PX, Window};
use super::show::Show;
use crate::studio::catalogue::Place;
use crate::ui::keys::pressed;
use crate::ui::store::{Memo, effect};

/// A column's head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column(
    /// The words.
    pub &'static str,
    /// Whether it holds numbers, which stand at the right.
    pub bool,
);

/// A table with one tab stop: arrows, Page, Home and End move along the rows, Enter does what a press does.
#[component]
pub fn LongTable(
    /// The accessible name.
    #[prop(into)]
    label: String,
    /// The class, which gives the columns their widths.
    class: &'static str,
    /// The columns.
    columns: &'static [Column],
    /// How many rows there are.
    #[prop(into)]
    count: Signal<usize>,
    /// The row that is opened.
    #[prop(default = Signal::from(None), into)]
    open: Signal<Option<usize>>,
    /// What pressing a row does.
    #[prop(into)]
    on_press: Callback<usize>,
    /// A row's cells. They outlive the row by a moment: what they show may be gone.
    #[prop(into)]
    cells: Callback<usize, AnyView>,
    /// What an opened row shows below itself.
    #[prop(into)]
    detail: Callback<usize, AnyView>,
) -> impl IntoView {
    let frame = NodeRef::<html::Div>::new();
    let view = RwSignal::new(Window::default());
    let current = RwSignal::new(0_usize);
    let range = Memo::new(move || view.get().rows(count.get()));
    let measure = move || long::measure(frame, view);
    effect(move || {
        let _ = (frame.get(), count.get());
        measure();
    });
    // A row that is opened is shown whole.
    effect(move || {
        let (Some(at), Some(frame)) = (open.get(), frame.get()) else { return };
        request_animation_frame(move || long::show(&frame, at as f64 * ROW_PX, ROW_PX + OPEN_PX));
    });
    let gap = move |before: bool| long::gap(&range.get(), count.get(), open.get(), before);
    let row = move |at: usize| {
        let tabindex = move || if current.get().min(count.get().saturating_sub(1)) == at { "0" } else { "-1" };
        let opened = Memo::new(move || open.get() == Some(at));
        view! {
            <tr data-row=at + 1 aria-rowindex=at + 2 tabindex=tabindex on:focus=move |_| current.set(at)
                aria-current=move || opened.get().then_some("true") on:click=move |_| on_press.run(at)>{cells.run(at)}</tr>
            <Show when=move || opened.get()><tr class="opened"><td colspan=columns.len()>{detail.run(at)}</td></tr></Show>
        }
    };
    let head = |Column(words, number): &Column| {
        view! { <th scope="col" class=if *number { "r" } else { "" }>{*words}</th> }
    };
    view! {
        <div class="hscroll" node_ref=frame on:scroll=move |_| measure()
            on:keydown=move |event| walk(frame, current, count.get_untracked(), open.get_untracked(), on_press, &event)>
            <table class=format!("tbl long {class}") aria-label=label aria-rowcount=move || count.get() + 1>
                <thead><tr aria-rowindex="1">{columns.iter().map(head).collect_view()}</tr></thead>
                <tbody>
                    <tr class="gap" aria-hidden="true" style:height=move || gap(true)></tr>
                    <Each each=move || range.get() key=|at| *at children=row/>
                    <tr class="gap" aria-hidden="true" style:height=move || gap(false)></tr>
                </tbody>
            </table>
        </div>
    }
}

fn walk(
    frame: NodeRef<html::Div>,
    current: RwSignal<usize>,
    count: usize,
    open: Option<usize>,
    on_press: Callback<usize>,
    event: &ev::KeyboardEvent,
) {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let on_row = target.is_some_and(|target| target.has_attribute("data-row"));
    let (Some(frame), true, true) = (frame.get_untracked(), on_row, count > 0) else { return };
    let at = current.get_untracked().min(count - 1);
    let Some((_, key)) = pressed(&[Place::Table], event) else { return };
    event.prevent_default();
    let Some(to) = key.along(at, count, PAGE) else { return on_press.run(at) };
    current.set(to);
    let above = if open.is_some_and(|open| open < to) { OPEN_PX } else { 0.0 };
    long::show(&frame, to as f64 * ROW_PX + above, ROW_PX);
    // The row may have to be drawn first.
    request_animation_frame(move || long::focus_in(&frame, &format!("tr[data-row='{}']", to + 1)));
}
