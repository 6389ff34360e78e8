//! The versions of a machine: its text as it was at an opening, at a named save, and before a restore. Each is a record of
//! its own, under a name that no other tab gives, so that what one tab keeps overwrites nothing.
//!
//! ```json
//! {"form": 1, "why": "named", "name": "As deployed", "at": 1700000000123, "bytes": 512}
//! ```

use std::sync::Arc;

use super::{FoundRecord, record_key};
use crate::json::Value;
use crate::studio::compare::Comparison;

/// How many versions of a machine are kept: the list of them is read whole, and the text of each may be large.
pub const VERSIONS_KEPT_MAX: usize = 50;

/// How long the name of a version is.
pub const VERSION_NAME_CHARS_MAX: usize = 80;

/// The form in which heads are written. One of a later form is a newer page's, and never dropped for room.
const FORM: i64 = 1;

/// Why a version was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The machine was opened.
    Opened,
    /// Another version was about to be restored.
    Restored,
    /// A person kept it under a name.
    Named(String),
}

impl Why {
    /// What the list calls it.
    pub fn words(&self) -> &str {
        match self {
            Why::Opened => "Opened",
            Why::Restored => "Before a restore",
            Why::Named(name) if name.is_empty() => "Without a name",
            Why::Named(name) => name,
        }
    }

    fn parts(&self) -> (&'static str, &str) {
        match self {
            Why::Opened => ("opened", ""),
            Why::Restored => ("restored", ""),
            Why::Named(name) => ("named", name),
        }
    }

    /// Whether a person named it: it is dropped last.
    fn is_named(&self) -> bool {
        matches!(self, Why::Named(_))
    }
}

/// A version, as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// What its record is called.
    pub key: Arc<str>,
    /// Why it was kept.
    pub why: Why,
    /// When, in milliseconds of the calendar.
    pub at_ms: i64,
    /// How large its text is.
    pub bytes: usize,
}

impl Version {
    /// Reads a head. What cannot be read of it takes its default: the text is in its body.
    fn of(record: &FoundRecord) -> Version {
        let value = Value::parse(&record.head).unwrap_or_default();
        let string = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
        let is_newer = value.get("form").and_then(Value::as_i64).is_some_and(|form| form > FORM);
        let why = match string("why") {
            "opened" if !is_newer => Why::Opened,
            "restored" if !is_newer => Why::Restored,
            _ => Why::Named(string("name").to_owned()),
        };
        Version {
            key: record.key.as_str().into(),
            why,
            at_ms: value.get("at").and_then(Value::as_i64).unwrap_or_default(),
            bytes: value.get("bytes").and_then(Value::as_i64).map_or(0, |bytes| bytes.max(0) as usize),
        }
    }
}

/// The versions of these records, newest first.
pub(in crate::studio) fn listed(records: &[FoundRecord]) -> Vec<Version> {
    let mut versions: Vec<Version> = records.iter().map(Version::of).collect();
    versions.sort_by(|one, other| (other.at_ms, &other.key).cmp(&(one.at_ms, &one.key)));
    versions
}

/// What the names of the records of a machine's versions begin with.
pub fn versions_key(machine: &str) -> String {
    format!("v/{machine}/")
}

/// A version that is to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewVersion {
    /// The machine.
    pub machine: Arc<str>,
    /// The page that keeps it.
    pub by: Arc<str>,
    /// What it is, under a key that is its own.
    pub version: Version,
    /// The text.
    pub text: Arc<str>,
}

impl NewVersion {
    /// What the record of the machine is called: without that none of its versions is kept.
    pub fn machine_key(&self) -> String {
        record_key(&self.machine)
    }

    /// What the list shows.
    pub fn to_head(&self) -> String {
        let (why, name) = self.version.why.parts();
        Value::object([
            ("form", Value::from(FORM)),
            ("why", Value::from(why)),
            ("name", Value::from(name)),
            ("at", Value::from(self.version.at_ms)),
            ("bytes", Value::from(self.version.bytes as i64)),
        ])
        .to_string()
    }

    /// The record of the newest version there is, whose text is compared with this one's.
    pub fn newest(records: &[FoundRecord]) -> Option<String> {
        listed(records).first().map(|version| version.key.to_string())
    }

    /// Which versions make room for it, among those there are; `None` where it is the newest already, whose text is given.
    /// A name is given to a newest version that has none: that one is dropped for it.
    pub fn replaces(&self, records: &[FoundRecord], newest: Option<&str>) -> Option<Vec<String>> {
        let mut left = listed(records);
        let mut dropped = Vec::new();
        if newest == Some(&*self.text) {
            let known = left.first().map(|version| &version.why);
            if !self.version.why.is_named() || known == Some(&self.version.why) {
                return None;
            }
            if known.is_some_and(|why| !why.is_named()) {
                dropped.push(left.remove(0));
            }
        }
        while left.len() >= VERSIONS_KEPT_MAX {
            let oldest = left.iter().rposition(|version| !version.why.is_named());
            dropped.push(left.remove(oldest.unwrap_or(left.len() - 1)));
        }
        Some(dropped.iter().map(|version| version.key.to_string()).collect())
    }
}

/// What is done with a version that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VersionUse {
    /// It is compared with the text now.
    Compare,
    /// It becomes the machine's text.
    Restore,
}

/// What only the browser can do about versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VersionRequest {
    /// Find the versions of a machine.
    List(Arc<str>),
    /// Keep one, unless it is the newest there is, and say whether it is kept.
    Keep(NewVersion),
    /// Read one, and say what was found.
    Read {
        /// The machine.
        machine: Arc<str>,
        /// The version.
        version: Version,
        /// What for.
        to: VersionUse,
    },
}

/// What came of comparing a version with the text now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Compared {
    /// Line by line.
    Lines(Arc<Comparison>),
    /// They have so many lines, and differ in too many.
    TooDifferent {
        /// Those of the version.
        then: usize,
        /// Those of the text now.
        now: usize,
    },
}

/// The versions of one machine, as they are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Versions {
    /// The machine.
    pub machine: Arc<str>,
    /// Newest first; `None` until they are found.
    pub list: Option<Vec<Version>>,
    /// The one that is compared with the text now, by its key.
    pub compared: Option<(Arc<str>, Compared)>,
    /// What there is to say of what was done last.
    pub said: String,
}

impl Versions {
    /// Those of a machine, which are still to be found.
    pub(in crate::studio) fn of(machine: Arc<str>) -> Versions {
        Versions { machine, list: None, compared: None, said: String::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(at: usize, why: Why, text: &str) -> NewVersion {
        let version = Version { key: format!("v/m/{at}").into(), why, at_ms: at as i64, bytes: text.len() };
        NewVersion { machine: "m".into(), by: "tab".into(), version, text: text.into() }
    }

    fn record(new: &NewVersion) -> FoundRecord {
        FoundRecord { key: new.version.key.to_string(), revision: 1, by: "tab".to_owned(), head: new.to_head() }
    }

    fn named(name: &str) -> Why {
        Why::Named(name.to_owned())
    }

    #[test]
    fn a_version_is_read_as_it_was_written_and_the_newest_is_first() {
        let all = [new(1, Why::Opened, "a"), new(3, named("‘n’"), "b"), new(2, Why::Restored, "")];
        let found = listed(&all.each_ref().map(record));
        let order = [&all[1], &all[2], &all[0]].map(|new| new.version.clone());
        assert_eq!(found, order);
        assert_eq!(NewVersion::newest(&all.each_ref().map(record)).as_deref(), Some("v/m/3"));
    }

    #[test]
    fn a_version_that_cannot_be_read_is_listed_all_the_same() {
        for head in ["", "[]", r#"{"why": 5, "at": "x", "bytes": -1}"#, r#"{"form": 2, "why": "opened"}"#] {
            let found = FoundRecord { key: "v/m/1".to_owned(), revision: 1, by: String::new(), head: head.to_owned() };
            let version = Version { key: "v/m/1".into(), why: named(""), at_ms: 0, bytes: 0 };
            assert_eq!(listed(&[found]), [version], "{head}");
        }
    }

    #[test]
    fn a_text_that_is_the_newest_already_is_not_kept_again_but_takes_a_name() {
        let (opened, other) = (new(1, Why::Opened, "a"), new(2, Why::Opened, "b"));
        let records = [record(&opened), record(&other)];
        let replaces = |new: &NewVersion, newest| new.replaces(&records, newest);
        assert_eq!(replaces(&new(3, Why::Opened, "b"), Some("b")), None);
        assert_eq!(replaces(&new(3, Why::Restored, "b"), Some("b")), None);
        assert_eq!(replaces(&new(3, Why::Opened, "a"), Some("b")), Some(Vec::new()), "only the newest counts");
        assert_eq!(replaces(&new(3, named("n"), "b"), Some("b")), Some(vec!["v/m/2".to_owned()]));
        let records = [record(&new(2, named("n"), "b"))];
        assert_eq!(new(3, named("n"), "b").replaces(&records, Some("b")), None);
        assert_eq!(new(3, named("other"), "b").replaces(&records, Some("b")), Some(Vec::new()));
        assert_eq!(new(3, Why::Opened, "").replaces(&[], None), Some(Vec::new()));
    }

    #[test]
    fn so_many_versions_are_kept_and_the_named_ones_longest() {
        let why = |at: usize| if at.is_multiple_of(2) { Why::Opened } else { named("n") };
        let mut records: Vec<FoundRecord> = (0..VERSIONS_KEPT_MAX).map(|at| record(&new(at, why(at), "a"))).collect();
        let next = new(VERSIONS_KEPT_MAX, Why::Opened, "b");
        assert_eq!(next.replaces(&records[1..], Some("a")), Some(Vec::new()));
        assert_eq!(next.replaces(&records, Some("a")), Some(vec!["v/m/0".to_owned()]));
        // Two tabs may have kept one too many.
        records.push(record(&new(VERSIONS_KEPT_MAX, named("n"), "a")));
        assert_eq!(next.replaces(&records, None), Some(vec!["v/m/0".to_owned(), "v/m/2".to_owned()]));
        records.retain(|record| Version::of(record).why.is_named());
        let more = (100..200).map(|at| record(&new(at, named("n"), "a")));
        records = records.into_iter().chain(more).take(VERSIONS_KEPT_MAX).collect();
        assert_eq!(next.replaces(&records, None), Some(vec!["v/m/1".to_owned()]));
    }
}
