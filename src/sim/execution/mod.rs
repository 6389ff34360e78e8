//! A snapshot of a run: its open scopes, its variables, its random numbers and its moment. Cloning copies only handles,
//! so a checkpoint is cheap; a changed scope is copied when it is shared.

mod inspected;

use std::collections::VecDeque;
use std::sync::Arc;

use super::about::About;
use super::chance::{Random, token_of};
use super::children::{ChildExecution, MapRun};
use super::dataflow::{self, Variables};
use super::error::StatesError;
use super::history::{Failure, Room, ScopePath, TaskResource};
use super::ids::{ChildId, FrameId, TaskToken, WorkId};
use super::items::{Batching, Items, MapItem, Results};
use super::time::VirtualTime;
pub(crate) use inspected::Inspected;

use super::Status;
use crate::asl::StateId;
use crate::json::Value;
use crate::sort::SortedMap;

/// A snapshot of a run. See [`step`](super::step::step).
#[derive(Clone, Debug)]
pub struct Execution {
    pub(crate) about: Arc<About>,
    /// `Execution` and `StateMachine` of the context object.
    pub(crate) context: Arc<(Value, Value)>,
    /// How often each state asked for a token, so that tokens survive edits elsewhere.
    pub(crate) tokens: Arc<SortedMap<Arc<str>, u32>>,
    slots: Vec<Slot>,
    free: Vec<u32>,
    pub(crate) random: Random,
    next_id: u64,
    pub(crate) events: u64,
    pub(crate) now: VirtualTime,
    pub(crate) status: Status,
    pub(crate) output: Option<Value>,
    pub(crate) failure: Failure,
    pub(crate) map_runs: Arc<Vec<Arc<MapRun>>>,
    /// How many child executions there are, and how many of their events are kept.
    pub(crate) children: usize,
    pub(crate) child_events: usize,
    /// What its events and theirs may still take up.
    pub(crate) room: Room,
    /// The machine's own scope, while the execution runs.
    pub(crate) root: Option<FrameId>,
    /// The machine's own scope as it stood when the execution ended badly: what a redrive goes on with.
    pub(crate) remains: Option<Arc<Frame>>,
    /// How often it was redriven, and the event of the last time.
    pub(crate) redrives: u32,
    pub(crate) redriven_event: u64,
    /// The visit whose stages somebody looks at.
    pub(crate) inspected: Option<Box<Inspected>>,
}

#[derive(Clone, Debug)]
struct Slot {
    generation: u32,
    frame: Option<Arc<Frame>>,
}

impl Execution {
    /// An execution that has not started.
    pub(crate) fn new(about: Arc<About>) -> Execution {
        let (seed, start) = (about.seed, about.start);
        let context = (dataflow::execution_context(&about, None), dataflow::machine_context(&about));
        Execution {
            about,
            context: Arc::new(context),
            tokens: Arc::default(),
            slots: Vec::new(),
            free: Vec::new(),
            random: Random(seed),
            next_id: 0,
            events: 0,
            now: start,
            status: Status::NotStarted,
            output: None,
            failure: Failure::default(),
            map_runs: Arc::default(),
            children: 0,
            child_events: 0,
            room: Room::default(),
            root: None,
            remains: None,
            redrives: 0,
            redriven_event: 0,
            inspected: None,
        }
    }

    /// The execution itself, as map runs and Tasks know theirs, without its history.
    pub(crate) fn as_child(&self) -> ChildExecution {
        let mut own = ChildExecution::begun(0, &self.about);
        own.events = self.events;
        own.output.clone_from(&self.output);
        own.failure = self.failure.clone();
        if self.status.ended() {
            own.end(self.status, self.now);
        }
        own
    }

    pub(crate) fn map_run_mut(&mut self, run: usize) -> Option<&mut MapRun> {
        Arc::make_mut(&mut self.map_runs).get_mut(run).map(Arc::make_mut)
    }

    pub(crate) fn child(&self, child: ChildId) -> Option<&ChildExecution> {
        self.map_runs.get(child.run)?.executions.get(child.at).map(|child| &**child)
    }

    pub(crate) fn child_mut(&mut self, child: ChildId) -> Option<&mut ChildExecution> {
        self.map_run_mut(child.run)?.executions.get_mut(child.at).map(Arc::make_mut)
    }

    pub(crate) fn open(&mut self, frame: Frame) -> FrameId {
        let frame = Some(Arc::new(frame));
        if let Some(slot) = self.free.pop() {
            let place = &mut self.slots[slot as usize];
            place.frame = frame;
            return FrameId { slot, generation: place.generation };
        }
        self.slots.push(Slot { generation: 0, frame });
        FrameId { slot: (self.slots.len() - 1) as u32, generation: 0 }
    }

    pub(crate) fn close(&mut self, id: FrameId) -> Option<Arc<Frame>> {
        let slot = self.slots.get_mut(id.slot as usize).filter(|slot| slot.generation == id.generation)?;
        let frame = slot.frame.take()?;
        slot.generation = slot.generation.wrapping_add(1);
        self.free.push(id.slot);
        Some(frame)
    }

    pub(crate) fn close_all(&mut self) {
        self.slots.clear();
        self.free.clear();
    }

    pub(crate) fn frame(&self, id: FrameId) -> Option<&Frame> {
        let slot = self.slots.get(id.slot as usize).filter(|slot| slot.generation == id.generation)?;
        slot.frame.as_deref()
    }

    pub(crate) fn frame_mut(&mut self, id: FrameId) -> Option<&mut Frame> {
        let slot = self.slots.get_mut(id.slot as usize).filter(|slot| slot.generation == id.generation)?;
        slot.frame.as_mut().map(Arc::make_mut)
    }

    /// A new token for a state.
    pub(crate) fn new_token(&mut self, state: &Arc<str>) -> TaskToken {
        let count = Arc::make_mut(&mut self.tokens).entry(state.clone()).or_default();
        *count += 1;
        token_of(self.about.seed, &format!("{state}#{count}"))
    }

    pub(crate) fn open_scopes(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    /// The number of the work begun last.
    pub(crate) fn last_id(&self) -> u64 {
        self.next_id
    }

    pub(crate) fn new_id(&mut self) -> WorkId {
        self.next_id += 1;
        WorkId(self.next_id)
    }
}

/// One open scope: the machine itself, a Parallel's branch or a Map's iteration.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub parent: Option<FrameId>,
    /// Which branch or item of the parent.
    pub index: usize,
    pub depth: usize,
    pub path: ScopePath,
    pub variables: Arc<Variables>,
    /// The event the next one follows.
    pub chain: u64,
    /// The item, for the context object.
    pub item: Option<Arc<MapItem>>,
    /// Inside a distributed Map's child: its events are the child's, not the parent's history.
    pub child: Option<ChildId>,
    /// The error the scope ended by, until its owner hears of it. Nothing moves the scope any more.
    pub doom: Option<StatesError>,
    /// Of a child execution that may run only so long: the timer of its end.
    pub limit: Option<(WorkId, VirtualTime)>,
    pub at: StateId,
    pub visit: Visit,
}

/// One visit to a state.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    pub input: Value,
    /// How large the input is, where it has been measured.
    pub bytes: Option<usize>,
    pub entered_event: u64,
    /// The event that the one of entering follows.
    pub follows: u64,
    pub entered: VirtualTime,
    /// How often each retrier has retried, in their order; empty before the first retry.
    pub retries: Vec<u32>,
    /// All retries of this visit.
    pub retry_count: u32,
    /// How often its scopes were begun anew. Unlike the retries, a redrive does not set it back.
    pub attempt: u32,
    pub phase: Phase,
}

impl Visit {
    pub(crate) fn new(input: Value) -> Visit {
        Visit {
            input,
            bytes: None,
            entered_event: 0,
            follows: 0,
            entered: VirtualTime(0),
            retries: Vec::new(),
            retry_count: 0,
            attempt: 0,
            phase: Phase::Ready,
        }
    }
}

/// What a visit is doing.
#[derive(Clone, Debug)]
pub(crate) enum Phase {
    /// About to be entered.
    Ready,
    /// Entered and not waiting for anything.
    Working,
    /// A Task waits for its answer.
    Task(TaskRun),
    /// A Wait waits for its time.
    Waiting(WorkId, VirtualTime),
    /// Between two attempts.
    Backoff(WorkId, VirtualTime),
    /// A distributed Map waits for its items.
    Reading(WorkId, Box<MapWork>),
    /// A Parallel or Map waits for its scopes.
    Scopes(Box<Scopes>),
    /// A Parallel or Map failed or was stopped while it waited for its scopes, or for its items.
    Stopped(Box<Scopes>),
    /// Entered before a redrive; its work is to be done again.
    Redriven,
}

/// Which family of events a Task has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    Lambda,
    Activity,
    Service,
}

#[derive(Clone, Debug)]
pub(crate) struct TaskRun {
    pub id: WorkId,
    pub family: Family,
    pub resource: Arc<TaskResource>,
    /// Whether the service first confirms the call and answers later.
    pub waits: bool,
    pub timeout: Option<(WorkId, VirtualTime)>,
    pub heartbeat: Option<Heartbeat>,
}

#[derive(Clone, Debug)]
pub(crate) struct Heartbeat {
    pub seconds: i64,
    pub timer: WorkId,
    pub at: VirtualTime,
}

/// The branches or iterations of a Parallel or Map attempt.
#[derive(Clone, Debug)]
pub(crate) struct Scopes {
    pub count: usize,
    pub running: SortedMap<usize, FrameId>,
    pub results: Results,
    /// The first one not started.
    pub next: usize,
    pub left: usize,
    pub map: Option<MapWork>,
    /// Scopes that failed or were stopped, as they stood: a redrive goes on with these.
    pub stopped: Vec<Arc<Frame>>,
    /// Of those, the ones a redriven Map has yet to go on with, because its concurrency does not allow more.
    pub again: VecDeque<Arc<Frame>>,
}

impl Scopes {
    /// So many scopes, none of which has begun.
    pub(crate) fn new(count: usize, map: Option<MapWork>) -> Scopes {
        Scopes {
            count,
            running: SortedMap::new(),
            results: Results::of(count),
            next: 0,
            left: count,
            map,
            stopped: Vec::new(),
            again: VecDeque::new(),
        }
    }
}

/// What a Map attempt works with.
#[derive(Clone, Debug)]
pub(crate) struct MapWork {
    pub items: Items,
    /// Input after `InputPath`, which `ItemSelector` reads.
    pub effective: Value,
    /// The map run of a distributed Map.
    pub run: Option<usize>,
    /// The event of the Map's start, which each event of a map run's (re)start follows.
    pub started_event: u64,
    /// Whether the items are known; otherwise a redrive reads them again.
    pub known: bool,
    pub concurrency: usize,
    /// Failed items, not executions.
    pub failed: usize,
    pub tolerated_count: Option<i64>,
    pub tolerated_percentage: Option<f64>,
    pub batching: Option<Batching>,
    /// What each batch's input is and how many items it has.
    pub batches: Option<Arc<Vec<(Value, usize)>>>,
    /// Where the items were read.
    pub source: Option<Arc<str>>,
}
