//! What the canvas says when there is nothing to draw, or nothing new.

use leptos::prelude::*;

use super::desk::Desk;
use super::pointer::add_item;
use crate::studio::commands::FLOW;
use crate::ui::controls::Icon;
use crate::ui::store::{Memo, live};

/// Over a drawing that is older than the text.
#[component]
pub(super) fn StaleNotice() -> impl IntoView {
    let store = Desk::get().store;
    let stale = store.slice(|workbench| workbench.stale().then(|| workbench.drawn_was_json()));
    let shown = move || {
        stale.get().map(|was_json| {
            let words = if was_json {
                "The drawing shows the last text that was JSON."
            } else {
                "The text is no JSON; the drawing shows what can be read of it."
            };
            view! { <p class="cv-stale float"><Icon name="warn"/>{words}</p> }
        })
    };
    view! { <div role="status">{live(shown)}</div> }
}

/// In place of a drawing without states.
#[component]
pub(super) fn EmptyNotice() -> impl IntoView {
    let store = Desk::get().store;
    let empty = Memo::new(move || store.scene.with(|scene| scene.nodes.is_empty()));
    let add = move |_| {
        if let Some(item) = FLOW.first() {
            add_item(store, item);
        }
    };
    live(move || {
        empty.get().then(|| view! {
        <div class="cv-empty">
            <Icon name="task"/>
            <h2>"Start with a state"</h2>
            <p>"Drag one here from the palette, or press one there. You can also paste a definition, or open a file."</p>
            <button class="btn" type="button" on:click=add><Icon name="plus"/>"Add a Task"</button>
        </div>
    })
    })
}
