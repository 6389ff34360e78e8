//! What the world answers: for each Task by name, one answer a call.
//!
//! Must never know: how a state runs. A plan is data; the [world](super::world) looks answers up in it.

mod json;
mod response;

use std::sync::Arc;

pub use json::MockError;
pub(crate) use response::{default_response, sdk_metadata, submitted_response, wrap};

use super::history::Failure;
use super::limits;
use crate::json::Value;
use crate::sort::{SortedMap, SortedSet};

/// The answers to every Task of a machine, by the state's name. A Task without an entry gets a default answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MockPlan {
    /// The mocked states.
    pub states: SortedMap<Arc<str>, StateMock>,
}

/// The answers to one Task.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StateMock {
    /// The first call's answer, the second's, and so on; retries and iterations are calls too.
    pub calls: Vec<MockCall>,
    /// What happens when there are more calls than answers.
    pub after_last: AfterLast,
    /// Whether the activity that the Task names was deleted, or never created (AWS: `ActivityDoesNotExist`). Then there
    /// is nothing to call.
    pub activity_does_not_exist: bool,
}

/// What a call beyond the last answer gets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AfterLast {
    /// The last answer again.
    #[default]
    Repeat,
    /// An error that says so.
    Fail,
}

/// The answer to one call.
#[derive(Clone, Debug, PartialEq)]
pub struct MockCall {
    /// How long the service takes, in virtual milliseconds.
    pub latency_ms: u64,
    /// What it answers.
    pub answer: Answer,
    /// Who takes the task, where the resource is an activity.
    pub worker: Worker,
}

/// Who polls for an activity's task (AWS: `GetActivityTask`).
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Worker {
    /// A worker that gives no name of its own.
    #[default]
    Some,
    /// A worker of that name (`workerName`).
    Named(Arc<str>),
    /// Nobody, ever; only a time limit ends the task.
    Nobody,
}

/// What a service answers.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// A result. For `lambda:invoke` it is the function's payload and gets the service's envelope.
    Return(Value),
    /// An error.
    Throw {
        /// Such as `Lambda.TooManyRequestsException`; the service may leave it out.
        error: Option<Arc<str>>,
        /// Any text.
        cause: Option<Arc<str>>,
    },
    /// Nothing until a person decides; the task is held for [`Simulation::resolve`](super::Simulation::resolve).
    Hold,
    /// Nothing, ever; only a time limit ends the task.
    Hang,
    /// A recorded exchange with the real service, given as it was.
    Recorded(Arc<Recorded>),
}

/// One exchange with a service as a recording has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// What the service was asked, by which concurrent calls find their own answers.
    pub asked: Option<Value>,
    /// The service's response to a call that then waits (`.sync`, `.waitForTaskToken`).
    pub submitted: Option<Value>,
    /// The outcome; a returned value is the whole result and gets no envelope.
    pub outcome: Answer,
}

impl MockCall {
    /// An answer after the default latency.
    pub fn new(answer: Answer) -> MockCall {
        MockCall { latency_ms: limits::LATENCY_DEFAULT_MS, answer, worker: Worker::default() }
    }
}

impl Answer {
    /// An error with a name and a cause.
    pub fn throw(error: &str, cause: &str) -> Answer {
        Answer::Throw { error: Some(error.into()), cause: Some(cause.into()) }
    }
}

impl StateMock {
    /// The same answer to every call.
    pub fn always(answer: Answer) -> StateMock {
        StateMock { calls: vec![MockCall::new(answer)], ..StateMock::default() }
    }

    /// The answer to a call.
    ///
    /// `taken` says which calls were answered; a recorded exchange that was asked the same comes before the order.
    pub(crate) fn answer(&self, taken: &[usize], asked: &Value) -> (Option<usize>, MockCall) {
        let free = |index: &usize| !taken.contains(index);
        let same = |index: &usize| match self.calls.get(*index).map(|call| &call.answer) {
            Some(Answer::Recorded(recorded)) => recorded.asked.as_ref() == Some(asked),
            _ => false,
        };
        let mut open = (0..self.calls.len()).filter(free);
        let index = open.clone().find(same).or_else(|| open.next());
        if let Some(index) = index {
            return (Some(index), self.calls[index].clone());
        }
        match self.calls.last() {
            Some(last) if self.after_last == AfterLast::Repeat => (None, last.clone()),
            _ => (None, MockCall::new(exhausted(taken.len()))),
        }
    }
}

fn exhausted(answered: usize) -> Answer {
    Answer::throw("States.TaskFailed", &format!("The mock of this state answers {answered} calls; this is one more."))
}

impl MockPlan {
    /// The answers to one state.
    pub fn get(&self, state: &str) -> Option<&StateMock> {
        self.states.get(state)
    }

    /// The states whose activities do not exist.
    pub(crate) fn missing_activities(&self) -> SortedSet<Arc<str>> {
        let missing = self.states.iter().filter(|(_, mock)| mock.activity_does_not_exist);
        missing.map(|(state, _)| state.clone()).collect()
    }

    /// The plan with one state's answers set.
    #[must_use]
    pub fn with(mut self, state: &str, mock: StateMock) -> MockPlan {
        self.states.insert(state.into(), mock);
        self
    }
}

impl From<Failure> for Answer {
    fn from(failure: Failure) -> Answer {
        Answer::Throw { error: failure.error, cause: failure.cause }
    }
}
