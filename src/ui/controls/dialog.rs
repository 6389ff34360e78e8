//! A dialog over the page.

use leptos::html;
use leptos::prelude::*;
use leptos::tachys::html::attribute::custom::custom_attribute;

use super::{Button, Show};
use crate::ui::store::{Memo, effect};

/// A dialog. The browser keeps the focus inside, closes it on Esc and gives the focus back.
#[component]
pub fn Dialog(
    /// The id of its heading, which names it.
    title: &'static str,
    /// Its classes.
    class: &'static str,
    /// Whether it is open.
    shown: Memo<bool>,
    /// What closing it does.
    on_close: Callback<()>,
    /// What is in it while it is open.
    children: ChildrenFn,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    effect(move || {
        let (shown, Some(dialog)) = (shown.get(), dialog.get()) else { return };
        // What it shows is on the page after this turn.
        request_animation_frame(move || match (shown, dialog.open()) {
            // A dialog that is on the page and not open cannot refuse.
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            (true, true) | (false, false) => {}
        });
    });
    // A press beside it closes it where the browser knows the attribute.
    let outside = custom_attribute("closedby", "any");
    view! {
        <dialog {..outside} node_ref=dialog aria-labelledby=title class=class on:close=move |_| on_close.run(())>
            <Show when=move || shown.get()>{children()}</Show>
        </dialog>
    }
}

/// The head of a dialog: its name, what it is about, and the button that closes it.
#[component]
pub fn DialogHead(
    /// The id of the heading.
    id: &'static str,
    /// Its words.
    words: &'static str,
    /// A sentence under it.
    about: &'static str,
    /// What closing does.
    on_close: Callback<()>,
) -> impl IntoView {
    view! {
        <header class="fid-head">
            <div class="grow">
                <h2 id=id tabindex="-1" autofocus>{words}</h2>
                <p class="sec">{about}</p>
            </div>
            <Button label="Close" icon="x" icon_only=true on_press=on_close/>
        </header>
    }
}
