//! The code editor, which is JavaScript: a bundle fetched when it is first shown (`platform/editor/`).

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/platform/editor/load.js")]
extern "C" {
    #[wasm_bindgen(js_name = createEditor, catch)]
    async fn create_editor(
        host: &web_sys::Element,
        text: &str,
        changed: &Closure<dyn FnMut(String)>,
        moved: &Closure<dyn FnMut(usize)>,
        travel: &Closure<dyn FnMut(bool)>,
    ) -> Result<JsValue, JsValue>;

    type Handle;
    // An error of the editor is not to go through this program, which it would leave in the middle of something.
    #[wasm_bindgen(method, js_name = setText, catch)]
    fn set_text(this: &Handle, text: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, js_name = setProblems, catch)]
    fn set_problems(this: &Handle, flat: js_sys::Array) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn reveal(this: &Handle, from: usize, to: usize) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn destroy(this: &Handle) -> Result<(), JsValue>;
}

/// A mark in the text, in UTF-16 units.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Where it begins.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// 0 an error, 1 a warning, 2 a hint.
    pub severity: u8,
    /// What it says.
    pub message: String,
}

/// What the editor calls.
pub struct Callbacks {
    /// The text after typing.
    pub changed: Box<dyn FnMut(String)>,
    /// The cursor's offset in UTF-16 units after it was moved by hand.
    pub moved: Box<dyn FnMut(usize)>,
    /// Undo (`true`) or redo was asked for.
    pub travel: Box<dyn FnMut(bool)>,
}

/// A running editor. Dropping it takes it off the page.
pub struct CodeEditor {
    handle: Handle,
    _changed: Closure<dyn FnMut(String)>,
    _moved: Closure<dyn FnMut(usize)>,
    _travel: Closure<dyn FnMut(bool)>,
}

impl CodeEditor {
    /// Fetches the editor and puts it into an element. `None` where it could not be fetched.
    pub async fn create(host: web_sys::Element, text: String, callbacks: Callbacks) -> Option<CodeEditor> {
        let changed = Closure::wrap(callbacks.changed);
        let moved = Closure::wrap(callbacks.moved);
        let travel = Closure::wrap(callbacks.travel);
        let handle = create_editor(&host, &text, &changed, &moved, &travel).await.ok()?;
        Some(CodeEditor { handle: handle.unchecked_into(), _changed: changed, _moved: moved, _travel: travel })
    }

    /// Shows another text, keeping cursor and scroll; whether the editor could.
    pub fn set_text(&self, text: &str) -> bool {
        self.handle.set_text(text).is_ok()
    }

    /// Marks what is wrong; whether the editor could.
    pub fn set_problems(&self, marks: &[Mark]) -> bool {
        let flat = js_sys::Array::new();
        for mark in marks {
            flat.push(&JsValue::from(mark.from as u32));
            flat.push(&JsValue::from(mark.to as u32));
            flat.push(&JsValue::from(mark.severity));
            flat.push(&JsValue::from_str(&mark.message));
        }
        self.handle.set_problems(flat).is_ok()
    }

    /// Shows and selects a range of UTF-16 units; whether the editor could.
    pub fn reveal(&self, from: usize, to: usize) -> bool {
        self.handle.reveal(from, to).is_ok()
    }
}

impl Drop for CodeEditor {
    fn drop(&mut self) {
        // What has failed is off the page all the same.
        let _ = self.handle.destroy();
    }
}
