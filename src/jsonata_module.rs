//! `JSONata` as a module of its own, which the page fetches when the first definition is written in it.
//!
//! Two calls, bytes in and bytes out (`stepwright::query::jsonata::Served`). `src/platform/jsonata.js` calls them.

use std::cell::RefCell;

use stepwright::query::jsonata::Served;
use wasm_bindgen::prelude::*;

thread_local! {
    static SERVED: RefCell<Served> = RefCell::default();
}

/// Reads an expression.
#[wasm_bindgen]
pub fn parse(text: &str) -> Vec<u8> {
    SERVED.with_borrow_mut(|served| served.parse(text))
}

/// Evaluates an expression; `ask` answers what it needs to know.
#[wasm_bindgen]
pub fn evaluate(request: &[u8], ask: &js_sys::Function) -> Vec<u8> {
    let ask = |asked: &[u8]| {
        let asked = js_sys::Uint8Array::from(asked);
        // What throws has no answer, which the engine reports.
        let answer = ask.call1(&JsValue::NULL, &asked).unwrap_or_default();
        answer.dyn_into::<js_sys::Uint8Array>().map(|answer| answer.to_vec()).unwrap_or_default()
    };
    SERVED.with_borrow_mut(|served| served.evaluate(request, &ask))
}

fn main() {}
