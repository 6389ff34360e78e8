//! The page itself: its colours, its focus, and whether it is still the newest build.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/platform/parts.js")]
extern "C" {
    #[wasm_bindgen(js_name = onNewerBuild)]
    fn newer_build(then: &Closure<dyn FnMut()>);
}

/// Calls back once, when the host is found to have another build of the page than this one.
pub fn on_newer_build(then: impl FnMut() + 'static) {
    let then = Closure::new(then);
    newer_build(&then);
    // For as long as the page.
    then.forget();
}

fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}

/// Whether the keyboard is Apple's, as far as the browser tells.
pub fn is_apple() -> bool {
    let platform = web_sys::window().and_then(|window| window.navigator().platform().ok()).unwrap_or_default();
    platform.starts_with("Mac") || platform.starts_with("iP")
}

/// Sets `data-theme` on the page; an empty name follows the system.
pub fn apply_theme(name: &str) {
    let Some(root) = document().and_then(|document| document.document_element()) else { return };
    // An attribute of a constant name cannot be refused.
    let _ = if name.is_empty() { root.remove_attribute("data-theme") } else { root.set_attribute("data-theme", name) };
}

/// Moves the keyboard's focus to the canvas node of a state, by its pointer.
pub fn focus_state(pointer: &str) {
    focus_by("data-pointer", pointer);
}

/// Moves the keyboard's focus to the outline's row of a state, by its pointer.
pub fn focus_row(pointer: &str) {
    focus_by("data-row", pointer);
}

/// Moves the keyboard's focus to the timeline's row of a state, by its pointer.
pub fn focus_lane(pointer: &str) {
    focus_by("data-lane", pointer);
}

/// Moves the keyboard's focus to the element of an id, and brings it into view.
pub fn focus_id(id: &str) {
    if let Some(element) = document().and_then(|document| document.get_element_by_id(id)) {
        element.scroll_into_view();
        focus_by("id", id);
    }
}

/// The fragment of the page's address, with its `#`; empty if there is none.
pub fn fragment() -> String {
    web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default()
}

fn focus_by(attribute: &str, value: &str) {
    let nodes = document().and_then(|document| document.query_selector_all(&format!("[{attribute}]")).ok());
    let Some(nodes) = nodes else { return };
    let found = (0..nodes.length())
        .filter_map(|index| nodes.item(index)?.dyn_into::<web_sys::Element>().ok())
        .find(|node| node.get_attribute(attribute).as_deref() == Some(value));
    // Focus is a convenience; a browser that refuses it loses nothing.
    match found.map(wasm_bindgen::JsCast::dyn_into::<web_sys::SvgElement>) {
        Some(Ok(node)) => drop(node.focus()),
        Some(Err(node)) => drop(node.dyn_into::<web_sys::HtmlElement>().map(|node| node.focus())),
        None => {}
    }
}
