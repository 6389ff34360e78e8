//! Events to [`Moment`]: one pass, then one look at what is still open.
//!
//! A scope (the machine, a branch, an iteration) is in one state at a time, so an open visit is found by its scope.

use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};

use super::retry;
use super::{Attempt, Moment, Outcome, Progress, StateMoment, StateStatus, Visible, Visit};
use crate::asl::{State, StateKind, TransitionKind};
use crate::json::{NodeRef, Pointer};
use crate::sim::{EventDetails, EventType, Failure, HistoryEvent, Hop, HopKind, ScopePath, VirtualTime};

/// A visit's place: the state's position, then the visit's in it.
pub(super) type At = (usize, usize);

pub(super) struct Fold<'a> {
    pub(super) visible: &'a Visible<'a>,
    /// The scope the history is of: the machine's own, or a child execution's.
    pub(super) base: &'a ScopePath,
    pub(super) states: IndexMap<Pointer, StateMoment>,
    taken: IndexSet<Pointer>,
    /// Where each scope is.
    pub(super) open: IndexMap<ScopePath, At>,
    /// Where each scope was, between two states.
    pub(super) left: IndexMap<ScopePath, At>,
    /// The same when the execution ended.
    pub(super) halted: IndexMap<ScopePath, At>,
    /// The last error on its way out of a scope.
    pub(super) thrown: Failure,
    pub(super) error: Option<Arc<str>>,
}

/// The moment that the events of an execution lead to, which runs in the scope `base`.
pub(super) fn fold(visible: &Visible<'_>, base: &ScopePath) -> Moment {
    let mut fold = Fold {
        visible,
        base,
        states: IndexMap::new(),
        taken: IndexSet::new(),
        open: IndexMap::new(),
        left: IndexMap::new(),
        halted: IndexMap::new(),
        thrown: Failure::default(),
        error: None,
    };
    for (index, event) in visible.events.iter().enumerate() {
        fold.event(index, event);
    }
    fold.settle();
    let tokens = fold.tokens();
    for state in fold.states.values_mut() {
        state.status = stands_for(&state.visits);
    }
    Moment {
        now: visible.now,
        start: visible.events.first().map(|event| event.time),
        events: visible.events.len(),
        status: visible.status,
        error: fold.error,
        held: visible.held.clone(),
        states: fold.states,
        taken: fold.taken,
        tokens,
        inside: super::Inside::default(),
    }
}

impl Fold<'_> {
    fn event(&mut self, index: usize, event: &HistoryEvent) {
        use EventType as E;
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

    pub(super) fn visit(&mut self, (state, visit): At) -> Option<&mut Visit> {
        self.states.get_index_mut(state)?.1.visits.get_mut(visit)
    }

    /// The visit an event is part of.
    pub(super) fn current(&mut self, event: &HistoryEvent) -> Option<&mut Visit> {
        let at = *self.open.get(&event.path.as_ref()?.scope)?;
        self.visit(at)
    }

    fn enter(&mut self, index: usize, event: &HistoryEvent) {
        let Some(path) = &event.path else { return };
        let machine = self.visible.machine;
        let entry = self.states.entry(path.state.clone());
        let state = entry.index();
        let moment = entry.or_insert_with(|| StateMoment {
            id: machine.at(&path.state),
            kind: machine.at(&path.state).and_then(|id| machine.state(id)).and_then(|state| state.kind),
            name: event.state.clone().unwrap_or_else(|| "".into()),
            status: StateStatus::NotReached,
            visits: Vec::new(),
            retry: None,
        });
        let waits = event.kind == EventType::WaitStateEntered;
        let mut visit = Visit::entered(index, event, path.scope.clone());
        visit.status = if waits { StateStatus::Waiting } else { StateStatus::Running };
        visit.progress.total = branches(machine, moment.id);
        let at = (state, moment.visits.len());
        moment.visits.push(visit);
        self.open.insert(path.scope.clone(), at);
        match self.left.swap_remove(&path.scope) {
            Some(from) => self.follow(from, state),
            None => self.begin_scope(state),
        }
        if event.kind == EventType::FailStateEntered {
            self.fail_state(at, &path.state, event.time);
        }
    }

    /// The scope begins with this state.
    fn begin_scope(&mut self, state: usize) {
        let machine = self.visible.machine;
        let id = self.states.get_index(state).and_then(|(_, state)| state.id);
        let scope = id.and_then(|id| machine.state(id)).and_then(|state| machine.scope(state.scope));
        if let Some(scope) = scope {
            self.taken.insert(scope.pointer.key("StartAt"));
        }
    }

    /// Notes which transition led from a visit to a state. Where several rules name one target, the history does not
    /// tell them apart; the first one counts.
    fn follow(&mut self, from: At, to: usize) {
        let Some(to) = self.states.get_index(to).and_then(|(_, state)| state.id) else { return };
        let Some((pointer, moment)) = self.states.get_index(from.0) else { return };
        let (Some(id), Some(visit)) = (moment.id, moment.visits.get(from.1)) else { return };
        let catcher = visit.error.as_ref().and_then(|e| retry::catcher(self.visible.document, pointer, Some(e)));
        let leads = || self.visible.machine.outgoing(id).iter().filter(|transition| transition.to == Some(to));
        let is_catch = |kind: TransitionKind| matches!(kind, TransitionKind::Catch(_));
        let caught = || leads().find(|t| catcher.is_some_and(|index| t.kind == TransitionKind::Catch(index)));
        let erred = visit.error.is_some();
        let plain = || leads().find(|t| is_catch(t.kind) == erred);
        let Some(taken) = caught().or_else(plain).or_else(|| leads().next()) else { return };
        let (pointer, is_caught) = (taken.pointer.clone(), is_catch(taken.kind));
        self.taken.insert(pointer);
        if is_caught && let Some(visit) = self.visit(from) {
            visit.status = StateStatus::Caught;
        }
    }

    fn fail_state(&mut self, at: At, pointer: &Pointer, time: VirtualTime) {
        let node = self.visible.document.find(pointer);
        let text = |key: &str| node.and_then(|node| node.get(key)).and_then(NodeRef::as_str).map(Arc::from);
        let thrown = Failure { error: text("Error"), cause: text("Cause") };
        self.thrown = thrown.clone();
        if let Some(visit) = self.visit(at) {
            visit.end(time, StateStatus::Failed);
            (visit.error, visit.cause) = (thrown.error, thrown.cause);
        }
    }

    fn exit(&mut self, index: usize, event: &HistoryEvent) {
        let Some(path) = &event.path else { return };
        let Some(at) = self.open.swap_remove(&path.scope) else { return };
        let Some(visit) = self.visit(at) else { return };
        visit.exited = Some(index);
        if let EventDetails::Exited { output, .. } = &event.details {
            visit.output = Some(output.clone());
        }
        let ended = if visit.error.is_some() { StateStatus::Caught } else { StateStatus::Succeeded };
        visit.end(event.time, ended);
        let id = self.states.get_index(at.0).and_then(|(_, state)| state.id);
        let state = id.and_then(|id| self.visible.machine.state(id));
        match path.scope.hop() {
            Some(hop) if ended == StateStatus::Succeeded && state.is_some_and(ends_scope) => self.joined(hop),
            _ => drop(self.left.insert(path.scope.clone(), at)),
        }
    }

    /// A branch came to its end; a Map's iterations have events of their own.
    fn joined(&mut self, hop: &Hop) {
        let owner = self.open.get(&hop.outer).copied();
        let Some(visit) = owner.and_then(|owner| self.visit(owner)) else { return };
        if hop.kind == HopKind::Branch && !visit.progress.joined.contains(&hop.index) {
            visit.progress.joined.push(hop.index);
            visit.progress.done += 1;
        }
    }

    fn begin(&mut self, index: usize, event: &HistoryEvent) {
        if matches!(event.kind, EventType::ParallelStateStarted | EventType::MapStateStarted) {
            // The scopes of an earlier attempt are gone.
            self.left.retain(|scope, _| !is_within(scope, event));
            self.start_over(event);
        }
        let Some(visit) = self.current(event) else { return };
        if event.kind == EventType::MapRunStarted {
            return;
        }
        visit.status = StateStatus::Running;
        (visit.error, visit.cause) = (None, None);
        let total = if let EventDetails::Length(length) = event.details { Some(length) } else { visit.progress.total };
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
    }

    /// A message with a token was sent: from now on somebody else's answer is awaited.
    fn submitted(&mut self, event: &HistoryEvent) {
        let EventDetails::TaskOutput(resource, _) = &event.details else { return };
        if !resource.resource.ends_with(".waitForTaskToken") {
            return;
        }
        if let Some(visit) = self.current(event) {
            visit.status = StateStatus::Callback;
            if let Some(attempt) = visit.attempts.last_mut() {
                attempt.outcome = Outcome::Callback;
            }
        }
    }

    fn progress(&mut self, event: &HistoryEvent, change: impl FnOnce(&mut Progress)) {
        // An iteration's events belong to the Map's own scope, or to the iteration's.
        let Some(path) = &event.path else { return };
        let own = path.scope.hop().filter(|hop| hop.owner == path.state).map(|hop| &hop.outer);
        let at = self.open.get(own.unwrap_or(&path.scope)).copied();
        if let Some(visit) = at.and_then(|at| self.visit(at)) {
            change(&mut visit.progress);
        }
    }
}

/// How many branches a state has; `None` for a state without any, and for a Map before it counted its items.
fn branches(machine: &crate::asl::Machine, id: Option<crate::asl::StateId>) -> Option<usize> {
    let state = machine.state(id?)?;
    (state.kind == Some(StateKind::Parallel)).then_some(state.inner.len())
}

/// Whether a scope is inside the Parallel or Map that an event is of.
pub(super) fn is_within(scope: &ScopePath, event: &HistoryEvent) -> bool {
    let Some(path) = &event.path else { return false };
    scope.hops().any(|hop| hop.outer == path.scope && hop.owner == path.state)
}

/// Whether leaving a state well ends its branch.
fn ends_scope(state: &State) -> bool {
    state.end || state.kind == Some(StateKind::Succeed)
}

/// One status for all visits of a state; the rule is in the module's documentation.
pub(super) fn stands_for(visits: &[Visit]) -> StateStatus {
    let Some(last) = visits.last() else { return StateStatus::NotReached };
    let Some(run) = outermost(last) else { return last.status };
    let mut by_scope: IndexMap<&ScopePath, StateStatus> = IndexMap::new();
    for visit in visits.iter().rev().take_while(|visit| outermost(visit) == Some(run)) {
        by_scope.entry(&visit.scope).or_insert(visit.status);
    }
    by_scope.into_values().max_by_key(|status| status.weight()).unwrap_or_default()
}

/// The attempt of the outermost Parallel or Map around a visit.
pub(super) fn outermost(visit: &Visit) -> Option<(u64, u32)> {
    visit.scope.hops().last().map(|hop| (hop.entered_event, hop.attempt))
}
