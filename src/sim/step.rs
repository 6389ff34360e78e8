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
//! ```
//!
//! An input that finds its scope closed or in another phase changes nothing: it is late.
//! Must never know: mocks, wall clocks, the past.

use std::sync::Arc;

use super::Status;
use super::dataflow::{ContextSeed, DataFlow, Flow, StateEnv, Trouble};
use super::execution::{Execution, Frame, FrameId, Origin, Phase, StatesError, Variables, Visit, WorkId};
use super::history::{EventDetails, EventType, Failure, HistoryEvent, ScopePath, StatePath};
use super::limits;
use super::program::{Code, Next, Program, Work};
use super::states;
use super::time::VirtualTime;
use super::world::{Effect, Input};
use crate::asl::ScopeId;
use crate::json::{Object, Value};

/// What one input leads to.
#[derive(Debug)]
pub struct Step {
    /// The execution after it.
    pub after: Execution,
    /// What happened, in order.
    pub history: Vec<HistoryEvent>,
    /// What the execution asks of the world.
    pub effects: Vec<Effect>,
}

/// One microstep. A function of its arguments.
pub fn step(program: &Program, before: &Execution, input: &Input) -> Step {
    let mut after = before.clone();
    let mut out = Outbox::default();
    apply(program, &mut after, input.clone(), &mut out);
    Step { after, history: out.history, effects: out.effects }
}

/// What a step gives out. A run keeps one and empties it.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    pub history: Vec<HistoryEvent>,
    pub effects: Vec<Effect>,
}

/// The same as [`step`], in place.
pub(crate) fn apply(program: &Program, execution: &mut Execution, input: Input, out: &mut Outbox) {
    let mut run = Run { program, execution, out };
    match input {
        Input::Start if run.execution.status == Status::NotStarted => run.start(),
        _ if run.execution.status != Status::Running => {}
        Input::Resume(frame) | Input::Timer(frame, _) | Input::Task(frame, ..) if run.is_doomed(frame) => {}
        Input::Start => {}
        Input::Resume(frame) => run.enter(frame),
        Input::Timer(frame, timer) => run.timer(frame, timer),
        Input::Task(frame, task, signal) => states::task::signal(&mut run, frame, task, signal),
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
            hidden: false,
            hidden_events: 0,
            doom: None,
            at: start,
            visit: Visit::new(about.input.clone()),
        };
        match self.program.start(ScopeId(0)) {
            Ok(start) => {
                let frame = self.execution.open(root(start));
                self.ask(Effect::Resume(frame));
            }
            Err(message) => self.end(EventType::ExecutionFailed, Failure::new("States.Runtime", message)),
        }
    }

    /// Enters the state a scope is at.
    fn enter(&mut self, id: FrameId) {
        let now = self.execution.now;
        let Some(frame) = self.execution.frame_mut(id) else { return };
        if !matches!(frame.visit.phase, Phase::Ready) {
            return;
        }
        frame.visit.phase = Phase::Working;
        frame.visit.entered = now;
        let input = frame.visit.input.clone();
        let Some(code) = self.code(id) else { return };
        let event = self.emit(id, EventType::entered(code.kind), EventDetails::Entered { input });
        if let Some(frame) = self.execution.frame_mut(id) {
            frame.visit.entered_event = event;
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
            Work::Map { processor, distributed } => states::map::run(self, id, *processor, *distributed),
            Work::Unknown => {}
        }
    }

    fn timer(&mut self, id: FrameId, timer: WorkId) {
        let Some(frame) = self.execution.frame_mut(id) else { return };
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
            retry_count: tries.then_some(frame.visit.retry_count),
            token: None,
            item: frame.item.clone(),
        };
        change(&mut seed);
        let (input, variables) = (frame.visit.input.clone(), frame.variables.clone());
        let mut env = StateEnv::new(input, variables, self.execution.random, seed);
        let result = eval(&*code.flow, &mut env);
        self.execution.random = env.random;
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
        if let Some(location) = trouble.evaluation {
            let details = EventDetails::Evaluation { failure: error.failure.clone(), location };
            self.emit(id, EventType::EvaluationFailed, details);
        }
        error
    }

    /// Leaves a state with its output.
    pub(crate) fn leave(&mut self, id: FrameId, output: Value, assigned: Option<Arc<Object>>, next: &Next) {
        let Some(code) = self.code(id) else { return };
        let Some(frame) = self.execution.frame_mut(id) else { return };
        if !same(&output, &frame.visit.input) && output.json_len() > limits::PAYLOAD_BYTES_MAX {
            let error = StatesError::new(Origin::DataLimit, DATA_LIMIT, Some(too_large(&code.name)));
            self.fail(id, error);
            return;
        }
        if let Some(assigned) = &assigned {
            Arc::make_mut(&mut frame.variables).assign(assigned);
        }
        frame.visit.phase = Phase::Working;
        if let Some(kind) = EventType::exited(code.kind) {
            self.emit(id, kind, EventDetails::Exited { output: output.clone(), assigned });
        }
        match next {
            Next::End => self.scope_done(id, output),
            Next::To(state) => {
                let Some(frame) = self.execution.frame_mut(id) else { return };
                frame.at = *state;
                frame.visit = Visit::new(output);
                self.ask(Effect::Resume(id));
            }
            Next::Nowhere(message) => {
                let error = self.error(id, Trouble::runtime(&**message));
                self.fatal(id, error);
            }
        }
    }

    fn scope_done(&mut self, id: FrameId, output: Value) {
        match self.execution.frame(id).map(|frame| frame.parent) {
            Some(None) => {
                let chain = self.execution.frame(id).map_or(0, |frame| frame.chain);
                self.record(EventType::ExecutionSucceeded, EventDetails::Output(output.clone()), chain, None);
                self.execution.output = Some(output);
                self.close(Status::Succeeded);
            }
            Some(Some(parent)) => states::scopes::done(self, parent, id, output),
            None => {}
        }
    }

    /// Takes an error through Retry and Catch, and out of the scope if neither has it.
    pub(crate) fn fail(&mut self, id: FrameId, error: StatesError) {
        if error.origin == Origin::Runtime {
            self.fatal(id, error);
            return;
        }
        let Some(code) = self.code(id) else { return };
        if self.retried(id, code, &error) {
            return;
        }
        states::scopes::owner_failed(self, id, code.kind);
        let catcher = code.catch.iter().position(|catcher| super::retry::covers(&catcher.errors, &error));
        match catcher {
            Some(index) => self.caught(id, code, index, &error),
            None => self.scope_failed(id, error),
        }
    }

    fn retried(&mut self, id: FrameId, code: &Code, error: &StatesError) -> bool {
        let Some(frame) = self.execution.frame(id) else { return false };
        let Some((index, count)) = super::retry::choose(&code.retry, &frame.visit.retries, error) else {
            return false;
        };
        let delay = code.retry[index].jittered_ms(count, &mut self.execution.random);
        let at = self.execution.now.plus_ms(delay);
        let timer = self.arm(id, at);
        if let Some(frame) = self.execution.frame_mut(id) {
            frame.visit.retries.resize(code.retry.len(), 0);
            frame.visit.retries[index] += 1;
            frame.visit.retry_count += 1;
            frame.visit.phase = Phase::Backoff(timer, at);
        }
        true
    }

    fn caught(&mut self, id: FrameId, code: &'a Code, catcher: usize, error: &StatesError) {
        let text = |text: &Option<Arc<str>>| text.clone().map_or(Value::Null, Value::String);
        let failure = &error.failure;
        // Recorded: a timeout's cause is an empty text here, an absent cause of somebody's is null.
        let timed_out = matches!(error.origin, Origin::Timeout | Origin::Heartbeat);
        let cause = if timed_out && failure.cause.is_none() { "".into() } else { text(&failure.cause) };
        let output = Value::object([("Error", text(&failure.error)), ("Cause", cause)]);
        let made = self.flow(id, |flow, env| {
            let assigned = flow.assign(env, super::dataflow::Site::Catcher(catcher), &output)?;
            Ok((flow.caught(env, catcher, output)?, assigned))
        });
        let next = match &code.catch[catcher].next {
            Ok(state) => Next::To(*state),
            Err(message) => Next::Nowhere(message.clone()),
        };
        match made {
            Ok((output, assigned)) => self.leave(id, output, assigned, &next),
            Err(error) if error.origin == Origin::Runtime => self.fatal(id, error),
            Err(error) => self.scope_failed(id, error),
        }
    }

    /// A scope ends by an error.
    pub(crate) fn scope_failed(&mut self, id: FrameId, error: StatesError) {
        let Some(frame) = self.execution.frame_mut(id) else { return };
        if frame.parent.is_none() {
            self.end_at(id, error.failure);
            return;
        }
        if frame.doom.is_none() {
            frame.doom = Some(error);
            self.ask(Effect::ScopeFailed(id));
        }
    }

    /// An error nothing catches: it ends the execution, from wherever it came. A distributed Map's child is an
    /// execution of its own.
    pub(crate) fn fatal(&mut self, id: FrameId, error: StatesError) {
        let Some(frame) = self.execution.frame(id) else { return };
        if !frame.hidden {
            self.end_at(id, error.failure);
            return;
        }
        let outer = |id: &FrameId| {
            let parent = self.execution.frame(*id)?.parent?;
            self.execution.frame(parent).filter(|frame| frame.hidden).map(|_| parent)
        };
        let Some(child) = std::iter::successors(Some(id), outer).last() else { return };
        self.scope_failed(child, StatesError { origin: Origin::State, ..error });
    }

    fn end_at(&mut self, id: FrameId, failure: Failure) {
        let chain = self.execution.frame(id).map_or(0, |frame| frame.chain);
        self.record(EventType::ExecutionFailed, EventDetails::Failed(failure.clone()), chain, None);
        self.execution.failure = failure;
        self.close(Status::Failed);
    }

    /// Ends the execution from outside its scopes.
    fn end(&mut self, kind: EventType, failure: Failure) {
        let status = match kind {
            EventType::ExecutionTimedOut => Status::TimedOut,
            EventType::ExecutionAborted => Status::Aborted,
            _ => Status::Failed,
        };
        let previous = self.execution.events;
        self.record(kind, EventDetails::Failed(failure.clone()), previous, None);
        self.execution.failure = failure;
        self.close(status);
    }

    fn close(&mut self, status: Status) {
        self.execution.status = status;
        self.execution.close_all();
        self.out.effects.clear();
        self.ask(Effect::End);
    }

    /// Records an event of a scope and makes it the one the next event follows.
    pub(crate) fn emit(&mut self, id: FrameId, kind: EventType, details: EventDetails) -> u64 {
        let event = self.emit_aside(id, kind, details);
        if let Some(frame) = self.execution.frame_mut(id) {
            frame.chain = event;
        }
        event
    }

    /// Records an event of a scope that the next one does not follow.
    pub(crate) fn emit_aside(&mut self, id: FrameId, kind: EventType, details: EventDetails) -> u64 {
        let Some(frame) = self.execution.frame_mut(id) else { return 0 };
        if frame.hidden {
            return self.hidden_event(id);
        }
        let (chain, scope, at) = (frame.chain, frame.path.clone(), frame.at);
        let place =
            self.program.state(at).map(|code| (code.name.clone(), StatePath { state: code.pointer.clone(), scope }));
        self.record(kind, details, chain, place)
    }

    /// Counts an event of a child execution, whose history is not the parent's.
    fn hidden_event(&mut self, id: FrameId) -> u64 {
        let Some(frame) = self.execution.frame_mut(id) else { return 0 };
        frame.hidden_events += 1;
        let count = frame.hidden_events;
        if count as usize >= limits::HISTORY_EVENTS_MAX {
            let error = StatesError::new(Origin::State, "States.Runtime", Some(history_full()));
            self.scope_failed(id, error);
        }
        count
    }

    /// Records an event. The last place of a full history is for the event that says so.
    pub(crate) fn record(
        &mut self,
        kind: EventType,
        details: EventDetails,
        previous: u64,
        place: Option<(Arc<str>, StatePath)>,
    ) -> u64 {
        if self.execution.status != Status::Running {
            return 0;
        }
        if self.execution.events as usize + 1 >= limits::HISTORY_EVENTS_MAX && !kind.ends_execution() {
            let failure = Failure::new("States.Runtime", history_full());
            self.end(EventType::ExecutionFailed, failure);
            return 0;
        }
        self.execution.events += 1;
        let (state, path) = place.map_or((None, None), |(name, path)| (Some(name), Some(path)));
        let id = self.execution.events;
        let time = self.execution.now;
        self.out.history.push(HistoryEvent { id, previous_event_id: previous, time, kind, details, state, path });
        id
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

fn history_full() -> String {
    format!("The execution reached the maximum number of history events ({}).", limits::HISTORY_EVENTS_MAX)
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

/// Whether two values are the same one, so that what was checked of one holds of the other.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Object(a), Value::Object(b)) => Arc::ptr_eq(a, b),
        (Value::Array(a), Value::Array(b)) => Arc::ptr_eq(a, b),
        (Value::String(a), Value::String(b)) => Arc::ptr_eq(a, b),
        _ => false,
    }
}
