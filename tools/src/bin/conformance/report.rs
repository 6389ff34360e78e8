//! What came of every case, and the rows of a suite.

use std::collections::BTreeMap;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use stepwright::json::Value;
use stepwright::studio::fidelity::Count;

/// What came of every case, by corpus and area.
#[derive(Default)]
pub(crate) struct Report {
    counts: BTreeMap<(&'static str, String), Count>,
    failures: String,
    failed: Vec<Failed>,
}

/// Which case failed.
pub(crate) struct Failed {
    pub corpus: &'static str,
    pub area: String,
    pub case: String,
    /// What it has in common with others.
    pub kind: Option<&'static str>,
}

/// The first thing in which a case differs.
#[derive(Debug, Default)]
pub(crate) struct Difference {
    /// The history event it is in, where it is in one.
    pub event: Option<i64>,
    /// The field, or what else is compared.
    pub field: String,
    pub expected: Option<Value>,
    pub got: Option<Value>,
    /// Why, where the values do not say it.
    pub note: Option<Box<str>>,
    /// What it has in common with the differences of other cases.
    pub kind: Option<&'static str>,
}

impl Difference {
    pub(crate) fn new(field: &str, expected: Option<&Value>, got: Option<&Value>) -> Difference {
        let field = field.to_owned();
        Difference { field, expected: expected.cloned(), got: got.cloned(), ..Difference::default() }
    }

    pub(crate) fn with_note(self, note: impl Into<String>) -> Difference {
        Difference { note: Some(note.into().into()), ..self }
    }

    pub(crate) fn of_kind(self, kind: &'static str) -> Difference {
        Difference { kind: Some(kind), ..self }
    }
}

/// A case that could not be tried, or whose difference is no field's.
impl<T: Into<String>> From<T> for Difference {
    fn from(note: T) -> Difference {
        Difference { field: "case".to_owned(), ..Difference::default() }.with_note(note)
    }
}

pub(crate) type Outcome = Result<(), Difference>;

impl Report {
    pub(crate) fn skip(&mut self, corpus: &'static str, area: &str) {
        self.counts.entry((corpus, area.to_owned())).or_default().skipped += 1;
    }

    /// Tries a case. One that panics has failed; the others go on.
    pub(crate) fn judge(&mut self, corpus: &'static str, area: &str, id: &str, judge: impl FnOnce() -> Outcome) {
        let outcome = catch_unwind(AssertUnwindSafe(judge)).unwrap_or_else(|_| Err("it panicked".into()));
        self.add(corpus, area, id, outcome);
    }

    pub(crate) fn add(&mut self, corpus: &'static str, area: &str, id: &str, outcome: Outcome) {
        let count = self.counts.entry((corpus, area.to_owned())).or_default();
        let Err(difference) = outcome else {
            count.passed += 1;
            return;
        };
        count.failed += 1;
        self.failed.push(Failed { corpus, area: area.to_owned(), case: id.to_owned(), kind: difference.kind });
        let mut members = vec![
            ("corpus", Value::from(corpus)),
            ("area", Value::from(area)),
            ("case", Value::from(id)),
            ("event", difference.event.map(Value::from).unwrap_or_default()),
            ("field", Value::from(&*difference.field)),
        ];
        // What is absent has no member: null is a value.
        members.extend(difference.expected.map(|value| ("expected", value)));
        members.extend(difference.got.map(|value| ("got", value)));
        members.extend(difference.note.map(|note| ("note", Value::from(&*note))));
        self.failures.push_str(&Value::object(members).to_string());
        self.failures.push('\n');
    }

    /// Every failure, a JSON object a line.
    pub(crate) fn failures(&self) -> &str {
        &self.failures
    }

    /// The cases that failed.
    pub(crate) fn failed(&self) -> &[Failed] {
        &self.failed
    }

    /// The counts, by corpus and area.
    pub(crate) fn counts(&self) -> impl Iterator<Item = (&'static str, &str, Count)> {
        self.counts.iter().map(|((corpus, area), count)| (*corpus, &**area, *count))
    }
}

/// A line an area, a line a corpus, and the sum.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut corpora: BTreeMap<&str, Count> = BTreeMap::new();
        for (corpus, area, count) in self.counts() {
            writeln!(f, "{corpus}/{area}: {count}")?;
            let sum = corpora.entry(corpus).or_default();
            *sum = *sum + count;
        }
        for (corpus, count) in &corpora {
            writeln!(f, "{corpus}: {count}")?;
        }
        writeln!(f, "conformance: {}", corpora.values().copied().sum::<Count>())
    }
}

/// The files of a folder with an extension, in the order of their names; none where there is no folder.
pub(crate) fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.is_file() && file.extension().is_some_and(|own| own == extension));
    files.sort();
    files
}

/// The rows of a suite: the lines of a folder's JSONL files. A file or a line that cannot be read is a failure, by its
/// place.
pub(crate) fn rows(folder: &Path, corpus: &'static str, report: &mut Report) -> Vec<Value> {
    let mut rows = Vec::new();
    for file in files(folder, "jsonl") {
        rows.extend(rows_of(&file, corpus, report));
    }
    rows
}

/// The rows of one file.
pub(crate) fn rows_of(file: &Path, corpus: &'static str, report: &mut Report) -> Vec<Value> {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => {
            report.add(corpus, UNREADABLE, &name, Err(error.to_string().into()));
            return Vec::new();
        }
    };
    let mut rows = Vec::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match Value::parse(line) {
            Ok(row) => rows.push(row),
            Err(error) => {
                report.add(corpus, UNREADABLE, &format!("{name}:{}", index + 1), Err(error.to_string().into()));
            }
        }
    }
    rows
}

/// The area of what cannot be read.
pub(crate) const UNREADABLE: &str = "unreadable";

pub(crate) fn text<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key)?.as_str()
}
