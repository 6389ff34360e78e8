//! The Fidelity page: a dialog over everything, opened from the top bar, by `?`, and from the notes in a run.

mod differences;
mod limits;
mod measured;
mod note;

use leptos::html;
use leptos::prelude::*;
use leptos::tachys::html::attribute::custom::custom_attribute;

use super::controls::{Button, Each, Tab, Tabs, panel_id};
use super::store::{Memo, Store, effect};
use crate::platform;
use crate::sim::DIFFERENCES;
use crate::studio::ViewAction;
use crate::studio::fidelity::{FRAGMENT, Page, Part, parts};
use crate::ui::controls::Show;
use differences::Differences;
use limits::Limits;
use measured::Measured;

pub use note::{Mark, Notes};

/// The accessible name of the list of tabs, and the prefix of its ids.
const NAME: &str = "Parts of Fidelity";
/// The id of the heading, which names the dialog.
const TITLE: &str = "fidelity-title";

/// Opens the page at its beginning.
pub fn open(store: Store) {
    store.dispatch(ViewAction::ShowFidelity(Some(Page::default())));
}

/// The dialog. The browser keeps the focus inside, closes it on Esc and gives the focus back.
#[component]
pub fn Fidelity() -> impl IntoView {
    let store = Store::get();
    let page = store.slice(|workbench| workbench.fidelity);
    let opened = Memo::new(move || page.get().is_some());
    let dialog = NodeRef::<html::Dialog>::new();
    effect(move || {
        let (page, Some(dialog)) = (page.get(), dialog.get()) else { return };
        // What it shows is on the page after this turn.
        request_animation_frame(move || show(&dialog, page));
    });
    follow_address(store);
    let closed = move |_| store.dispatch(ViewAction::ShowFidelity(None));
    // A press beside it closes it where the browser knows the attribute.
    let outside = custom_attribute("closedby", "any");
    view! {
        <dialog node_ref=dialog aria-labelledby=TITLE class="fid" {..outside} on:close=closed>
            <Show when=move || opened.get()><Inside page=page/></Show>
        </dialog>
    }
}

fn show(dialog: &web_sys::HtmlDialogElement, page: Option<Page>) {
    match (page, dialog.open()) {
        // A dialog that is on the page and not open cannot refuse.
        (Some(_), false) => drop(dialog.show_modal()),
        (None, true) => dialog.close(),
        _ => {}
    }
    if let Some(row) = page.and_then(|page| page.row) {
        platform::focus_id(&format!("{FRAGMENT}{row}"));
    }
}

/// An address that ends in a difference's name opens the page there, now and whenever it changes.
fn follow_address(store: Store) {
    let follow = move || {
        if let Some(page) = Page::of_fragment(&platform::fragment()) {
            store.dispatch(ViewAction::ShowFidelity(Some(page)));
        }
    };
    follow();
    let handle = window_event_listener(leptos::ev::hashchange, move |_| follow());
    on_cleanup(move || handle.remove());
}

#[component]
fn Inside(page: Memo<Option<Page>>) -> impl IntoView {
    let store = Store::get();
    let part = Memo::new(move || page.get().unwrap_or_default().part);
    let tab = |part: Part| Tab {
        key: part,
        label: part.label(),
        count: (part == Part::Differences).then_some((DIFFERENCES.len(), "")),
    };
    let tabs = StoredValue::new(Part::ALL.map(tab).to_vec());
    let choose = move |part| store.dispatch(ViewAction::ShowFidelity(Some(Page { part, row: None })));
    let row = Memo::new(move || page.get().and_then(|page| page.row));
    let panel = move |part: Part| {
        let inside = match part {
            Part::Measured => view! { <Measured/> }.into_any(),
            Part::Limits => view! { <Limits/> }.into_any(),
            Part::Differences => view! { <Differences row=row/> }.into_any(),
        };
        view! { <div class="fid-panel" role="tabpanel" id=panel_id(NAME) aria-label=part.label() tabindex="0">{inside}</div> }
    };
    let close = move |()| store.dispatch(ViewAction::ShowFidelity(None));
    view! {
        <header class="fid-head">
            <div class="grow">
                <h2 id=TITLE tabindex="-1" autofocus>"Fidelity"</h2>
                <p class="sec">"What a run here tells about a run on AWS"</p>
            </div>
            <Button label="Close" icon="x" icon_only=true on_press=close/>
        </header>
        <Tabs name=NAME tabs=Signal::derive(move || tabs.get_value()) chosen=part on_choose=choose/>
        // Keyed, so that each part is an element of its own and begins at its top.
        <Each each=move || [part.get()] key=|part| part.label() children=panel/>
    }
}

/// A text in which names of the language stand between backticks.
#[component]
fn Words(text: &'static str) -> impl IntoView {
    let word = |(is_code, part): (bool, &'static str)| {
        if is_code { view! { <code>{part}</code> }.into_any() } else { part.into_any() }
    };
    parts(text).map(word).collect_view()
}
