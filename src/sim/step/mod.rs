//! The pure transition: an execution and an input in; the execution after it, its events and its wishes out.
//!
//! A scope's life, and what moves it:
//!
//! ```text
//! Ready ──Resume──▶ Working ─┬─ leaves ──▶ Ready (the next state) or closed (its owner goes on)
//!                            ├─ Task ──────Task/Timer──▶ Working
//!                            ├─ Waiting ───Timer───────▶ Working
//!                            ├─ Backoff ───Timer───────▶ Working
//!                            ├─ Scopes ────their ends──▶ Working
//!                            └─ doomed ────ScopeFailed─▶ closed (its owner retries, catches or fails)
//!
//! Any, when the execution ends badly or its owner fails ─▶ kept as it stood ──Redrive──▶ Redriven ──Resume──▶ Working
//! ```
//!
//! An input that finds its scope closed or in another phase changes nothing: it is late.
//! Must never know: mocks, wall clocks, the past.

mod outcome;
mod record;
mod states;

use std::sync::Arc;

use super::Status;
use super::dataflow::{ContextSeed, DataFlow, Evaluation, Flow, Stages, StateEnv, Trouble, Variables};
use super::error::{Origin, StatesError};
use super::execution::{Execution, Frame, Phase, Visit};
use super::history::{EventDetails, EventType, Failure, HistoryEvent, ScopePath};
use super::ids::{FrameId, WorkId};
use super::limits;
use super::program::{Code, Program, Work};
use super::time::VirtualTime;
use super::trace::TraceRecord;
use super::world::{Effect, Input};
use crate::asl::{ScopeId, WorkflowType};

/// What one input leads to.
#[derive(Debug)]
pub struct Step {
    /// The execution after it.
    pub after: Execution,
    /// What happened, in order.
    pub history: Vec<HistoryEvent>,
    /// What was decided, in order.
    pub trace: Vec<TraceRecord>,
    /// What the execution asks of the world.
    pub effects: Vec<Effect>,
}

/// One microstep. A function of its arguments.
pub fn step(program: &Program, before: &Execution, input: &Input) -> Step {
    let mut after = before.clone();
    let mut out = Outbox::default();
    apply(program, &mut after, input.clone(), &mut out);
    Step { after, history: out.history, trace: out.trace, effects: out.effects }
}

/// What a step gives out. A run keeps one and empties it.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    pub history: Vec<HistoryEvent>,
    pub trace: Vec<TraceRecord>,
    pub effects: Vec<Effect>,
}

/// The same as [`step`], in place.
pub(crate) fn apply(program: &Program, execution: &mut Execution, input: Input, out: &mut Outbox) {
    let mut run = Run { program, execution, out };
    match input {
        Input::Start if run.execution.status == Status::NotStarted => run.start(),
        Input::Redrive if run.execution.status.ended_badly() => states::redrive::redrive(&mut run),
        _ if run.execution.status != Status::Running => {}
        Input::Resume(frame) | Input::Timer(frame, _) | Input::Task(frame, ..) | Input::Items(frame, ..)
            if run.is_doomed(frame) => {}
        Input::Start | Input::Redrive => {}
        Input::Resume(frame) => run.enter(frame),
        Input::Timer(frame, timer) => run.timer(frame, timer),
        Input::Task(frame, task, signal) => states::task::signal(&mut run, frame, task, signal),
        Input::Items(frame, work, found) => states::map_run::found(&mut run, frame, work, found),
        Input::ScopeFailed(frame) => states::scopes::failed(&mut run, frame),
        Input::TimeUp => run.end(EventType::ExecutionTimedOut, Failure::default()),
        Input::Abort(failure) => run.end(EventType::ExecutionAborted, failure),
    }
}

/// A step in progress.
pub(crate) struct Run<'a> {
    pub program: &'a Program,
    pub execution: &'a mut Execution,
    pub out: &'a mut Outbox,
}

impl<'a> Run<'a> {
    fn start(&mut self) {
        self.execution.status = Status::Running;
        let about = self.execution.about.clone();
        let details = EventDetails::Started { input: about.input.clone(), role_arn: about.role_arn.clone() };
        self.record(EventType::ExecutionStarted, details, 0, None);
        let limit_ms = if about.express { limits::EXPRESS_DURATION_MS_MAX } else { limits::STANDARD_DURATION_MS_MAX };
        let own_ms = self.program.timeout_seconds().map_or(limit_ms, |seconds| seconds.saturating_mul(1_000));
        self.ask(Effect::Limit(about.start.plus_ms(limit_ms.min(own_ms))));
        let root = |start| Frame {
            parent: None,
            index: 0,
            depth: 0,
            path: ScopePath::root(),
            variables: Arc::new(Variables::default()),
            chain: 0,
            item: None,
            child: None,
            doom: None,
            limit: None,
            at: start,
            visit: Visit::new(about.input.clone()),
        };
        match self.program.start(ScopeId(0)) {
            Ok(start) => {
                let frame = self.execution.open(root(start));
                self.execution.root = Some(frame);
                self.ask(Effect::Resume(frame));
            }
            Err(message) => self.end(EventType::ExecutionFailed, Failure::new("States.Runtime", message).kept()),
        }
    }

    /// Enters the state a scope is at, or does its work again after a redrive.
    fn enter(&mut self, id: FrameId) {
        let now = self.execution.now;
        let Some(frame) = self.execution.frame_mut(id) else { return };
        let redriven = match frame.visit.phase {
            Phase::Ready => false,
            Phase::Redriven => true,
            _ => return,
        };
        frame.visit.phase = Phase::Working;
        let Some(code) = self.code(id) else { return };
        if !redriven && let Some(frame) = self.execution.frame_mut(id) {
            frame.visit.entered = now;
            frame.visit.follows = frame.chain;
            let input = frame.visit.input.clone();
            let event = self.emit(id, EventType::entered(code.kind), EventDetails::Entered { input });
            if let Some(frame) = self.execution.frame_mut(id) {
                frame.visit.entered_event = event;
            }
        }
        match &code.broken {
            Some(problem) => {
                let error = self.error(id, Trouble::runtime(&**problem));
                self.fail(id, error);
            }
            None => self.work(id, code),
        }
    }

    /// Does, or after a retry repeats, the work of the state a scope is at.
    fn work(&mut self, id: FrameId, code: &'a Code) {
        match &code.work {
            Work::Pass => states::simple::pass(self, id),
            Work::Succeed => states::simple::succeed(self, id),
            Work::Fail => states::simple::fail(self, id),
            Work::Choice { rules, default } => states::choice::run(self, id, rules, default.as_ref()),
            Work::Wait => states::wait::run(self, id),
            Work::Task(task) => states::task::run(self, id, task),
            Work::Parallel(branches) => states::parallel::run(self, id, branches),
            Work::Map { children, items, .. } => states::map::run(self, id, *children, items),
            Work::Unknown => {}
        }
    }

    fn timer(&mut self, id: FrameId, timer: WorkId) {
        let Some(frame) = self.execution.frame_mut(id) else { return };
        if frame.limit.is_some_and(|(own, _)| own == timer) {
            return states::map_run::time_up(self, id);
        }
        match &frame.visit.phase {
            Phase::Waiting(own, _) if *own == timer => states::wait::done(self, id),
            Phase::Backoff(own, _) if *own == timer => {
                frame.visit.phase = Phase::Working;
                if let Some(code) = self.code(id) {
                    self.work(id, code);
                }
            }
            Phase::Task(_) => states::task::timer(self, id, timer),
            _ => {}
        }
    }

    fn is_doomed(&self, id: FrameId) -> bool {
        self.execution.frame(id).is_none_or(|frame| frame.doom.is_some())
    }

    /// Whether a scope runs in an Express execution: the run's own, or a distributed Map's child.
    pub(crate) fn is_express(&self, id: FrameId) -> bool {
        let map_run = self.execution.frame(id).and_then(|frame| self.execution.map_runs.get(frame.child?.run));
        map_run.map_or(self.execution.about.express, |map_run| map_run.workflow == WorkflowType::Express)
    }

    /// The compiled state a scope is at.
    pub(crate) fn code(&self, id: FrameId) -> Option<&'a Code> {
        self.program.state(self.execution.frame(id)?.at)
    }

    pub(crate) fn ask(&mut self, effect: Effect) {
        self.out.effects.push(effect);
    }

    /// Asks for a timer of a scope.
    pub(crate) fn arm(&mut self, id: FrameId, at: VirtualTime) -> WorkId {
        let timer = self.execution.new_id();
        self.ask(Effect::ArmTimer(id, timer, at));
        timer
    }

    /// Evaluates a state's data flow.
    pub(crate) fn flow<T>(
        &mut self,
        id: FrameId,
        eval: impl FnOnce(&'a dyn DataFlow, &mut StateEnv) -> Flow<T>,
    ) -> Result<T, StatesError> {
        self.flow_with(id, |_| {}, eval)
    }

    /// The same, with more in the context object.
    pub(crate) fn flow_with<T>(
        &mut self,
        id: FrameId,
        change: impl FnOnce(&mut ContextSeed),
        eval: impl FnOnce(&'a dyn DataFlow, &mut StateEnv) -> Flow<T>,
    ) -> Result<T, StatesError> {
        let (Some(frame), Some(code)) = (self.execution.frame(id), self.code(id)) else {
            return Err(StatesError::new(Origin::Runtime, "States.Runtime", None));
        };
        let tries = code.kind.can_catch();
        let mut seed = ContextSeed {
            fixed: self.execution.context.clone(),
            state: code.name.clone(),
            entered: frame.visit.entered,
            now: self.execution.now,
            retry_count: tries.then_some(frame.visit.retry_count),
            token: None,
            item: frame.item.clone(),
        };
        change(&mut seed);
        let (input, variables) = (frame.visit.input.clone(), frame.variables.clone());
        let mut env = StateEnv::new(input, variables, self.execution.random, seed);
        if self.inspects(id) {
            env.stages = Some(Stages::new(code.flow.stages()));
        }
        let result = eval(&*code.flow, &mut env);
        self.execution.random = env.random;
        if let Some(stages) = env.stages {
            let item = env.seed.item.as_ref().map(|item| item.index);
            self.keep_stages(id, item, stages.noted);
        }
        result.map_err(|trouble| self.error(id, trouble))
    }

    /// An error of the state a scope is at, in the service's words.
    pub(crate) fn error(&mut self, id: FrameId, trouble: Trouble) -> StatesError {
        let name = self.code(id).map_or("", |code| &code.name);
        let entered = self.execution.frame(id).map_or(0, |frame| frame.visit.entered_event);
        let cause = format!(
            "An error occurred while executing the state '{name}' (entered at the event id #{entered}). {}",
            trouble.cause
        );
        let error = StatesError::new(trouble.origin, trouble.error, Some(cut(cause, limits::CAUSE_CHARS_MAX)));
        if let Some(Evaluation { location, entering }) = trouble.evaluation {
            // Recorded: an expression that fails before the state did anything takes the place of its entering.
            if let Some(frame) = self.execution.frame_mut(id)
                && entering
                && frame.chain == frame.visit.entered_event
            {
                frame.chain = frame.visit.follows;
            }
            let details = EventDetails::Evaluation { failure: error.failure.clone(), location };
            self.emit(id, EventType::EvaluationFailed, details);
        }
        error
    }
}

/// The error of a payload beyond the limit.
pub(crate) const DATA_LIMIT: &str = "States.DataLimitExceeded";

/// The cause of a payload beyond the limit; a task is named by its service or function.
pub(crate) fn too_large(name: &str) -> String {
    format!(
        "The state/task '{name}' returned a result with a size exceeding the maximum number of bytes service limit."
    )
}

/// The first characters of a text.
pub(crate) fn cut(mut text: String, chars: usize) -> String {
    if text.len() > chars
        && let Some((end, _)) = text.char_indices().nth(chars)
    {
        text.truncate(end);
    }
    text
}
