//! One line of a form: label, control, and what is wrong with what was typed.

use leptos::prelude::*;

use crate::asl::fields::Shape;
use crate::json::Pointer;
use crate::studio::drafts::{DraftKey, Entry};
use crate::studio::form::{self, Control, Line};
use crate::studio::{DraftAction, describe};
use crate::ui::controls::Each;
use crate::ui::draft::{Drafted, next_id};
use crate::ui::store::{Memo, Store, live};

/// A field's label and control. What is typed is committed when the control is left. The control stays the same for
/// another value, another name of its state and another state of the same type, so that the focus stays in it.
#[component]
pub fn FieldEdit(
    /// What it is like.
    line: Line,
    /// Where it is now.
    at: Memo<Pointer>,
) -> impl IntoView {
    let store = Store::get();
    let shape = line.shape;
    let large =
        Memo::new(move || at.with(|at| store.drawn.with(|drawn| drawn.document.find(at).and_then(form::too_large))));
    let value = Memo::new(move || {
        let shown =
            |at: &Pointer| store.drawn.with(|drawn| drawn.document.find(at).map(|node| form::shown(node, shape)));
        if large.with(Option::is_some) { String::new() } else { at.with(shown).unwrap_or_default() }
    });
    let key = Memo::new(move || at.with(|at| store.drawn.with(|drawn| DraftKey::field(&drawn.machine, at))));
    let id = next_id();
    let label = format!("{}{}", line.name, if line.required { " *" } else { "" });
    let mark = line.name.clone();
    let doc = line.doc;
    let control = line.control();
    let drafted = Drafted::new(store, key, value, {
        let line = line.clone();
        move |text| {
            if let Some(at) = at.try_get_untracked() {
                store.dispatch(DraftAction::Commit(Entry::Field(Line { at, ..line.clone() }, text)));
            }
        }
    });
    let field = id.clone();
    let edit = move || match large.get() {
        Some(bytes) => {
            let words = format!("{} are too much for a field. They are in Code.", describe::bytes(bytes));
            view! { <p class="hint">{words}</p> }.into_any()
        }
        None => edit(&line, control, field.clone(), drafted),
    };
    view! {
        <div class="field" class:wide=control == Control::Area>
            <label for=id.clone() title=doc>{label}</label>
            {live(edit)}
            {drafted.mark(id, mark)}
        </div>
    }
}

fn edit(line: &Line, control: Control, id: String, drafted: Drafted) -> AnyView {
    let described = format!("{id}-hint");
    let placeholder = line.default.unwrap_or_default();
    let mono = !matches!(line.shape, Shape::Text);
    match control {
        Control::Choice(words) => choice(id, described, words, line.required, drafted).into_any(),
        Control::Input => view! {
            <input class="inp" id=id aria-describedby=described placeholder=placeholder autocomplete="off" spellcheck="false"
                class:mono=mono prop:value=move || drafted.text() aria-invalid=move || drafted.is_wrong().to_string()
                on:focus=move |_| drafted.focus(true) on:blur=move |_| drafted.focus(false)
                on:input:target=move |event| drafted.hold(event.target().value())
                on:change:target=move |event| drafted.commit(event.target().value())/>
        }
        .into_any(),
        Control::Area => view! {
            <textarea class="inp area mono" id=id aria-describedby=described placeholder=placeholder spellcheck="false"
                rows=move || drafted.text().lines().count().clamp(2, 14) prop:value=move || drafted.text()
                aria-invalid=move || drafted.is_wrong().to_string()
                on:focus=move |_| drafted.focus(true) on:blur=move |_| drafted.focus(false)
                on:input:target=move |event| drafted.hold(event.target().value())
                on:change:target=move |event| drafted.commit(event.target().value())></textarea>
        }
        .into_any(),
    }
}

fn choice(
    id: String,
    described: String,
    words: &'static [&'static str],
    required: bool,
    drafted: Drafted,
) -> impl IntoView {
    let options = words
        .iter()
        .map(|word| view! { <option value=*word selected=move || drafted.text() == *word>{*word}</option> })
        .collect_view();
    let none =
        (!required).then(|| view! { <option value="" selected=move || drafted.text().is_empty()>"Not set"</option> });
    view! {
        <select class="inp" id=id aria-describedby=described prop:value=move || drafted.text()
            on:change:target=move |event| drafted.commit(event.target().value())>
            {none}
            {options}
        </select>
    }
}

/// Lines of an object, each as long as a line of its kind is there.
#[component]
pub fn Lines(
    /// The object they are in.
    holder: Memo<Pointer>,
    /// The lines.
    lines: Memo<Vec<Line>>,
) -> impl IntoView {
    let one = move |line: Line| {
        let member = line.at.last().unwrap_or_default();
        let at = Memo::new(move || holder.with(|holder| holder.key(&member)));
        view! { <FieldEdit line=line at=at/> }
    };
    let key = |line: &Line| (line.at.last(), line.control(), line.required, line.expression);
    view! { <Each each=move || lines.get() key=key children=one/> }
}
