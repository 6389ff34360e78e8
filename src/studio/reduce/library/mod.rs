//! The machines that this browser keeps: what a person does to the list, what the browser says of what it was asked, and
//! what other tabs do.

mod list;
mod versions;

use std::sync::Arc;

pub use self::versions::VersionAction;
use super::{Handling, Request};
use crate::asl::QueryLanguage;
use crate::studio::library::{FoundRecord, KeepError, Record};
use crate::studio::workbench::Workbench;

/// With what a machine begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// With one state, in a language.
    Blank(QueryLanguage),
    /// As one of the examples that ship with the app.
    Example(usize),
}

/// About the machines that are kept.
#[derive(Clone, Debug)]
pub enum LibraryAction {
    /// Write what has changed: it has rested.
    Write,
    /// Keep at once what is not written: the page may go.
    Journal,
    /// A record was written.
    Written {
        /// What was asked for.
        record: Record,
        /// Its new revision.
        revision: u64,
    },
    /// A record could not be written.
    Refused {
        /// What was asked for.
        record: Record,
        /// Why.
        error: KeepError,
        /// Whether it is kept at least as a journal.
        is_journalled: bool,
    },
    /// A record was not written, because another tab wrote it since it was read.
    Outrun {
        /// What was asked for.
        record: Record,
        /// What there is, with its body, unless it was removed.
        found: Option<(FoundRecord, Arc<str>)>,
    },
    /// Show the Machines view, or close it.
    Show(bool),
    /// Begin a machine and open it.
    New(Start),
    /// Open a machine.
    Open(Arc<str>),
    /// A machine was read.
    Opened {
        /// The machine.
        id: Arc<str>,
        /// Its revision.
        revision: u64,
        /// Its body, if it is there.
        body: Option<Arc<str>>,
    },
    /// Keep a copy of a machine.
    Duplicate(Arc<str>),
    /// Rename a machine that is not open.
    Rename {
        /// The machine.
        id: Arc<str>,
        /// Its new name.
        name: String,
    },
    /// Delete a machine, which Undelete brings back.
    Delete(Arc<str>),
    /// Bring a deleted machine back.
    Undelete(Arc<str>),
    /// Forget the deleted machines for good.
    Empty,
    /// Hand all machines to the person as one file.
    ExportAll,
    /// The machines were read for that, by id.
    ReadAll(Vec<(Arc<str>, Arc<str>)>),
    /// Another tab told something.
    Heard(String),
    /// Whether this tab writes the open machine, or another does.
    Writes(bool),
    /// Go on following the tab that writes, without being told.
    FollowQuietly,
    /// Write the open machine here, rather than in the tab that does.
    WriteHere,
    /// Go on with a copy of the open machine.
    OpenCopy,
    /// About the versions of a machine.
    Version(VersionAction),
}

impl LibraryAction {
    pub(super) fn handling(&self) -> Handling {
        match self {
            LibraryAction::New(_) | LibraryAction::Opened { .. } | LibraryAction::Delete(_) => {
                Handling::RUN.ends_typing()
            }
            LibraryAction::Version(action) => action.handling(),
            LibraryAction::Write
            | LibraryAction::Journal
            | LibraryAction::Written { .. }
            | LibraryAction::Refused { .. }
            | LibraryAction::Outrun { .. }
            | LibraryAction::Show(_)
            | LibraryAction::Open(_)
            | LibraryAction::Duplicate(_)
            | LibraryAction::Rename { .. }
            | LibraryAction::Undelete(_)
            | LibraryAction::Empty
            | LibraryAction::ExportAll
            | LibraryAction::ReadAll(_)
            | LibraryAction::Heard(_)
            | LibraryAction::Writes(_)
            | LibraryAction::FollowQuietly
            | LibraryAction::WriteHere
            | LibraryAction::OpenCopy => Handling::TEXT,
        }
    }
}

pub(super) fn reduce(workbench: &mut Workbench, action: LibraryAction) -> Option<Request> {
    list::reduce(workbench, action)
}
