//! The part of a release's program that its first drawing does without (`deferred.js`, `scripts/divide-module.mjs`).

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/platform/deferred.js")]
extern "C" {
    // What the build puts in the place of a deferred function calls it too, with null and the function's place in the
    // program's table.
    fn deferred(exports: &JsValue, place: u32);
}

/// Begins to fetch it; to be called before anything else. A page that is not divided has no such part.
pub fn fetch_deferred() {
    deferred(&wasm_bindgen::exports(), 0);
}
