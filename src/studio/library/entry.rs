//! What the list shows of a machine, and how that is kept: the head of its record.

use std::sync::Arc;

use crate::asl::{QueryLanguage, WorkflowType};
use crate::json::Value;

/// The form in which heads are written. One of a later form is a newer page's, and is left as it is.
const FORM: i64 = 1;

/// A machine, as the list shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// How often it was written.
    pub revision: u64,
    /// The page that wrote it last.
    pub by: Arc<str>,
    /// When it was changed last, in milliseconds of the calendar.
    pub edited_ms: f64,
    /// When it was deleted, if it was.
    pub deleted_ms: Option<f64>,
    /// How many states it has.
    pub states: usize,
    /// What it is written in.
    pub language: QueryLanguage,
    /// Standard or Express.
    pub workflow: WorkflowType,
    /// How large it is with all that belongs to it.
    pub bytes: usize,
    /// Where it comes from.
    pub origin: Origin,
    /// Why it cannot be opened, if it cannot.
    pub problem: Option<Problem>,
}

/// Why a machine cannot be opened. It is kept as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// A newer page wrote it.
    Newer,
    /// What is kept of it is not what this page writes.
    Damaged,
    /// The page did not survive opening it.
    Breaks,
}

impl Problem {
    /// What is wrong, in words that follow the machine's name.
    pub fn words(self) -> &'static str {
        match self {
            Problem::Newer => "was kept by a newer version of Stepwright",
            Problem::Damaged => "cannot be read",
            Problem::Breaks => "did not open last time",
        }
    }
}

/// Where a machine comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// It was begun here.
    #[default]
    Blank,
    /// An example of a name.
    Example(String),
    /// A file of a name.
    File(String),
    /// The clipboard.
    Pasted,
    /// Another machine of a name.
    Copy(String),
    /// What a former release kept.
    Former,
}

impl Origin {
    /// Where it comes from, for the list.
    pub fn words(&self) -> String {
        let (kind, name) = self.parts();
        match self {
            Origin::Blank => "begun here".to_owned(),
            Origin::File(name) => name.clone(),
            Origin::Pasted | Origin::Example(_) => [kind, name].join(" ").trim_end().to_owned(),
            Origin::Copy(name) => ["copy of", name].join(" "),
            Origin::Former => "an earlier version of the page".to_owned(),
        }
    }

    fn parts(&self) -> (&'static str, &str) {
        match self {
            Origin::Blank => ("blank", ""),
            Origin::Example(name) => ("example", name),
            Origin::File(name) => ("file", name),
            Origin::Pasted => ("pasted", ""),
            Origin::Copy(name) => ("copy", name),
            Origin::Former => ("former", ""),
        }
    }

    fn of(kind: &str, name: &str) -> Origin {
        let name = name.to_owned();
        match kind {
            "example" => Origin::Example(name),
            "file" => Origin::File(name),
            "pasted" => Origin::Pasted,
            "copy" => Origin::Copy(name),
            "former" => Origin::Former,
            _ => Origin::Blank,
        }
    }
}

impl Entry {
    /// A machine of which only the name is known.
    pub(in crate::studio) fn new(name: String, origin: Origin) -> Entry {
        Entry {
            name,
            revision: 0,
            by: Arc::from(""),
            edited_ms: 0.0,
            deleted_ms: None,
            states: 0,
            language: QueryLanguage::default(),
            workflow: WorkflowType::default(),
            bytes: 0,
            origin,
            problem: None,
        }
    }

    /// The head of its record.
    pub(in crate::studio) fn to_head(&self) -> String {
        let (kind, from) = self.origin.parts();
        Value::object([
            ("form", Value::from(FORM)),
            ("name", Value::from(self.name.as_str())),
            ("edited", Value::from(self.edited_ms)),
            ("deleted", self.deleted_ms.map_or(Value::Null, Value::from)),
            ("states", Value::from(self.states as i64)),
            ("language", Value::from(self.language.as_str())),
            ("workflow", Value::from(self.workflow.as_str())),
            ("bytes", Value::from(self.bytes as i64)),
            ("origin", Value::from(kind)),
            ("from", Value::from(from)),
        ])
        .to_string()
    }

    /// Reads a head. What cannot be read of it takes its default: the machine is in its body.
    pub(in crate::studio) fn from_head(head: &str, revision: u64, by: &str) -> Entry {
        let value = Value::parse(head).unwrap_or_default();
        let string = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
        let moment = |key: &str| value.get(key).and_then(Value::as_f64).filter(|ms| ms.is_finite());
        let count = |key: &str| value.get(key).and_then(Value::as_i64).map_or(0, |count| count.max(0) as usize);
        let form = value.get("form").and_then(Value::as_i64).unwrap_or(FORM);
        let name = if string("name").is_empty() { "state-machine" } else { string("name") };
        Entry {
            revision,
            by: by.into(),
            edited_ms: moment("edited").unwrap_or_default(),
            deleted_ms: moment("deleted"),
            states: count("states"),
            language: QueryLanguage::parse(string("language")).unwrap_or_default(),
            workflow: WorkflowType::of_name(string("workflow")),
            bytes: count("bytes"),
            problem: (form > FORM).then_some(Problem::Newer),
            ..Entry::new(name.to_owned(), Origin::of(string("origin"), string("from")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_as_it_was_written() {
        for origin in [
            Origin::Blank,
            Origin::Example("e".to_owned()),
            Origin::File("a.json".to_owned()),
            Origin::Pasted,
            Origin::Copy("a".to_owned()),
            Origin::Former,
        ] {
            let entry = Entry {
                revision: 7,
                by: "tab".into(),
                edited_ms: 1_700_000_000_123.0,
                deleted_ms: Some(1.0),
                states: 3,
                language: QueryLanguage::Jsonata,
                workflow: WorkflowType::Express,
                bytes: 12,
                ..Entry::new("a ‘b’".to_owned(), origin)
            };
            assert_eq!(Entry::from_head(&entry.to_head(), 7, "tab"), entry);
        }
    }

    #[test]
    fn a_head_that_cannot_be_read_is_a_machine_all_the_same() {
        for head in ["", "no json", "[]", r#"{"name": 5, "edited": "x", "states": -1}"#] {
            let plain = Entry::new("state-machine".to_owned(), Origin::Blank);
            assert_eq!(Entry::from_head(head, 2, "t"), Entry { revision: 2, by: "t".into(), ..plain }, "{head}");
        }
    }

    #[test]
    fn a_head_of_a_newer_page_is_named_and_not_opened() {
        let entry = Entry::from_head(r#"{"form": 2, "name": "n"}"#, 1, "t");
        assert_eq!((entry.name.as_str(), entry.problem), ("n", Some(Problem::Newer)));
    }
}
