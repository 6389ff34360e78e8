//! The run: its setup, the simulation, and how the clock drives it.

mod failure;
mod logs;
mod pace;
mod work;

use std::sync::Arc;

pub use failure::RunFailure;
pub(super) use failure::blamed;
pub use logs::{log_line, logged, logs};
pub use pace::Pace;
pub use work::Outdated;
pub(super) use work::Ticked;

use self::work::{Doing, What};
use super::project::Project;
use crate::json::Value;
use crate::sim::{
    HeldTask, MockPlan, NestedExecution, Order, Program, Progress, RedriveRefusal, RedriveStatus, Resolution,
    ResolveError, S3Objects, Setup, Simulation, Status, TaskToken, VirtualTime, WorkflowType,
};
use crate::sort::SortedSet;

/// How fast virtual time passes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Speed {
    /// As it would.
    Real,
    /// Ten times as fast: a backoff of seconds can be watched.
    #[default]
    Ten,
    /// A hundred times.
    Hundred,
    /// A thousand times.
    Thousand,
    /// Without waiting.
    Instant,
}

impl Speed {
    /// All of them.
    pub const ALL: [Speed; 5] = [Speed::Real, Speed::Ten, Speed::Hundred, Speed::Thousand, Speed::Instant];

    /// The label.
    pub fn label(self) -> &'static str {
        match self {
            Speed::Real => "1×",
            Speed::Ten => "10×",
            Speed::Hundred => "100×",
            Speed::Thousand => "1000×",
            Speed::Instant => "Instant",
        }
    }

    fn factor(self) -> Option<f64> {
        match self {
            Speed::Real => Some(1.0),
            Speed::Ten => Some(10.0),
            Speed::Hundred => Some(100.0),
            Speed::Thousand => Some(1000.0),
            Speed::Instant => None,
        }
    }
}

/// What drives the simulation on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Playing {
    /// Nothing.
    #[default]
    No,
    /// The clock, at the chosen speed.
    Clock,
    /// As fast as the page can, to the end.
    ToEnd,
    /// As fast as the page can, to the next event.
    Step,
}

/// Identifies a visible moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Visible {
    /// How many events are visible.
    pub events: usize,
    /// How many are known.
    pub known: usize,
    /// Which history they are of; it differs after a branch from the past, a replay or a reset.
    pub history: u64,
    /// Virtual time, in milliseconds since 1970.
    pub now: i64,
}

/// A moment in 2026, so that timestamps look like timestamps; a run does not depend on today.
const START: VirtualTime = VirtualTime(1_767_261_600_000);

/// The run and its setup.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// The input, as typed.
    pub input: Arc<str>,
    /// What the tasks answer.
    pub mocks: MockPlan,
    /// What is in the virtual buckets when it begins.
    pub objects: S3Objects,
    /// The seed of everything random.
    pub seed: u64,
    /// In which order branches and iterations go on.
    pub order: Order,
    /// The workflow's type.
    pub workflow: WorkflowType,
    /// The project's other state machines, which a Task without a mock starts.
    pub machines: Project,
    /// How fast virtual time passes.
    pub speed: Speed,
    /// What drives it.
    pub playing: Playing,
    /// What happened; `None` before the first step.
    pub simulation: Option<Simulation>,
    /// The first event that an edit made different, when the run was replayed over it.
    pub diverged: Option<usize>,
    /// Why what is shown is not of what is there now, where it cannot be made again.
    outdated: Option<Outdated>,
    /// What is left to do before something else is shown.
    doing: Option<Doing>,
    /// Counts the replays asked for.
    asked: u64,
    /// For how long the step has gone on, in milliseconds.
    stepping_ms: f64,
    /// Tasks whose time a person let pass rather than answer them.
    passed: SortedSet<TaskToken>,
    /// Counts every change of the history that is no growth: a reset, a replay, an answer in the past.
    generation: u64,
    /// Virtual time that has passed at the head, with the fraction of a millisecond a frame leaves.
    clock: Option<f64>,
    /// Whether the last tick's budget ended before its time did.
    behind: bool,
}

impl Run {
    /// The setup every definition opens with. One seed for all, so that two people see the same run.
    pub(super) fn fresh() -> Run {
        Run { seed: 1, ..Run::default() }
    }

    /// The input as JSON, or what is wrong with it. An empty text is the empty object, as in the AWS console.
    pub fn input_value(&self) -> Result<Value, crate::json::SyntaxError> {
        if self.input.trim().is_empty() { Ok(Value::empty_object()) } else { Value::parse(&self.input) }
    }

    /// The setup of a machine of that name.
    fn setup(&self, name: &str, input: Value) -> Setup {
        let other = Setup::default();
        Setup {
            input,
            mocks: self.mocks.clone(),
            objects: self.objects.clone(),
            seed: self.seed,
            order: self.order,
            start: START,
            workflow: self.workflow,
            machines: self.machines.to_setup(),
            machine_name: if name.trim().is_empty() { other.machine_name } else { name.to_owned() },
            ..Setup::default()
        }
    }

    /// The executions of the project's other machines, in the order of their starts, as far as all known events go.
    pub fn nested_executions(&self) -> &[Arc<NestedExecution>] {
        self.simulation.as_ref().map_or(&[], Simulation::nested_executions)
    }

    /// The simulation, made now if there is none.
    pub(super) fn ready(
        &mut self,
        name: &str,
        program: &Arc<Program>,
    ) -> Result<&mut Simulation, crate::json::SyntaxError> {
        let fresh = match &self.simulation {
            Some(_) => None,
            None => Some(Simulation::new(program.clone(), self.setup(name, self.input_value()?))),
        };
        let simulation = self.simulation.take().or(fresh);
        Ok(self.simulation.insert(simulation.unwrap_or_else(|| Simulation::new(program.clone(), Setup::default()))))
    }

    /// Whether the visible moment is the last one known.
    pub fn at_head(&self) -> bool {
        self.simulation.as_ref().is_none_or(|simulation| simulation.cursor() == simulation.history().len())
    }

    /// What identifies the visible moment: views that show it are computed again when this differs.
    pub fn visible(&self) -> Visible {
        self.simulation.as_ref().map_or(Visible::default(), |simulation| Visible {
            events: simulation.cursor(),
            known: simulation.history().len(),
            history: self.generation,
            now: simulation.now().0,
        })
    }

    /// Whether the run has ended at the visible moment.
    pub fn ended(&self) -> bool {
        match self.status() {
            Status::NotStarted | Status::Running => false,
            Status::Succeeded | Status::Failed | Status::TimedOut | Status::Aborted => true,
        }
    }

    /// The tasks that wait for a person at the visible moment.
    pub fn held(&self) -> Vec<HeldTask> {
        self.simulation.as_ref().map(Simulation::held).unwrap_or_default()
    }

    /// How the run stands at the visible moment.
    pub fn status(&self) -> Status {
        self.simulation.as_ref().map_or(Status::NotStarted, Simulation::status)
    }

    /// Whether the same tick once more has something to do: its budget ended before its time did.
    pub fn is_behind(&self) -> bool {
        self.is_working() || (self.behind && self.playing != Playing::No)
    }

    /// Lets a frame's worth of virtual time pass, after what is left to do.
    pub(super) fn tick(&mut self, elapsed_ms: f64, budget: usize) -> Ticked {
        if let Some(ticked) = self.work(elapsed_ms, budget) {
            return ticked;
        }
        let Some(simulation) = &mut self.simulation else {
            let played = std::mem::take(&mut self.playing) != Playing::No;
            return if played { Ticked::Stopped } else { Ticked::Quiet };
        };
        let (factor, to_people) = match self.playing {
            Playing::No | Playing::Step => return Ticked::Quiet,
            Playing::Clock => (self.speed.factor(), self.speed == Speed::Instant),
            Playing::ToEnd => (None, false),
        };
        let now = self.clock.unwrap_or(simulation.now().0 as f64);
        let target = factor.map(|factor| now + elapsed_ms.clamp(0.0, 250.0) * factor);
        let until = target.map_or(VirtualTime(i64::MAX), |target| VirtualTime(target as i64));
        let progress = if to_people {
            simulation.advance_to_people(budget, &self.passed)
        } else {
            simulation.advance(until, budget)
        };
        self.behind = progress == Progress::Budget;
        self.clock = match progress {
            // Work is left over at this time: the clock waits for it.
            Progress::Budget => factor.map(|_| now),
            _ => target,
        };
        if matches!(progress, Progress::Ended | Progress::Held) {
            self.playing = Playing::No;
            self.clock = None;
            return Ticked::Stopped;
        }
        Ticked::Quiet
    }

    pub(super) fn play(&mut self, playing: Playing) {
        self.playing = playing;
        self.clock = None;
        self.behind = false;
        self.stepping_ms = 0.0;
    }

    /// Where nothing is left but to wait for people, a person says by going on that nobody answers.
    pub(super) fn let_pass(&mut self) {
        let Some(simulation) = &self.simulation else { return };
        if self.at_head() && simulation.stands(&self.passed) {
            self.passed.extend(simulation.held().into_iter().map(|task| task.token));
        }
    }

    /// Begins to answer a waiting task at the visible moment.
    pub(super) fn resolve(&mut self, token: &TaskToken, resolution: Resolution) -> Result<(), ResolveError> {
        let Some(simulation) = &self.simulation else { return Ok(()) };
        let work = simulation.resolving(token, resolution)?;
        self.passed.remove(token);
        self.begin(What::Answer, work);
        Ok(())
    }

    /// Whether the run can be redriven at the visible moment: what a button is enabled by, and its reason to say why it is
    /// not.
    pub fn redrive_status(&self) -> RedriveStatus {
        self.simulation
            .as_ref()
            .map_or(RedriveStatus::NotRedrivable(RedriveRefusal::NotStarted), Simulation::redrive_status)
    }

    /// Begins to redrive the run at the visible moment.
    pub(super) fn redrive(&mut self) -> Result<(), RedriveRefusal> {
        let simulation = self.simulation.as_ref().ok_or(RedriveRefusal::NotStarted)?;
        // Not in the instant of the end, so that one can go back to that.
        let later = VirtualTime(simulation.now().0.saturating_add(1));
        let work = simulation.redriving(later)?;
        self.begin(What::Redrive, work);
        Ok(())
    }

    pub(in crate::studio) fn reset(&mut self) {
        self.simulation = None;
        self.generation += 1;
        self.diverged = None;
        self.outdated = None;
        self.doing = None;
        self.passed = SortedSet::new();
        self.play(Playing::No);
    }

    /// Begins to play the same journal over another program or setup: what a person did is done again.
    pub(super) fn replay(&mut self, name: &str, program: &Arc<Program>) {
        let Some(simulation) = &self.simulation else { return };
        let Ok(input) = self.input_value() else { return self.cannot_replay(Outdated::Input) };
        self.passed.extend(simulation.unanswered().cloned());
        let work = simulation.replaying(program.clone(), self.setup(name, input), &self.passed);
        self.outdated = None;
        self.asked += 1;
        self.begin(What::Replay, work);
    }

    /// What is shown stays as it was, and is said to be that.
    pub(super) fn cannot_replay(&mut self, why: Outdated) {
        self.doing = None;
        self.outdated = self.simulation.is_some().then_some(why);
    }
}
