//! The tabs of one browser in which this page is open (`tabs.js`).

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/platform/tabs.js")]
extern "C" {
    /// Tells every other tab something.
    pub fn tell(text: &str);
    #[wasm_bindgen(js_name = listen)]
    fn listen_to(heard: &JsValue);
    #[wasm_bindgen(js_name = claim)]
    fn claim_name(name: &str, take: bool, told: &JsValue);
    #[wasm_bindgen(js_name = askBeforeLeaving)]
    fn ask_person(asks: &JsValue);
    /// A name for this page that no other has.
    #[wasm_bindgen(js_name = pageName)]
    pub fn page_name() -> String;
    /// When the page began, in milliseconds of the calendar.
    #[wasm_bindgen(js_name = pageBegan)]
    pub fn page_began() -> f64;
    /// A moment of the calendar in words.
    #[wasm_bindgen(js_name = momentWords)]
    pub fn moment_words(ms: f64) -> String;
}

/// Has the browser ask the person before the page is left, whenever `asks` says so.
pub fn ask_before_leaving(asks: impl FnMut() -> bool + 'static) {
    ask_person(&Closure::<dyn FnMut() -> bool>::new(asks).into_js_value());
}

/// Calls back, for as long as the page is there, with what another tab tells.
pub fn listen(heard: impl FnMut(String) + 'static) {
    listen_to(&Closure::<dyn FnMut(String)>::new(heard).into_js_value());
}

/// Claims the writing of something, instead of what was claimed before, and calls back whenever that changes: whether this
/// tab writes. With `take` it is taken from the tab that has it.
pub fn claim(name: &str, take: bool, told: impl FnMut(bool) + 'static) {
    claim_name(name, take, &Closure::<dyn FnMut(bool)>::new(told).into_js_value());
}
