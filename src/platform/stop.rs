//! When the program stops: what the page needs to say so, keep the last text and offer it, without the program (`stop.js`).

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/platform/stop.js")]
extern "C" {
    /// Hands over what is about to be kept: of a number, as a journal of a key, but for its body.
    #[wasm_bindgen(js_name = handOver)]
    pub fn hand_over(key: &str, number: f64, journal: &str, body: &str);
    /// Says that what was handed over under a key and a number is kept.
    #[wasm_bindgen(js_name = isKept)]
    pub fn handed_over_is_kept(key: &str, number: f64);
    /// Hands the definition over as it is now, to be offered if the program stops.
    pub fn hold(text: &str);
    #[wasm_bindgen(js_name = stop)]
    fn show_stop(reason: &str);
}

/// To be called by a panic: says over everything that the page has stopped, and why.
pub fn stop_page(reason: &str) {
    show_stop(reason);
}
