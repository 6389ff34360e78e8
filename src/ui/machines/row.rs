//! A machine of the list.

use std::sync::Arc;

use leptos::prelude::*;

use super::super::keep;
use crate::platform;
use crate::studio::catalogue::CommandId;
use crate::studio::describe;
use crate::studio::library::Entry;
use crate::studio::{LibraryAction, ProjectAction, VersionAction};
use crate::ui::controls::{Button, ButtonKind, Icon};
use crate::ui::keys;
use crate::ui::owner::is_composing;
use crate::ui::store::{Store, live};

/// A button of a row: what it says, and of what.
pub(super) fn button(
    label: &'static str,
    icon: &'static str,
    name: &str,
    press: impl Fn() + Send + Sync + 'static,
) -> AnyView {
    let said = format!("{label} ‘{name}’");
    view! { <Button label=said.clone() icon=icon icon_only=true title=said on_press=move |()| press()/> }.into_any()
}

#[component]
pub(super) fn Row(id: Arc<str>, entry: Entry) -> impl IntoView {
    let store = Store::get();
    let is_open = store.peek(|workbench| *workbench.machine_id() == id);
    let renames = RwSignal::new(false);
    let name = entry.name.clone();
    let (rename_id, shown_name) = (id.clone(), name.clone());
    let rename = Callback::new(move |to: String| {
        renames.set(false);
        if is_open {
            store.dispatch(ProjectAction::Rename(to));
        } else {
            store.dispatch(LibraryAction::Rename { id: rename_id.clone(), name: to });
        }
    });
    let title = move || {
        let name = shown_name.clone();
        if renames.get() {
            view! { <NameField name=name rename=rename/> }.into_any()
        } else {
            view! { <b>{name}</b> }.into_any()
        }
    };
    let about = match entry.problem {
        Some(problem) => view! { <span class="c-failed"><Icon name="error"/>{problem.words()}</span> }.into_any(),
        None => view! { <span class="sec">{about(&entry)}</span> }.into_any(),
    };
    let act = |action: fn(Arc<str>) -> LibraryAction| {
        let id = id.clone();
        move || store.dispatch(action(id.clone()))
    };
    let saved = (id.clone(), name.clone());
    let save = move || keep::save_as_file(store, saved.0.clone(), saved.1.clone());
    let broken = entry.problem.is_some();
    let open = act(LibraryAction::Open);
    view! {
        <li class="kept-row" class:sel=is_open aria-label=name.clone()>
            <div class="grow">
                <div class="row">{live(title)}{is_open.then(|| view! { <span class="tag">"Open here"</span> })}</div>
                {about}
            </div>
            <div class="btns">
                {broken.then(|| button("Save as a file", "export", &name, save))}
                {button("Versions of", "layers", &name, act(|id| LibraryAction::Version(VersionAction::Show(Some(id)))))}
                {(!broken).then(|| button("Duplicate", "copy", &name, act(LibraryAction::Duplicate)))}
                {(!broken).then(|| button("Rename", "rename", &name, move || renames.set(true)))}
                {button("Delete", "trash", &name, act(LibraryAction::Delete))}
                <Button label=format!("Open ‘{name}’") icon="right" kind=ButtonKind::Plain icon_only=true on_press=move |()| open()/>
            </div>
        </li>
    }
}

/// What a list says of a machine beside its name.
fn about(entry: &Entry) -> String {
    let states = describe::count(entry.states, "state");
    let (language, workflow) = (entry.language.as_str(), entry.workflow.label());
    let when = platform::moment_words(entry.edited_ms);
    [entry.origin.words().as_str(), &states, language, workflow, &when].join(" · ")
}

/// The name as a field, which has the focus and is done with Enter, or elsewhere.
#[component]
fn NameField(name: String, rename: Callback<String>) -> impl IntoView {
    let field = NodeRef::<leptos::html::Input>::new();
    crate::ui::store::effect(move || {
        if let Some(field) = field.get() {
            // It is on the page after this turn; focus that is refused loses nothing.
            request_animation_frame(move || drop(field.focus()));
        }
    });
    let done = move |event: leptos::ev::Targeted<leptos::ev::FocusEvent, web_sys::HtmlInputElement>| {
        rename.run(event.target().value());
    };
    let pressed = move |event: leptos::ev::KeyboardEvent| {
        if keys::is(CommandId::ApplyName, &event) && !is_composing(&event) {
            // Leaving the field renames.
            let _ = field.get_untracked().map(|field| field.blur());
        }
    };
    view! { <input class="inp" node_ref=field aria-label="New name" value=name on:blur:target=done on:keydown=pressed spellcheck="false"/> }
}

#[component]
pub(super) fn Deleted(id: Arc<str>, entry: Entry) -> impl IntoView {
    let store = Store::get();
    let when = entry.deleted_ms.map(platform::moment_words).unwrap_or_default();
    let undelete = move || store.dispatch(LibraryAction::Undelete(id.clone()));
    view! {
        <li class="kept-row" aria-label=entry.name.clone()>
            <div class="grow"><div>{entry.name.clone()}</div><span class="sec">"deleted "{when}</span></div>
            {button("Undelete", "undo", &entry.name, undelete)}
        </li>
    }
}
