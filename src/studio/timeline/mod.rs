//! The run as bars over virtual time: one lane a state, one bar an attempt.
//!
//! A [`Timeline`] is a function of a [`Moment`] and the machine. Positions are fractions of the width, from 0 to 1.
//! **Invariant:** the same moment gives the same timeline, and no lane has more than [`BARS_MAX`] bars.

mod lanes;
mod scale;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::executions::ExecutionAt;
use super::moment::{Moment, StateStatus};
use crate::asl::Machine;
use crate::json::Pointer;
use crate::sim::TaskToken;

pub use scale::{Band, Scale, Tick};

/// How many bars a lane shows; beyond it neighbours are merged into one bar with a count.
pub const BARS_MAX: usize = 240;

/// How many lanes there are; beyond it the states that were not reached, then the last ones, are left out.
pub const LANES_MAX: usize = 400;

/// The whole timeline of a moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Timeline {
    /// The lanes, from top to bottom.
    pub lanes: Vec<Lane>,
    /// How many states have no lane, because there are too many.
    pub left_out: usize,
    /// Time to width.
    pub scale: Scale,
    /// The marks of the axis.
    pub ticks: Vec<Tick>,
    /// Where now is; `None` before the run.
    pub now: Option<f64>,
    /// Where the last deadline of a waiting task is, and its time since the start in words.
    pub deadline: Option<(f64, String)>,
}

/// One state's lane.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// The state.
    pub state: Pointer,
    /// Its name.
    pub name: Arc<str>,
    /// How many Parallels and Maps are around it.
    pub depth: usize,
    /// Its status.
    pub status: StateStatus,
    /// Of a state inside a Map: how many of the items did what in it.
    pub outcomes: Option<String>,
    /// How long it took, or takes until now, all visits together; `None` if it was not reached.
    pub duration_ms: Option<i64>,
    /// Its bars, by their beginning.
    pub bars: Vec<Bar>,
    /// What it waits for, if somebody can answer it.
    pub hold: Option<Hold>,
}

/// One bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// What it shows.
    pub kind: BarKind,
    /// Where it begins.
    pub from: f64,
    /// Where it ends; a bar of no length is a diamond.
    pub to: f64,
    /// The event it begins with, by position in the history.
    pub event: usize,
    /// The child execution whose history that is; `None` for the execution's own.
    pub execution: Option<ExecutionAt>,
    /// What is written in it.
    pub label: Option<String>,
    /// The same in words, for its title.
    pub words: String,
    /// How many bars it stands for.
    pub count: usize,
}

/// What a bar shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BarKind {
    /// Something that ended well.
    Succeeded,
    /// A failed try.
    Failed,
    /// A failure that a catcher took.
    Caught,
    /// Something at work.
    Running,
    /// A Wait.
    Waiting,
    /// A task that waits for somebody's answer.
    Callback,
    /// The time between two tries.
    Backoff,
    /// Something that was stopped.
    Aborted,
}

/// A task that waits for an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Hold {
    /// What answers it.
    pub token: TaskToken,
    /// Where its time is up.
    pub due: Option<f64>,
    /// Where its last sign of life was.
    pub heartbeat: Option<f64>,
    /// How long it has waited, in words.
    pub words: String,
    /// How many tasks of this state wait.
    pub count: usize,
}

impl Timeline {
    /// The timeline of a moment.
    pub fn of(moment: &Moment, machine: &Machine) -> Timeline {
        lanes::timeline(moment, machine)
    }
}

impl BarKind {
    /// Its class.
    pub fn class(self) -> &'static str {
        match self {
            BarKind::Succeeded => "ok",
            BarKind::Failed => "bad",
            BarKind::Caught => "caught",
            BarKind::Running => "run",
            BarKind::Waiting => "timer",
            BarKind::Callback => "wait",
            BarKind::Backoff => "back",
            BarKind::Aborted => "abort",
        }
    }

    /// Its icon, where it has one.
    pub fn icon(self) -> Option<&'static str> {
        match self {
            BarKind::Succeeded => Some("check"),
            BarKind::Failed => Some("x"),
            BarKind::Caught => Some("caught"),
            BarKind::Running | BarKind::Waiting | BarKind::Callback | BarKind::Backoff | BarKind::Aborted => None,
        }
    }

    fn word(self) -> &'static str {
        match self {
            BarKind::Succeeded => "succeeded",
            BarKind::Failed => "failed",
            BarKind::Caught => "failed, caught",
            BarKind::Running => "running",
            BarKind::Waiting => "waiting",
            BarKind::Callback => "waiting for an answer",
            BarKind::Backoff => "before the next try",
            BarKind::Aborted => "aborted",
        }
    }
}
