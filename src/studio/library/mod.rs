//! The machines that this browser keeps: the list, which of them is open, and how what is typed comes to be kept.
//!
//! A machine is kept as a record: a head, which the list reads, and a body, which is the machine as
//! [`saved`](super::Workbench::to_saved) writes it. Each record has a revision. This page writes over a revision that it has read
//! or written, and over no other: where another tab wrote meanwhile, what this one has becomes a machine of its own. What is
//! not written yet when the page goes is journalled, and found when the page opens.
//!
//! Must never know: how the browser keeps a record. It is asked for by a [`LibraryRequest`], and answers with a
//! [`LibraryAction`](super::LibraryAction).

mod entry;
mod found;
mod keeping;
pub(in crate::studio) mod project_file;
pub(in crate::studio) mod versions;

pub use self::entry::{Entry, Origin, Problem};
pub(in crate::studio) use self::found::Unwritten;
pub use self::found::{Found, FoundRecord, Leftover};
pub(in crate::studio) use self::keeping::Kept;
pub use self::keeping::{KeepError, RECORDS, Record, record_key};
pub use self::project_file::{PROJECT_FILE_BYTES_MAX, PROJECT_FILE_ENDING};
pub use self::versions::{
    Compared, NewVersion, VERSION_NAME_CHARS_MAX, VERSIONS_KEPT_MAX, Version, VersionRequest, VersionUse, Versions,
    Why, versions_key,
};

use std::sync::Arc;

use crate::sort::SortedMap;

/// How many machines are kept: each opening reads the list of them.
pub const MACHINES_KEPT_MAX: usize = 500;

/// What only the browser can do about the records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LibraryRequest {
    /// Something has changed: ask for it to be written once it has rested.
    Rest,
    /// Write a record, and say whether it was written.
    Write(Record),
    /// The page may go before it is written: keep it at once, in the small storage there is for that.
    Journal(Record),
    /// Make a record with the body of another machine, and say whether it was made.
    Duplicate {
        /// The machine whose body it has.
        from: Arc<str>,
        /// The new one, without its body.
        record: Record,
    },
    /// Read a machine, and say what was found.
    Read(Arc<str>),
    /// Read all machines, and say what was found, for a file of them.
    ReadAll(Vec<Arc<str>>),
    /// About the versions of a machine.
    Version(VersionRequest),
    /// Forget a machine for good, with its versions.
    Remove(Arc<str>),
    /// This tab shows a machine: find it again at the next opening, and see which tab writes it.
    Show(Arc<str>),
    /// Take the writing of the machine from the tab that has it.
    WriteHere(Arc<str>),
    /// Keep what belongs to no machine: colours, speed, the dock's tab.
    Prefer(String),
    /// Forget what has become a record.
    Discard(Leftover),
}

/// Which tab writes the machine that this one shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// This one.
    #[default]
    Writes,
    /// Another; this one shows what it writes.
    Follows,
    /// The same, and the person has seen it said.
    FollowsQuietly,
}

/// A text that is to take the place of a machine's that is being read.
#[derive(Clone, Debug)]
pub(super) struct Import {
    pub(super) machine: Arc<str>,
    pub(super) source: ImportSource,
    pub(super) text: Arc<str>,
}

/// Where such a text comes from.
#[derive(Clone, Debug)]
pub(super) enum ImportSource {
    /// A file of a name.
    File(String),
    /// A version that is called so.
    Version(String),
}

/// The machines, but for what is in the one that is open.
#[derive(Clone, Debug, Default)]
pub struct Library {
    /// This page's name, which no other has.
    pub(super) tab: Arc<str>,
    /// When the page began, in milliseconds of the calendar.
    pub(super) began_ms: f64,
    /// How many ids were given out.
    made: u64,
    pub(super) entries: SortedMap<Arc<str>, Entry>,
    /// Bodies that are newer than what is kept.
    pub(super) unwritten: SortedMap<Arc<str>, Unwritten>,
    /// What is to be imported into the machine that is being read.
    pub(super) importing: Option<Import>,
    /// Which tab writes the open machine.
    pub role: Role,
    /// Why the last change was not kept; `None` if it was.
    pub trouble: Option<KeepError>,
    /// Whether the Machines view is open.
    pub is_shown: bool,
    /// The versions that it shows, of one machine.
    pub versions: Option<Versions>,
}

impl Library {
    /// The machines that are not deleted, by name.
    pub fn machines(&self) -> Vec<(Arc<str>, Entry)> {
        self.sorted(|entry| entry.deleted_ms.is_none())
    }

    /// The deleted ones, by name.
    pub fn deleted(&self) -> Vec<(Arc<str>, Entry)> {
        self.sorted(|entry| entry.deleted_ms.is_some())
    }

    /// The machine of an id.
    pub fn get(&self, id: &str) -> Option<&Entry> {
        self.entries.get(id)
    }

    fn sorted(&self, belongs: impl Fn(&Entry) -> bool) -> Vec<(Arc<str>, Entry)> {
        let of = self.entries.iter().filter(|(_, entry)| belongs(entry));
        let mut found: Vec<_> = of.map(|(id, entry)| (id.clone(), entry.clone())).collect();
        found.sort_by(|(_, one), (_, other)| one.name.cmp(&other.name));
        found
    }

    /// An id that no machine has, in any tab.
    pub(super) fn new_id(&mut self) -> Arc<str> {
        self.made += 1;
        format!("{}-{}", self.tab, self.made).into()
    }

    /// A name that no machine has: the wanted one, or one with a number.
    pub(super) fn free_name(&self, wanted: &str) -> String {
        let numbered = (2..=MACHINES_KEPT_MAX + 2).map(|number| format!("{wanted}-{number}"));
        let mut names = std::iter::once(wanted.to_owned()).chain(numbered);
        names.find(|name| self.named(name).is_none()).unwrap_or_default()
    }

    /// The machine of a name that is not deleted.
    pub(super) fn named(&self, name: &str) -> Option<&Arc<str>> {
        let mut listed = self.entries.iter();
        listed.find(|(_, entry)| entry.name == name && entry.deleted_ms.is_none()).map(|(id, _)| id)
    }

    /// Whether another machine can be kept.
    pub(super) fn has_room(&self) -> bool {
        self.entries.len() < MACHINES_KEPT_MAX
    }
}
