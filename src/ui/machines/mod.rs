//! The Machines view: a dialog with the machines that this browser keeps, and what can be done to them.

mod follow;
mod row;
mod versions;

use std::sync::Arc;

use leptos::prelude::*;
use leptos::tachys::html::attribute::custom::custom_attribute;

pub use self::follow::FollowBar;
use self::row::{Deleted, Row};
use self::versions::VersionsOf;
use super::controls::{Button, ButtonKind, Dialog, Each, Icon};
use super::store::{Store, effect, live};
use super::topbar::ImportButton;
use crate::asl::QueryLanguage;
use crate::platform;
use crate::studio::library::Entry;
use crate::studio::{LibraryAction, Start, commands};

/// The id of the heading, which names the dialog.
const TITLE: &str = "machines-title";

/// The machines of the list with their ids.
type Listed = Vec<(Arc<str>, Entry)>;

/// The dialog.
#[component]
pub fn Machines() -> impl IntoView {
    let store = Store::get();
    let shown = store.slice(|workbench| workbench.library.is_shown);
    let close = Callback::new(move |()| store.dispatch(LibraryAction::Show(false)));
    let machine = store.slice(|workbench| Some(workbench.library.versions.as_ref()?.machine.clone()));
    let inside = move || match machine.get() {
        Some(machine) => view! { <VersionsOf machine=machine/> }.into_any(),
        None => view! { <Inside/> }.into_any(),
    };
    view! { <Dialog title=TITLE class="fid machines" shown=shown on_close=close>{live(inside)}</Dialog> }
}

#[component]
fn Inside() -> impl IntoView {
    let store = Store::get();
    let machines = store.slice(|workbench| workbench.library.machines());
    let deleted = store.slice(|workbench| workbench.library.deleted());
    let count = move || machines.with(Vec::len);
    let close = move |()| store.dispatch(LibraryAction::Show(false));
    // Back from the versions, what led there is not on the page any more.
    effect(|| platform::focus_id(TITLE));
    view! {
        <header class="fid-head">
            <h2 id=TITLE class="grow" tabindex="-1" autofocus>"Machines "<b class="count">{live(count)}</b></h2>
            <ImportButton/>
            <NewMachine/>
            <Button label="Close" icon="x" icon_only=true on_press=close/>
        </header>
        <section class="fid-panel" aria-label="Machines" tabindex="0">
            <ul class="kept">
                <Each each=move || machines.get() key=of_entry children=|(id, entry)| view! { <Row id=id entry=entry/> }/>
            </ul>
            {live(move || view! { <DeletedList deleted=deleted.get()/> })}
            <div class="row">
                <p class="sec grow">{live(move || kept_words(store))}</p>
                <Button label="Export all as a project file" icon="export" kind=ButtonKind::Plain on_press=move |()| store.dispatch(LibraryAction::ExportAll)/>
            </div>
        </section>
    }
}

/// A row is made anew when what it shows has changed.
fn of_entry((id, entry): &(Arc<str>, Entry)) -> (Arc<str>, String) {
    (id.clone(), format!("{}/{}/{:?}", entry.name, entry.edited_ms, entry.problem))
}

/// Whether all this is kept.
fn kept_words(store: Store) -> String {
    let trouble = store.slice(|workbench| workbench.library.trouble);
    match trouble.get() {
        None => "All machines are kept in this browser, for this address of the page alone.".to_owned(),
        Some(error) => format!("What is changed now is not kept: {error}."),
    }
}

#[component]
fn DeletedList(deleted: Listed) -> impl IntoView {
    let store = Store::get();
    (!deleted.is_empty()).then(|| {
        let empty = move |()| store.dispatch(LibraryAction::Empty);
        let rows = deleted.into_iter().map(|(id, entry)| view! { <Deleted id=id entry=entry/> }).collect_view();
        view! {
            <div class="fid-head kept-head">
                <h3 class="grow">"Deleted"</h3>
                <Button label="Empty" icon="trash" small=true kind=ButtonKind::Plain title="Forget the deleted machines for good" on_press=empty/>
            </div>
            <ul class="kept">{rows}</ul>
        }
    })
}

/// The menu of what a machine can begin with. The browser opens it, and closes it on Esc or a press elsewhere.
#[component]
fn NewMachine() -> impl IntoView {
    let store = Store::get();
    let opens = custom_attribute("popovertarget", "new-machine");
    let popover = custom_attribute("popover", "auto");
    let item = move |label: &'static str, about: &'static str, start: Start| {
        let begin = move |()| store.dispatch(LibraryAction::New(start));
        view! { <Button label=label icon="plus" kind=ButtonKind::Plain title=about on_press=begin/> }
    };
    let examples = commands::EXAMPLES.iter().enumerate();
    let examples = examples.map(|(at, example)| item(example.name, example.about, Start::Example(at))).collect_view();
    view! {
        <button class="btn" type="button" {..opens}><Icon name="plus"/>"New machine"</button>
        <div class="more" id="new-machine" role="group" aria-label="New machine" {..popover}>
            {item("Blank, JSONata", "", Start::Blank(QueryLanguage::Jsonata))}
            {item("Blank, JSONPath", "", Start::Blank(QueryLanguage::JsonPath))}
            {examples}
        </div>
    }
}
