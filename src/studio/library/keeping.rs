//! What is written of a machine, and how much of the open one is (autosave).

use std::fmt;
use std::sync::Arc;

use super::Library;
use crate::json::Value;

/// What the names of all records of machines begin with.
pub const RECORDS: &str = "m/";

/// Which machine is open, and how much of it is kept.
#[derive(Clone, Debug, Default)]
pub(in crate::studio) struct Kept {
    /// The machine.
    pub(in crate::studio) id: Arc<str>,
    /// The revision it was read or written at last.
    pub(in crate::studio) revision: u64,
    /// Counts what a person changed.
    changes: u64,
    /// How many of those were asked to be written.
    asked: u64,
    /// How many of those were written.
    written: u64,
    /// Whether the browser was asked to say when they have rested.
    rests: bool,
    /// The text it was opened with, until that is to be kept as a version: once the machine is kept itself.
    pub(in crate::studio) opening: Option<Arc<str>>,
    /// The text that was to be kept as a version last.
    pub(in crate::studio) version: Option<Arc<str>>,
}

impl Kept {
    /// A machine as it is kept at a revision.
    pub(in crate::studio) fn of(id: Arc<str>, revision: u64) -> Kept {
        Kept { id, revision, ..Kept::default() }
    }

    /// Whether something is not written yet.
    pub(in crate::studio) fn is_unwritten(&self) -> bool {
        self.changes > self.written
    }

    /// Something has changed; whether the browser is to be asked to say when that has rested.
    pub(in crate::studio) fn touch(&mut self) -> bool {
        self.changes += 1;
        !std::mem::replace(&mut self.rests, true)
    }

    /// What has changed is asked to be written; whether there is anything.
    pub(in crate::studio) fn ask(&mut self) -> bool {
        self.rests = false;
        let due = self.changes > self.asked;
        self.asked = self.changes;
        due
    }

    /// Whether it was never asked to be written: it is listed, and what a first visit shows is kept no sooner than that.
    pub(in crate::studio) fn is_new(&self) -> bool {
        self.revision == 0 && self.asked == 0
    }

    /// How many changes there were.
    pub(in crate::studio) fn changes(&self) -> u64 {
        self.changes
    }

    /// So many changes are in what was written as a revision; `None` where the head alone was.
    pub(in crate::studio) fn written(&mut self, changes: Option<u64>, revision: u64) {
        self.revision = revision;
        self.written = self.written.max(changes.unwrap_or_default());
    }

    /// What was asked to be written was not: the next change asks again.
    pub(in crate::studio) fn refused(&mut self) {
        self.asked = self.written;
    }

    /// The last change is no longer to be written: it is what another tab wrote.
    pub(in crate::studio) fn catch_up(&mut self, revision: u64) {
        *self = Kept { revision, asked: self.changes, written: self.changes, ..self.clone() };
    }
}

/// A record to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The machine.
    pub machine: Arc<str>,
    /// The page that writes.
    pub by: Arc<str>,
    /// The revision it is made on.
    pub base: u64,
    /// What the list shows.
    pub head: String,
    /// The machine; `None` leaves what there is.
    pub body: Option<Arc<str>>,
    /// How many changes of the machine are in it.
    pub changes: u64,
}

impl Record {
    /// What the record is called.
    pub fn key(&self) -> String {
        record_key(&self.machine)
    }

    /// Where its journal is kept: one a machine and a page.
    pub fn journal_key(&self) -> String {
        format!("{}/{}", self.machine, self.by)
    }

    /// What the other tabs are told when it was written.
    pub fn to_news(&self, revision: u64) -> String {
        Value::object([
            ("machine", Value::String(self.machine.clone())),
            ("by", Value::String(self.by.clone())),
            ("revision", Value::from(revision as i64)),
            ("head", Value::from(self.head.as_str())),
            ("whole", Value::from(self.body.is_some())),
        ])
        .to_string()
    }

    /// What the other tabs are told when a machine was forgotten for good.
    pub fn gone(machine: &str) -> String {
        Value::object([("machine", Value::from(machine))]).to_string()
    }

    /// Its journal: all that a later opening needs to write it, with its body or with one that is added.
    pub fn to_journal(&self, with_body: bool) -> String {
        let body = self.body.clone().filter(|_| with_body);
        Value::object([
            ("machine", Value::String(self.machine.clone())),
            ("by", Value::String(self.by.clone())),
            ("base", Value::from(self.base as i64)),
            ("head", Value::from(self.head.as_str())),
            ("body", body.map_or(Value::Null, Value::String)),
        ])
        .to_string()
    }
}

/// What a machine's record is called.
pub fn record_key(machine: &str) -> String {
    format!("{RECORDS}{machine}/")
}

/// The machine of a record of that name.
pub(super) fn machine_of(key: &str) -> Option<&str> {
    key.strip_prefix(RECORDS)?.strip_suffix('/')
}

/// Why something was not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeepError {
    /// The browser keeps nothing for this page.
    Unavailable,
    /// Its storage is full.
    Full,
    /// A newer page changed the storage.
    Newer,
}

impl fmt::Display for KeepError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            KeepError::Unavailable => "this browser keeps nothing for this page",
            KeepError::Full => "the browser's storage for this page is full",
            KeepError::Newer => "its storage here is a newer version's, and this one leaves it alone",
        })
    }
}

impl Library {
    /// The record of a machine whose head alone has changed.
    pub fn head_record(&self, id: &Arc<str>) -> Option<Record> {
        let entry = self.get(id)?;
        let (by, base) = (self.tab.clone(), entry.revision);
        Some(Record { machine: id.clone(), by, base, head: entry.to_head(), body: None, changes: 0 })
    }
}
