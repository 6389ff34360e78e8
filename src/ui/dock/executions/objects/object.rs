//! One object: its bucket, its key and its text.

use leptos::prelude::*;

use crate::studio::drafts::{DraftKey, Entry};
use crate::studio::executions::objects::{self, ObjectName};
use crate::studio::{DraftAction, ExecutionsView, ObjectAction, describe};
use crate::ui::controls::{Button, FileButton, Icon, Show, read_file};
use crate::ui::dock::executions::Trail;
use crate::ui::dock::executions::handover::save;
use crate::ui::draft::Drafted;
use crate::ui::store::{Memo, Store, live};

/// A text up to this size can be edited in place; of a larger one the beginning is shown.
const EDIT_BYTES_MAX: usize = 256 << 10;

/// The id of the text's field.
const TEXT: &str = "object-text";

/// How many characters of a text that cannot be edited are shown.
const SHOWN_CHARS: usize = 20_000;

/// The object of a name.
#[component]
pub(in crate::ui::dock::executions) fn Object(
    /// `None` for a moment after the view was left.
    name: Memo<Option<ObjectName>>,
) -> impl IntoView {
    let store = Store::get();
    let words = move || name.with(|name| name.as_ref().map(ToString::to_string).unwrap_or_default());
    let found = store.slice(move |workbench| name.with(|name| objects::text_of(&workbench.run, name.as_ref()?)));
    let kind = Memo::new(move || {
        found.with(|found| match found {
            None => Kind::Gone,
            Some((text, true)) if text.len() <= EDIT_BYTES_MAX => Kind::Editable,
            Some((_, own)) => Kind::Shown { own: *own },
        })
    });
    let text = Memo::new(move || found.with(|found| found.as_ref().map(|(text, _)| text.clone()).unwrap_or_default()));
    let size = move || text.with(|text| describe::bytes(text.len()));
    let body = move || {
        match kind.get() {
        Kind::Gone => view! {
            <div class="empty"><Icon name="db"/><h3>"No such object"</h3><p>"It was removed, or the run that wrote it was reset."</p></div>
        }
        .into_any(),
        Kind::Editable => view! { <Names name=name/><TextEdit name=name text=text/> }.into_any(),
        Kind::Shown { own } => view! { {own.then(|| view! { <Names name=name/> })}<TextShown own=own text=text/> }.into_any(),
    }
    };
    let there = Memo::new(move || kind.get() != Kind::Gone);
    let own = Memo::new(move || matches!(kind.get(), Kind::Editable | Kind::Shown { own: true }));
    view! {
        <section class="efill" aria-label="Object">
            <header class="row ehead eobj">
                <Trail up="S3 objects".to_owned() to=ExecutionsView::Objects(None) name=Signal::derive(words)/>
                <span class="muted">{live(size)}</span>
                <Show when=move || own.get()><Replace name=name/></Show>
                <Show when=move || there.get()><Save name=name text=text/></Show>
            </header>
            {live(body)}
        </section>
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Gone,
    Editable,
    Shown { own: bool },
}

/// Bucket and key. What is refused goes back to what it was.
#[component]
fn Names(name: Memo<Option<ObjectName>>) -> impl IntoView {
    let store = Store::get();
    let field =
        move |label: &'static str, read: fn(&ObjectName) -> &str, change: fn(ObjectName, &str) -> ObjectName| {
            let kept = move |name: Option<&ObjectName>| name.map(|name| read(name).to_owned()).unwrap_or_default();
            let commit = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlInputElement>| {
                let (target, Some(from)) = (event.target(), name.try_get_untracked().flatten()) else { return };
                let to = change(from.clone(), target.value().trim());
                store.dispatch(ObjectAction::Rename { from, to });
                target.set_value(&name.try_get_untracked().map(|name| kept(name.as_ref())).unwrap_or_default());
            };
            let shown = move || name.with(|name| kept(name.as_ref()));
            view! {
                <label class="field"><span class="lbl">{label}</span>
                    <input class="inp mono" autocomplete="off" spellcheck="false" aria-label=label
                        prop:value=shown on:change:target=commit/></label>
            }
        };
    view! {
        <div class="enames">
            {field("Bucket", |name| &name.bucket, |name, text| ObjectName { bucket: text.into(), ..name })}
            {field("Key", |name| &name.key, |name, text| ObjectName { key: text.into(), ..name })}
        </div>
    }
}

/// The text. It is put into the bucket when the field is left, so that a run does not happen again at every letter.
#[component]
fn TextEdit(name: Memo<Option<ObjectName>>, text: Memo<std::sync::Arc<str>>) -> impl IntoView {
    let store = Store::get();
    let none = ObjectName::new("", "");
    let key = Memo::new(move || DraftKey::Object(name.get().unwrap_or_else(|| none.clone())));
    let value = Memo::new(move || text.with(ToString::to_string));
    let drafted = Drafted::new(store, key, value, move |text| {
        if let Some(name) = name.try_get_untracked().flatten() {
            store.dispatch(DraftAction::Commit(Entry::Object(name, text)));
        }
    });
    view! {
        <textarea class="inp area mono etext" id=TEXT aria-label="Object text" aria-describedby=format!("{TEXT}-hint") spellcheck="false"
            autocomplete="off" placeholder="Paste CSV, JSON, JSON Lines or any other text" prop:value=move || drafted.text()
            on:focus=move |_| drafted.focus(true) on:blur=move |_| drafted.focus(false)
            on:input:target=move |event| drafted.hold(event.target().value())
            on:change:target=move |event| drafted.commit(event.target().value())></textarea>
        {drafted.mark(TEXT.to_owned(), "the object".to_owned())}
    }
}

#[component]
fn TextShown(own: bool, text: Memo<std::sync::Arc<str>>) -> impl IntoView {
    let shown = move || {
        text.with(|text| match text.char_indices().nth(SHOWN_CHARS) {
            Some((end, _)) => format!("{}\n…", &text[..end]),
            None => text.to_string(),
        })
    };
    let words = if own { "Too large to edit here; replace it by a file." } else { "Written by the run." };
    view! {
        <p class="hint pad">{words}</p>
        <pre class="code etext" tabindex="0" role="region" aria-label="Object text">{live(shown)}</pre>
    }
}

#[component]
fn Replace(name: Memo<Option<ObjectName>>) -> impl IntoView {
    let store = Store::get();
    let replace = move |file: web_sys::File| {
        if let Some(name) = name.get_untracked() {
            read_file(store, &file, "Nothing was replaced.", move |_, text| {
                store.dispatch(ObjectAction::Set { name, text });
            });
        }
    };
    let remove = move |()| {
        if let Some(name) = name.get_untracked() {
            store.dispatch(ObjectAction::Remove(name));
        }
    };
    view! {
        <FileButton label="Replace by file" input_label="Replacing file" small=true on_file=replace/>
        <Button label="Remove object" icon="x" small=true on_press=remove/>
    }
}

#[component]
fn Save(name: Memo<Option<ObjectName>>, text: Memo<std::sync::Arc<str>>) -> impl IntoView {
    let store = Store::get();
    let on_save = move |()| {
        let file = name.with_untracked(|name| name.as_ref().map_or("object", ObjectName::file_name).to_owned());
        text.with_untracked(|text| save(store, &file, text, "text/plain"));
    };
    view! { <Button label="Save object" icon="export" small=true on_press=on_save/> }
}
