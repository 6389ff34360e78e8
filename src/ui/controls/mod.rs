//! Reusable controls: the only place with raw ARIA patterns.

mod button;
mod file;
mod icon;
pub mod long;
mod status;
mod table;
mod tabs;

pub use button::{Button, ButtonKind};
pub use file::{FileButton, read_file};
pub use icon::{Icon, kind_class, kind_icon};
pub use status::{ExecutionStatus, StatusIcon, StatusPill};
pub use table::{Column, LongTable};
pub use tabs::{Tab, Tabs, panel_id};
