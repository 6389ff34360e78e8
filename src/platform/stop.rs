//! When the program stops: what the page needs to say so, keep the last text and offer it, without the program (`stop.js`).

use wasm_bindgen::prelude::*;

use super::storage::StorageError;

#[wasm_bindgen(module = "/src/platform/stop.js")]
extern "C" {
    #[wasm_bindgen(js_name = keep, catch)]
    fn keep_session(key: &str, text: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(js_name = kept, catch)]
    fn kept_session(key: &str) -> Result<Option<String>, JsValue>;
    /// Hands the definition over as it is now, to be offered if the program stops.
    pub fn hold(text: &str);
    #[wasm_bindgen(js_name = stop)]
    fn show_stop(reason: &str);
}

/// Keeps the session for the next visit.
pub fn keep(key: &str, text: &str) -> Result<(), StorageError> {
    keep_session(key, text).map_err(|_| StorageError::Full)
}

/// The session that was kept.
pub fn kept(key: &str) -> Result<Option<String>, StorageError> {
    kept_session(key).map_err(|_| StorageError::Unavailable)
}

/// To be called by a panic: says over everything that the page has stopped, and why.
pub fn stop_page(reason: &str) {
    show_stop(reason);
}
