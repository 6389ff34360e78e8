//! Components in a real browser: mounted, clicked, and asked for their roles and names.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "a test may assume")]

use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::Element;

wasm_bindgen_test_configure!(run_in_browser);

/// Mounts the whole page, hands over the body, and takes the page down again.
fn with_app(check: impl FnOnce(&Element)) {
    let body = web_sys::window().unwrap().document().unwrap().body().unwrap();
    let app = leptos::mount::mount_to(body.clone(), stepwright::ui::App);
    check(&body);
    drop(app);
}

#[wasm_bindgen_test]
fn the_app_mounts_and_unmounts() {
    with_app(|body| {
        assert!(body.query_selector("main h1").unwrap().is_some());
    });
    let document = web_sys::window().unwrap().document().unwrap();
    assert!(document.query_selector("main").unwrap().is_none());
}
