//! Reusable controls: the only place with raw ARIA patterns.

mod button;
mod icon;
mod status;
mod tabs;

pub use button::{Button, ButtonKind};
pub use icon::{Icon, kind_class, kind_icon};
pub use status::{StatusIcon, StatusPill};
pub use tabs::{Tab, Tabs, panel_id};
