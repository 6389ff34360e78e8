//! The browser's own capabilities, one a file: storage, files, frames, the page's colours.
//!
//! Must never know: what the app is about. Errors are values; nothing here decides what to do about them.

mod code_editor;
mod deferred;
mod files;
mod frames;
mod jsonata;
mod page;
pub mod records;
mod stop;
mod storage;
mod tabs;

pub use code_editor::{Callbacks, CodeEditor, Mark};
pub use deferred::fetch_deferred;
pub use files::{copy, download, read_text, write_into};
pub use frames::{Frames, now_ms};
pub use jsonata::{evaluate_jsonata, load_jsonata, parse_jsonata, take_jsonata_stop};
pub use page::{apply_theme, focus_id, focus_lane, focus_row, focus_state, fragment, is_apple, on_newer_build};
pub use stop::{hand_over, handed_over_is_kept, hold, stop_page};
pub use storage::{read, read_of_host, read_of_tab, read_under, write, write_of_tab};
pub use tabs::{ask_before_leaving, claim, listen, moment_words, page_began, page_name, tell};
