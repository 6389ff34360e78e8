//! Reusable controls: the only place with raw ARIA patterns.

mod button;
mod dialog;
mod each;
mod file;
mod icon;
pub mod long;
mod show;
mod status;
mod table;
mod tabs;

pub use crate::studio::kind_icon;
pub use button::{Button, ButtonKind};
pub use dialog::{Dialog, DialogHead};
pub use each::Each;
pub use file::{FileButton, read_file};
pub use icon::{Icon, kind_class};
pub use show::Show;
pub use status::{ExecutionStatus, StatusIcon, StatusPill};
pub use table::{Column, LongTable};
pub use tabs::{Tab, Tabs, panel_id};
