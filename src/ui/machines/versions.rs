//! The versions of one machine, in the Machines view: kept by name, compared with the text now, restored.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;

use super::TITLE;
use super::row::button;
use crate::platform;
use crate::studio::catalogue::CommandId;
use crate::studio::compare::{Line, Sign};
use crate::studio::describe;
use crate::studio::library::{Compared, VERSION_NAME_CHARS_MAX, Version, VersionUse, Why};
use crate::studio::{LibraryAction, VersionAction};
use crate::ui::controls::{Button, ButtonKind, Each};
use crate::ui::keys;
use crate::ui::owner::is_composing;
use crate::ui::store::{Store, effect, live};

/// When a version is kept, and for how long.
const KEPT: &str = "One is kept at each opening and before each restore, where the text is another than the newest version's, and at each save by name. The oldest make room for new ones, those with a name last.";

fn act(store: Store, action: VersionAction) {
    store.dispatch(LibraryAction::Version(action));
}

/// The list, and the way back to the machines.
#[component]
pub(super) fn VersionsOf(machine: Arc<str>) -> impl IntoView {
    let store = Store::get();
    let is_open = store.peek(|workbench| *workbench.machine_id() == machine);
    let name = store.peek(|workbench| workbench.library.get(&machine).map(|entry| entry.name.clone()));
    let list = store.slice(|workbench| workbench.library.versions.as_ref()?.list.clone());
    let said = store.slice(|workbench| Some(workbench.library.versions.as_ref()?.said.clone()));
    let count = move || list.with(|list| list.as_ref().map(Vec::len));
    let back = move |()| act(store, VersionAction::Show(None));
    let close = move |()| store.dispatch(LibraryAction::Show(false));
    // What led here is not on the page any more.
    effect(|| platform::focus_id(TITLE));
    let save = if is_open {
        view! { <SaveVersion/> }.into_any()
    } else {
        view! { <p class="sec">"Open the machine to save a version of it by name."</p> }.into_any()
    };
    view! {
        <header class="fid-head">
            <Button label="Back to the machines" icon="left" icon_only=true on_press=back/>
            <h2 id=TITLE class="grow" tabindex="-1">"Versions of ‘"{name}"’ "<b class="count">{live(count)}</b></h2>
            <Button label="Close" icon="x" icon_only=true on_press=close/>
        </header>
        <section class="fid-panel" aria-label="Versions" tabindex="0">
            {save}
            <p role="status">{live(move || said.get())}</p>
            <ul class="kept">
                <Each each=move || list.get().unwrap_or_default() key=|version| version.key.clone() children=|version| view! { <Row version=version/> }/>
            </ul>
            <p class="sec">{KEPT}</p>
        </section>
    }
}

/// Keeps the text now under a name.
#[component]
fn SaveVersion() -> impl IntoView {
    let store = Store::get();
    let field = NodeRef::<html::Input>::new();
    let save = move || {
        if let Some(field) = field.get_untracked() {
            act(store, VersionAction::Save(field.value()));
            field.set_value("");
        }
    };
    let pressed = move |event: leptos::ev::KeyboardEvent| {
        if keys::is(CommandId::ApplyName, &event) && !is_composing(&event) {
            save();
        }
    };
    let most = VERSION_NAME_CHARS_MAX.to_string();
    view! {
        <div class="row">
            <input class="inp grow" node_ref=field aria-label="Name of the version" placeholder="Name of the version" maxlength=most on:keydown=pressed/>
            <Button label="Save a version" icon="save" kind=ButtonKind::Plain on_press=move |()| save()/>
        </div>
    }
}

#[component]
fn Row(version: Version) -> impl IntoView {
    let store = Store::get();
    let when = platform::moment_words(version.at_ms as f64);
    // Several are called alike that nobody named.
    let name = match &version.why {
        Why::Named(_) => version.why.words().to_owned(),
        Why::Opened | Why::Restored => [version.why.words(), ", ", &when].concat(),
    };
    let about = [when.as_str(), " · ", &describe::bytes(version.bytes)].concat();
    let key = version.key.clone();
    let compared = store.slice(move |workbench| {
        let shown = workbench.library.versions.as_ref()?.compared.as_ref()?;
        (shown.0 == key).then(|| shown.1.clone())
    });
    let (one, other) = (version.clone(), version.clone());
    let compare = move || {
        let hides = compared.with_untracked(Option::is_some);
        let compares = || VersionAction::Use(one.clone(), VersionUse::Compare);
        act(store, if hides { VersionAction::HideComparison } else { compares() });
    };
    let restore = move || act(store, VersionAction::Use(other.clone(), VersionUse::Restore));
    let lines = move || match compared.get() {
        Some(Compared::Lines(comparison)) => comparison.lines.iter().map(line).collect_view().into_any(),
        Some(Compared::TooDifferent { .. }) | None => ().into_any(),
    };
    view! {
        <li class="kept-row ver" aria-label=name.clone()>
            <div class="grow"><div><b>{version.why.words().to_owned()}</b></div><span class="sec">{about}</span></div>
            <div class="btns">
                {button("Compare", "split", &name, compare)}
                {button("Restore", "undo", &name, restore)}
            </div>
            <div class="lines">{live(lines)}</div>
        </li>
    }
}

/// A line of a comparison, with its sign.
fn line(line: &Line) -> AnyView {
    let (class, sign, role) = match line.sign {
        Sign::Same => ("", "  ", None),
        Sign::Removed => ("gone", "− ", Some("deletion")),
        Sign::Added => ("come", "+ ", Some("insertion")),
        Sign::Skipped(_) => ("sec", "  ", None),
    };
    let text = match line.sign {
        Sign::Skipped(count) => [&*describe::count(count, "line"), " that did not change"].concat(),
        Sign::Same | Sign::Removed | Sign::Added => line.text.clone(),
    };
    view! { <div class=class role=role>{sign}{text}</div> }.into_any()
}
