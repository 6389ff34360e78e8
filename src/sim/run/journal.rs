//! What came from outside: answers to held tasks, and the order to stop.

use std::sync::Arc;

use crate::json::Value;
use crate::sim::history::Failure;
use crate::sim::time::VirtualTime;
use crate::sim::world::TaskToken;

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

/// What somebody did.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Answered a task.
    Resolve(TaskToken, Resolution),
    /// Stopped the execution.
    Abort(Failure),
}
