//! What is kept in small pieces and at once: the browser's local storage, and that of one tab.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/platform/small.js")]
extern "C" {
    /// The text kept under a key, if there is one and the browser gives it out.
    #[wasm_bindgen(js_name = small)]
    pub fn read(key: &str) -> Option<String>;
    /// Keeps a text under a key, or forgets it; whether the browser did.
    #[wasm_bindgen(js_name = keepSmall)]
    pub fn write(key: &str, text: Option<&str>) -> bool;
    /// The same for what is this tab's alone.
    #[wasm_bindgen(js_name = ofTab)]
    pub fn read_of_tab(key: &str) -> Option<String>;
    /// The same for what is this tab's alone.
    #[wasm_bindgen(js_name = keepOfTab)]
    pub fn write_of_tab(key: &str, text: Option<&str>) -> bool;
    /// What is kept under a key that every page of this host has, whatever its path.
    #[wasm_bindgen(js_name = ofHost)]
    pub fn read_of_host(key: &str) -> Option<String>;
    #[wasm_bindgen(js_name = smallUnder)]
    fn keys_under(prefix: &str) -> Vec<String>;
}

/// The texts whose keys begin so, with the rest of their keys.
pub fn read_under(prefix: &str) -> Vec<(String, String)> {
    let keys = keys_under(prefix);
    keys.into_iter().filter_map(|key| read(&format!("{prefix}{key}")).map(|text| (key, text))).collect()
}
