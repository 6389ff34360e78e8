//! The Fidelity page: a dialog over everything, opened from the top bar and from the notes in a run.

mod differences;
mod limits;
mod measured;
mod note;

use leptos::prelude::*;

use super::controls::{Dialog, DialogHead, Each, Tab, Tabs, panel_id};
use super::store::{Memo, Store, effect};
use crate::platform;
use crate::sim::DIFFERENCES;
use crate::studio::ViewAction;
use crate::studio::fidelity::{FRAGMENT, Page, Part, parts};
use differences::Differences;
use limits::Limits;
use measured::Measured;

pub use note::{Mark, Notes};

/// The accessible name of the list of tabs, and the prefix of its ids.
const NAME: &str = "Parts of Fidelity";
/// The id of the heading, which names the dialog.
const TITLE: &str = "fidelity-title";

/// The dialog.
#[component]
pub fn Fidelity() -> impl IntoView {
    let store = Store::get();
    let page = store.slice(|workbench| workbench.fidelity);
    let shown = Memo::new(move || page.get().is_some());
    effect(move || {
        if let Some(row) = page.get().and_then(|page| page.row) {
            // The dialog opens in the next frame, and takes the focus.
            let focus = move || platform::focus_id(&format!("{FRAGMENT}{row}"));
            request_animation_frame(move || request_animation_frame(focus));
        }
    });
    follow_address(store);
    let close = Callback::new(move |()| store.dispatch(ViewAction::ShowFidelity(None)));
    view! { <Dialog title=TITLE class="fid" shown=shown on_close=close><Inside page=page on_close=close/></Dialog> }
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
fn Inside(page: Memo<Option<Page>>, on_close: Callback<()>) -> impl IntoView {
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
    view! {
        <DialogHead id=TITLE words="Fidelity" about="What a run here tells about a run on AWS" on_close=on_close/>
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
