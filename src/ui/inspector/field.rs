//! One line of a form: label, control, and what is wrong with what was typed.

use leptos::prelude::*;

use crate::asl::fields::Shape;
use crate::studio::Action;
use crate::studio::form::{self, Line};
use crate::ui::store::{Memo, Store, live};

/// A field's label and control. What is typed is committed when the control is left.
#[component]
pub fn FieldEdit(line: Line) -> impl IntoView {
    let store = Store::get();
    let error = RwSignal::new(None::<String>);
    let shape = line.shape;
    let at = line.at.clone();
    let value = Memo::new(move || {
        store.drawn.with(|drawn| drawn.document.find(&at).map(|node| form::shown(node, shape))).unwrap_or_default()
    });
    let id = field_id(&line);
    let label = format!("{}{}", line.name, if line.required { " *" } else { "" });
    let hint = format!("{id}-hint");
    let described = hint.clone();
    let commit = {
        let line = line.clone();
        Callback::new(move |text: String| {
            if text == value.get_untracked() {
                error.set(None);
                return;
            }
            match form::typed(&line, &text) {
                Ok(command) => {
                    error.set(None);
                    store.dispatch(Action::Edit(command));
                }
                Err(words) => error.set(Some(words)),
            }
        })
    };
    let control = control(&line, id.clone(), described, value, commit);
    view! {
        <div class="field" class:wide=!form::is_short(shape)>
            <label for=id title=line.doc>{label}</label>
            {control}
            <p class="hint err" id=hint role="status">{live(move || error.get())}</p>
        </div>
    }
}

/// An id that is the same for the same place, and no other.
fn field_id(line: &Line) -> String {
    let place: String = line.at.as_str().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    format!("f{place}")
}

fn control(line: &Line, id: String, described: String, value: Memo<String>, commit: Callback<String>) -> AnyView {
    let placeholder = line.default.unwrap_or_default();
    match line.shape {
        Shape::OneOf(words) => choice(id, described, words, line.required, value, commit).into_any(),
        Shape::Flag => choice(id, described, &["true", "false"], line.required, value, commit).into_any(),
        shape if form::is_short(shape) => view! {
            <input class="inp" id=id aria-describedby=described placeholder=placeholder autocomplete="off" spellcheck="false"
                class:mono=!matches!(shape, Shape::Text) prop:value=move || value.get()
                on:change:target=move |event| commit.run(event.target().value())/>
        }
        .into_any(),
        _ => view! {
            <textarea class="inp area mono" id=id aria-describedby=described placeholder=placeholder spellcheck="false"
                rows=move || value.with(|text| text.lines().count().clamp(2, 14)) prop:value=move || value.get()
                on:change:target=move |event| commit.run(event.target().value())></textarea>
        }
        .into_any(),
    }
}

fn choice(
    id: String,
    described: String,
    words: &'static [&'static str],
    required: bool,
    value: Memo<String>,
    commit: Callback<String>,
) -> impl IntoView {
    let options = words
        .iter()
        .map(|word| view! { <option value=*word selected=move || value.get() == *word>{*word}</option> })
        .collect_view();
    let none = (!required)
        .then(|| view! { <option value="" selected=move || value.with(String::is_empty)>"Not set"</option> });
    view! {
        <select class="inp" id=id aria-describedby=described prop:value=move || value.get()
            on:change:target=move |event| commit.run(event.target().value())>
            {none}
            {options}
        </select>
    }
}
