//! Files in and out.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/platform/handover.js")]
extern "C" {
    #[wasm_bindgen(js_name = copy)]
    async fn copy_text(text: &str) -> JsValue;
    /// Hands a text to the person as a file; whether the browser did.
    pub fn download(name: &str, text: &str, mime: &str) -> bool;
}

/// Puts a text on the clipboard; whether the browser did.
pub async fn copy(text: String) -> bool {
    copy_text(&text).await.as_bool().unwrap_or_default()
}

/// Reads a file as text and calls back with its name and content, or with its name alone where it cannot be read.
pub fn read_text(file: &web_sys::File, then: impl FnOnce(String, Option<String>) + 'static) {
    let name = file.name();
    let promise = file.text();
    leptos::task::spawn_local(async move {
        let text = wasm_bindgen_futures::JsFuture::from(promise).await.ok().and_then(|text| text.as_string());
        then(name, text);
    });
}

/// Writes a text into a field as a person would, so that whoever listens to it hears of it. A field that has gone is left.
pub fn write_into(field: &web_sys::HtmlTextAreaElement, text: &str) {
    if !field.is_connected() {
        return;
    }
    field.set_value(text);
    let bubbles = web_sys::EventInit::new();
    bubbles.set_bubbles(true);
    for name in ["input", "change"] {
        if let Ok(event) = web_sys::Event::new_with_event_init_dict(name, &bubbles) {
            // Nobody cancels these.
            let _ = field.dispatch_event(&event);
        }
    }
}
