//! Animation frames, while somebody wants them.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

/// Milliseconds since the page began.
pub fn now_ms() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
}

/// A frame's callback, which asks for the next one itself.
type Callback = Rc<RefCell<Option<Closure<dyn FnMut(f64)>>>>;

/// Calls back each frame while it is running. Dropping it stops it.
pub struct Frames {
    running: Rc<Cell<bool>>,
    callback: Callback,
}

impl Frames {
    /// Calls `frame` with the milliseconds since the last call; `frame` says whether to go on.
    pub fn new(mut frame: impl FnMut(f64) -> bool + 'static) -> Frames {
        let running = Rc::new(Cell::new(false));
        let callback = Callback::default();
        let mut last: Option<f64> = None;
        let (going, again) = (running.clone(), Rc::downgrade(&callback));
        *callback.borrow_mut() = Some(Closure::new(move |time: f64| {
            if !going.get() {
                last = None;
                return;
            }
            let elapsed = last.map_or(0.0, |last| time - last);
            last = Some(time);
            if frame(elapsed) {
                if let Some(again) = again.upgrade() {
                    request(&again);
                }
            } else {
                going.set(false);
                last = None;
            }
        }));
        Frames { running, callback }
    }

    /// Begins, unless it is running.
    pub fn start(&self) {
        if !self.running.replace(true) {
            request(&self.callback);
        }
    }
}

impl Drop for Frames {
    fn drop(&mut self) {
        self.running.set(false);
    }
}

fn request(callback: &Callback) {
    if let (Some(window), Some(callback)) = (web_sys::window(), callback.borrow().as_ref()) {
        // A page without frames is a page nobody sees; the next start asks again.
        let _ = window.request_animation_frame(callback.as_ref().unchecked_ref());
    }
}
