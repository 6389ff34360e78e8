//! A module of bytes in and bytes out, fetched when it is first asked for.

use std::cell::RefCell;

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/platform/jsonata.js")]
extern "C" {
    #[wasm_bindgen(js_name = loadJsonata, catch)]
    async fn load() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    fn parse(text: &str) -> Result<Vec<u8>, JsValue>;
    #[wasm_bindgen(catch)]
    fn evaluate(request: &[u8], ask: &dyn Fn(Vec<u8>) -> Vec<u8>) -> Result<Vec<u8>, JsValue>;
}

thread_local! {
    static STOPPED: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Fetches and starts the module; why it could not be.
pub async fn load_jsonata() -> Result<(), String> {
    load().await.map(drop).map_err(|error| words(&error))
}

/// Asks the module to read an expression.
pub fn parse_jsonata(text: &str) -> Result<Vec<u8>, String> {
    parse(text).map_err(|error| stopped(&error))
}

/// Asks the module to evaluate an expression.
pub fn evaluate_jsonata(request: &[u8], ask: &dyn Fn(Vec<u8>) -> Vec<u8>) -> Result<Vec<u8>, String> {
    evaluate(request, &|asked| ask(asked)).map_err(|error| stopped(&error))
}

/// Why the module has stopped, said once.
pub fn take_jsonata_stop() -> Option<String> {
    STOPPED.take()
}

fn stopped(error: &JsValue) -> String {
    let words = format!("it has stopped ({})", words(error));
    // What is asked of it afterwards fails too, and says less.
    STOPPED.with_borrow_mut(|said| said.get_or_insert(words).clone())
}

fn words(error: &JsValue) -> String {
    let message = error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
    message.or_else(|| error.as_string()).unwrap_or_else(|| "an unknown error".to_owned())
}
