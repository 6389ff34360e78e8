//! The whole application as plain data and pure functions: what is open, what is selected, what runs, and how each
//! [`Action`] changes it.
//!
//! [`Workbench`] is everything a person could lose; [`begin`] and [`reduce`] are all that changes it; [`Request`] is what it
//! asks of the browser. What the views show beyond it (the scene, the moment, the timeline) is computed from it.
//! Must never know: Leptos, the DOM, a clock. Time arrives in [`RunAction::Tick`].
//!
//! **Invariant:** `reduce` is total and deterministic: the same actions on the same workbench give the same workbench.

mod checking;
pub mod commands;
pub mod describe;
pub mod drafts;
mod drawn;
mod due;
pub mod executions;
pub mod fidelity;
pub mod form;
pub mod gesture;
mod jsonata;
pub mod moment;
mod project;
mod reduce;
mod rename;
mod run;
mod scene;
pub mod timeline;
mod view;
mod workbench;

pub use drawn::{Drawn, Selection};
pub use due::Stage;
pub use executions::ExecutionsView;
pub use jsonata::JsonataStatus;
pub use moment::{Moment, Moments, Standing, StateStatus, TokenPlace, Visit};
pub use project::opening::file_too_large;
pub use project::saved::SaveError;
pub use project::undo::UndoStack;
pub use project::{Project, ProjectMachine, wanted_machines};
pub use reduce::{
    Action, DraftAction, EditAction, FileAction, FileKind, JsonataAction, ObjectAction, ProjectAction, Request,
    RunAction, ViewAction, begin, reduce,
};
pub use run::{Outdated, Pace, Playing, Run, RunFailure, Speed, Visible, log_line, logged, logs};
pub use scene::{Mounted, Scene, kind_icon};
pub use view::{DockTab, InspectorTab, Sheet, Theme};
pub use workbench::{Announcement, Place, Toast, ToastKind, Workbench};
