//! Components in a real browser: mounted, clicked, and asked for their roles and names.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "a test may")]

/// The same histories as in the native build, byte for byte.
#[path = "determinism.rs"]
mod determinism;

use leptos::task::tick;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlElement};

wasm_bindgen_test_configure!(run_in_browser);

fn document() -> web_sys::Document {
    web_sys::window().unwrap().document().unwrap()
}

/// Mounts the whole page as a first visit finds it; dropping the handle takes it down again.
async fn mount() -> impl Sized {
    web_sys::window().unwrap().local_storage().unwrap().unwrap().clear().unwrap();
    let app = leptos::mount::mount_to(document().body().unwrap(), stepwright::ui::App);
    tick().await;
    app
}

fn find(selector: &str) -> Option<Element> {
    document().query_selector(selector).unwrap()
}

fn count(selector: &str) -> u32 {
    document().query_selector_all(selector).unwrap().length()
}

/// The button of a label, shown or not.
fn button(label: &str) -> HtmlElement {
    let buttons = document().query_selector_all("button").unwrap();
    (0..buttons.length())
        .filter_map(|index| buttons.item(index)?.dyn_into::<HtmlElement>().ok())
        .find(|button| {
            button.get_attribute("aria-label").as_deref() == Some(label)
                || button.text_content().as_deref() == Some(label)
        })
        .unwrap()
}

#[wasm_bindgen_test]
async fn the_page_has_its_regions_and_the_example_and_goes_away_whole() {
    let app = mount().await;
    for region in ["Canvas", "Palette", "Outline", "Inspector"] {
        assert!(find(&format!("[aria-label='{region}']")).is_some(), "{region}");
    }
    assert!(count("[data-state]") > 10);
    assert_eq!(count("[data-state]"), count("[role=treeitem]"), "the outline has every state of the canvas");
    let name = find("[data-state=ValidateOrder]").unwrap().get_attribute("aria-label").unwrap();
    assert!(name.starts_with("Task ‘ValidateOrder’"), "{name}");
    drop(app);
    assert_eq!(count("[data-state]"), 0);
}

#[wasm_bindgen_test]
async fn a_step_shows_on_the_canvas_and_a_step_back_takes_it_away() {
    let app = mount().await;
    let status = || find("[data-state=ValidateOrder]").unwrap().get_attribute("data-status").unwrap();
    assert_eq!(status(), "not-reached");
    button("Step").click();
    button("Step").click();
    tick().await;
    assert_eq!(status(), "running");
    button("Step back").click();
    tick().await;
    assert_eq!(status(), "not-reached");
    drop(app);
}

#[wasm_bindgen_test]
async fn a_palette_press_adds_a_state_and_undo_takes_it_away() {
    let app = mount().await;
    let before = count("[data-state]");
    button("Wait").click();
    tick().await;
    assert_eq!(count("[data-state]"), before + 1);
    button("Undo").click();
    tick().await;
    assert_eq!(count("[data-state]"), before);
    drop(app);
}
