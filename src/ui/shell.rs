//! The frame of the page: where each region stands, and the parts that are over all of them.

use leptos::prelude::*;

use super::canvas::Canvas;
use super::controls::Icon;
use super::dock::Dock;
use super::drop;
use super::fidelity::Fidelity;
use super::inspector::Inspector;
use super::keys::listen;
use super::machines::{FollowBar, Machines};
use super::outline::Outline;
use super::palette::Palette;
use super::shortcuts::Shortcuts;
use super::status::StatusBar;
use super::store::{Memo, Store, live};
use super::topbar::TopBar;
use crate::studio::{DockTab, FileAction, Sheet, ToastKind, ViewAction};

/// All regions.
#[component]
pub fn Shell() -> impl IntoView {
    let store = Store::get();
    listen(store);
    let sheet = store.slice(|workbench| workbench.sheet);
    // A paste while nothing has the focus happens on the document's body, outside of every region.
    let pasted = window_event_listener(leptos::ev::paste, move |event| super::topbar::import_pasted(store, &event));
    on_cleanup(move || pasted.remove());
    view! {
        <div class="app" data-sheet=move || sheet.get().map(sheet_name)
            on:dragover=|event| drop::over(&event) on:drop:capture=move |event| drop::captured(store, &event)
            on:drop=move |event| drop::bubbled(store, &event)>
            <TopBar/>
            <div class="panel left">
                <Palette/>
                <Outline/>
            </div>
            <Canvas/>
            <Inspector/>
            <Dock/>
            <SheetNav/>
            <StatusBar/>
            <Live/>
            <Notice/>
            <Machines/>
            <Fidelity/>
            <Shortcuts/>
        </div>
    }
}

/// The value of `data-sheet`, which the style sheet reads.
fn sheet_name(sheet: Sheet) -> &'static str {
    match sheet {
        Sheet::Left => "left",
        Sheet::Inspector => "inspector",
        Sheet::Dock(_) => "dock",
    }
}

/// On a small screen: which panel is over the canvas.
#[component]
fn SheetNav() -> impl IntoView {
    const ITEMS: [(&str, &str, Sheet); 5] = [
        ("Outline", "list", Sheet::Left),
        ("Timeline", "wait", Sheet::Dock(DockTab::Timeline)),
        ("Approvals", "callback", Sheet::Dock(DockTab::Approvals)),
        ("Inspector", "panel", Sheet::Inspector),
        ("Code", "code", Sheet::Dock(DockTab::Code)),
    ];
    let store = Store::get();
    let chosen = store.slice(|workbench| workbench.sheet);
    let waiting = Memo::new(move || store.moment.with(|moment| moment.held.len()));
    let item = move |(label, icon, sheet): (&'static str, &'static str, Sheet)| {
        let current = move || (chosen.get() == Some(sheet)).then_some("true");
        let toggle = move |_| {
            let open = store.peek(|workbench| workbench.sheet) != Some(sheet);
            if let (true, Sheet::Dock(tab)) = (open, sheet) {
                store.dispatch(ViewAction::ShowDock(tab));
            }
            store.dispatch(ViewAction::ShowSheet(open.then_some(sheet)));
        };
        let count = move || {
            let count = waiting.get();
            (label == "Approvals" && count > 0).then(|| view! { <b class="count call">{count}</b> })
        };
        view! {
            <button type="button" aria-pressed=move || current().unwrap_or("false") aria-current=current on:click=toggle>
                <Icon name=icon/>
                <span>{label}</span>
                {live(count)}
            </button>
        }
    };
    view! { <nav class="mnav" aria-label="Panels">{ITEMS.map(item)}</nav> }
}

/// What the screen reader hears.
#[component]
fn Live() -> impl IntoView {
    let store = Store::get();
    let said = store.slice(|workbench| workbench.announcement.clone());
    // Two regions in turn, so that the same sentence twice is heard twice.
    let text = move |odd: bool| {
        let said = said.get();
        if (said.number % 2 == 1) == odd { said.text } else { String::new() }
    };
    view! {
        <div class="vh" aria-live="polite">{live(move || text(true))}</div>
        <div class="vh" aria-live="polite">{live(move || text(false))}</div>
    }
}

/// The notice, until it is taken away.
#[component]
fn Notice() -> impl IntoView {
    let store = Store::get();
    let toast = store.slice(|workbench| workbench.toast.clone());
    let shown = move || {
        toast.get().map(|toast| {
            let (tone, icon) = match toast.kind {
                ToastKind::Info => ("c-running", "info"),
                ToastKind::Error => ("c-failed", "error"),
            };
            let save = move || {
                let save = move |_| store.dispatch(FileAction::Export);
                view! { <button class="btn sm" type="button" on:click=save>"Save the text as a file"</button> }
            };
            let dismiss = move |_| store.dispatch(ViewAction::DismissToast(toast.id));
            view! {
                <div class="toast" role="alert">
                    <span class=tone><Icon name=icon/></span>
                    <p class="grow">{toast.text.clone()}</p>
                    {toast.offers_text.then(save)}
                    <button class="btn ghost sm icon" type="button" aria-label="Dismiss" on:click=dismiss>
                        <Icon name="x"/>
                    </button>
                </div>
            }
        })
    };
    view! { <div class="toasts"><FollowBar/>{live(shown)}</div> }
}
