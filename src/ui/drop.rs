//! Files that are dropped on the page.
//!
//! On a text field a file becomes its text; anywhere else, the code editor too, it is opened. A panel that takes files of
//! its own answers before this.

use leptos::ev::DragEvent;
use wasm_bindgen::JsCast;

use super::controls::read_file;
use super::owner::{inside, is_taken, text_field};
use super::store::Store;
use crate::platform;
use crate::studio::{FileAction, ViewAction};

/// A drag over the page: files may be dropped anywhere, text into fields as the browser has it. Elsewhere a browser would
/// leave the page for a link that is dropped.
pub(super) fn over(event: &DragEvent) {
    if has_files(event) || !is_taken(event) {
        event.prevent_default();
    }
}

/// Files are dropped somewhere. Asked before whatever is under the pointer, so that the code editor does not take them too.
pub(super) fn captured(store: Store, event: &DragEvent) {
    let Some(files) = files(event) else { return };
    if let Some(field) = text_field(event) {
        take(event);
        fill(store, &field, &files);
    } else if inside(event, ".code") {
        take(event);
        open(store, &files);
    }
}

/// Something is dropped where nothing else has taken it.
pub(super) fn bubbled(store: Store, event: &DragEvent) {
    if is_taken(event) {
        return;
    }
    event.prevent_default();
    if let Some(files) = files(event).filter(|_| !inside(event, "dialog")) {
        open(store, &files);
    }
}

fn take(event: &DragEvent) {
    event.prevent_default();
    event.stop_propagation();
}

fn has_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|data| data.types().includes(&"Files".into(), 0))
}

fn files(event: &DragEvent) -> Option<web_sys::FileList> {
    event.data_transfer()?.files().filter(|files| files.length() > 0)
}

/// The names of all files but the first.
fn others(files: &web_sys::FileList) -> Vec<String> {
    (1..files.length()).filter_map(|index| Some(files.get(index)?.name())).collect()
}

/// Opens the first file and says which were left out.
fn open(store: Store, files: &web_sys::FileList) {
    let Some(first) = files.get(0) else { return };
    let others = others(files);
    read_file(store, &first, "Nothing was replaced.", move |name, text| {
        store.dispatch(FileAction::Import { name, text });
        store.dispatch(FileAction::LeaveOut(others));
    });
}

/// Makes a file the text of a field, as if somebody had written it there.
fn fill(store: Store, field: &web_sys::Element, files: &web_sys::FileList) {
    let Some(first) = files.get(0) else { return };
    let others = others(files);
    let Some(area) = field.dyn_ref::<web_sys::HtmlTextAreaElement>().cloned() else {
        let words = format!("‘{}’ was dropped on a field of one line. Nothing was replaced.", first.name());
        store.dispatch(ViewAction::Report(words));
        return;
    };
    read_file(store, &first, "Nothing was replaced.", move |_, text| {
        platform::write_into(&area, &text);
        store.dispatch(FileAction::LeaveOut(others));
    });
}
