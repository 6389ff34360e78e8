//! What a history and its trace say of each visit, read line by line by a few plain rules, and by none of the page's.

use std::collections::{BTreeMap, BTreeSet};

use stepwright::asl::{Machine, StateKind};
use stepwright::json::Pointer;
use stepwright::sim::{
    EventDetails, EventType, Failure, HistoryEvent, HopKind, Retried, ScopePath, StatePath, TraceFact, TraceRecord,
    VirtualTime,
};
use stepwright::studio::StateStatus;

/// What has been read so far.
#[derive(Clone)]
pub(super) struct Account<'a> {
    pub machine: &'a Machine,
    events: usize,
    records: usize,
    /// Every visit, in the order of their entries.
    pub visits: Vec<Told>,
    /// The names in the document that execution went along.
    pub taken: BTreeSet<Pointer>,
    /// The scopes that have begun.
    begun: BTreeSet<ScopePath>,
    /// How often it was redriven.
    pub redrives: usize,
}

/// One visit.
#[derive(Clone)]
pub(super) struct Told {
    pub path: StatePath,
    /// The event that entered it, by its id.
    entered: u64,
    /// When, or when it was redriven.
    pub from: VirtualTime,
    pub status: StateStatus,
    left: bool,
    /// Whether it is one to a Wait state.
    waits: bool,
    /// Which retry it waits for.
    pub retry: Option<Retried>,
    /// The error of its last try, where that was decided upon.
    pub failure: Option<Failure>,
    /// Which of all decisions was the last upon it.
    pub decided: usize,
    /// How many redrives were before that.
    pub redrives: usize,
    pub tries: usize,
    last: Try,
    /// The event that began its branches or items, until an error of theirs is taken.
    inside_since: Option<u64>,
    /// How many branches or items it has, and how many of them ended well and with an error.
    pub total: Option<usize>,
    pub done: BTreeSet<usize>,
    pub failed: usize,
    /// Whether its items run in executions of their own.
    pub distributed: bool,
}

/// How far a visit's last try is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Try {
    /// There is none, or it was decided upon its error.
    Over,
    /// It goes on, or nothing was decided yet.
    Begun,
    /// A redrive made it go on with its branches or items, and nothing came of that yet.
    Resumed,
}

impl<'a> Account<'a> {
    pub(super) fn new(machine: &'a Machine) -> Account<'a> {
        let (visits, taken, begun) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
        Account { machine, events: 0, records: 0, visits, taken, begun, redrives: 0 }
    }

    /// Goes on to what shows, or begins anew where that is less than before.
    pub(super) fn read(&mut self, events: &[HistoryEvent], trace: &[TraceRecord]) {
        if events.len() < self.events || trace.len() < self.records {
            *self = Account::new(self.machine);
        }
        for event in events.get(self.events..).unwrap_or_default() {
            self.decided(trace, event.id - 1);
            self.happened(event);
            self.events += 1;
        }
        self.decided(trace, u64::MAX);
    }

    /// Reads what was decided up to an event.
    fn decided(&mut self, trace: &[TraceRecord], event: u64) {
        while let Some(record) = trace.get(self.records).filter(|record| record.event <= event) {
            self.records += 1;
            self.record(record);
        }
    }

    fn record(&mut self, record: &TraceRecord) {
        if !self.visits.iter().any(|visit| visit.is_open() && visit.path == record.path) {
            // A state that could not be entered.
            self.visits.push(Told::new(record.path.clone(), record.event, record.time));
        }
        for visit in self.visits.iter_mut().filter(|visit| visit.is_open()) {
            if visit.path == record.path {
                visit.decide(&record.fact);
                (visit.decided, visit.redrives) = (self.records, self.redrives);
            } else if visit.is_within(&record.path) {
                visit.status = StateStatus::Aborted;
            }
        }
    }

    fn happened(&mut self, event: &HistoryEvent) {
        // A child execution that was stopped with its parent has no event of that.
        if event.kind.ends_execution() || event.kind == EventType::ExecutionRedriven {
            self.visits
                .iter_mut()
                .filter(|visit| visit.is_open())
                .for_each(|visit| visit.status = StateStatus::Aborted);
        }
        if event.kind == EventType::ExecutionRedriven {
            self.redriven(event);
            self.redrives += 1;
        }
        let Some(path) = &event.path else { return };
        if matches!(event.details, EventDetails::Entered { .. }) {
            self.enter(path, event);
            return;
        }
        if begins(event.kind) {
            let within = self.visits.iter_mut().filter(|visit| visit.is_open() && visit.is_within(path));
            within.for_each(|visit| visit.status = StateStatus::Aborted);
        }
        if let EventDetails::Exited { taken, .. } = &event.details {
            match taken {
                Some(kind) => self.taken.extend([kind.pointer(&path.state)]),
                None => self.branch_ended(&path.scope),
            }
        }
        for visit in self.visits.iter_mut().filter(|visit| visit.is_open()) {
            visit.hear(path, event);
        }
    }

    fn enter(&mut self, path: &StatePath, event: &HistoryEvent) {
        if self.begun.insert(path.scope.clone())
            && let Some(scope) = path.state.parent().and_then(|states| states.parent())
        {
            self.taken.insert(scope.key("StartAt"));
        }
        let state = self.machine.at(&path.state).and_then(|id| self.machine.state(id));
        let mut visit = Told::new(path.clone(), event.id, event.time);
        visit.waits = event.kind == EventType::WaitStateEntered;
        if visit.waits {
            visit.status = StateStatus::Waiting;
        }
        visit.total = state.filter(|state| state.kind == Some(StateKind::Parallel)).map(|state| state.inner.len());
        self.visits.push(visit);
    }

    /// A branch came to its end; a Map's iterations have events of their own.
    fn branch_ended(&mut self, scope: &ScopePath) {
        let Some(hop) = scope.hop().filter(|hop| hop.kind == HopKind::Branch) else { return };
        let is_owner =
            |visit: &&mut Told| visit.is_open() && visit.path.scope == hop.outer && visit.path.state == hop.owner;
        self.visits.iter_mut().filter(is_owner).for_each(|visit| visit.done.extend([hop.index]));
    }

    /// What was entered and not left goes on, each as another visit; not so inside an attempt whose error was taken.
    fn redriven(&mut self, event: &HistoryEvent) {
        let mut last: BTreeMap<&ScopePath, &Told> = BTreeMap::new();
        last.extend(self.visits.iter().map(|visit| (&visit.path.scope, visit)));
        let goes_on = |visit: &Told| {
            let mut inner = visit;
            while let Some(hop) = inner.path.scope.hop() {
                // Around a child execution is another one.
                let Some(owner) = last.get(&hop.outer) else { break };
                let began = owner.inside_since.is_some_and(|since| inner.entered > since);
                if owner.left || owner.entered != hop.entered_event || !began {
                    return false;
                }
                inner = owner;
            }
            true
        };
        let again: Vec<Told> =
            last.values().filter(|visit| !visit.left && goes_on(visit)).map(|visit| visit.again(event)).collect();
        self.visits.extend(again);
    }
}

impl Told {
    fn new(path: StatePath, entered: u64, from: VirtualTime) -> Told {
        Told {
            path,
            entered,
            from,
            status: StateStatus::Running,
            left: false,
            waits: false,
            retry: None,
            failure: None,
            decided: 0,
            redrives: 0,
            tries: 0,
            last: Try::Over,
            inside_since: None,
            total: None,
            done: BTreeSet::new(),
            failed: 0,
            distributed: false,
        }
    }

    /// The visit that goes on with it after a redrive.
    fn again(&self, event: &HistoryEvent) -> Told {
        let tries = usize::from(self.total.is_some());
        Told {
            status: if self.waits { StateStatus::Waiting } else { StateStatus::Running },
            retry: None,
            failure: None,
            tries,
            last: if tries > 0 { Try::Resumed } else { Try::Over },
            failed: 0,
            from: event.time,
            ..self.clone()
        }
    }

    /// Whether something may still come of it. One that was caught is still to be left.
    pub(super) fn is_open(&self) -> bool {
        !self.left && !matches!(self.status, StateStatus::Failed | StateStatus::Aborted)
    }

    fn is_within(&self, path: &StatePath) -> bool {
        self.path.scope.hops().any(|hop| hop.outer == path.scope && hop.owner == path.state)
    }

    fn decide(&mut self, fact: &TraceFact) {
        let (status, failure) = match fact {
            TraceFact::Retried(retried) => (StateStatus::Retrying, &retried.failure),
            TraceFact::Caught { failure, .. } => (StateStatus::Caught, &**failure),
            TraceFact::Failed(failure) => (StateStatus::Failed, &**failure),
        };
        self.retry = if let TraceFact::Retried(retried) = fact { Some((**retried).clone()) } else { None };
        (self.status, self.failure) = (status, Some(failure.clone()));
        self.last = Try::Over;
        self.inside_since = self.inside_since.filter(|_| status == StateStatus::Failed);
    }

    fn hear(&mut self, path: &StatePath, event: &HistoryEvent) {
        let iteration = path.scope.hop().filter(|hop| hop.owner == path.state).map_or(&path.scope, |hop| &hop.outer);
        if let EventDetails::Iteration(index) = event.details
            && self.path.state == path.state
            && self.path.scope == *iteration
        {
            match event.kind {
                EventType::MapIterationSucceeded => self.done.extend([index]),
                EventType::MapIterationFailed => self.failed += 1,
                _ => {}
            }
        }
        if self.path != *path {
            return;
        }
        match (event.kind, &event.details) {
            (_, EventDetails::Exited { .. }) => {
                self.left = true;
                if self.status != StateStatus::Caught {
                    self.status = StateStatus::Succeeded;
                }
            }
            (EventType::MapRunStarted, _) => self.distributed = true,
            (kind, _) if begins(kind) => self.begin(event),
            (kind, _) if kind.as_str().ends_with("StateAborted") => self.status = StateStatus::Aborted,
            (EventType::TaskSubmitted, EventDetails::TaskOutput(resource, _))
                if resource.resource.ends_with(".waitForTaskToken") =>
            {
                self.status = StateStatus::Callback;
            }
            (kind, _) if fails(kind) => {
                // What could not be begun was a try.
                self.tries += usize::from(self.last == Try::Over);
                (self.last, self.status) = (Try::Begun, StateStatus::Running);
            }
            (kind, _) if kind.as_str().ends_with("Succeeded") => self.status = StateStatus::Running,
            _ => {}
        }
    }

    fn begin(&mut self, event: &HistoryEvent) {
        (self.status, self.retry, self.failure) = (StateStatus::Running, None, None);
        // One that was redriven may begin again as a whole.
        self.tries += usize::from(self.last != Try::Resumed);
        self.last = Try::Begun;
        (self.done, self.failed, self.inside_since) = (BTreeSet::new(), 0, Some(event.id));
        if let EventDetails::Length(length) = event.details {
            self.total = Some(length);
        }
    }
}

/// Whether an event begins a try.
fn begins(kind: EventType) -> bool {
    let name = kind.as_str();
    name.ends_with("Scheduled") || matches!(name, "ParallelStateStarted" | "MapStateStarted")
}

/// Whether an event ends a call with an error.
fn fails(kind: EventType) -> bool {
    let name = kind.as_str();
    let of_call = ["Task", "LambdaFunction", "Activity", "Evaluation"].iter().any(|call| name.starts_with(call));
    of_call && (name.ends_with("Failed") || name.ends_with("TimedOut"))
}
