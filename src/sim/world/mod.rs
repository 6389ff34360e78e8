//! The world around a run: a virtual clock, an agenda, the answers of services, and the tasks held for people.
//!
//! [`step`](super::step::step) asks for things by [`Effect`]s; the world turns each into a later [`Input`]. Equal
//! effects in equal worlds give equal inputs in the same order.
//! Must never know: states, events, or where a value goes.

mod held;
mod order;

use std::collections::VecDeque;
use std::sync::Arc;

pub(crate) use held::Hold;
pub use held::{HeldTask, NestedId};
pub use order::Order;

use super::chance::{Random, uuid_of};
use super::history::{Failure, StatePath};
use super::ids::{FrameId, TaskToken, WorkId};
use super::items::{self, ReadRequest, S3Objects};
use super::limits;
use super::mock::{Answer, MockCall, MockPlan, Worker, default_response, submitted_response, wrap};
use super::time::VirtualTime;
use crate::asl::{Integration, Pattern, Resource};
use crate::json::Value;
use crate::sort::{SortedMap, SortedSet};

/// What enters a step.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// Begin.
    Start,
    /// A scope goes on.
    Resume(FrameId),
    /// A scope's time has come.
    Timer(FrameId, WorkId),
    /// A service says something about a task.
    Task(FrameId, WorkId, TaskSignal),
    /// What a Map's `ItemReader` found: an array or an object to iterate over, or why there is none.
    Items(FrameId, WorkId, Result<Value, Arc<str>>),
    /// A scope ended by an error; its owner decides.
    ScopeFailed(FrameId),
    /// The execution's own time is up.
    TimeUp,
    /// Somebody stopped the execution.
    Abort(Failure),
    /// Somebody lets an execution that ended badly go on.
    Redrive,
}

/// What a service says about a task.
#[derive(Clone, Debug, PartialEq)]
pub enum TaskSignal {
    /// It has begun; an activity's worker may give its name.
    Started(Option<Arc<str>>),
    /// A job was started or a message sent; the answer comes later.
    Submitted(Value),
    /// The answer.
    Succeeded(Value),
    /// The error.
    Failed(Failure),
    /// A sign of life.
    Heartbeat,
}

/// What a step asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Go on with a scope, before everything else that is ready.
    Resume(FrameId),
    /// Begin a scope, after everything that is ready.
    Begin(FrameId),
    /// Tell a scope's owner that it failed, after everything that is ready.
    ScopeFailed(FrameId),
    /// Wake a scope at a time.
    ArmTimer(FrameId, WorkId, VirtualTime),
    /// Forget a timer.
    DisarmTimer(WorkId, VirtualTime),
    /// Call a service.
    Invoke(Box<Invocation>),
    /// Read a Map's items.
    ReadItems(FrameId, WorkId, Box<ReadRequest>),
    /// Write objects to a bucket: keys and texts.
    WriteObjects(Arc<str>, Vec<(String, String)>),
    /// The service has taken the call; if a person answers it, they may do so now.
    AwaitToken(WorkId),
    /// Forget a call: the task timed out or its scope was aborted.
    Cancel(WorkId),
    /// A held task showed a sign of life; this is when the silence becomes too long.
    HeartbeatUntil(WorkId, VirtualTime),
    /// The execution's own time limit.
    Limit(VirtualTime),
    /// The time limit of a child execution; forgotten as a timer is.
    LimitChild(FrameId, WorkId, VirtualTime),
    /// The execution ended; nothing else matters.
    End,
}

/// A call to a service.
#[derive(Clone, Debug, PartialEq)]
pub struct Invocation {
    /// The scope that asks.
    pub frame: FrameId,
    /// The task.
    pub id: WorkId,
    /// The state's name, which its mock is kept under.
    pub state: Arc<str>,
    /// Where it runs.
    pub path: StatePath,
    /// The service.
    pub resource: Arc<Resource>,
    /// What it is asked.
    pub parameters: Value,
    /// The token that answers it, where it has one.
    pub token: Option<TaskToken>,
    /// When it times out.
    pub deadline: Option<VirtualTime>,
    /// When its silence becomes too long.
    pub heartbeat_deadline: Option<VirtualTime>,
    /// The run's seed, for identifiers in responses.
    pub seed: u64,
}

/// What is due: by time, then by the order in which it was asked for, then by stage.
type Due = (VirtualTime, WorkId, u8);

/// The clock, the agenda and everybody outside the execution.
#[derive(Clone, Debug)]
pub(crate) struct World {
    mocks: Arc<MockPlan>,
    pub(crate) objects: S3Objects,
    ready: VecDeque<Input>,
    agenda: SortedMap<Due, Input>,
    /// Which calls of a state were answered.
    taken: SortedMap<Arc<str>, Arc<Vec<usize>>>,
    held: SortedMap<TaskToken, Arc<Hold>>,
    /// Calls a person will answer, before the service has taken them.
    pending: SortedMap<WorkId, Arc<Invocation>>,
    /// Tasks that are out, by id: when their answer is due and the token if a person holds them.
    out: SortedMap<WorkId, (Option<VirtualTime>, Option<TaskToken>)>,
    /// Tasks whose answer is the end of a nested execution.
    delegated: SortedMap<WorkId, FrameId>,
    limit: Option<VirtualTime>,
    /// The limits of child executions. Like the execution's own, none of them is something that happens by itself.
    child_limits: SortedMap<(VirtualTime, WorkId), FrameId>,
    pub(crate) now: VirtualTime,
    /// Grows when a task is held or let go.
    pub(crate) holds: Vec<HoldChange>,
    /// The nested execution this is the world of.
    nested: Option<NestedId>,
    /// By what chance scopes that are ready go on; in order without.
    chance: Option<Random>,
}

/// What a call gets.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    /// The name of the activity's worker that takes it.
    pub worker: Option<Arc<str>>,
    /// The service's response to a call that then waits.
    pub submitted: Option<Value>,
    pub then: Then,
}

/// How a call goes on once the service has taken it.
#[derive(Clone, Debug)]
pub(crate) enum Then {
    /// It is answered after some milliseconds.
    After(u64, TaskSignal),
    /// A person decides.
    Hold,
    /// A nested execution's end answers it.
    Nested,
    /// Nothing, ever.
    Hang,
}

/// A task was held or let go.
#[derive(Clone, Debug)]
pub(crate) enum HoldChange {
    Held(Arc<Hold>),
    Gone(TaskToken, bool),
    Heartbeat(TaskToken, VirtualTime),
}

impl World {
    pub(crate) fn new(mocks: Arc<MockPlan>, objects: S3Objects, start: VirtualTime) -> World {
        World {
            mocks,
            objects,
            ready: VecDeque::from([Input::Start]),
            agenda: SortedMap::new(),
            taken: SortedMap::new(),
            held: SortedMap::new(),
            pending: SortedMap::new(),
            out: SortedMap::new(),
            delegated: SortedMap::new(),
            limit: None,
            child_limits: SortedMap::new(),
            now: start,
            holds: Vec::new(),
            nested: None,
            chance: None,
        }
    }

    /// The world of a nested execution.
    pub(crate) fn of_nested(self, id: NestedId) -> World {
        World { nested: Some(id), ..self }
    }

    /// When something is due, be it only the execution's own limit.
    pub(crate) fn due(&self) -> Option<VirtualTime> {
        if !self.ready.is_empty() {
            return Some(self.now);
        }
        let first = self.agenda.first_key_value().map(|((time, ..), _)| *time);
        let child = self.child_limits.first_key_value().map(|((time, _), _)| *time);
        first.into_iter().chain(child).chain(self.limit).min()
    }

    /// Whether something is to happen by itself before the execution's own limit.
    pub(crate) fn is_busy(&self) -> bool {
        !self.ready.is_empty() || !self.agenda.is_empty()
    }

    /// The next input due up to a time. The clock moves to it; what is due at the same moment becomes ready together.
    pub(crate) fn pop_due(&mut self, until: VirtualTime) -> Option<Input> {
        if let Some(input) = self.pop_ready() {
            return Some(input);
        }
        let time = self.due().filter(|time| *time <= until)?;
        self.now = self.now.max(time);
        if self.limit.is_some_and(|limit| limit <= time) {
            return Some(Input::TimeUp);
        }
        while let Some(((_, id), frame)) = self.child_limits.pop_first_if(|key| key.0 <= time) {
            self.ready.push_back(Input::Timer(frame, id));
        }
        while let Some((_, input)) = self.agenda.pop_first_if(|key| key.0 <= time) {
            self.ready.push_back(input);
        }
        self.pop_ready()
    }

    /// Lets time pass without anything happening.
    pub(crate) fn pass_until(&mut self, time: VirtualTime) {
        self.now = self.now.max(time);
    }

    pub(crate) fn is_held(&self, token: &TaskToken) -> bool {
        self.held.contains_key(token)
    }

    /// Whether nothing is left but held tasks, tasks that wait for nested executions, and the deadlines of both.
    pub(crate) fn only_waits(&self) -> bool {
        let waits = |frame: &FrameId| {
            self.held.values().any(|hold| hold.frame == *frame) || self.delegated.values().any(|own| own == frame)
        };
        let deadline = |input: &Input| matches!(input, Input::Timer(frame, _) if waits(frame));
        self.ready.is_empty() && self.agenda.values().all(deadline)
    }

    pub(crate) fn has_holds(&self) -> bool {
        !self.held.is_empty()
    }

    /// Whether a task is held that is not one of those.
    pub(crate) fn holds_beyond(&self, passed: &SortedSet<TaskToken>) -> bool {
        self.held.keys().any(|token| !passed.contains(token))
    }

    /// When time runs out for a held task that is not one of those, or for an execution here.
    pub(crate) fn first_expiry(&self, passed: &SortedSet<TaskToken>) -> Option<VirtualTime> {
        let holds = self.held.iter().filter(|(token, _)| !passed.contains(token));
        let deadlines = holds.flat_map(|(_, hold)| [hold.task.deadline, hold.task.heartbeat_deadline]);
        let child = self.child_limits.first_key_value().map(|((time, _), _)| *time);
        deadlines.chain([self.limit, child]).flatten().min()
    }

    /// Takes a held task's answer: the input for the execution.
    pub(crate) fn signal(&mut self, token: &TaskToken, signal: TaskSignal) -> Option<Input> {
        let hold = self.held.get(token)?.clone();
        if signal != TaskSignal::Heartbeat {
            self.let_go(hold.id, false);
        }
        Some(Input::Task(hold.frame, hold.id, signal))
    }

    /// Hears of something that others made happen now.
    pub(crate) fn hear(&mut self, now: VirtualTime, input: Input) {
        self.pass_until(now);
        self.ready.push_back(input);
    }

    /// Hears how the nested execution ended that a task waits for, unless the task does no longer.
    pub(crate) fn answer(&mut self, now: VirtualTime, id: WorkId, signal: TaskSignal) {
        if let Some(frame) = self.delegated.remove(&id) {
            self.hear(now, Input::Task(frame, id, signal));
        }
    }

    /// Whether a state's calls have answers of their own.
    pub(crate) fn is_mocked(&self, state: &str) -> bool {
        self.mocks.states.get(state).is_some_and(|mock| !mock.calls.is_empty())
    }

    pub(crate) fn absorb(&mut self, effects: impl IntoIterator<Item = Effect>) {
        for effect in effects {
            match effect {
                Effect::Resume(frame) => self.ready.push_front(Input::Resume(frame)),
                Effect::Begin(frame) => self.ready.push_back(Input::Resume(frame)),
                Effect::ScopeFailed(frame) => self.ready.push_back(Input::ScopeFailed(frame)),
                Effect::ArmTimer(frame, id, time) => {
                    self.agenda.insert((time.max(self.now), id, 0), Input::Timer(frame, id));
                }
                Effect::DisarmTimer(id, time) => {
                    self.agenda.remove(&(time, id, 0));
                    self.child_limits.remove(&(time, id));
                    self.ready.retain(|input| !matches!(input, Input::Timer(_, ready) if *ready == id));
                }
                Effect::Invoke(invocation) => self.invoke(*invocation),
                Effect::ReadItems(frame, id, request) => {
                    let found = items::read(&request, &self.objects, self.now).map_err(Arc::from);
                    self.ready.push_back(Input::Items(frame, id, found));
                }
                Effect::WriteObjects(bucket, objects) => {
                    for (key, body) in objects {
                        self.objects.put(&bucket, &key, body);
                    }
                }
                Effect::AwaitToken(id) => {
                    if let Some(call) = self.pending.remove(&id) {
                        self.hold_task(&call);
                    }
                }
                Effect::Cancel(id) => self.let_go(id, true),
                Effect::HeartbeatUntil(id, until) => self.heartbeat(id, until),
                Effect::Limit(limit) => self.limit = Some(limit),
                Effect::LimitChild(frame, id, time) => drop(self.child_limits.insert((time, id), frame)),
                Effect::End => self.end(),
            }
        }
    }

    fn end(&mut self) {
        let held: Vec<WorkId> = self.held.values().map(|hold| hold.id).collect();
        for id in held {
            self.let_go(id, true);
        }
        self.ready.clear();
        self.agenda = SortedMap::new();
        self.out = SortedMap::new();
        self.pending = SortedMap::new();
        self.delegated = SortedMap::new();
        self.limit = None;
        self.child_limits = SortedMap::new();
    }

    fn let_go(&mut self, id: WorkId, timed_out: bool) {
        let Some((due, token)) = self.out.remove(&id) else { return };
        self.pending.remove(&id);
        self.delegated.remove(&id);
        if let Some(due) = due {
            self.agenda.remove(&(due, id, 1));
        }
        self.ready.retain(|input| !matches!(input, Input::Task(_, ready, _) if *ready == id));
        if let Some(token) = token
            && self.held.remove(&token).is_some()
        {
            self.holds.push(HoldChange::Gone(token, timed_out));
        }
    }

    fn heartbeat(&mut self, id: WorkId, until: VirtualTime) {
        let Some((_, Some(token))) = self.out.get(&id) else { return };
        if let Some(hold) = self.held.get_mut(token) {
            Arc::make_mut(hold).task.heartbeat_deadline = Some(until);
            self.holds.push(HoldChange::Heartbeat(token.clone(), until));
        }
    }

    /// Looks the call's answer up and puts what the service will say on the agenda.
    fn invoke(&mut self, call: Invocation) {
        let MockCall { latency_ms, answer, worker } = self.answer_to(&call);
        if worker == Worker::Nobody && call.resource.integration == Integration::Activity {
            self.out.insert(call.id, (None, None));
            return;
        }
        let request_id = request_id(&call);
        let (submitted, outcome, raw) = match answer {
            Answer::Recorded(recorded) => (recorded.submitted.clone(), recorded.outcome.clone(), true),
            answer => (None, answer, false),
        };
        let waits = call.resource.pattern != Pattern::RequestResponse;
        let submitted = waits.then(|| submitted.unwrap_or_else(|| submitted_response(&call.resource, &request_id)));
        let after = |signal| Then::After(latency_ms, signal);
        let then = match outcome {
            // A callback's answer is what was sent back, never an envelope.
            Answer::Return(value) if raw || waits => after(TaskSignal::Succeeded(value)),
            Answer::Return(value) => after(TaskSignal::Succeeded(wrap(&call.resource, value, &request_id))),
            Answer::Throw { error, cause } => after(TaskSignal::Failed(Failure { error, cause }.kept())),
            Answer::Hold => Then::Hold,
            Answer::Hang | Answer::Recorded(_) => Then::Hang,
        };
        let worker = match worker {
            Worker::Named(name) => Some(name),
            Worker::Some | Worker::Nobody => None,
        };
        self.reply(call, Reply { worker, submitted, then });
    }

    /// Puts what the service will say about a call on the agenda.
    pub(crate) fn reply(&mut self, call: Invocation, reply: Reply) {
        let (frame, id) = (call.frame, call.id);
        self.ready.push_back(Input::Task(frame, id, TaskSignal::Started(reply.worker)));
        if let Some(response) = reply.submitted {
            self.ready.push_back(Input::Task(frame, id, TaskSignal::Submitted(response)));
        }
        let due = match reply.then {
            Then::After(latency_ms, signal) => {
                let due = self.now.plus_ms(latency_ms.min(limits::LATENCY_MS_MAX) as i64);
                self.agenda.insert((due, id, 1), Input::Task(frame, id, signal));
                Some(due)
            }
            Then::Hold => {
                self.pending.insert(id, Arc::new(call));
                None
            }
            Then::Nested => {
                self.delegated.insert(id, frame);
                None
            }
            Then::Hang => None,
        };
        self.out.insert(id, (due, None));
    }

    fn hold_task(&mut self, call: &Invocation) {
        // A task without a token of its own can be held too; this is what a person answers it by.
        let token = call.token.clone().unwrap_or_else(|| TaskToken::new(request_id(call)));
        let task = HeldTask {
            token: token.clone(),
            path: call.path.clone(),
            state: call.state.clone(),
            since: self.now,
            deadline: call.deadline,
            heartbeat_deadline: call.heartbeat_deadline,
            parameters: call.parameters.clone(),
            nested: self.nested.clone(),
        };
        let hold = Arc::new(Hold { task, frame: call.frame, id: call.id });
        self.out.insert(call.id, (None, Some(token.clone())));
        self.held.insert(token, hold.clone());
        self.holds.push(HoldChange::Held(hold));
    }

    fn answer_to(&mut self, call: &Invocation) -> MockCall {
        let Some(mock) = self.mocks.states.get(&call.state).filter(|mock| !mock.calls.is_empty()) else {
            return MockCall::new(default_answer(&call.resource, call));
        };
        let taken = self.taken.entry(call.state.clone()).or_default();
        let (index, answer) = mock.answer(taken, &call.parameters);
        if let Some(index) = index {
            Arc::make_mut(taken).push(index);
        }
        answer
    }
}

/// What a Task gets that nobody mocked: callbacks and activities wait for a person, everything else succeeds.
fn default_answer(resource: &Resource, call: &Invocation) -> Answer {
    if resource.pattern == Pattern::WaitForTaskToken || resource.integration == Integration::Activity {
        return Answer::Hold;
    }
    let outcome = Answer::Return(default_response(resource, &request_id(call)));
    Answer::Recorded(Arc::new(super::mock::Recorded { asked: None, submitted: None, outcome }))
}

/// An identifier for a call's response.
pub(crate) fn request_id(call: &Invocation) -> String {
    uuid_of(call.seed ^ call.id.0, &call.state)
}
