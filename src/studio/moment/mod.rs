//! What a moment of a run shows: the visible part of the history, folded once for every view.
//!
//! A [`Moment`] is a function of the visible events, the time and the definition, so that stepping back to a moment
//! shows what it showed before. **Invariant:** the way to a moment leaves no trace in it.
//!
//! A state may be visited often. Its one status stands for its visits so: of a state outside every Parallel and Map the
//! last visit counts; inside, the last visit in each branch or iteration of the outermost one's latest attempt. Among
//! those, what waits for a person comes first, then what goes on (retrying, running, waiting), then failed, aborted,
//! caught, succeeded.

mod children;
mod fold;
mod moments;
mod queries;
#[cfg(test)]
mod real_tests;
mod settle;
mod stages;
#[cfg(test)]
mod stages_tests;
mod status;
#[cfg(test)]
pub(in crate::studio) mod tests;
mod tokens;
mod told;
#[cfg(test)]
mod truth_tests;
mod visit;

use std::sync::Arc;

pub use children::CHILD_VISITS_MAX;
pub use moments::{MARKS_MAX, Moments};
pub use queries::{Badge, Standing};
pub use stages::{StageLine, Try, VisitAt, VisitStages};
pub use status::StateStatus;

use self::children::Inside;
use self::told::{Tally, Told};
use super::Workbench;
use super::executions::ExecutionAt;
use crate::asl::{Machine, StateId, StateKind};
use crate::json::{Pointer, Value};
use crate::sim::{HeldTask, HistoryEvent, MapRunCounts, ScopePath, Simulation, Status, TraceRecord, VirtualTime};

/// Everything the views show of a run at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// Virtual time now.
    pub now: VirtualTime,
    /// When the execution started; `None` before.
    pub start: Option<VirtualTime>,
    /// How many events are visible.
    pub events: usize,
    /// How the execution stands.
    pub status: Status,
    /// The tasks that wait for somebody's answer.
    pub held: Vec<HeldTask>,
    tokens: Vec<Token>,
    told: Told,
    /// What happened inside the distributed Maps.
    inside: Inside,
}

/// A state's part of a moment.
#[derive(Clone, Debug, PartialEq)]
struct StateMoment {
    id: Option<StateId>,
    kind: Option<StateKind>,
    name: Arc<str>,
    visits: Vec<Visit>,
    tally: Tally,
}

/// One visit to a state: from its entry to its exit.
#[derive(Clone, Debug, PartialEq)]
pub struct Visit {
    /// The branches and iterations it happened in.
    pub scope: ScopePath,
    /// The event that entered it, by position in the history.
    pub entered: usize,
    /// The event that left it.
    pub exited: Option<usize>,
    /// When it was entered.
    pub from: VirtualTime,
    /// When it ended, well or not.
    pub to: Option<VirtualTime>,
    /// How it stands or ended.
    pub status: StateStatus,
    /// What it was given.
    pub input: Value,
    /// What it gave on.
    pub output: Option<Value>,
    /// The last attempt's error.
    pub error: Option<Arc<str>>,
    /// And its cause.
    pub cause: Option<Arc<str>>,
    /// The retry it waits for.
    pub retry: Option<Retry>,
    /// Its attempts, in order; a Task's calls, a Parallel's or Map's starts.
    pub attempts: Vec<Attempt>,
    /// How far its branches or iterations are.
    pub progress: Progress,
    /// When its task times out, where it says so.
    pub deadline: Option<VirtualTime>,
    /// How long its task may be silent, where it says so.
    pub heartbeat_ms: Option<i64>,
    /// Whether it goes on with a visit that had ended with the execution: `from` is when that was redriven.
    pub redriven: bool,
    /// The child execution it happened in; the events it names are of that one's history.
    pub execution: Option<ExecutionAt>,
    /// The event that began its branches or iterations, by position in the history; `None` once an error was taken, and
    /// they are over.
    begun: Option<usize>,
}

/// A retry that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    /// Which one of its Retrier's, from 1.
    pub number: usize,
    /// How many the Retrier allows.
    pub of: usize,
    /// When it begins.
    pub due: VirtualTime,
}

/// One try.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// The event that began it, by position in the history.
    pub event: usize,
    /// When it began.
    pub from: VirtualTime,
    /// When it ended.
    pub to: Option<VirtualTime>,
    /// How.
    pub outcome: Outcome,
    /// Its error.
    pub error: Option<Arc<str>>,
}

/// How a try stands or ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It goes on.
    Running,
    /// It waits for somebody's answer.
    Callback,
    /// Well.
    Succeeded,
    /// With an error.
    Failed,
    /// Stopped from outside.
    Aborted,
}

/// How far the branches of a Parallel or the iterations of a Map are, in its current attempt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// How many there are; `None` for a state without any.
    pub total: Option<usize>,
    /// How many ended well.
    pub done: usize,
    /// How many failed.
    pub failed: usize,
    /// A Parallel's finished branches, by position.
    pub joined: Vec<usize>,
}

/// Where execution stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// On the edge into a state, or before a join.
    pub place: TokenPlace,
    /// The branch it stands for, from 1.
    pub branch: Option<usize>,
    /// For how many branches or iterations it stands.
    pub count: usize,
    /// What it waits for, at a join.
    pub waits: Option<String>,
}

/// Where a token rests.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TokenPlace {
    /// In a state.
    State(Pointer),
    /// At the end of a branch, from 0, of a Parallel that waits for the others.
    Join(Pointer, usize),
}

/// What a moment is made of.
#[derive(Clone, Debug)]
pub struct Visible<'a> {
    /// What the definition means.
    pub machine: &'a Machine,
    /// The events up to the moment.
    pub events: &'a [HistoryEvent],
    /// What was decided beside them.
    pub trace: &'a [TraceRecord],
    /// The time.
    pub now: VirtualTime,
    /// How the execution stands.
    pub status: Status,
    /// The tasks that wait for an answer.
    pub held: Vec<HeldTask>,
}

impl Moment {
    /// The workbench's visible moment, made anew. [`Moments`] goes from one to the next.
    pub fn of(workbench: &Workbench) -> Moment {
        let mut moments = Moments::default();
        moments.show(workbench);
        moments.into_moment()
    }
}

/// Before a run.
impl Default for Moment {
    fn default() -> Moment {
        Moment {
            now: VirtualTime::default(),
            start: None,
            events: 0,
            status: Status::NotStarted,
            held: Vec::new(),
            tokens: Vec::new(),
            told: Told::default(),
            inside: Inside::default(),
        }
    }
}

impl Progress {
    /// How far a map run's items are.
    fn of(counts: &MapRunCounts) -> Progress {
        let failed = counts.failed + counts.timed_out + counts.aborted;
        Progress { total: Some(counts.total), done: counts.succeeded, failed, joined: Vec::new() }
    }
}

impl StateMoment {
    /// What the definition has there, before its first visit.
    fn at(machine: &Machine, pointer: &Pointer) -> StateMoment {
        let id = machine.at(pointer);
        let state = id.and_then(|id| machine.state(id));
        StateMoment::new(
            id,
            state.and_then(|state| state.kind),
            state.map_or_else(|| "".into(), |state| state.name.clone()),
        )
    }

    /// A state before its first visit.
    fn new(id: Option<StateId>, kind: Option<StateKind>, name: Arc<str>) -> StateMoment {
        StateMoment { id, kind, name, visits: Vec::new(), tally: Tally::default() }
    }
}

/// The visible events of a simulation.
fn shown(simulation: &Simulation) -> &[HistoryEvent] {
    let history = simulation.history();
    &history[..simulation.cursor().min(history.len())]
}
