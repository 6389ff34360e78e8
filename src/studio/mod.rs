//! The whole application as plain data and pure functions: what is open, what is selected, what runs, and how each
//! [`Action`] changes it.
//!
//! [`Workbench`] is everything a person could lose; [`begin`] and [`reduce`] are all that changes it; [`Request`] is what it
//! asks of the browser. What the views show beyond it (the scene, the moment, the timeline) is computed from it.
//! Must never know: Leptos, the DOM, a clock. Time arrives in [`RunAction::Tick`].
//!
//! **Invariant:** `reduce` is total and deterministic: the same actions on the same workbench give the same workbench.

pub mod catalogue;
pub mod commands;
pub mod compare;
pub mod describe;
pub mod drafts;
mod drawn;
pub mod executions;
pub mod fidelity;
pub mod form;
pub mod gesture;
pub mod key;
pub mod library;
pub mod moment;
mod project;
mod reduce;
mod run;
mod scene;
pub mod timeline;
mod undo;
mod view;
mod workbench;

pub use drawn::{Drawn, Selection};
pub use executions::ExecutionsView;
pub use moment::{Badge, Moment, Moments, Standing, StateStatus, TokenPlace, Visit};
pub use project::{Project, ProjectMachine};
pub use reduce::{
    Action, DraftAction, EditAction, FileAction, FileKind, JsonataAction, LibraryAction, ObjectAction, ProjectAction,
    Request, RunAction, Start, VersionAction, ViewAction, begin, reduce,
};
pub use run::{Outdated, Pace, Playing, Run, RunFailure, Speed, Visible, log_line, logged, logs};
pub use scene::{Mounted, Scene, kind_icon};
pub use undo::UndoStack;
pub use view::{DockTab, InspectorTab, Sheet, Theme};
pub use workbench::begin::{begin_first, begin_with, library_of};
pub use workbench::jsonata::JsonataStatus;
pub use workbench::machines::wanted_machines;
pub use workbench::opening::file_too_large;
pub use workbench::saved::SaveError;
pub use workbench::{Announcement, Place, Stage, Toast, ToastKind, Workbench};
