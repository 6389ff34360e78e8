//! What is found when the page opens: the records, what was not written when a page went, what a former release kept.

use std::sync::Arc;

use super::keeping::machine_of;
use super::{Entry, KeepError, Library, Origin, Problem};
use crate::json::Value;

/// A record without its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundRecord {
    /// What it is called.
    pub key: String,
    /// How often it was written.
    pub revision: u64,
    /// The page that wrote it last.
    pub by: String,
    /// What the list shows.
    pub head: String,
}

/// All that is found when the page opens.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// This page's name, which no other has.
    pub tab: String,
    /// When the page began, in milliseconds of the calendar.
    pub began_ms: f64,
    /// The records of all machines.
    pub records: Vec<FoundRecord>,
    /// Why they could not be read.
    pub trouble: Option<KeepError>,
    /// What was not written when a page went, by where it is kept.
    pub journals: Vec<(String, String)>,
    /// The machine that this tab showed before, and the one that any tab showed last.
    pub shown: [Option<String>; 2],
    /// The machine at whose opening this tab broke the last two times.
    pub breaks: Option<String>,
    /// The texts that the former release kept.
    pub former: Vec<String>,
    /// Which of those have become machines, as [`Leftover::Former`] names them.
    pub adopted: String,
    /// What belongs to no machine.
    pub preferences: Option<String>,
}

/// Something that has become a record and is no longer needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leftover {
    /// A journal, by where it is kept.
    Journal(String),
    /// What a former release kept: it may still be in use beside this one, under another path, and is only noted.
    Former(String),
}

/// A body that is not written yet.
#[derive(Clone, Debug)]
pub(in crate::studio) struct Unwritten {
    /// The machine.
    pub(in crate::studio) body: Arc<str>,
    /// Where it was found.
    pub(in crate::studio) from: Option<Leftover>,
}

impl Library {
    /// The library as it is found. `look` says what a list shows of a body.
    pub(in crate::studio) fn of(found: &Found, look: impl Fn(&str) -> Result<Entry, Problem>) -> Library {
        let mut library = Library { tab: found.tab.as_str().into(), began_ms: found.began_ms, ..Library::default() };
        for record in &found.records {
            if let Some(id) = machine_of(&record.key) {
                library.entries.insert(id.into(), Entry::from_head(&record.head, record.revision, &record.by));
            }
        }
        for (key, journal) in &found.journals {
            library.take_journal(key, journal);
        }
        for text in &found.former {
            library.adopt(text, &found.adopted, &look);
        }
        if let Some(entry) = found.breaks.as_deref().and_then(|id| library.entries.get_mut(id)) {
            entry.problem = Some(Problem::Breaks);
        }
        library
    }

    /// Takes in what was not written when a page went: as the machine's, or as a machine of its own if another page wrote
    /// since.
    fn take_journal(&mut self, key: &str, journal: &str) {
        let value = Value::parse(journal).unwrap_or_default();
        let string = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
        let base = value.get("base").and_then(Value::as_i64).unwrap_or_default() as u64;
        let (Some(Value::String(body)), id) = (value.get("body"), string("machine")) else { return };
        let mut entry = Entry::from_head(string("head"), base, string("by"));
        let known = self.entries.get(id);
        let is_next = known.is_none_or(|known| *known.by == *string("by") || known.revision == base);
        let (id, entry) = if is_next && !id.is_empty() && !self.unwritten.contains_key(id) {
            (entry.revision, entry.by) = known.map_or((0, entry.by), |known| (known.revision, known.by.clone()));
            (Arc::from(id), entry)
        } else {
            let name = self.free_name(&format!("{}-copy", entry.name));
            (self.new_id(), Entry { name, revision: 0, origin: Origin::Copy(entry.name.clone()), ..entry })
        };
        self.entries.insert(id.clone(), entry);
        let from = Some(Leftover::Journal(key.to_owned()));
        self.unwritten.insert(id, Unwritten { body: body.clone(), from });
    }

    /// Makes a machine of what a former release kept, unless it was done before.
    fn adopt(&mut self, text: &str, adopted: &str, look: &impl Fn(&str) -> Result<Entry, Problem>) {
        let digest = digest(text);
        if adopted.split(',').any(|known| known == digest) {
            return;
        }
        let id = self.new_id();
        let mut entry = look(text).unwrap_or_else(|problem| Entry {
            problem: Some(problem),
            ..Entry::new("kept-before".to_owned(), Origin::Former)
        });
        entry = Entry { name: self.free_name(&entry.name), origin: Origin::Former, bytes: text.len(), ..entry };
        entry.edited_ms = self.began_ms;
        self.entries.insert(id.clone(), entry);
        let from = Some(Leftover::Former(digest));
        self.unwritten.insert(id, Unwritten { body: text.into(), from });
    }

    /// The machines to be opened, in the order in which to try.
    pub fn to_open(&self, found: &Found) -> Vec<Arc<str>> {
        let opens = |entry: &Entry| entry.deleted_ms.is_none() && entry.problem.is_none();
        let mut rest: Vec<_> = self.entries.iter().filter(|(_, entry)| opens(entry)).collect();
        rest.sort_by(|(_, one), (_, other)| other.edited_ms.total_cmp(&one.edited_ms));
        let position =
            |id: &str| found.shown.iter().position(|shown| shown.as_deref() == Some(id)).unwrap_or(usize::MAX);
        let mut ids: Vec<Arc<str>> = rest.into_iter().map(|(id, _)| id.clone()).collect();
        // What is not written was worked on last.
        ids.sort_by_key(|id| (position(id), !self.unwritten.contains_key(id)));
        ids
    }

    /// The body of a machine that is newer than what is kept.
    pub fn unwritten(&self, id: &str) -> Option<Arc<str>> {
        self.unwritten.get(id).map(|unwritten| unwritten.body.clone())
    }

    /// A record was read again: the list shows what it is now.
    pub fn note(&mut self, record: &FoundRecord) {
        if let Some(id) = machine_of(&record.key) {
            self.entries.insert(id.into(), Entry::from_head(&record.head, record.revision, &record.by));
        }
    }

    /// Says that a machine cannot be opened. It stays as it is kept.
    pub fn put_aside(&mut self, id: &str, problem: Problem) {
        if let Some(entry) = self.entries.get_mut(id) {
            entry.problem = Some(problem);
        }
    }
}

/// Tells one text from another, in few letters (FNV-1a).
fn digest(text: &str) -> String {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:x}")
}
