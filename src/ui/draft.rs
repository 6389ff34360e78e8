//! A text field whose draft is held in the workbench: what is typed survives the view, and says so until it is applied.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use leptos::prelude::*;

use super::controls::Icon;
use super::store::{Memo, Store, live};
use crate::platform;
use crate::studio::DraftAction;
use crate::studio::drafts::{Draft, DraftKey};

/// The draft of one field, the value it would take the place of, and what commits it.
///
/// A field that is taken from the page while it has the focus is left with its view gone already: whatever a handler
/// reads may be gone too, and then there is nothing to do, as the draft was held from its first letter on.
#[derive(Clone, Copy)]
pub(super) struct Drafted {
    store: Store,
    key: Memo<DraftKey>,
    value: Memo<String>,
    draft: Memo<Option<Draft>>,
    focused: RwSignal<bool>,
    commit: Callback<String>,
}

impl Drafted {
    pub(super) fn new(
        store: Store,
        key: Memo<DraftKey>,
        value: Memo<String>,
        commit: impl Fn(String) + Send + Sync + 'static,
    ) -> Drafted {
        let draft = store.slice(move |workbench| key.with(|key| workbench.drafts.get(key).cloned()));
        Drafted { store, key, value, draft, focused: RwSignal::new(false), commit: Callback::new(commit) }
    }

    /// What the field shows: what is typed, else the value.
    pub(super) fn text(self) -> String {
        self.draft.with(|draft| draft.as_ref().map(|draft| draft.text.clone())).unwrap_or_else(|| self.value.get())
    }

    /// Whether what is typed could not be applied.
    pub(super) fn is_wrong(self) -> bool {
        self.draft.with(|draft| draft.as_ref().is_some_and(|draft| draft.problem.is_some()))
    }

    /// Holds what is typed.
    pub(super) fn hold(self, text: String) {
        let Some(key) = self.key.try_get_untracked() else { return };
        // An empty draft is kept: it is what a field that was just added consists of.
        let same = !text.is_empty() && self.value.try_get_untracked().is_some_and(|value| value == text);
        self.store.dispatch(if same { DraftAction::Discard(key) } else { DraftAction::Hold(key, text) });
    }

    /// Applies what is typed.
    pub(super) fn commit(self, text: String) {
        if self.value.try_get_untracked().is_some_and(|value| value == text) {
            self.discard();
        } else {
            let _ = self.commit.try_run(text);
        }
    }

    /// Says whether the field has the focus.
    pub(super) fn focus(self, has: bool) {
        // Nothing is left to be told where the field is gone.
        let _ = self.focused.try_set(has);
    }

    /// Forgets what is typed.
    pub(super) fn discard(self) {
        if let Some(key) = self.key.try_get_untracked().filter(|_| self.draft.try_get_untracked().flatten().is_some()) {
            self.store.dispatch(DraftAction::Discard(key));
        }
    }

    /// Why what is typed is not applied; nothing while it is being typed.
    fn words(self) -> Option<String> {
        let value = self.value.get();
        let focused = self.focused.get();
        self.draft.with(|draft| {
            let draft = draft.as_ref().filter(|draft| draft.text != value)?;
            match &draft.problem {
                Some(problem) => Some(format!("Not applied: {problem}")),
                None => (!focused).then(|| "Not applied: typed, and not entered".to_owned()),
            }
        })
    }

    /// The mark of a draft under its field, which has this id: why it is not applied, and a way back.
    pub(super) fn mark(self, field: String, label: String) -> impl IntoView {
        let hint = format!("{field}-hint");
        let words = Memo::new(move || self.words());
        let said = move || words.get().map(|words| view! { <Icon name="warn" small=true/><span>{words}</span> });
        let marked = Memo::new(move || words.with(Option::is_some));
        let button = move || {
            let (field, label) = (field.clone(), label.clone());
            let discard = move |_| {
                self.discard();
                // The button goes with the draft; the focus goes back to the field.
                platform::focus_id(&field);
            };
            marked.get().then(|| {
                view! { <button class="btn sm" type="button" aria-label=format!("Discard what was typed into {label}") on:click=discard>"Discard"</button> }
            })
        };
        view! {
            <p class="hint err" id=hint role="status">{live(said)}</p>
            {live(button)}
        }
    }
}

/// An id that nothing else on the page has.
pub(super) fn next_id() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    format!("field-{}", COUNT.fetch_add(1, Relaxed))
}
