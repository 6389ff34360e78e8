//! What an event tells.
//!
//! A scope (the machine, a branch, an iteration) is in one state at a time, so an open visit is found by its scope.

mod ends;
mod redriven;
mod traced;

use std::borrow::Cow;

use super::told::{At, Told};
use super::{Attempt, Outcome, Progress, StateMoment, StateStatus, Visit};
use crate::asl::{Machine, State, StateKind, TransitionKind};
use crate::json::Pointer;
use crate::sim::{EventDetails, EventType, HistoryEvent, Hop, HopKind, ScopePath, StatePath};

/// The reader of the events and the trace: what they tell, over the definition they are of.
pub(super) struct Fold<'a> {
    pub(super) machine: &'a Machine,
    pub(super) told: &'a mut Told,
}

impl Fold<'_> {
    /// Reads the next event.
    pub(super) fn event(&mut self, event: &HistoryEvent) {
        use EventType as E;
        let index = self.told.events;
        self.told.events += 1;
        match event.kind {
            E::TaskStateEntered
            | E::PassStateEntered
            | E::ChoiceStateEntered
            | E::WaitStateEntered
            | E::SucceedStateEntered
            | E::FailStateEntered
            | E::ParallelStateEntered
            | E::MapStateEntered => self.enter(index, event),
            E::TaskStateExited
            | E::PassStateExited
            | E::ChoiceStateExited
            | E::WaitStateExited
            | E::SucceedStateExited
            | E::ParallelStateExited
            | E::MapStateExited => self.exit(index, event),
            E::TaskStateAborted | E::WaitStateAborted | E::ParallelStateAborted | E::MapStateAborted => {
                self.abort(event);
            }
            E::TaskScheduled
            | E::LambdaFunctionScheduled
            | E::ActivityScheduled
            | E::ParallelStateStarted
            | E::MapStateStarted
            | E::MapRunStarted => self.begin(index, event),
            E::TaskSubmitted => self.submitted(event),
            E::TaskSucceeded
            | E::LambdaFunctionSucceeded
            | E::ActivitySucceeded
            | E::ParallelStateSucceeded
            | E::MapStateSucceeded
            | E::MapRunSucceeded => self.end_attempt(event, Outcome::Succeeded, None),
            E::TaskFailed
            | E::TaskTimedOut
            | E::TaskStartFailed
            | E::TaskSubmitFailed
            | E::LambdaFunctionFailed
            | E::LambdaFunctionTimedOut
            | E::LambdaFunctionStartFailed
            | E::LambdaFunctionScheduleFailed
            | E::ActivityFailed
            | E::ActivityTimedOut
            | E::ActivityScheduleFailed
            | E::EvaluationFailed
            | E::MapRunFailed => self.failed(index, event),
            E::ParallelStateFailed | E::MapStateFailed => self.scopes_failed(event),
            E::MapIterationSucceeded => self.progress(event, |progress| progress.done += 1),
            E::MapIterationFailed => self.progress(event, |progress| progress.failed += 1),
            E::ExecutionSucceeded | E::ExecutionFailed | E::ExecutionTimedOut | E::ExecutionAborted => {
                self.ended(event);
            }
            E::ExecutionRedriven => self.redriven(index, event),
            E::ExecutionStarted
            | E::TaskStarted
            | E::LambdaFunctionStarted
            | E::ActivityStarted
            | E::MapIterationStarted
            | E::MapIterationAborted
            | E::MapRunAborted
            | E::MapRunRedriven => {}
        }
    }

    /// Where the scope is that an event is of.
    pub(super) fn at(&self, event: &HistoryEvent) -> Option<At> {
        self.told.flow.open.get(&event.path.as_ref()?.scope).copied()
    }

    /// Changes the visit an event is part of.
    pub(super) fn change(&mut self, event: &HistoryEvent, change: impl FnOnce(&mut Visit)) {
        if let Some(at) = self.at(event) {
            self.told.change(at, change);
        }
    }

    fn enter(&mut self, index: usize, event: &HistoryEvent) {
        let Some(path) = &event.path else { return };
        let machine = self.machine;
        let state = self.state(&path.state);
        let id = self.told.states.get_index(state).and_then(|(_, moment)| moment.id);
        let waits = event.kind == EventType::WaitStateEntered;
        let mut visit = Visit::entered(index, event, path.scope.clone());
        visit.status = if waits { StateStatus::Waiting } else { StateStatus::Running };
        visit.progress.total = branches(machine, id);
        let Some(at) = self.told.add(state, visit) else { return };
        self.told.flow.open.insert(path.scope.clone(), at);
        if self.told.flow.left.swap_remove(&path.scope).is_none() {
            self.begin_scope(state);
        }
    }

    /// The place of a state among those that were entered; a new one for one that was not.
    pub(super) fn state(&mut self, at: &Pointer) -> usize {
        let known = self.told.states.get_index_of(at);
        known.unwrap_or_else(|| self.told.states.insert_full(at.clone(), StateMoment::at(self.machine, at)).0)
    }

    /// What the definition has at a state's position.
    pub(super) fn defined(&self, state: usize) -> Option<&State> {
        let id = self.told.states.get_index(state).and_then(|(_, state)| state.id)?;
        self.machine.state(id)
    }

    /// The scope begins with this state.
    fn begin_scope(&mut self, state: usize) {
        let scope = self.defined(state).and_then(|state| self.machine.scope(state.scope));
        if let Some(way_in) = scope.map(|scope| scope.pointer.key("StartAt")) {
            self.told.taken.insert(way_in);
        }
    }

    /// Notes which transition a visit was left along.
    fn follow(&mut self, at: At, path: &StatePath, kind: TransitionKind) {
        let machine = self.machine;
        let id = self.told.states.get_index(at.0).and_then(|(_, state)| state.id);
        let known = id.and_then(|id| machine.outgoing(id).iter().find(|way| way.kind == kind));
        // The run may be of an older text.
        let made = || Cow::Owned(kind.pointer(&path.state));
        let pointer = known.map_or_else(made, |way| Cow::Borrowed(&way.pointer));
        if !self.told.taken.contains(&*pointer) {
            self.told.taken.insert(pointer.into_owned());
        }
    }

    fn exit(&mut self, index: usize, event: &HistoryEvent) {
        let Some(path) = &event.path else { return };
        let Some(at) = self.told.flow.open.swap_remove(&path.scope) else { return };
        let (output, taken) = match &event.details {
            EventDetails::Exited { output, taken, .. } => (Some(output.clone()), *taken),
            _ => (None, None),
        };
        if let Some(kind) = taken {
            self.follow(at, path, kind);
        }
        let ended = self.told.change(at, |visit| {
            visit.exited = Some(index);
            visit.output = output;
            let caught = visit.status == StateStatus::Caught;
            let ended = if caught { StateStatus::Caught } else { StateStatus::Succeeded };
            visit.end(event.time, ended);
            ended
        });
        if matches!(event.kind, EventType::ParallelStateExited | EventType::MapStateExited) {
            self.told.forget(|scope| is_within(scope, path));
        }
        match path.scope.hop() {
            Some(hop) if ended == Some(StateStatus::Succeeded) && self.defined(at.0).is_some_and(ends_scope) => {
                self.told.forget_one(&path.scope);
                self.joined(hop);
            }
            _ => drop(self.told.flow.left.insert(path.scope.clone(), at)),
        }
    }

    /// A branch came to its end; a Map's iterations have events of their own.
    fn joined(&mut self, hop: &Hop) {
        let Some(owner) = self.told.flow.open.get(&hop.outer).copied() else { return };
        self.told.change(owner, |visit| {
            if hop.kind == HopKind::Branch && !visit.progress.joined.contains(&hop.index) {
                visit.progress.joined.push(hop.index);
                visit.progress.done += 1;
            }
        });
    }

    fn begin(&mut self, index: usize, event: &HistoryEvent) {
        if let (EventType::ParallelStateStarted | EventType::MapStateStarted, Some(path)) = (event.kind, &event.path) {
            // The scopes of an earlier attempt are gone.
            self.told.flow.left.retain(|scope, _| !is_within(scope, path));
            self.start_over(event, path);
            self.told.forget(|scope| is_within(scope, path));
            self.change(event, |visit| visit.begun = Some(index));
        }
        if event.kind == EventType::MapRunStarted {
            return;
        }
        self.change(event, |visit| {
            visit.status = StateStatus::Running;
            (visit.error, visit.cause, visit.retry) = (None, None, None);
            let progress = &visit.progress;
            let total = if let EventDetails::Length(length) = event.details { Some(length) } else { progress.total };
            visit.progress = Progress { total, ..Progress::default() };
            (visit.deadline, visit.heartbeat_ms) = match &event.details {
                EventDetails::Scheduled(scheduled) => (
                    scheduled.timeout_seconds.map(|seconds| event.time.plus_seconds(seconds)),
                    scheduled.heartbeat_seconds.map(|seconds| seconds.saturating_mul(1_000)),
                ),
                _ => (None, None),
            };
            visit.attempts.push(Attempt {
                event: index,
                from: event.time,
                to: None,
                outcome: Outcome::Running,
                error: None,
            });
        });
    }

    /// A message with a token was sent: from now on somebody else's answer is awaited.
    fn submitted(&mut self, event: &HistoryEvent) {
        let EventDetails::TaskOutput(resource, _) = &event.details else { return };
        if !resource.resource.ends_with(".waitForTaskToken") {
            return;
        }
        self.change(event, |visit| {
            visit.status = StateStatus::Callback;
            if let Some(attempt) = visit.attempts.last_mut() {
                attempt.outcome = Outcome::Callback;
            }
        });
    }

    fn progress(&mut self, event: &HistoryEvent, change: impl FnOnce(&mut Progress)) {
        // An iteration's events belong to the Map's own scope, or to the iteration's.
        let Some(path) = &event.path else { return };
        let own = path.scope.hop().filter(|hop| hop.owner == path.state).map(|hop| &hop.outer);
        if let Some(at) = self.told.flow.open.get(own.unwrap_or(&path.scope)).copied() {
            self.told.change(at, |visit| change(&mut visit.progress));
        }
    }
}

/// How many branches a state has; `None` for a state without any, and for a Map before it counted its items.
fn branches(machine: &Machine, id: Option<crate::asl::StateId>) -> Option<usize> {
    let state = machine.state(id?)?;
    (state.kind == Some(StateKind::Parallel)).then_some(state.inner.len())
}

/// Whether a scope is inside a Parallel or Map.
pub(super) fn is_within(scope: &ScopePath, path: &StatePath) -> bool {
    scope.hops().any(|hop| hop.outer == path.scope && hop.owner == path.state)
}

/// Whether leaving a state well ends its branch.
fn ends_scope(state: &State) -> bool {
    state.end || state.kind == Some(StateKind::Succeed)
}
