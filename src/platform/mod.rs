//! The browser's own capabilities, one a file: storage, files, frames, the page's colours.
//!
//! Must never know: what the app is about. Errors are values; nothing here decides what to do about them.

mod code_editor;
mod files;
mod frames;
mod jsonata;
mod page;
mod stop;
mod storage;

pub use code_editor::{Callbacks, CodeEditor, Mark};
pub use files::{copy, download, read_text, write_into};
pub use frames::{Frames, now_ms};
pub use jsonata::{evaluate_jsonata, load_jsonata, parse_jsonata, take_jsonata_stop};
pub use page::{apply_theme, focus_id, focus_lane, focus_row, focus_state, fragment, on_newer_build};
pub use stop::{hold, keep, kept, stop_page};
pub use storage::{StorageError, read, remove, write};
