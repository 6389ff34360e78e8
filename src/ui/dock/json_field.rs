//! A field for JSON: what is wrong with it is told with its place, and only what is right is passed on.

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
    text: RwSignal<String>,
    /// How many lines are seen.
    #[prop(default = 4)]
    rows: u32,
    /// Whether no text at all is right too.
    #[prop(optional)]
    may_be_empty: bool,
    /// Called with the text and its value when somebody wrote something that is right.
    #[prop(optional, into)]
    on_value: Option<Callback<(String, Value)>>,
    /// Called with whatever somebody wrote, right or wrong.
    #[prop(optional, into)]
    on_text: Option<Callback<String>>,
) -> impl IntoView {
    let error = Memo::new(move || text.with(|text| problem(text, may_be_empty)));
    let input = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlTextAreaElement>| {
        let written = event.target().value();
        text.set(written.clone());
        if let Some(on_text) = on_text {
            on_text.run(written.clone());
        }
        if let (Some(on_value), Ok(value)) = (on_value, value(&written, may_be_empty)) {
            on_value.run((written, value));
        }
    };
    view! {
        <label class="field jsonf">
            <span class="lbl">{label.clone()}</span>
            <textarea class="inp area mono" class:f-err=move || error.with(Option::is_some) rows=rows spellcheck="false"
                autocomplete="off" aria-label=label aria-invalid=move || error.with(Option::is_some).to_string()
                prop:value=move || text.get() on:input:target=input></textarea>
        </label>
        <p class="hint err jsone" role="status">
            {live(move || error.get().map(|words| view! { <Icon name="error" small=true/><span>{words}</span> }))}
        </p>
    }
}

fn value(text: &str, may_be_empty: bool) -> Result<Value, String> {
    if may_be_empty && text.trim().is_empty() { Ok(Value::empty_object()) } else { describe::read_json(text) }
}

fn problem(text: &str, may_be_empty: bool) -> Option<String> {
    value(text, may_be_empty).err()
}
