//! Texts to the clipboard and to files.

use crate::platform;
use crate::studio::ViewAction;
use crate::ui::store::Store;

/// Puts a text on the clipboard; `what` it is, for the notice where the browser refuses.
pub(super) fn copy(store: Store, text: &str, what: &'static str) {
    let copy = platform::copy(text.to_owned());
    leptos::task::spawn_local(async move {
        if !copy.await {
            store.dispatch(ViewAction::Report(format!(
                "The browser did not copy the {what}; save it as a file instead."
            )));
        }
    });
}

/// Gives a text to the person as a file.
pub(super) fn save(store: Store, name: &str, text: &str, mime: &str) {
    if !platform::download(name, text, mime) {
        store.dispatch(ViewAction::Report(format!("The browser did not save ‘{name}’.")));
    }
}
