//! A field for JSON: what is wrong with it is told with its place.

use leptos::prelude::*;

use crate::json::Value;
use crate::studio::describe;
use crate::ui::controls::Icon;
use crate::ui::store::{Memo, live};

/// A field whose text is JSON.
#[component]
pub(super) fn JsonField(
    /// The label and accessible name.
    #[prop(into)]
    label: String,
    /// The text.
    #[prop(into)]
    text: Signal<String>,
    /// How many lines are seen.
    #[prop(default = 4)]
    rows: u32,
    /// Whether no text at all is right too.
    #[prop(optional)]
    may_be_empty: bool,
    /// Called with whatever somebody writes, right or wrong.
    #[prop(into)]
    on_text: Callback<String>,
    /// Called with what is written when the field is left.
    #[prop(optional, into)]
    on_leave: Option<Callback<String>>,
) -> impl IntoView {
    let error = Memo::new(move || text.with(|text| problem(text, may_be_empty)));
    // A field that is taken from the page while it has the focus is left when its view is gone.
    let leave = move |text: String| {
        let _ = on_leave.and_then(|on_leave| on_leave.try_run(text));
    };
    view! {
        <label class="field jsonf">
            <span class="lbl">{label.clone()}</span>
            <textarea class="inp area mono" class:f-err=move || error.with(Option::is_some) rows=rows spellcheck="false"
                autocomplete="off" aria-label=label aria-invalid=move || error.with(Option::is_some).to_string()
                prop:value=move || text.get() on:input:target=move |event| on_text.run(event.target().value())
                on:change:target=move |event| leave(event.target().value())></textarea>
        </label>
        <p class="hint err jsone" role="status">
            {live(move || error.get().map(|words| view! { <Icon name="error" small=true/><span>{words}</span> }))}
        </p>
    }
}

fn problem(text: &str, may_be_empty: bool) -> Option<String> {
    if may_be_empty && text.trim().is_empty() {
        return None;
    }
    describe::read_json(text).err()
}

/// The value of a text that is JSON.
pub(super) fn value(text: &str) -> Option<Value> {
    describe::read_json(text).ok()
}
