//! The sheet of keyboard shortcuts: every key of the catalogue, by where it holds.

use leptos::prelude::*;

use super::controls::{Button, Dialog};
use super::keys::keyboard;
use super::store::Store;
use crate::studio::ViewAction;
use crate::studio::catalogue::{Place, Row};
use crate::studio::key::Chord;

/// The id of the heading, which names the dialog.
const TITLE: &str = "shortcuts-title";

/// The dialog.
#[component]
pub fn Shortcuts() -> impl IntoView {
    let store = Store::get();
    let shown = store.slice(|workbench| workbench.shortcuts);
    let close = move |()| store.dispatch(ViewAction::ShowShortcuts(false));
    view! { <Dialog title=TITLE class="fid shortcuts" shown=shown on_close=close><Inside on_close=close/></Dialog> }
}

#[component]
fn Inside(#[prop(into)] on_close: Callback<()>) -> impl IntoView {
    let keyboard = keyboard();
    let key = move |chord: &Chord| view! { <kbd>{chord.words(keyboard)}</kbd>" " };
    let row = move |row: &'static Row| {
        view! { <div><dt>{row.label}</dt><dd>{row.keys.iter().map(key).collect_view()}</dd></div> }
    };
    let group = move |place: Place| {
        view! { <section><h3>{place.label()}</h3><dl>{place.rows().map(row).collect_view()}</dl></section> }
    };
    view! {
        <header class="fid-head">
            <div class="grow">
                <h2 id=TITLE tabindex="-1" autofocus>"Keyboard shortcuts"</h2>
                <p class="sec">"Undo and Redo also work in the code editor."</p>
            </div>
            <Button label="Close" icon="x" icon_only=true on_press=on_close/>
        </header>
        <div class="fid-panel" role="region" aria-label="Shortcuts" tabindex="0">
            <div class="keys">{Place::ALL.map(group)}</div>
        </div>
    }
}
