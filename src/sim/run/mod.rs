//! A run one can walk along: forward, back, to any moment, and onto another branch from there.
//!
//! Everything is a function of the program, the setup and the [`Journal`]: what people did, and when. The history is
//! what came of it; the moment shown is a position in it.

mod act;
mod head;
mod inspect;
#[cfg(test)]
mod inspect_tests;
mod journal;
#[cfg(test)]
mod limits_tests;
mod people;
mod redrive;
mod rename;
mod setup;
mod work;
#[cfg(test)]
mod work_tests;

use std::collections::VecDeque;
use std::sync::Arc;

pub use inspect::Inspection;
pub use journal::{Act, Entry, Journal, Resolution, ResolveError};
pub use redrive::{RedriveRefusal, RedriveStatus};
pub use setup::Setup;
pub use work::Work;

use self::head::{Checkpoint, Head, HeldSpan, Stop, next_turn, nothing_due, take};
use self::journal::{Line, Told};
use super::children::MapRun;
use super::execution::Execution;
use super::history::{EventDetails, EventType, Failure, HistoryEvent, LogLevel};
use super::items::S3Objects;
use super::limits;
use super::nested::{Nested, NestedExecution, OtherMachine, SyncExecution};
use super::program::Program;
use super::step::Outbox;
use super::time::VirtualTime;
use super::trace::{self, TraceRecord};
use super::world::{HeldTask, World};
use super::{Progress, Status};
use crate::json::Value;
use crate::sort::SortedMap;

/// Where to stop.
#[derive(Clone, Copy, Debug)]
struct Goal {
    /// When so many events are known,
    events: usize,
    /// and so many inputs have led there.
    inputs: u64,
}

impl Goal {
    const NONE: Goal = Goal::events(usize::MAX);

    const fn events(events: usize) -> Goal {
        Goal { events, inputs: 0 }
    }
}

/// The project's machines by name, the one that runs among them: it may start itself.
fn machines(program: &Arc<Program>, setup: &Setup) -> SortedMap<Arc<str>, OtherMachine> {
    let own = OtherMachine { program: program.clone(), workflow: setup.workflow, mocks: setup.mocks.clone() };
    let mut machines = setup.machines.clone();
    machines.entry((&*setup.machine_name).into()).or_insert(own);
    machines
}

/// A run. Cloning is cheap: clones share what happened.
#[derive(Clone, Debug)]
pub struct Simulation {
    program: Arc<Program>,
    setup: Arc<Setup>,
    history: Arc<Vec<HistoryEvent>>,
    trace: Arc<Vec<TraceRecord>>,
    head: Arc<Head>,
    checkpoints: Arc<Vec<Checkpoint>>,
    checkpoint_distance: usize,
    journal: Arc<Journal>,
    /// When its entries were made, where a replay performed them at another time.
    told: Arc<Vec<Told>>,
    /// Journal entries of a replay that are still to come.
    script: VecDeque<Line>,
    /// And those it could not perform: over another program they may be possible again.
    skipped: Vec<Entry>,
    cursor: usize,
    /// The moment shown, where it is later than the last event shown.
    clock: VirtualTime,
}

impl Simulation {
    /// A run in which nothing has happened.
    pub fn new(program: Arc<Program>, setup: Setup) -> Simulation {
        let execution = Execution::new(Arc::new(setup.about()));
        let world = World::new(Arc::new(setup.mocks.clone()), setup.objects.clone(), setup.start);
        let world = world.shuffled(setup.order.chance(setup.seed));
        let nested = Arc::new(Nested::new(machines(&program, &setup), execution.about.id.clone(), setup.order));
        let head = Head { execution, world, nested, inputs: 0, entries: 0, spans: Arc::default() };
        let head = Arc::new(head);
        Simulation {
            program,
            clock: setup.start,
            setup: Arc::new(setup),
            history: Arc::default(),
            trace: Arc::default(),
            checkpoints: Arc::new(vec![Checkpoint { events: 0, traced: 0, head: head.clone() }]),
            head,
            checkpoint_distance: limits::CHECKPOINT_EVENTS,
            journal: Arc::default(),
            told: Arc::default(),
            script: VecDeque::new(),
            skipped: Vec::new(),
            cursor: 0,
        }
    }

    /// The run a journal reproduces, at its beginning; it acts out the journal as it advances.
    pub fn replay(program: Arc<Program>, setup: Setup, journal: &Journal) -> Simulation {
        let mut simulation = Simulation::new(program, setup);
        simulation.script = journal.entries.iter().cloned().map(Line::from).collect();
        simulation
    }

    /// The program it runs.
    pub fn program(&self) -> &Arc<Program> {
        &self.program
    }

    /// What it was set up with.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// What came from outside so far.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// How many events show.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// All known events; those before the [`cursor`](Simulation::cursor) show.
    pub fn history(&self) -> &[HistoryEvent] {
        &self.history
    }

    /// What was decided beside the events shown: transitions, Retriers, Catchers, and what failed.
    pub fn trace(&self) -> &[TraceRecord] {
        trace::shown(&self.trace, self.cursor, self.clock)
    }

    /// The moment shown.
    pub fn now(&self) -> VirtualTime {
        self.clock
    }

    /// The execution's status at the moment shown.
    pub fn status(&self) -> Status {
        self.last().map_or(Status::NotStarted, |last| Status::after(last.kind))
    }

    /// The output, once it shows.
    pub fn output(&self) -> Option<&Value> {
        match self.last().map(|event| (event.kind, &event.details)) {
            Some((EventType::ExecutionSucceeded, EventDetails::Output(output))) => Some(output),
            _ => None,
        }
    }

    /// The error, once it shows.
    pub fn error(&self) -> Option<&str> {
        self.ended_badly().and_then(|failure| failure.error.as_deref())
    }

    /// The cause, once it shows.
    pub fn cause(&self) -> Option<&str> {
        self.ended_badly().and_then(|failure| failure.cause.as_deref())
    }

    fn ended_badly(&self) -> Option<&Failure> {
        // Recorded: a timeout is named in the history, not by `DescribeExecution`.
        match self.last().map(|event| (event.kind, &event.details)) {
            Some((EventType::ExecutionFailed | EventType::ExecutionAborted, EventDetails::Failed(failure))) => {
                Some(failure)
            }
            _ => None,
        }
    }

    /// The last event shown.
    fn last(&self) -> Option<&HistoryEvent> {
        self.history.get(self.cursor.checked_sub(1)?)
    }

    /// The execution's ARN.
    pub fn execution_arn(&self) -> &str {
        &self.head.execution.about.id
    }

    /// The log records of the events shown, at a level (AWS: "Using `CloudWatch` Logs to log execution history"). Each is
    /// made when it is asked for: a history can be long and its payloads large.
    pub fn log_records(&self, level: LogLevel, include_data: bool) -> impl Iterator<Item = Value> {
        let shown = self.history.get(..self.cursor).unwrap_or_default();
        let mut redrives = 0;
        shown.iter().filter_map(move |event| {
            redrives += u32::from(event.kind == EventType::ExecutionRedriven);
            level.logs(event.kind).then(|| event.log_record(self.execution_arn(), redrives, include_data))
        })
    }

    /// The map runs of distributed Maps, with their child executions, as far as all known events go.
    pub fn map_runs(&self) -> &[Arc<MapRun>] {
        &self.head.execution.map_runs
    }

    /// The executions of the project's other machines that Tasks started, in the order of their starts, as far as all
    /// known events go.
    pub fn nested_executions(&self) -> &[Arc<NestedExecution>] {
        self.head.nested.records()
    }

    /// What `StartSyncExecution` answers, once an Express execution has ended at the moment shown.
    pub fn sync_execution(&self) -> Option<SyncExecution> {
        let about = &self.head.execution.about;
        let ended = about.express && self.status().ended();
        ended.then(|| SyncExecution::of(&self.head.execution.as_child(), &about.machine_id))
    }

    /// The objects in the virtual buckets, with what `ResultWriter`s wrote, as far as all known events go.
    pub fn objects(&self) -> &S3Objects {
        &self.head.world.objects
    }

    /// When something happens next beyond all known events; `None` when the execution has ended or only people can go on.
    pub fn next_due(&self) -> Option<VirtualTime> {
        let due = self.head.next_due();
        if self.head.execution.status.ended() {
            let line = self.script.front()?;
            let time = line.entry.time.max(self.head.world.now);
            return self.revives(&line.entry, time).then_some(time);
        }
        // What cannot be done is passed over when nothing else is left.
        let scripted = next_turn(&self.script, &self.head).filter(|turn| turn.possible || due.is_none());
        due.into_iter().chain(scripted.map(|turn| turn.time)).min()
    }

    /// The tasks that wait for a person at the moment shown, oldest first.
    pub fn held(&self) -> Vec<HeldTask> {
        let clock = self.nested_clock();
        let showing = self.head.spans.iter().filter(|span| span.shows(self.cursor, clock));
        showing.map(|span| self.shown(span)).collect()
    }

    /// Whether a task waits for a person at the moment shown.
    pub fn is_held(&self) -> bool {
        let clock = self.nested_clock();
        self.head.spans.iter().rev().any(|span| span.shows(self.cursor, clock))
    }

    /// Up to when nested executions are shown: to the moment shown, and after the end as they stand.
    fn nested_clock(&self) -> VirtualTime {
        let over = self.cursor == self.history.len() && self.head.execution.status.ended();
        if over { VirtualTime::MAX } else { self.clock }
    }

    fn shown(&self, span: &HeldSpan) -> HeldTask {
        let mut task = span.task.clone();
        if let Some((_, until)) = span.heartbeats.iter().rev().find(|(at, _)| *at <= self.clock) {
            task.heartbeat_deadline = Some(*until);
        }
        task
    }

    /// Whether, beyond all known events, nothing goes on before a person answers or a held task's own time is up. Then
    /// [`advance`](Simulation::advance) past [`next_due`](Simulation::next_due) means that nobody answered in time.
    pub fn waits_for_people(&self) -> bool {
        self.script.is_empty() && self.head.waits_for_people()
    }

    /// Plays up to a time: shows what is known, then makes the execution go on. At most `budget` events show and inputs
    /// happen. Where a task waits for a person nobody answers until then, so what has a limit before it times out.
    pub fn advance(&mut self, until: VirtualTime, budget: usize) -> Progress {
        let mut left = budget;
        while let Some(event) = self.history.get(self.cursor) {
            if event.time > until {
                self.clock = self.clock.max(until);
                return Progress::Reached;
            }
            if left == 0 {
                return Progress::Budget;
            }
            left -= 1;
            self.clock = self.clock.max(event.time);
            self.cursor += 1;
        }
        let progress = self.go(until, left, Goal::NONE);
        self.cursor = self.history.len();
        let last = self.history.last().map_or(self.setup.start, |event| event.time);
        self.clock = match progress {
            // Time passes while people think.
            Progress::Reached | Progress::Held => self.clock.max(until),
            Progress::Advanced | Progress::Budget | Progress::Ended => self.clock.max(last),
        };
        progress
    }

    /// Shows one more event; virtual time moves to it.
    pub fn step(&mut self) -> Progress {
        self.step_within(limits::SILENT_INPUTS_MAX)
    }

    /// The same, or a part of the way to it: of so many inputs. [`Progress::Budget`] says that there is more to do.
    pub fn step_within(&mut self, budget: usize) -> Progress {
        if self.cursor == self.history.len() {
            let progress = self.go(VirtualTime::MAX, budget, Goal::events(self.cursor + 1));
            if self.cursor == self.history.len() {
                return progress;
            }
        }
        self.cursor += 1;
        self.clock = self.event_time();
        Progress::Advanced
    }

    /// Shows one event less.
    pub fn step_back(&mut self) {
        self.seek(self.cursor.saturating_sub(1));
    }

    /// Shows the first `events` known events.
    pub fn seek(&mut self, events: usize) {
        self.cursor = events.min(self.history.len());
        self.clock = self.event_time();
    }

    fn event_time(&self) -> VirtualTime {
        self.last().map_or(self.setup.start, |event| event.time)
    }

    /// Makes the execution go on: up to a time, a number of inputs, or a goal.
    fn go(&mut self, until: VirtualTime, budget: usize, goal: Goal) -> Progress {
        let mut out = Outbox::default();
        let mut left = budget;
        loop {
            match self.go_unscripted(until, &mut left, goal, &mut out) {
                Stop::Done(Progress::Ended) if !self.script.is_empty() => match self.after_end(until) {
                    Some(true) => self.perform_line(0),
                    Some(false) => self.skip_line(),
                    None => return Progress::Ended,
                },
                Stop::Done(progress) => return progress,
                Stop::Scripted(at) => {
                    left = left.saturating_sub(1);
                    self.perform_line(at);
                }
                Stop::Impossible => self.skip_line(),
                Stop::Checkpoint => self.checkpoint(),
            }
        }
    }

    fn go_unscripted(&mut self, until: VirtualTime, left: &mut usize, goal: Goal, out: &mut Outbox) -> Stop {
        let script = &self.script;
        let last_checkpoint = self.checkpoints.last().map_or(0, |checkpoint| checkpoint.events);
        let next_checkpoint = last_checkpoint + self.checkpoint_distance;
        let head = Arc::make_mut(&mut self.head);
        let history = Arc::make_mut(&mut self.history);
        let trace = Arc::make_mut(&mut self.trace);
        loop {
            if history.len() >= goal.events && head.inputs >= goal.inputs {
                return Stop::Done(Progress::Advanced);
            }
            // After the end, nested executions that nobody waits for run to theirs at once.
            let over = head.execution.status.ended();
            if over && head.nested.none_runs() {
                return Stop::Done(Progress::Ended);
            }
            let until = if over { VirtualTime::MAX } else { until };
            if *left == 0 {
                return Stop::Done(Progress::Budget);
            }
            if history.len() >= next_checkpoint {
                return Stop::Checkpoint;
            }
            let turn = next_turn(script, head).filter(|turn| turn.time <= until);
            if let Some(turn) = turn.as_ref().filter(|turn| turn.possible && turn.exact) {
                return Stop::Scripted(turn.at);
            }
            let bound = turn.as_ref().filter(|turn| turn.possible).map_or(until, |turn| turn.time);
            // Nobody answers before a time that is passed: an execution's own limit in it counts, a year as any other. Not
            // so while the journal has something to come that is done before an end, and after the end.
            let scripted = script.front().is_some_and(|line| line.entry.act != Act::Redrive);
            let Some(input) = head.pop_due(bound, !scripted && !over) else {
                return nothing_due(head, turn.as_ref(), scripted, until);
            };
            *left -= 1;
            head.inputs += 1;
            take(&self.program, head, (&mut *history, &mut *trace), out, input);
        }
    }

    /// Keeps the present, so that a branch from here need not begin at the beginning.
    fn checkpoint(&mut self) {
        let checkpoints = Arc::make_mut(&mut self.checkpoints);
        if checkpoints.len() >= limits::CHECKPOINTS_MAX {
            let mut at = 0;
            checkpoints.retain(|_| {
                at += 1;
                at % 2 == 1
            });
            self.checkpoint_distance *= 2;
        }
        let (events, traced) = (self.history.len(), self.trace.len());
        checkpoints.push(Checkpoint { events, traced, head: self.head.clone() });
    }
}
