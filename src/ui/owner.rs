//! Whose a key, a paste or a drop is: the field's it happened in, or the page's.
//!
//! The code editor stands in a shadow root, so that a listener of the page sees its host as the target: only the event's
//! whole path tells what has the focus.

use wasm_bindgen::JsCast;

/// What takes text: typing, pasting, undoing and dropping there are its own.
const TEXT_FIELD: &str = "textarea, [contenteditable], .cm, input:not([type=checkbox], [type=radio], [type=range], [type=file], [type=button], [type=color])";

/// Whether an event happened inside an element that a selector names, through shadow roots too.
pub(super) fn inside(event: &web_sys::Event, selector: &str) -> bool {
    let path = event.composed_path();
    path.iter().filter_map(|target| target.dyn_into::<web_sys::Element>().ok()).any(|element| {
        // Every selector is a constant that the browser can read.
        element.matches(selector).unwrap_or(false)
    })
}

/// Whether an event is a text field's, or somebody has answered it.
pub(super) fn is_taken(event: &web_sys::Event) -> bool {
    event.default_prevented() || inside(event, TEXT_FIELD)
}

/// The text field that an event happened in, other than the definition's.
pub(super) fn text_field(event: &web_sys::Event) -> Option<web_sys::Element> {
    if inside(event, ".code") {
        return None;
    }
    let path = event.composed_path();
    let mut elements = path.iter().filter_map(|target| target.dyn_into::<web_sys::Element>().ok());
    elements.find(|element| element.matches(TEXT_FIELD).unwrap_or(false))
}

/// Whether a key belongs to an input method that is composing a character, also the one that ends it: Safari tells that
/// by the key code alone.
pub(super) fn is_composing(event: &web_sys::KeyboardEvent) -> bool {
    const PROCESSED_BY_INPUT_METHOD: u32 = 229;
    event.is_composing() || event.key_code() == PROCESSED_BY_INPUT_METHOD
}
