//! The sheet of keyboard shortcuts: every key of the catalogue, by where it holds.

use leptos::prelude::*;

use super::controls::{Dialog, DialogHead};
use super::keys::keyboard;
use super::store::Store;
use crate::studio::ViewAction;
use crate::studio::catalogue::Place;

/// The id of the heading, which names the dialog.
const TITLE: &str = "shortcuts-title";

/// The dialog.
#[component]
pub fn Shortcuts() -> impl IntoView {
    let store = Store::get();
    let shown = store.slice(|workbench| workbench.shortcuts);
    let close = Callback::new(move |()| store.dispatch(ViewAction::ShowShortcuts(false)));
    view! {
        <Dialog title=TITLE class="fid shortcuts" shown=shown on_close=close>
            <DialogHead id=TITLE words="Keyboard shortcuts" about="Undo and Redo also work in the code editor." on_close=close/>
            <div class="fid-panel" role="region" aria-label="Shortcuts" tabindex="0"><div class="keys" inner_html=keys()></div></div>
        </Dialog>
    }
}

/// The keys as markup: nothing in it changes, and views of every part would weigh more than the catalogue.
fn keys() -> String {
    let keyboard = keyboard();
    let mut markup = String::new();
    for place in Place::ALL {
        markup = markup + "<section><h3>" + place.label() + "</h3><dl>";
        for row in place.rows() {
            markup = markup + "<div><dt>" + row.label + "</dt><dd>";
            for chord in row.keys {
                markup = markup + "<kbd>" + &chord.words(keyboard) + "</kbd> ";
            }
            markup += "</dd></div>";
        }
        markup += "</dl></section>";
    }
    markup
}
