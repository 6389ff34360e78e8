//! Tasks that wait for a person, and the tokens that answer them.

use std::sync::Arc;

use crate::json::{Pointer, Value};
use crate::sim::history::StatePath;
use crate::sim::ids::{FrameId, TaskToken, WorkId};
use crate::sim::time::VirtualTime;

/// A task that waits for a person.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldTask {
    /// What answers it.
    pub token: TaskToken,
    /// Where it runs.
    pub path: StatePath,
    /// The state's name.
    pub state: Arc<str>,
    /// Since when.
    pub since: VirtualTime,
    /// When it times out.
    pub deadline: Option<VirtualTime>,
    /// When its silence becomes too long.
    pub heartbeat_deadline: Option<VirtualTime>,
    /// What the service was given.
    pub parameters: Value,
    /// The nested execution it runs in; `None` in the run's own.
    pub nested: Option<NestedId>,
}

impl HeldTask {
    /// When its time runs out: its own, or that of a heartbeat.
    pub fn due(&self) -> Option<VirtualTime> {
        self.deadline.into_iter().chain(self.heartbeat_deadline).min()
    }

    /// Whether it is one of a state of the machine that runs, and not of a nested execution's.
    pub fn is_at(&self, state: &Pointer) -> bool {
        self.nested.is_none() && self.path.state == *state
    }
}

/// Which nested execution, for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NestedId {
    /// Its state machine's name.
    pub machine: Arc<str>,
    /// Its ARN.
    pub arn: Arc<str>,
}

/// A held task and how its answer finds the scope.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Hold {
    pub task: HeldTask,
    pub frame: FrameId,
    pub id: WorkId,
}
