//! Executions of the project's other state machines that a run's Tasks start (AWS: "Start workflow executions from a
//! task state"), each with a program, a world and a history of its own, on the run's one clock.
//!
//! A Task that has a mock is answered by it and starts nothing; so is one whose target the project does not have.
//! **Invariant:** what happens first is served first; of equal times the run's own execution comes before those it
//! started, and they in the order in which they were started.
//! **Invariant:** depth, number and events are bounded ([`limits::NESTED_DEPTH_MAX`] and its neighbours): a machine that
//! starts itself ends by an error that says so.

mod call;
mod sync;

use std::sync::Arc;

pub(crate) use call::{Ask, Send};
pub use call::{machine_named, starts_execution};
pub use sync::{BillingDetails, SyncExecution};

use self::call::{Manner, Refusal, Start};
use super::WorkflowType;
use super::about::{About, Beginning};
use super::chance::{hash_of, uuid_of};
use super::children::{ChildExecution, MapRun};
use super::execution::Execution;
use super::history::{Failure, StatePath};
use super::ids::{TaskToken, WorkId};
use super::items::S3Objects;
use super::limits;
use super::mock::MockPlan;
use super::program::Program;
use super::step::{Outbox, apply};
use super::time::VirtualTime;
use super::trace;
use super::world::{HoldChange, Input, Invocation, NestedId, Order, Reply, TaskSignal, Then, World, request_id};
use super::{Status, step::cut};
use crate::sort::{SortedMap, SortedSet};

/// A state machine of the project besides the one that runs.
#[derive(Clone, Debug)]
pub struct OtherMachine {
    /// Its definition.
    pub program: Arc<Program>,
    /// Standard or Express.
    pub workflow: WorkflowType,
    /// What services answer to its Tasks.
    pub mocks: MockPlan,
}

impl PartialEq for OtherMachine {
    fn eq(&self, other: &OtherMachine) -> bool {
        Arc::ptr_eq(&self.program, &other.program) && self.workflow == other.workflow && self.mocks == other.mocks
    }
}

/// An execution of one of the project's machines that a Task started.
#[derive(Clone, Debug, PartialEq)]
pub struct NestedExecution {
    /// The machine's name.
    pub machine: Arc<str>,
    /// Standard or Express.
    pub workflow: WorkflowType,
    /// Which nested execution started it; `None` for the run's own.
    pub started_by: Option<usize>,
    /// The Task that did, in the machine of that execution.
    pub task: StatePath,
    /// How many executions are around it: 1 for those that the run's own starts.
    pub depth: usize,
    /// The execution. Its `index` is its place among the nested ones, its `items` is 1.
    pub execution: ChildExecution,
    /// Its own map runs.
    pub map_runs: Arc<Vec<Arc<MapRun>>>,
}

/// Who does something in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Party {
    /// The run's own execution.
    Own,
    /// One of those it led to.
    Nested(usize),
}

/// The nested executions of a run.
#[derive(Clone, Debug)]
pub(crate) struct Nested {
    machines: Arc<SortedMap<Arc<str>, OtherMachine>>,
    /// The run's own execution, whose name is taken.
    own: Arc<str>,
    /// In which order their branches and iterations go on, too.
    order: Order,
    records: Vec<Arc<NestedExecution>>,
    live: SortedMap<usize, Arc<Live>>,
    /// When each has something to do.
    agenda: SortedSet<(VirtualTime, usize)>,
    /// Those with more to do than to wait for their own limit.
    busy: SortedSet<usize>,
    /// Which one holds a task.
    holders: SortedMap<TaskToken, usize>,
    by_arn: SortedMap<Arc<str>, usize>,
    /// How often each state of each execution started one, so that names survive edits elsewhere.
    started: SortedMap<(Party, Arc<str>), u32>,
    /// Tasks that wait for an execution's end.
    waits: SortedMap<(Party, WorkId), (usize, Manner)>,
    events: usize,
    kept: usize,
    /// Grows when a task is held or let go.
    pub(crate) holds: Vec<HoldChange>,
}

/// What a running execution needs.
#[derive(Clone, Debug)]
struct Live {
    program: Arc<Program>,
    execution: Execution,
    world: World,
    due: Option<VirtualTime>,
    /// The tasks that wait for its end, and some that no longer do.
    waiters: Vec<(Party, WorkId)>,
}

/// A Task's call that starts an execution, and what is around it.
pub(crate) struct Asked<'a> {
    /// The execution whose Task it is.
    pub by: Party,
    pub about: &'a About,
    pub call: &'a Invocation,
    pub start: Start,
    pub now: VirtualTime,
    pub objects: &'a S3Objects,
}

impl Live {
    /// Whether a call that leads to the same name asks for the same.
    fn is_of(&self, begun: &About) -> bool {
        self.execution.about.input == begun.input
    }
}

impl Nested {
    pub(crate) fn new(machines: SortedMap<Arc<str>, OtherMachine>, own: Arc<str>, order: Order) -> Nested {
        Nested {
            machines: Arc::new(machines),
            own,
            order,
            records: Vec::new(),
            live: SortedMap::new(),
            agenda: SortedSet::new(),
            busy: SortedSet::new(),
            holders: SortedMap::new(),
            by_arn: SortedMap::new(),
            started: SortedMap::new(),
            waits: SortedMap::new(),
            events: 0,
            kept: 0,
            holds: Vec::new(),
        }
    }

    pub(crate) fn records(&self) -> &[Arc<NestedExecution>] {
        &self.records
    }

    pub(crate) fn none_runs(&self) -> bool {
        self.live.is_empty()
    }

    /// When something is due, and whose it is.
    pub(crate) fn first_due(&self) -> Option<(VirtualTime, usize)> {
        self.agenda.first().copied()
    }

    pub(crate) fn is_busy(&self) -> bool {
        !self.busy.is_empty()
    }

    pub(crate) fn has_holds(&self) -> bool {
        !self.holders.is_empty()
    }

    pub(crate) fn only_waits(&self) -> bool {
        self.live.values().all(|live| live.world.only_waits())
    }

    /// Whether a task is held that is not one of those.
    pub(crate) fn holds_beyond(&self, passed: &SortedSet<TaskToken>) -> bool {
        self.holders.keys().any(|token| !passed.contains(token))
    }

    /// When time runs out for a held task that is not one of those, or for an execution that holds one.
    pub(crate) fn first_expiry(&self, passed: &SortedSet<TaskToken>) -> Option<VirtualTime> {
        let holding: SortedSet<usize> = self.holders.values().copied().collect();
        holding.iter().filter_map(|at| self.live.get(at)?.world.first_expiry(passed)).min()
    }

    /// Which execution holds a task.
    pub(crate) fn holder(&self, token: &TaskToken) -> Option<usize> {
        self.holders.get(token).copied()
    }

    pub(crate) fn about(&self, at: usize) -> Option<&Arc<About>> {
        self.live.get(&at).map(|live| &live.execution.about)
    }

    pub(crate) fn world_mut(&mut self, at: usize) -> Option<&mut World> {
        self.live.get_mut(&at).map(|live| &mut Arc::make_mut(live).world)
    }

    /// The other worlds, which see what one of them writes.
    pub(crate) fn worlds_mut(&mut self) -> impl Iterator<Item = &mut World> {
        self.live.values_mut().map(|live| &mut Arc::make_mut(live).world)
    }

    /// Gives an execution one input; its events go into its own history, its wishes into `out`. `left` is how many bytes
    /// the events of the whole run may still take up.
    pub(crate) fn feed(&mut self, at: usize, now: VirtualTime, left: &mut usize, input: Input, out: &mut Outbox) {
        let (Some(live), Some(record)) = (self.live.get_mut(&at), self.records.get_mut(at)) else { return };
        let live = Arc::make_mut(live);
        live.world.pass_until(now);
        live.execution.now = now;
        live.execution.room.left = *left;
        apply(&live.program, &mut live.execution, input, out);
        *left = live.execution.room.left;
        let record = Arc::make_mut(record);
        self.events += out.history.len();
        record.execution.events = live.execution.events;
        record.map_runs.clone_from(&live.execution.map_runs);
        let room = limits::CHILD_EVENTS_KEPT_MAX.saturating_sub(self.kept);
        let before = record.execution.history.len();
        record.execution.history.extend(out.history.drain(..).take(room));
        self.kept += record.execution.history.len() - before;
        let ChildExecution { history, trace, .. } = &mut record.execution;
        let events = history.len() as u64;
        // Of events that are not kept nothing is.
        out.trace.retain(|record| record.event <= events);
        trace::extend(trace, history, &mut out.trace);
    }

    /// Keeps the books after an execution's world changed. Gives what those hear that waited for its end.
    pub(crate) fn settle(&mut self, at: usize) -> Vec<(Party, WorkId, TaskSignal)> {
        let Some(live) = self.live.get_mut(&at).map(Arc::make_mut) else { return Vec::new() };
        for change in &live.world.holds {
            match change {
                HoldChange::Held(hold) => drop(self.holders.insert(hold.task.token.clone(), at)),
                HoldChange::Gone(token, _) => drop(self.holders.remove(token)),
                HoldChange::Heartbeat(..) => {}
            }
        }
        self.holds.append(&mut live.world.holds);
        // Whatever an execution that has ended would still hear changes nothing: it has nothing to do.
        let ended = live.execution.status.ended();
        let due = live.world.due().filter(|_| !ended);
        if let Some(before) = std::mem::replace(&mut live.due, due) {
            self.agenda.remove(&(before, at));
        }
        self.agenda.extend(due.map(|due| (due, at)));
        if live.world.is_busy() && !ended {
            self.busy.insert(at);
        } else {
            self.busy.remove(&at);
        }
        if ended { self.finish(at) } else { Vec::new() }
    }

    fn finish(&mut self, at: usize) -> Vec<(Party, WorkId, TaskSignal)> {
        let (Some(live), Some(record)) = (self.live.remove(&at), self.records.get_mut(at)) else { return Vec::new() };
        let record = Arc::make_mut(record);
        record.execution.end(live.execution.status, live.execution.now);
        record.execution.output.clone_from(&live.execution.output);
        record.execution.failure = live.execution.failure.clone();
        record.map_runs = live.execution.map_runs.clone();
        let mut heard = Vec::new();
        for (by, id) in &live.waiters {
            if let Some((_, manner)) = self.waits.remove(&(*by, *id)) {
                heard.push((*by, *id, manner.outcome(record, &live.execution.about)));
            }
        }
        heard
    }

    /// A task no longer waits: the service stops what it waited for. Gives the execution that was told.
    pub(crate) fn forget(&mut self, now: VirtualTime, by: Party, id: WorkId) -> Option<usize> {
        let (at, manner) = self.waits.remove(&(by, id))?;
        // A synchronous Express execution goes on by itself when nobody listens any more. One that waits for itself, as a
        // name allows, needs no order to stop.
        if !matches!(manner, Manner::Sync { .. }) || by == Party::Nested(at) {
            return None;
        }
        self.world_mut(at)?.hear(now, Input::Abort(Failure::default()));
        Some(at)
    }

    /// The tasks of an execution that wait for the end of others.
    pub(crate) fn waits_of(&self, by: Party) -> Vec<WorkId> {
        let all = (by, WorkId(0))..=(by, WorkId(u64::MAX));
        self.waits.range(all).map(|((_, id), _)| *id).collect()
    }

    /// Starts what a Task asks for, and says which execution is new; `None` where the project does not have the machine.
    pub(crate) fn start(&mut self, asked: &Asked<'_>) -> Option<(Reply, Option<usize>)> {
        let Asked { by, call, start, .. } = asked;
        let target = call.parameters.get("StateMachineArn")?.as_str()?;
        let (machine, other) = call::target(&self.machines, target)?;
        let (machine, other) = (machine.clone(), other.clone());
        let request = request_id(call);
        Some(match self.open(asked, machine, other) {
            Ok((at, opened)) => {
                let reply = start.reply(&self.records.get(at)?.execution, &request);
                if matches!(reply.then, Then::Nested) {
                    self.waits.insert((*by, call.id), (at, start.manner));
                    if let Some(live) = self.live.get_mut(&at) {
                        Arc::make_mut(live).waiters.push((*by, call.id));
                    }
                }
                (reply, opened.then_some(at))
            }
            Err(refusal) => (start.refused(&refusal, &request), None),
        })
    }

    /// The execution a call leads to, and whether it is a new one.
    fn open(&mut self, asked: &Asked<'_>, machine: Arc<str>, other: OtherMachine) -> Result<(usize, bool), Refusal> {
        let Asked { by, about, call, start, now, objects } = *asked;
        start.fits(other.workflow)?;
        let count = self.started.entry((by, call.state.clone())).or_default();
        *count += 1;
        let place = format!("{}#{count}", call.state);
        let name = call::name(&call.parameters)?.unwrap_or_else(|| uuid_of(about.seed, &place).into());
        let input = call::input(&call.parameters)?;
        let seed = hash_of(about.seed, &format!("{place} {machine} {name}"));
        let (machine, workflow, start) = (machine.clone(), other.workflow, now);
        let missing_activities = other.mocks.missing_activities();
        let beginning = Beginning { machine: machine.clone(), name, workflow, input, start, seed, missing_activities };
        let begun = Arc::new(beginning.about(&about.region, &about.account));
        // The service takes the same call again while the execution runs (AWS: `StartExecution`, "idempotent").
        let known = self.by_arn.get(&begun.id).copied();
        if let Some(at) = known.filter(|at| self.live.get(at).is_some_and(|live| live.is_of(&begun))) {
            return Ok((at, false));
        }
        if known.is_some() || begun.id == self.own {
            return Err(Refusal::exists(&begun.id));
        }
        let started_by = match by {
            Party::Own => None,
            Party::Nested(at) => Some(at),
        };
        let depth = started_by.and_then(|at| self.records.get(at)).map_or(0, |record| record.depth) + 1;
        self.room(depth)?;
        let at = self.records.len();
        let nested = NestedId { machine: machine.clone(), arn: begun.id.clone() };
        let world = World::new(Arc::new(other.mocks), objects.clone(), now).of_nested(nested);
        let world = world.shuffled(self.order.chance(seed));
        self.by_arn.insert(begun.id.clone(), at);
        self.records.push(Arc::new(NestedExecution {
            machine,
            workflow,
            started_by,
            task: call.path.clone(),
            depth,
            execution: ChildExecution::begun(at, &begun),
            map_runs: Arc::default(),
        }));
        let live =
            Live { program: other.program, execution: Execution::new(begun), world, due: None, waiters: Vec::new() };
        self.live.insert(at, Arc::new(live));
        Ok((at, true))
    }

    fn room(&self, depth: usize) -> Result<(), Refusal> {
        let bounds = [
            (depth > limits::NESTED_DEPTH_MAX, limits::NESTED_DEPTH_MAX, "executions inside one another"),
            (self.records.len() >= limits::NESTED_EXECUTIONS_MAX, limits::NESTED_EXECUTIONS_MAX, "nested executions"),
            (self.events >= limits::NESTED_EVENTS_MAX, limits::NESTED_EVENTS_MAX, "events of nested executions"),
        ];
        match bounds.iter().find(|(beyond, ..)| *beyond) {
            Some((_, most, what)) => Err(Refusal::limit(*most, what)),
            None => Ok(()),
        }
    }
}

impl Manner {
    /// What the Task hears that waited for an execution's end.
    fn outcome(self, record: &NestedExecution, about: &About) -> TaskSignal {
        let succeeded = record.execution.status == Status::Succeeded;
        match self {
            Manner::Sync { json } if succeeded => {
                TaskSignal::Succeeded(call::description(&record.execution, about, json))
            }
            Manner::Sync { .. } => {
                let cause = call::description(&record.execution, about, false).to_string();
                TaskSignal::Failed(Failure::new("States.TaskFailed", cut(cause, limits::CAUSE_CHARS_MAX)))
            }
            // The service answers that the execution failed; the call itself did not.
            Manner::Synchronous | Manner::Begin | Manner::Callback => {
                TaskSignal::Succeeded(SyncExecution::of(&record.execution, &about.machine_id).to_sdk_json())
            }
        }
    }
}
