//! Moments of the example the app opens with and of distributed Maps, run by the real interpreter.

use super::*;
use crate::sim::{MockPlan, Resolution};
use crate::studio::timeline::{BarKind, Timeline};
use crate::studio::{RunAction, commands, reduce};

/// More frames than any of these runs needs.
const FRAMES: usize = 50;

fn order() -> Workbench {
    commands::EXAMPLES[0].open()
}

/// Plays one event at a time until the approval waits and nothing else goes on.
fn to_approval(workbench: &mut Workbench) {
    for _ in 0..200 {
        let moment = Moment::of(workbench);
        let waits = !moment.held.is_empty() && status(&moment, workbench, "ReserveInventory") == StateStatus::Succeeded;
        if waits {
            return;
        }
        reduce(workbench, RunAction::Step);
    }
    panic!("the approval never waits");
}

fn play_to_end(workbench: &mut Workbench) {
    reduce(workbench, RunAction::ToEnd);
    for _ in 0..FRAMES {
        reduce(workbench, RunAction::Tick { elapsed_ms: 16.0, budget: 10_000 });
    }
    assert!(workbench.run.ended(), "{:?}", Moment::of(workbench).standing());
}

fn answer(workbench: &mut Workbench, resolution: Resolution) {
    let token = Moment::of(workbench).held[0].token.clone();
    reduce(workbench, RunAction::Resolve(token, resolution));
}

fn pointer(workbench: &Workbench, name: &str) -> Pointer {
    let machine = &workbench.drawn.machine;
    machine.state(machine.state_named(name).unwrap()).unwrap().pointer.clone()
}

fn status(moment: &Moment, workbench: &Workbench, name: &str) -> StateStatus {
    moment.status(&pointer(workbench, name))
}

#[track_caller]
fn shows(workbench: &Workbench, expected: &[(&str, StateStatus)]) {
    let moment = Moment::of(workbench);
    for (name, expected) in expected {
        assert_eq!(status(&moment, workbench, name), *expected, "{name}");
    }
}

#[test]
fn the_order_waits_for_its_approval_and_completes() {
    let mut workbench = order();
    to_approval(&mut workbench);
    shows(&workbench, &[("ValidateOrder", StateStatus::Succeeded), ("WaitForApproval", StateStatus::Callback)]);
    let moment = Moment::of(&workbench);
    assert_eq!(moment.badge(&pointer(&workbench, "ValidateOrder")).unwrap().text, "3 tries");
    assert_eq!(moment.inner(&pointer(&workbench, "ProcessOrderParallel")).unwrap(), "1 of 2 branches done");
    assert!(moment.remaining(&pointer(&workbench, "WaitForApproval")).unwrap().words.ends_with(" left"));
    answer(&mut workbench, Resolution::Succeed(Value::empty_object()));
    play_to_end(&mut workbench);
    shows(&workbench, &[("WaitForApproval", StateStatus::Succeeded), ("OrderComplete", StateStatus::Succeeded)]);
    shows(&workbench, &[("OrderFailed", StateStatus::NotReached), ("CompensateOrder", StateStatus::NotReached)]);
}

#[test]
fn a_rejected_order_is_compensated_and_fails() {
    let mut workbench = order();
    to_approval(&mut workbench);
    let (error, cause) = (Some("ApprovalRejected".into()), Some("Rejected by approver".into()));
    answer(&mut workbench, Resolution::Fail { error, cause });
    play_to_end(&mut workbench);
    shows(&workbench, &[("WaitForApproval", StateStatus::Failed), ("ProcessOrderParallel", StateStatus::Caught)]);
    shows(&workbench, &[("CompensateOrder", StateStatus::Succeeded), ("OrderFailed", StateStatus::Failed)]);
    assert_eq!(Moment::of(&workbench).standing().words, "Failed with ApprovalRejected");
}

/// `OrderFailed` reads `$.error.Cause`, which a rejection without a cause leaves out: its path finds nothing.
#[test]
fn a_rejection_without_a_cause_fails_where_the_cause_is_read() {
    let mut workbench = order();
    to_approval(&mut workbench);
    answer(&mut workbench, Resolution::Fail { error: Some("ApprovalRejected".into()), cause: None });
    play_to_end(&mut workbench);
    shows(&workbench, &[("CompensateOrder", StateStatus::Succeeded), ("OrderFailed", StateStatus::Failed)]);
    assert_eq!(Moment::of(&workbench).standing().words, "Failed with States.Runtime");
}

#[test]
fn an_order_nobody_answers_times_out_after_a_day() {
    let mut workbench = order();
    to_approval(&mut workbench);
    play_to_end(&mut workbench);
    shows(&workbench, &[("WaitForApproval", StateStatus::Failed), ("CompensateOrder", StateStatus::Succeeded)]);
    assert_eq!(Moment::of(&workbench).standing().words, "Failed with States.Timeout");
    let elapsed = Moment::of(&workbench).elapsed_ms();
    assert!((86_400_000..86_500_000).contains(&elapsed), "{elapsed}");
}

#[test]
fn stepping_back_shows_every_moment_as_it_was() {
    let mut workbench = order();
    to_approval(&mut workbench);
    answer(&mut workbench, Resolution::Succeed(Value::empty_object()));
    play_to_end(&mut workbench);
    let look = |workbench: &Workbench| {
        let moment = Moment::of(workbench);
        let statuses: Vec<StateStatus> =
            workbench.drawn.machine.states.iter().map(|state| moment.status(&state.pointer)).collect();
        let timeline = Timeline::of(&moment, &workbench.drawn.machine);
        (statuses, moment.tokens().to_vec(), moment.standing(), timeline)
    };
    let known = workbench.run.visible().known;
    assert!(known > 30);
    let mut backwards = Vec::new();
    for events in (1..=known).rev() {
        reduce(&mut workbench, RunAction::Seek(events));
        backwards.push(look(&workbench));
    }
    for (events, expected) in (1..=known).zip(backwards.iter().rev()) {
        reduce(&mut workbench, RunAction::Seek(events));
        assert_eq!(look(&workbench), *expected, "after {events} events");
    }
}

#[test]
fn the_timeline_of_the_opening_example_shows_what_it_promises() {
    let mut workbench = order();
    to_approval(&mut workbench);
    let timeline = Timeline::of(&Moment::of(&workbench), &workbench.drawn.machine);
    let lane = |name: &str| timeline.lanes.iter().find(|lane| &*lane.name == name).unwrap();
    let backoffs = lane("ValidateOrder").bars.iter().filter(|bar| bar.kind == BarKind::Backoff);
    assert_eq!(backoffs.filter_map(|bar| bar.label.as_deref()).collect::<Vec<_>>(), ["2 s", "4 s"]);
    assert!(lane("WaitForApproval").hold.is_some());
}

/// The moment reached from the last one is the one made anew.
#[track_caller]
fn follows(moments: &mut Moments, workbench: &Workbench) {
    let (moment, anew) = (moments.show(workbench), Moment::of(workbench));
    assert!(*moment == anew, "after {} events, at {:?}", moment.events, moment.now);
}

/// Items whose child executions wait, fail, are held, try again, and have a distributed Map of their own.
const INSIDE: &str = r#"{"StartAt":"Each","States":{"Each":{"Type":"Map","End":true,"MaxConcurrency":3,
    "Retry":[{"ErrorEquals":["States.ALL"],"IntervalSeconds":1,"MaxAttempts":1}],
    "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"Call","States":{
    "Call":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Next":"Both","ResultPath":null,
        "Retry":[{"ErrorEquals":["Busy"],"IntervalSeconds":2,"MaxAttempts":2}]},
    "Both":{"Type":"Parallel","Next":"Parts","ResultPath":null,"Branches":[
        {"StartAt":"Doze","States":{"Doze":{"Type":"Wait","Seconds":1,"End":true}}},
        {"StartAt":"Ask","States":{"Ask":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke.waitForTaskToken",
            "Parameters":{"FunctionName":"f","Payload":{"t.$":"$$.Task.Token"}},"TimeoutSeconds":90,"End":true}}}]},
    "Parts":{"Type":"Map","Next":"Done",
        "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"},"StartAt":"Part","States":{
        "Part":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","End":true}}}},
    "Done":{"Type":"Pass","End":true}}}}}}"#;

const ANSWERS: &str = r#"{"Call":{"Calls":[{"Throw":{"Error":"Busy"},"LatencyMs":300},{"Return":1,"LatencyMs":400}]},
    "Ask":{"Calls":[{"Hold":true}]},"Part":{"Calls":[{"Return":1,"LatencyMs":700},{"Return":1,"LatencyMs":100},
    {"Throw":{"Error":"E"},"LatencyMs":600},{"Throw":{"Error":"E"},"LatencyMs":600},{"Return":1,"LatencyMs":300}]}}"#;

#[test]
fn what_happened_in_child_executions_is_followed_on_and_back_and_over_redrives() {
    let mut workbench = Workbench::open("inside", INSIDE);
    workbench.run.input = "[[1,2],[3],[4,5,6],[7]]".into();
    workbench.run.mocks = MockPlan::from_json(&Value::parse(ANSWERS).unwrap()).0;
    let mut moments = Moments::marking(3);
    let (mut redrives, mut reached, mut answered) = (0, Vec::new(), Vec::new());
    reduce(&mut workbench, RunAction::Start);
    for frame in 0..150 {
        reduce(&mut workbench, RunAction::Tick { elapsed_ms: if frame < 100 { 60.0 } else { 250.0 }, budget: 100 });
        follows(&mut moments, &workbench);
        reached.extend(["Part", "Both", "Done"].map(|name| status(moments.moment(), &workbench, name)));
        // Of those that wait one is answered at a time, at first the latest.
        let mut held = workbench.run.held().into_iter().filter(|held| !answered.contains(&held.token));
        let task = if frame % 40 < 20 { held.nth(1) } else { held.next() };
        if let Some(task) = task {
            answered.push(task.token.clone());
            reduce(&mut workbench, RunAction::Resolve(task.token, Resolution::Succeed(Value::from(1))));
            follows(&mut moments, &workbench);
        }
        if workbench.run.status() == Status::Succeeded {
            break;
        }
        if workbench.run.ended() {
            redrives += 1;
            reduce(&mut workbench, RunAction::Redrive);
            follows(&mut moments, &workbench);
        }
    }
    assert!(redrives > 0 && answered.len() > 3);
    let known = workbench.run.visible().known;
    let there = (0..=known).rev();
    for events in there.clone().chain(there.map(|events| events * 7 % (known + 1))) {
        reduce(&mut workbench, RunAction::Seek(events));
        follows(&mut moments, &workbench);
    }
    for status in [StateStatus::NotReached, StateStatus::Running, StateStatus::Failed, StateStatus::Succeeded] {
        assert!(reached.contains(&status), "{status:?}");
    }
}

/// A child execution may wait long for its turn in a redrive.
#[test]
fn child_executions_that_wait_for_their_redrive_are_followed_when_they_begin_again() {
    let text = r#"{"StartAt":"Each","States":{"Each":{"Type":"Map","End":true,"ToleratedFailureCount":2,"MaxConcurrency":1,
        "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"T","States":{
        "T":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","End":true}}}}}}"#;
    let failing = r#"{"Throw":{"Error":"E"},"LatencyMs":2000}"#;
    let mocks = format!(r#"{{"T":{{"Calls":[{failing},{failing},{failing},{{"Return":1,"LatencyMs":2000}}]}}}}"#);
    let mut workbench = Workbench::open("again", text);
    workbench.run.input = "[1,2,3]".into();
    workbench.run.mocks = MockPlan::from_json(&Value::parse(&mocks).unwrap()).0;
    let mut moments = Moments::default();
    reduce(&mut workbench, RunAction::Start);
    for _ in 0..FRAMES {
        reduce(&mut workbench, RunAction::Tick { elapsed_ms: 60.0, budget: 100 });
        follows(&mut moments, &workbench);
        if workbench.run.status() == Status::Failed {
            reduce(&mut workbench, RunAction::Redrive);
        }
    }
    assert_eq!(workbench.run.status(), Status::Succeeded);
    assert_eq!(status(moments.moment(), &workbench, "T"), StateStatus::Succeeded);
}
