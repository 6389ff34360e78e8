//! What tells the parts of a run from each other: its scopes, its tasks and timers, its child executions, its tokens.

use std::fmt;
use std::sync::Arc;

/// An open scope's place. Never reused: an input for a closed scope finds nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FrameId {
    pub(super) slot: u32,
    pub(super) generation: u32,
}

/// A task or timer, numbered by the execution; also the order in which equal times are served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WorkId(pub(crate) u64);

/// A child execution: its map run and its place in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ChildId {
    pub run: usize,
    pub at: usize,
}

/// The token a callback task waits for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskToken(Arc<str>);

impl TaskToken {
    /// A token from its text.
    pub fn new(text: impl Into<Arc<str>>) -> TaskToken {
        TaskToken(text.into())
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its text, shared.
    pub fn shared(&self) -> Arc<str> {
        self.0.clone()
    }
}

impl fmt::Display for TaskToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
