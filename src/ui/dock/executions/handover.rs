//! Texts to the clipboard and to files.

use crate::platform;
use crate::studio::Action;
use crate::ui::store::Store;

/// Puts a text on the clipboard; `what` it is, for the notice where the browser refuses.
pub(super) fn copy(store: Store, text: &str, what: &'static str) {
    let Some(clipboard) = web_sys::window().map(|window| window.navigator().clipboard()) else { return };
    let promise = clipboard.write_text(text);
    leptos::task::spawn_local(async move {
        if wasm_bindgen_futures::JsFuture::from(promise).await.is_err() {
            store.dispatch(Action::Report(format!("The browser did not copy the {what}.")));
        }
    });
}

/// Gives a text to the person as a file.
pub(super) fn save(store: Store, name: &str, text: &str, mime: &str) {
    if platform::download(name, text, mime).is_none() {
        store.dispatch(Action::Report(format!("The browser did not save ‘{name}’.")));
    }
}
