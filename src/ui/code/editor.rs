//! The Code panel: the ASL text, two-way with every other view.

use std::sync::Arc;

use leptos::prelude::*;

use super::Found;
use crate::json::{self, Document, Span};
use crate::lint::{Diagnostic, Severity};
use crate::platform::{Callbacks, CodeEditor, Mark};
use crate::sort;
use crate::studio::{EditAction, Selection, ViewAction};
use crate::ui::controls::{Button, Show};
use crate::ui::store::{Memo, Store, effect, live};

/// The Code panel. Beside the highlighted editor stands the same text as a plain text box, for screen readers and
/// scripts; it is shown instead where people prefer it or the editor could not be loaded.
#[component]
pub fn Code() -> impl IntoView {
    let store = Store::get();
    let plain = RwSignal::new(false);
    let failed = RwSignal::new(false);
    let shows_plain = Memo::new(move || plain.get() || failed.get());
    let text = store.slice(|workbench| (workbench.document.shared_text(), workbench.due().is_some()));
    // While the box is hidden a large text comes there with the last that follows from it: it takes longer than a letter.
    let boxed = RwSignal::new(text.get_untracked().0);
    effect(move || {
        let (text, waits) = text.get();
        if (!waits || shows_plain.get()) && boxed.with_untracked(|boxed| !Arc::ptr_eq(boxed, &text)) {
            boxed.set(text);
        }
    });
    let typed = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlTextAreaElement>| {
        let value = event.target().value();
        // A text box gives every line's end as one character. A text that ends its lines with two keeps them so.
        let on = boxed.get_untracked();
        let text = if on.contains("\r\n") { value.replace('\n', "\r\n") } else { value };
        store.dispatch(EditAction::Type { text, on });
        boxed.set(store.peek(|workbench| workbench.document.shared_text()));
    };
    let place = store.slice(|workbench| place_words(&workbench.document, &workbench.selection));
    let choose = move |()| plain.update(|plain| *plain = !*plain);
    let label = Signal::derive(move || if plain.get() { "Highlighted text" } else { "Plain text" }.to_owned());
    view! {
        <div class="code">
            <div class="codebar">
                <span class="sec">{live(move || place.get())}</span>
                <span class="grow"></span>
                {live(move || failed.get().then(|| view! { <span class="c-failed">"The highlighting editor could not be loaded, or has stopped."</span> }))}
                <Button label=label small=true on_press=choose/>
            </div>
            <textarea class="plain" class:vh=move || !shows_plain.get() aria-label="ASL definition" spellcheck="false"
                autocapitalize="off" tabindex=move || if shows_plain.get() { "0" } else { "-1" }
                prop:value=move || boxed.get().to_string() on:input:target=typed></textarea>
            <Show when=move || !shows_plain.get()><Highlighted failed=failed/></Show>
        </div>
    }
}

/// The selected state's line, or the size of the document.
fn place_words(document: &Document, selection: &Selection) -> String {
    match selection_span(document, selection) {
        Some(span) => document.position(span.start).to_string(),
        None => format!("{} bytes", document.text().len()),
    }
}

/// The place of what is selected; of a state its name and value.
fn selection_span(document: &Document, selection: &Selection) -> Option<Span> {
    match selection {
        Selection::None => None,
        Selection::State(pointer) => document.find(pointer).map(json::NodeRef::extent),
        Selection::Transition(pointer) => document.find(pointer).map(json::NodeRef::span),
    }
}

#[component]
fn Highlighted(failed: RwSignal<bool>) -> impl IntoView {
    let store = Store::get();
    let host = NodeRef::<leptos::html::Div>::new();
    let editor: StoredValue<Option<CodeEditor>, LocalStorage> = StoredValue::new_local(None);
    let ready = RwSignal::new(false);
    let shown = StoredValue::new(store.peek(|workbench| workbench.document.shared_text()));
    effect(move || {
        let Some(host) = host.get() else { return };
        let text = shown.get_value().to_string();
        leptos::task::spawn_local(async move {
            let made = CodeEditor::create(host.into(), text, callbacks(store, shown)).await;
            // The panel may have been closed while the editor was fetched.
            if editor.try_update_value(|slot| *slot = made).is_some() {
                let loaded = editor.with_value(Option::is_some);
                ready.try_set(loaded);
                failed.try_set(!loaded);
            }
        });
    });
    on_cleanup(move || drop(editor.try_update_value(Option::take)));
    follow(store, editor, Showing { ready, failed, shown });
    view! { <div class="cm" node_ref=host></div> }
}

/// How the editor stands.
#[derive(Clone, Copy)]
struct Showing {
    /// Whether it is on the page.
    ready: RwSignal<bool>,
    /// Whether it could not be loaded, or has stopped.
    failed: RwSignal<bool>,
    /// The text of the definition that it shows, and people type in.
    shown: StoredValue<Arc<str>>,
}

fn callbacks(store: Store, shown: StoredValue<Arc<str>>) -> Callbacks {
    Callbacks {
        changed: Box::new(move |text| {
            // Gone with the page's own end.
            let Some(on) = shown.try_get_value() else { return };
            let is_current = store.peek(|workbench| workbench.document.shared_text() == on);
            store.dispatch(EditAction::Type { text, on });
            if is_current {
                shown.try_set_value(store.peek(|workbench| workbench.document.shared_text()));
            }
        }),
        moved: Box::new(move |offset| select_at(store, offset)),
        travel: Box::new(move |back| store.dispatch(if back { EditAction::Undo } else { EditAction::Redo })),
    }
}

/// Keeps the editor showing the document, its problems and the selection.
fn follow(store: Store, editor: StoredValue<Option<CodeEditor>, LocalStorage>, showing: Showing) {
    let Showing { ready, failed, shown } = showing;
    let with = move |act: &dyn Fn(&CodeEditor) -> bool| {
        if ready.get() && !editor.with_value(|editor| editor.iter().all(act)) {
            failed.set(true);
        }
    };
    let text = store.slice(|workbench| workbench.document.shared_text());
    effect(move || {
        let text = text.get();
        with(&|editor| editor.set_text(&text));
        shown.set_value(text);
    });
    let found = store.slice(|workbench| Found(workbench.diagnostics.clone()));
    let marks = Memo::new(move || found.with(|found| store.peek(|workbench| marks(&workbench.document, &found.0))));
    effect(move || {
        let marks = marks.get();
        with(&|editor| editor.set_problems(&marks));
    });
    let place = store.slice(|workbench| workbench.place.clone());
    effect(move || {
        let Some(place) = place.get() else { return };
        let offsets = store.peek(|workbench| utf16(workbench.document.text(), &[place.span.start, place.span.end]));
        with(&|editor| editor.reveal(offsets[0], offsets[1]));
    });
}

/// The cursor was moved by hand: the state around it is selected everywhere.
fn select_at(store: Store, offset: usize) {
    let selection = store.peek(|workbench| {
        let at = from_utf16(workbench.document.text(), offset);
        let state = workbench
            .document
            .node_at(at)
            .and_then(|node| workbench.drawn.machine.around(&node.pointer()))
            .and_then(|id| workbench.drawn.machine.state(id));
        let selection = state.map_or(Selection::None, |state| Selection::State(state.pointer.clone()));
        (selection != workbench.selection).then_some(selection)
    });
    if let Some(selection) = selection {
        store.dispatch(ViewAction::SelectQuietly(selection));
    }
}

fn marks(document: &Document, diagnostics: &[Diagnostic]) -> Vec<Mark> {
    let ends: Vec<usize> = diagnostics.iter().flat_map(|d| [d.span.start, d.span.end]).collect();
    let offsets = utf16(document.text(), &ends);
    diagnostics
        .iter()
        .zip(offsets.chunks_exact(2))
        .map(|(diagnostic, ends)| Mark {
            from: ends[0],
            to: ends[1],
            severity: match diagnostic.severity {
                Severity::Error => 0,
                Severity::Warning => 1,
                Severity::Hint => 2,
            },
            message: format!("{}: {}", diagnostic.code, diagnostic.message),
        })
        .collect()
}

/// Byte offsets as UTF-16 offsets, in one pass over the text.
fn utf16(text: &str, offsets: &[usize]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..offsets.len()).collect();
    sort::numbers(&mut order, &|a, b| offsets[a].cmp(&offsets[b]));
    let mut out = vec![0; offsets.len()];
    let (mut bytes, mut units) = (0, 0);
    let mut chars = text.chars();
    for index in order {
        while bytes < offsets[index] {
            let Some(c) = chars.next() else { break };
            bytes += c.len_utf8();
            units += c.len_utf16();
        }
        out[index] = units;
    }
    out
}

fn from_utf16(text: &str, offset: usize) -> usize {
    let mut units = 0;
    for (at, c) in text.char_indices() {
        if units >= offset {
            return at;
        }
        units += c.len_utf16();
    }
    text.len()
}
