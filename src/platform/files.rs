//! Files in and out.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

/// Hands a text to the person as a file. `None` where the browser refused.
pub fn download(name: &str, text: &str, mime: &str) -> Option<()> {
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(mime);
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options).ok()?;
    let url = web_sys::Url::create_object_url_with_blob(&blob).ok()?;
    let document = web_sys::window()?.document()?;
    let link: web_sys::HtmlAnchorElement = document.create_element("a").ok()?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    web_sys::Url::revoke_object_url(&url).ok()
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
