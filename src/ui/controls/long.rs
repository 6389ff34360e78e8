//! How a long table shows only a part of itself.

use std::ops::Range;

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// The height of a row and of the head, as the style sheet has it.
pub const ROW_PX: f64 = 24.0;
/// The height of what an opened row shows below itself.
pub const OPEN_PX: f64 = 208.0;
/// How far Page Up and Page Down go.
pub const PAGE: usize = 6;
/// Rows on the page above and below those in view.
const AROUND: usize = 16;

/// What of a table is in view. It changes by whole rows, so that a scroll within a row changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    first: usize,
    shown: usize,
}

impl Default for Window {
    fn default() -> Window {
        Window { first: 0, shown: 10 }
    }
}

impl Window {
    /// Notes what is in view of a frame that is scrolled so far and so high.
    pub fn follow(window: RwSignal<Window>, top: f64, height: f64) {
        let seen = Window { first: (top / ROW_PX) as usize, shown: (height / ROW_PX) as usize + 2 };
        window.maybe_update(|window| std::mem::replace(window, seen) != seen);
    }

    /// Which of so many rows are on the page.
    pub fn rows(self, count: usize) -> Range<usize> {
        self.first.saturating_sub(AROUND).min(count)..(self.first + self.shown + AROUND).min(count)
    }
}

/// Reads what is in view.
pub fn measure(frame: NodeRef<html::Div>, window: RwSignal<Window>) {
    if let Some(frame) = frame.get_untracked() {
        Window::follow(window, f64::from(frame.scroll_top()), f64::from(frame.client_height()));
    }
}

/// The height of the rows before or after those on the page, and of what the opened one of them shows.
pub fn gap(on_page: &Range<usize>, count: usize, open: Option<usize>, before: bool) -> String {
    let (rows, inside) = if before {
        (on_page.start, open.is_some_and(|open| open < on_page.start))
    } else {
        (count.saturating_sub(on_page.end), open.is_some_and(|open| open >= on_page.end))
    };
    format!("{}px", rows as f64 * ROW_PX + if inside { OPEN_PX } else { 0.0 })
}

/// Scrolls so that a part is seen below the head; of one that is too high, its beginning.
pub fn show(frame: &web_sys::HtmlElement, at: f64, size: f64) {
    let (top, height) = (f64::from(frame.scroll_top()), f64::from(frame.client_height()));
    let lowest = at + size + ROW_PX - height;
    if at < top || lowest > at {
        frame.set_scroll_top(at as i32);
    } else if lowest > top {
        frame.set_scroll_top(lowest as i32);
    }
}

/// Gives the focus to the first element of the page that a selector names.
pub fn focus(selector: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(root) = document.and_then(|document| document.document_element()) {
        focus_in(&root, selector);
    }
}

/// Gives the focus to the first element inside another that a selector names.
pub fn focus_in(root: &web_sys::Element, selector: &str) {
    let found = root.query_selector(selector).ok().flatten();
    if let Some(found) = found.and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok()) {
        // Focus is a convenience; a browser that refuses it loses nothing.
        let _ = found.focus();
    }
}
