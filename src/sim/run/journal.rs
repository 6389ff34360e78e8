//! What came from outside: answers to held tasks, the order to stop, and the order to go on after that.

use std::sync::Arc;

use crate::json::Value;
use crate::sim::history::Failure;
use crate::sim::ids::TaskToken;
use crate::sim::limits;
use crate::sim::time::VirtualTime;

/// What somebody does about a held task.
#[derive(Clone, Debug, PartialEq)]
pub enum Resolution {
    /// `SendTaskSuccess`
    Succeed(Value),
    /// `SendTaskFailure`
    Fail {
        /// May be missing.
        error: Option<Arc<str>>,
        /// May be missing.
        cause: Option<Arc<str>>,
    },
    /// `SendTaskHeartbeat`
    Heartbeat,
}

/// Why a resolution was refused, as the service's API refuses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResolveError {
    /// No task of this run ever had the token.
    InvalidToken,
    /// The task has timed out or was aborted.
    TaskTimedOut,
    /// The task was answered, or is not waiting at the moment shown.
    TaskDoesNotExist,
    /// The output is larger than the service takes.
    InvalidOutput,
    /// The journal is full ([`JOURNAL_ENTRIES_MAX`](crate::sim::limits::JOURNAL_ENTRIES_MAX)).
    JournalFull,
}

impl std::fmt::Display for ResolveError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            ResolveError::InvalidToken => "Invalid Token: no task of this run has this token",
            ResolveError::TaskTimedOut => "Task Timed Out: the task has timed out or was aborted",
            ResolveError::TaskDoesNotExist => "Task does not exist: it has been answered or has not begun to wait",
            ResolveError::InvalidOutput => "Invalid Output: larger than 262,144 bytes",
            ResolveError::JournalFull => "Too many answers in one run",
        })
    }
}

impl std::error::Error for ResolveError {}

/// What came from outside, in order: with the program and the setup, it reproduces the run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Journal {
    pub(super) entries: Vec<Entry>,
}

impl Journal {
    /// The entries, in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The journal's readable form, for saving.
    pub fn to_json(&self) -> Value {
        Value::array(self.entries.iter().map(Entry::to_json))
    }

    /// Reads a journal; what is no entry is left out.
    pub fn from_json(value: &Value) -> Journal {
        let entries = value.as_array().unwrap_or_default();
        Journal { entries: entries.iter().take(limits::JOURNAL_ENTRIES_MAX).filter_map(Entry::from_json).collect() }
    }
}

/// Something that came from outside.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// When.
    pub time: VirtualTime,
    /// After how many inputs, which places it among things of the same time.
    pub after_inputs: u64,
    /// What.
    pub act: Act,
}

impl Entry {
    fn to_json(&self) -> Value {
        let text = |text: &Option<Arc<str>>| text.clone().map_or(Value::Null, Value::String);
        let failure = |error, cause| Value::object([("error", text(error)), ("cause", text(cause))]);
        let mut members =
            vec![("time", Value::from(self.time.0)), ("afterInputs", Value::from(self.after_inputs as i64))];
        match &self.act {
            Act::Abort(Failure { error, cause }) => members.push(("abort", failure(error, cause))),
            Act::Redrive => members.push(("redrive", Value::from(true))),
            Act::Resolve(token, resolution) => {
                members.push(("token", Value::String(token.shared())));
                members.push(match resolution {
                    Resolution::Succeed(output) => ("succeed", output.clone()),
                    Resolution::Fail { error, cause } => ("fail", failure(error, cause)),
                    Resolution::Heartbeat => ("heartbeat", Value::from(true)),
                });
            }
        }
        Value::object(members)
    }

    fn from_json(value: &Value) -> Option<Entry> {
        let failure = |value: &Value| {
            let text = |key| value.get(key).and_then(Value::as_str).map(Arc::from);
            Failure { error: text("error"), cause: text("cause") }
        };
        let act = match (value.get("abort"), value.get("token").and_then(Value::as_str)) {
            (Some(abort), _) => Act::Abort(failure(abort)),
            (None, None) if value.get("redrive").and_then(Value::as_bool) == Some(true) => Act::Redrive,
            (None, token) => Act::Resolve(
                TaskToken::new(token?),
                match (value.get("succeed"), value.get("fail")) {
                    (Some(output), _) => Resolution::Succeed(output.clone()),
                    (None, Some(failed)) => {
                        let Failure { error, cause } = failure(failed);
                        Resolution::Fail { error, cause }
                    }
                    (None, None) => Resolution::Heartbeat,
                },
            ),
        };
        let after_inputs = value.get("afterInputs")?.as_i64()?.try_into().ok()?;
        Some(Entry { time: VirtualTime(value.get("time")?.as_i64()?), after_inputs, act })
    }
}

/// When an entry was made, and after how many inputs.
pub(super) type Told = (VirtualTime, u64);

/// An entry of a journal that is acted out.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) entry: Entry,
    /// When it was made, which an earlier replay may have put off.
    pub(super) told: Told,
}

impl From<Entry> for Line {
    fn from(entry: Entry) -> Line {
        Line { told: (entry.time, entry.after_inputs), entry }
    }
}

impl Line {
    /// The entry as it was made.
    pub(super) fn as_told(&self) -> Entry {
        let (time, after_inputs) = self.told;
        Entry { time, after_inputs, act: self.entry.act.clone() }
    }
}

/// What somebody did.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Answered a task.
    Resolve(TaskToken, Resolution),
    /// Stopped the execution.
    Abort(Failure),
    /// Let an execution that had ended badly go on.
    Redrive,
}
