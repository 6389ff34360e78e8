//! Moments of histories written by hand. [`Script`] is what `studio::timeline`'s tests use too.

use super::*;
use crate::asl::TransitionKind;
use crate::json::Document;
use crate::sim::{
    EventDetails, EventType as E, Failure, Hop, HopKind, Retried, Scheduled, StatePath, TaskResource, TaskToken,
    TraceFact,
};
use crate::sort::SortedMap;

/// The order workflow's shape: a retried Task, a Choice, a Parallel with an approval, a Map, a Fail.
pub(in crate::studio) const ORDER: &str = r#"{"StartAt":"Validate","States":{
    "Validate":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke",
        "Retry":[{"ErrorEquals":["Busy"],"MaxAttempts":3,"IntervalSeconds":2}],
        "Catch":[{"ErrorEquals":["Bad"],"Next":"Failed"},{"ErrorEquals":["States.ALL"],"Next":"Failed"}],"Next":"Check"},
    "Check":{"Type":"Choice","Choices":[{"Variable":"$.ok","BooleanEquals":true,"Next":"Both"}],"Default":"Failed"},
    "Both":{"Type":"Parallel","Branches":[
        {"StartAt":"Reserve","States":{"Reserve":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","End":true}}},
        {"StartAt":"Approve","States":{
            "Approve":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke.waitForTaskToken","TimeoutSeconds":86400,"Next":"Pay"},
            "Pay":{"Type":"Pass","End":true}}}],
        "Catch":[{"ErrorEquals":["States.ALL"],"Next":"Failed"}],"Next":"Each"},
    "Each":{"Type":"Map","ItemProcessor":{"StartAt":"Item","States":{"Item":{"Type":"Task","Resource":"x","End":true}}},"Next":"Done"},
    "Done":{"Type":"Succeed"},
    "Failed":{"Type":"Fail","Error":"OrderFailed"}}}"#;

/// A history under construction.
pub(in crate::studio) struct Script {
    pub(in crate::studio) machine: Machine,
    pub(in crate::studio) events: Vec<HistoryEvent>,
    pub(in crate::studio) trace: Vec<TraceRecord>,
    pub(in crate::studio) held: Vec<HeldTask>,
    pub(in crate::studio) now: VirtualTime,
    pub(in crate::studio) status: Status,
    scope: ScopePath,
    /// The event that last entered each state.
    entered: SortedMap<String, u64>,
}

impl Script {
    pub(in crate::studio) fn new() -> Script {
        let machine = Machine::read(&Document::new(ORDER));
        let mut script = Script {
            machine,
            events: Vec::new(),
            trace: Vec::new(),
            held: Vec::new(),
            now: VirtualTime(1_000_000),
            status: Status::Running,
            scope: ScopePath::root(),
            entered: SortedMap::new(),
        };
        let started = EventDetails::Started { input: Value::empty_object(), role_arn: "".into() };
        script.add(E::ExecutionStarted, "", started);
        script
    }

    fn path(&self, name: &str) -> Option<StatePath> {
        let state = self.machine.state(self.machine.state_named(name)?)?;
        Some(StatePath { state: state.pointer.clone(), scope: self.scope.clone() })
    }

    pub(in crate::studio) fn add(&mut self, kind: E, name: &str, details: EventDetails) -> &mut Script {
        let id = self.events.len() as u64 + 1;
        let state = (!name.is_empty()).then(|| name.into());
        let path = self.path(name);
        self.events.push(HistoryEvent { id, previous_event_id: id - 1, time: self.now, kind, details, state, path });
        self
    }

    /// What was decided after the last event.
    pub(in crate::studio) fn decide(&mut self, name: &str, fact: TraceFact) -> &mut Script {
        let (event, time, path) = (self.events.len() as u64, self.now, self.path(name).unwrap());
        self.trace.push(TraceRecord { event, time, path, fact });
        self
    }

    /// A task's error, which its first Retrier takes.
    pub(in crate::studio) fn busy(&mut self, name: &str, attempt: u32) -> &mut Script {
        let (due, failure) = (self.now.plus_ms(1_000 << attempt), Failure::new("Busy", "why"));
        self.throw(name, "Busy")
            .decide(name, TraceFact::Retried(Retried { retrier: 0, attempt, of: 3, due, failure }.into()))
    }

    /// A Catcher takes an error.
    pub(in crate::studio) fn catch(&mut self, name: &str, catcher: usize, error: &str) -> &mut Script {
        self.decide(name, TraceFact::Caught { catcher, failure: Failure::new(error, "why").into() })
    }

    /// Nothing takes an error.
    pub(in crate::studio) fn fails(&mut self, name: &str, error: &str) -> &mut Script {
        self.decide(name, TraceFact::Failed(Failure::new(error, "why").into()))
    }

    pub(in crate::studio) fn wait(&mut self, ms: i64) -> &mut Script {
        self.now = self.now.plus_ms(ms);
        self
    }

    /// Goes on in a branch of a Parallel, or an iteration of a Map, that is open.
    pub(in crate::studio) fn within(&mut self, owner: &str, kind: HopKind, index: usize, attempt: u32) -> &mut Script {
        self.scope = ScopePath::root();
        let entered_event = self.entered[owner];
        let owner = self.path(owner).unwrap().state;
        self.scope = ScopePath::new(Hop { outer: ScopePath::root(), owner, kind, index, entered_event, attempt });
        self
    }

    pub(in crate::studio) fn outside(&mut self) -> &mut Script {
        self.scope = ScopePath::root();
        self
    }

    pub(in crate::studio) fn enter(&mut self, kind: E, name: &str) -> &mut Script {
        self.entered.insert(name.to_owned(), self.events.len() as u64 + 1);
        self.add(kind, name, EventDetails::Entered { input: Value::empty_object() })
    }

    pub(in crate::studio) fn exit(&mut self, kind: E, name: &str) -> &mut Script {
        self.exit_by(kind, name, None)
    }

    fn exit_by(&mut self, kind: E, name: &str, taken: Option<TransitionKind>) -> &mut Script {
        self.add(kind, name, EventDetails::Exited { output: Value::from(1), assigned: None, taken })
    }

    pub(in crate::studio) fn call(&mut self, name: &str) -> &mut Script {
        let callback = name == "Approve";
        let action = if callback { "invoke.waitForTaskToken" } else { "invoke" };
        let resource = Arc::new(TaskResource { resource_type: "lambda".into(), resource: action.into() });
        let scheduled = Scheduled {
            resource: resource.clone(),
            region: "us-east-1".into(),
            parameters: Value::Null,
            timeout_seconds: callback.then_some(86_400),
            heartbeat_seconds: None,
            credentials: None,
        };
        self.add(E::TaskScheduled, name, EventDetails::Scheduled(Arc::new(scheduled)));
        self.add(E::TaskStarted, name, EventDetails::TaskStarted(resource.clone()));
        if callback {
            self.add(E::TaskSubmitted, name, EventDetails::TaskOutput(resource, Value::Null));
        }
        self
    }

    pub(in crate::studio) fn answer(&mut self, name: &str) -> &mut Script {
        self.add(E::TaskSucceeded, name, EventDetails::Output(Value::Null))
    }

    pub(in crate::studio) fn throw(&mut self, name: &str, error: &str) -> &mut Script {
        self.add(E::TaskFailed, name, EventDetails::Failed(Failure::new(error, "why")))
    }

    pub(in crate::studio) fn plain(&mut self, kind: E, name: &str) -> &mut Script {
        self.add(kind, name, EventDetails::None)
    }

    /// A visit to `Validate` that fails twice before it succeeds, and to `Check`.
    pub(in crate::studio) fn validated(&mut self) -> &mut Script {
        self.enter(E::TaskStateEntered, "Validate").call("Validate").wait(820).busy("Validate", 1);
        self.wait(2_000).call("Validate").wait(810).busy("Validate", 2);
        self.wait(4_000).call("Validate").wait(610).answer("Validate").exit(E::TaskStateExited, "Validate");
        self.enter(E::ChoiceStateEntered, "Check").exit(E::ChoiceStateExited, "Check")
    }

    /// On from [`validated`](Script::validated): one branch done, the other at the approval.
    pub(in crate::studio) fn waiting(&mut self) -> &mut Script {
        self.enter(E::ParallelStateEntered, "Both").plain(E::ParallelStateStarted, "Both");
        self.within("Both", HopKind::Branch, 0, 0).enter(E::TaskStateEntered, "Reserve").call("Reserve");
        self.within("Both", HopKind::Branch, 1, 0).enter(E::TaskStateEntered, "Approve").call("Approve");
        let (path, since) = (self.path("Approve").unwrap(), self.now);
        self.within("Both", HopKind::Branch, 0, 0).wait(1_170).answer("Reserve").exit(E::TaskStateExited, "Reserve");
        self.held.push(HeldTask {
            token: TaskToken::new("token"),
            path,
            state: "Approve".into(),
            since,
            deadline: Some(since.plus_seconds(86_400)),
            heartbeat_deadline: None,
            parameters: Value::Null,
            nested: None,
        });
        self
    }

    pub(in crate::studio) fn end(&mut self, kind: E, details: EventDetails, status: Status) -> &mut Script {
        self.status = status;
        self.held.clear();
        self.outside().add(kind, "", details)
    }

    pub(in crate::studio) fn moment(&self) -> Moment {
        self.moment_of(self.events.len())
    }

    fn moment_of(&self, count: usize) -> Moment {
        let mut moments = Moments::default();
        moments.go(&self.visible(count), None);
        moments.moment().clone()
    }

    fn visible(&self, count: usize) -> Visible<'_> {
        let head = count == self.events.len();
        Visible {
            machine: &self.machine,
            events: &self.events[..count],
            trace: &self.trace[..self.trace.partition_point(|record| record.event <= count as u64)],
            now: if head { self.now } else { self.events[..count].last().map_or(self.now, |event| event.time) },
            status: if head { self.status } else { Status::Running },
            held: if head { self.held.clone() } else { Vec::new() },
        }
    }

    fn pointer(&self, name: &str) -> Pointer {
        self.machine.state(self.machine.state_named(name).unwrap()).unwrap().pointer.clone()
    }

    #[track_caller]
    fn shows(&self, expected: &[(&str, StateStatus)]) {
        let moment = self.moment();
        for (name, status) in expected {
            assert_eq!(moment.status(&self.pointer(name)), *status, "{name}");
        }
    }

    fn taken(&self) -> Vec<String> {
        self.moment().told.taken.iter().map(ToString::to_string).collect()
    }

    fn badge(&self, name: &str) -> Option<String> {
        self.moment().badge(&self.pointer(name)).map(|badge| badge.text)
    }
}

use StateStatus::{Aborted, Callback, Caught, Failed as Fails, NotReached, Retrying, Running, Succeeded};

#[test]
fn before_a_run_nothing_is_reached() {
    let moment = Moment::default();
    assert_eq!(moment.status(&Pointer::root()), NotReached);
    assert_eq!(moment.standing().words, "Ready to run");
    assert!(moment.tokens().is_empty());
}

#[test]
fn a_retried_task_says_which_try_it_is() {
    let mut script = Script::new();
    script.enter(E::TaskStateEntered, "Validate").call("Validate");
    script.shows(&[("Validate", Running), ("Check", NotReached)]);
    assert_eq!(script.badge("Validate"), None);
    script.wait(820).busy("Validate", 1);
    script.shows(&[("Validate", Retrying)]);
    assert_eq!(script.badge("Validate").as_deref(), Some("1 of 3"));
    assert_eq!(script.moment().standing().words, "Retrying Validate, 1 of 3");
    script.wait(2_000).call("Validate");
    script.shows(&[("Validate", Running)]);
    assert_eq!(script.badge("Validate").as_deref(), Some("2 tries"));
    let mut script = Script::new();
    script.validated();
    script.shows(&[("Validate", Succeeded), ("Check", Succeeded), ("Both", NotReached)]);
    assert_eq!(script.badge("Validate").as_deref(), Some("3 tries"));
    let moment = script.moment();
    let visit = &moment.visits(&script.pointer("Validate"))[0];
    let spans: Vec<_> = visit.attempts.iter().map(|a| (a.from.0 - 1_000_000, a.to.unwrap().0 - a.from.0)).collect();
    assert_eq!(spans, [(0, 820), (2_820, 810), (7_630, 610)]);
    assert_eq!(visit.output, Some(Value::from(1)));
    assert_eq!(visit.duration_ms(moment.now), 8_240);
}

#[test]
fn an_error_nothing_retries_is_caught_or_fails() {
    let mut script = Script::new();
    script
        .enter(E::TaskStateEntered, "Validate")
        .call("Validate")
        .wait(5)
        .throw("Validate", "Bad")
        .catch("Validate", 0, "Bad");
    script.shows(&[("Validate", Caught)]);
    script.exit_by(E::TaskStateExited, "Validate", Some(TransitionKind::Catch(0)));
    script.enter(E::FailStateEntered, "Failed").fails("Failed", "OrderFailed");
    script.shows(&[("Validate", Caught), ("Failed", Fails)]);
    assert_eq!(script.taken(), ["/StartAt", "/States/Validate/Catch/0/Next"]);
    script.end(E::ExecutionFailed, EventDetails::Failed(Failure::new("OrderFailed", "")), Status::Failed);
    script.shows(&[("Validate", Caught), ("Failed", Fails)]);
    assert_eq!(script.moment().standing(), Standing { status: Fails, words: "Failed with OrderFailed".into() });
    let mut script = Script::new();
    script.enter(E::TaskStateEntered, "Validate").call("Validate").wait(5).throw("Validate", "States.Runtime");
    script.fails("Validate", "States.Runtime");
    script.shows(&[("Validate", Fails)]);
    script.end(E::ExecutionFailed, EventDetails::Failed(Failure::new("States.Runtime", "no path")), Status::Failed);
    script.shows(&[("Validate", Fails)]);
}

#[test]
fn a_state_without_a_failed_event_fails_with_the_execution() {
    let mut script = Script::new();
    script.enter(E::ChoiceStateEntered, "Check").fails("Check", "States.Runtime");
    script.end(E::ExecutionFailed, EventDetails::Failed(Failure::new("States.Runtime", "why")), Status::Failed);
    script.shows(&[("Check", Fails)]);
    let moment = script.moment();
    let visit = &moment.visits(&script.pointer("Check"))[0];
    assert_eq!((visit.error.as_deref(), visit.cause.as_deref()), (Some("States.Runtime"), Some("why")));
}

#[test]
fn an_approval_waits_with_its_time_and_its_branch() {
    let mut script = Script::new();
    script.validated().waiting().wait(11_522_000);
    script.shows(&[("Both", Running), ("Reserve", Succeeded), ("Approve", Callback), ("Pay", NotReached)]);
    let moment = script.moment();
    assert_eq!(moment.status(&script.pointer("Approve")).data(), "waiting");
    let remaining = moment.remaining(&script.pointer("Approve")).unwrap();
    assert_eq!(remaining.words, "20 h 47 m 56 s left");
    assert!((remaining.fraction.unwrap() - 0.133).abs() < 0.001);
    assert_eq!(moment.inner(&script.pointer("Both")).as_deref(), Some("1 of 2 branches done"));
    assert_eq!(moment.standing().words, "Waiting for callback in Approve");
    let both = script.pointer("Both");
    let at = |place, branch, waits: Option<&str>| Token { place, branch, count: 1, waits: waits.map(Into::into) };
    let (state, join) = (TokenPlace::State(script.pointer("Approve")), TokenPlace::Join(both, 0));
    assert_eq!(moment.tokens(), [at(state, Some(2), None), at(join, Some(1), Some("waits for branch 2"))]);
    assert_eq!(moment.held_at(&script.pointer("Approve")).unwrap().token, TaskToken::new("token"));
}

#[test]
fn a_failing_branch_stops_the_other_and_its_parallel_catches() {
    let mut script = Script::new();
    script.validated().enter(E::ParallelStateEntered, "Both").plain(E::ParallelStateStarted, "Both");
    script.within("Both", HopKind::Branch, 0, 0).enter(E::TaskStateEntered, "Reserve").call("Reserve");
    script.within("Both", HopKind::Branch, 1, 0).enter(E::TaskStateEntered, "Approve").call("Approve");
    script
        .wait(100)
        .throw("Approve", "ApprovalRejected")
        .fails("Approve", "ApprovalRejected")
        .plain(E::TaskStateAborted, "Approve");
    script.within("Both", HopKind::Branch, 0, 0).plain(E::TaskStateAborted, "Reserve");
    script.outside().plain(E::ParallelStateFailed, "Both").catch("Both", 0, "ApprovalRejected");
    script.shows(&[("Both", Caught), ("Reserve", Aborted), ("Approve", Fails)]);
    script.exit_by(E::ParallelStateExited, "Both", Some(TransitionKind::Catch(0)));
    script.enter(E::FailStateEntered, "Failed").fails("Failed", "OrderFailed");
    script.shows(&[("Both", Caught), ("Failed", Fails)]);
    let moment = script.moment();
    assert_eq!(moment.visits(&script.pointer("Both"))[0].error.as_deref(), Some("ApprovalRejected"));
    assert!(moment.taken(&Pointer::parse("/States/Both/Catch/0/Next").unwrap()));
    assert!(!moment.taken(&Pointer::parse("/States/Both/Next").unwrap()));
}

#[test]
fn iterations_are_counted_and_the_worst_one_stands_for_all() {
    let mut script = Script::new();
    script.enter(E::MapStateEntered, "Each").add(E::MapStateStarted, "Each", EventDetails::Length(3));
    for index in 0..3 {
        script.outside().add(E::MapIterationStarted, "Each", EventDetails::Iteration(index));
        script.within("Each", HopKind::Iteration, index, 0).enter(E::TaskStateEntered, "Item").call("Item");
    }
    script.shows(&[("Each", Running), ("Item", Running)]);
    assert_eq!(script.moment().tokens()[0].count, 3);
    script.within("Each", HopKind::Iteration, 1, 0).wait(10).answer("Item").exit(E::TaskStateExited, "Item");
    script.outside().add(E::MapIterationSucceeded, "Each", EventDetails::Iteration(1));
    script.shows(&[("Item", Running)]);
    assert_eq!(script.moment().inner(&script.pointer("Each")).as_deref(), Some("1 of 3"));
    script.within("Each", HopKind::Iteration, 0, 0).throw("Item", "Bad").fails("Item", "Bad");
    script.outside().add(E::MapIterationFailed, "Each", EventDetails::Iteration(0));
    script.within("Each", HopKind::Iteration, 2, 0).plain(E::TaskStateAborted, "Item");
    script.outside().plain(E::MapStateFailed, "Each").fails("Each", "Bad");
    script.end(E::ExecutionFailed, EventDetails::Failed(Failure::new("Bad", "")), Status::Failed);
    script.shows(&[("Each", Fails), ("Item", Fails)]);
    let moment = script.moment();
    assert_eq!(moment.inner(&script.pointer("Each")).as_deref(), Some("1 of 3, 1 failed"));
    let statuses: Vec<_> = moment.visits(&script.pointer("Item")).iter().map(|visit| visit.status).collect();
    assert_eq!(statuses, [Fails, Succeeded, Aborted]);
    assert_eq!(moment.visits(&script.pointer("Item"))[2].place().as_deref(), Some("item 3"));
}

#[test]
fn of_a_loop_the_last_round_counts() {
    let mut script = Script::new();
    script.enter(E::TaskStateEntered, "Validate").call("Validate").throw("Validate", "Bad");
    script.exit(E::TaskStateExited, "Validate");
    script
        .enter(E::TaskStateEntered, "Validate")
        .call("Validate")
        .answer("Validate")
        .exit(E::TaskStateExited, "Validate");
    script.shows(&[("Validate", Succeeded)]);
    assert_eq!(script.moment().visits(&script.pointer("Validate")).len(), 2);
}

#[test]
fn what_is_open_when_the_time_is_up_was_stopped() {
    let mut script = Script::new();
    script.validated().waiting();
    script.end(E::ExecutionTimedOut, EventDetails::Failed(Failure::default()), Status::TimedOut);
    script.shows(&[("Approve", Aborted), ("Both", Aborted), ("Reserve", Succeeded)]);
    assert!(script.moment().tokens().is_empty());
    assert_eq!(script.moment().standing().words, "Timed out after 9.4 s");
}

#[test]
fn every_prefix_of_a_history_is_a_moment() {
    let mut script = Script::new();
    script.validated().waiting();
    for count in 0..=script.events.len() {
        let moment = script.moment_of(count);
        assert_eq!(moment.events, count);
        assert!(count < 2 || !moment.tokens().is_empty(), "{count}");
    }
}

/// The history limit's worth of events in one fold: 5 ms natively in release.
#[test]
fn the_longest_history_folds_quickly() {
    let mut script = Script::new();
    script.enter(E::MapStateEntered, "Each").add(E::MapStateStarted, "Each", EventDetails::Length(5_000));
    for index in 0..5_000 {
        script.within("Each", HopKind::Iteration, index, 0).enter(E::TaskStateEntered, "Item").call("Item");
        script.answer("Item").exit(E::TaskStateExited, "Item");
    }
    assert!(script.events.len() >= 25_000);
    let moment = script.moment();
    assert_eq!(moment.visits(&script.pointer("Item")).len(), 5_000);
}

/// Back is reached from marks, of which there are never many.
#[test]
fn a_long_history_is_walked_back_from_marks() {
    let mut script = Script::new();
    script.enter(E::MapStateEntered, "Each").add(E::MapStateStarted, "Each", EventDetails::Length(2_000));
    for index in 0..2_000 {
        script.within("Each", HopKind::Iteration, index, 0).enter(E::TaskStateEntered, "Item").call("Item");
        script.answer("Item").exit(E::TaskStateExited, "Item");
    }
    let mut moments = Moments::marking(16);
    for count in [script.events.len(), 7_001, 7_000, 6_999, 7_003, 3_000, 9, 2_000, 0, script.events.len()] {
        moments.go(&script.visible(count), None);
        assert!(moments.marks() <= MARKS_MAX && (count < 5_000 || moments.marks() > MARKS_MAX / 4), "{count}");
        assert_eq!(*moments.moment(), script.moment_of(count), "{count}");
    }
}
