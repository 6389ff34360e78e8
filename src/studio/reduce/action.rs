//! Everything a person or the clock asks of the studio, and what the studio asks of the browser.

use super::{
    DraftAction, EditAction, FileAction, JsonataAction, LibraryAction, ObjectAction, ProjectAction, RunAction,
    ViewAction,
};
use crate::edit::Command;
use crate::studio::library::LibraryRequest;
use crate::studio::view::Theme;

/// A closed list: whatever changes the workbench is one of these. Each part has a file in `studio/reduce`, with what its
/// actions do, which of them are saved, which end typing, and what they need worked out.
#[derive(Clone, Debug)]
pub enum Action {
    /// About the definition's text.
    Edit(EditAction),
    /// About files: what is opened and handed out.
    File(FileAction),
    /// About what a run is set up with, and the project's other machines.
    Project(ProjectAction),
    /// About the objects in the virtual buckets.
    Object(ObjectAction),
    /// About the run.
    Run(RunAction),
    /// About what is shown.
    View(ViewAction),
    /// About what is typed and not committed.
    Draft(DraftAction),
    /// About the part that reads and evaluates `JSONata`.
    Jsonata(JsonataAction),
    /// About the machines that are kept.
    Library(LibraryAction),
    /// Work out what follows next from a large text that was typed; before the first of it, have it written.
    WorkOutNext,
}

/// Each part is an action.
macro_rules! parts {
    ($($part:ident($action:ident)),+) => {
        $(impl From<$action> for Action {
            fn from(action: $action) -> Action {
                Action::$part(action)
            }
        })+
    };
}

parts!(
    Edit(EditAction),
    File(FileAction),
    Project(ProjectAction),
    Object(ObjectAction),
    Run(RunAction),
    View(ViewAction),
    Draft(DraftAction),
    Jsonata(JsonataAction),
    Library(LibraryAction)
);

impl From<Command> for Action {
    fn from(command: Command) -> Action {
        Action::Edit(EditAction::Do(command))
    }
}

/// What only the browser can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// About the machines that are kept.
    Library(LibraryRequest),
    /// Give the person a file.
    Download {
        /// The file's name.
        name: String,
        /// Its content.
        text: String,
        /// What it is.
        kind: FileKind,
    },
    /// Put the colours into effect.
    ApplyTheme(Theme),
    /// Fetch what reads and evaluates `JSONata`, and say [`JsonataAction::Ready`] or [`JsonataAction::Failed`].
    LoadJsonata,
    /// Move the keyboard's focus to a state on the canvas, by its pointer.
    FocusState(String),
}

/// Kinds of files the studio writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A definition as ASL JSON.
    Asl,
    /// All machines.
    Project,
}

impl FileKind {
    /// The media type.
    pub fn mime(self) -> &'static str {
        match self {
            FileKind::Asl | FileKind::Project => "application/json",
        }
    }
}
