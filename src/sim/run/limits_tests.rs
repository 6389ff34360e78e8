//! Limits of a run that no machine reaches in the time of a test: the counters are set near them first.

use std::sync::Arc;

use super::*;
use crate::json::Document;
use crate::sim::mock::{Answer, StateMock};
use crate::sim::{EventType, MockPlan};

fn simulation(text: &str, setup: Setup) -> Simulation {
    Simulation::new(Arc::new(Program::compile(&Document::new(text))), setup)
}

fn items(count: usize) -> Setup {
    Setup { input: Value::array((0..count).map(|at| Value::from(at as i64))), ..Setup::default() }
}

const DISTRIBUTED: &str = r#"{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemProcessor": {
    "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
    "StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}}}}"#;

#[test]
fn the_journal_takes_so_many_answers() {
    let text = r#"{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
        "HeartbeatSeconds": 60, "End": true}}}"#;
    let mocks = MockPlan::default().with("T", StateMock::always(Answer::Hold));
    let mut run = simulation(text, Setup { mocks, ..Setup::default() });
    run.advance(run.setup().start.plus_seconds(1), 1_000);
    let token = run.held()[0].token.clone();
    assert_eq!(run.resolve(&token, Resolution::Heartbeat), Ok(()));
    let journal = Arc::make_mut(&mut run.journal);
    journal.entries.resize(limits::JOURNAL_ENTRIES_MAX - 1, journal.entries[0].clone());
    assert_eq!(run.resolve(&token, Resolution::Heartbeat), Ok(()));
    assert_eq!(run.resolve(&token, Resolution::Heartbeat), Err(ResolveError::JournalFull));
    let mut saved = run.journal().to_json().as_array().unwrap().to_vec();
    saved.push(saved[0].clone());
    assert_eq!(Journal::from_json(&Value::array(saved)).entries().len(), limits::JOURNAL_ENTRIES_MAX);
}

#[test]
fn an_execution_has_so_many_child_executions() {
    let mut run = simulation(DISTRIBUTED, items(3));
    Arc::make_mut(&mut run.head).execution.children = limits::CHILDREN_MAX - 2;
    assert_eq!(run.advance(VirtualTime::MAX, 1_000), Progress::Ended);
    assert_eq!(run.status(), Status::Failed, "{:?}", run.output());
    assert!(run.cause().is_some_and(|cause| cause.contains("child executions")), "{:?}", run.cause());
    assert_eq!(run.map_runs()[0].executions.len(), 2);
}

#[test]
fn an_express_child_execution_has_its_time_again_after_a_redrive() {
    let text =
        DISTRIBUTED.replace("STANDARD", "EXPRESS").replace(r#""Type": "Pass""#, r#""Type": "Wait", "Seconds": 400"#);
    let mut run = simulation(&text, items(1));
    for times in 1..=2 {
        assert_eq!(run.advance(VirtualTime::MAX, 1_000), Progress::Ended);
        let child = run.map_runs()[0].executions[0].clone();
        assert_eq!((run.status(), child.status), (Status::Failed, Status::TimedOut));
        let stop = run.setup().start.plus_ms(times * limits::EXPRESS_DURATION_MS_MAX);
        assert_eq!(child.stop, Some(stop), "time {times}");
        assert_eq!(child.history.last().map(|event| event.kind), Some(EventType::ExecutionTimedOut));
        if times == 1 {
            assert_eq!(run.redrive(), Ok(()));
        }
    }
}

#[test]
fn so_many_events_of_child_executions_are_kept_and_the_rest_counted() {
    let mut run = simulation(DISTRIBUTED, items(2));
    Arc::make_mut(&mut run.head).execution.child_events = limits::CHILD_EVENTS_KEPT_MAX - 3;
    assert_eq!(run.advance(VirtualTime::MAX, 1_000), Progress::Ended);
    assert_eq!(run.status(), Status::Succeeded);
    let children = &run.map_runs()[0].executions;
    assert_eq!(children.iter().map(|child| child.history.len()).sum::<usize>(), 3);
    assert_eq!(children.iter().map(|child| child.events).collect::<Vec<_>>(), [4, 4]);
}

#[test]
fn what_the_events_take_up_is_bounded() {
    const GROWING: &str = r#"{"StartAt": "G", "States": {
        "G": {"Type": "Pass", "Parameters": {"s.$": "States.Format('{}{}', $.s, $.s)"}, "Next": "K"},
        "K": {"Type": "Pass", "Parameters": {"s.$": "States.Format('{}.', $.s)"}, "Next": "L"},
        "L": {"Type": "Pass", "Next": "L"}}}"#;
    let input = Value::object([("s", Value::from("x".repeat(100_000)))]);
    let ended = |run: &mut Simulation, left: usize| {
        Arc::make_mut(&mut run.head).execution.room.left = left;
        while run.advance(VirtualTime::MAX, 1_000) == Progress::Budget {}
        let cause = run.cause().unwrap_or_default();
        (run.status(), cause.contains("MiB"), run.history().len())
    };
    // The input, what is twice as long, and that again; the loop at the end takes up next to nothing.
    let mut run = simulation(GROWING, Setup { input: input.clone(), ..Setup::default() });
    assert_eq!(ended(&mut run, 499_000), (Status::Failed, true, 5));
    assert_eq!(run.redrive(), Err(RedriveRefusal::HistoryBytes));
    let mut run = simulation(GROWING, Setup { input: input.clone(), ..Setup::default() });
    assert_eq!(ended(&mut run, 5_000_000), (Status::Failed, false, limits::HISTORY_EVENTS_MAX));
    // Child executions have what their parent has left.
    let mapped = format!(
        r#"{{"StartAt": "M", "States": {{"M": {{"Type": "Map", "ItemsPath": "$.items", "End": true, "ItemProcessor":
        {{"ProcessorConfig": {{"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}}, {}}}}}}}"#,
        &GROWING[1..]
    );
    let items = Value::object([("items", Value::array([input.clone(), input.clone()]))]);
    let mut run = simulation(&mapped, Setup { input: items, ..Setup::default() });
    assert_eq!(ended(&mut run, 499_000), (Status::Failed, true, 5));
    // So have the executions of other machines that it starts: there is one measure for all of a run.
    let starts = r#"{"StartAt": "T", "States": {"T": {"Type": "Task", "End": true,
        "Resource": "arn:aws:states:::states:startExecution.sync:2",
        "Parameters": {"StateMachineArn": "grows", "Input.$": "$"}}}}"#;
    let program = Arc::new(Program::compile(&Document::new(GROWING)));
    let other = OtherMachine { program, workflow: crate::sim::WorkflowType::Standard, mocks: MockPlan::default() };
    let machines = [("grows".into(), other)].into();
    let mut run = simulation(starts, Setup { input, machines, ..Setup::default() });
    assert_eq!(ended(&mut run, 599_000), (Status::Failed, true, 6));
    let nested = &run.nested_executions()[0].execution;
    assert!(nested.failure.cause.as_ref().is_some_and(|cause| cause.contains("MiB")), "{:?}", nested.failure);
}

#[test]
fn what_is_decided_without_an_event_is_bounded() {
    // Its arguments are too large, and no event tells of a try.
    let text = r#"{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true,
        "Parameters": {"x.$": "$", "y.$": "$"},
        "Retry": [{"ErrorEquals": ["States.DataLimitExceeded"], "MaxAttempts": 200, "IntervalSeconds": 1, "BackoffRate": 1}]}}}"#;
    let mut run = simulation(text, Setup { input: Value::from("x".repeat(200_000)), ..Setup::default() });
    while run.advance(VirtualTime::MAX, 1_000) == Progress::Budget {}
    assert_eq!((run.status(), run.history().len()), (Status::Failed, 3));
    // As many as for three events, and one more event could have come; that it failed is told whatever came before.
    assert_eq!(run.trace().len(), 3 * limits::TRACE_RECORDS_PER_EVENT_MAX + 1);
    assert!(matches!(run.trace().last().map(|record| &record.fact), Some(crate::sim::TraceFact::Failed(_))));
}

#[test]
fn a_step_and_a_replay_take_so_many_inputs_at_once() {
    // Child executions that turn in circles leave no event in the parent's history.
    let looping = DISTRIBUTED.replace(r#""Type": "Pass", "End": true"#, r#""Type": "Pass", "Next": "P""#);
    let needed = limits::REPLAY_INPUTS_MAX / (limits::HISTORY_EVENTS_MAX / 2) + 2;
    let mut run = simulation(&looping, items(needed));
    Arc::make_mut(&mut run.head).execution.child_events = limits::CHILD_EVENTS_KEPT_MAX;
    let mut steps = 0;
    while run.step() == Progress::Advanced {
        steps += 1;
    }
    // It stands still for the person who steps, and goes on at the next step.
    assert_eq!(run.history().last().map(|event| event.kind), Some(EventType::MapRunStarted), "after {steps} steps");
    let inputs = run.head.inputs;
    assert!((limits::SILENT_INPUTS_MAX as u64..limits::SILENT_INPUTS_MAX as u64 + 100).contains(&inputs), "{inputs}");
    let (other, _) = run.replay_on(run.program().clone(), run.setup().clone());
    assert_eq!(other.head.inputs, inputs + limits::REPLAY_INPUTS_MORE as u64);
    assert_eq!(run.advance(VirtualTime::MAX, limits::REPLAY_INPUTS_MAX - limits::SILENT_INPUTS_MAX), Progress::Budget);
    let (other, _) = run.replay_on(run.program().clone(), run.setup().clone());
    assert_eq!(other.head.inputs, limits::REPLAY_INPUTS_MAX as u64);
}

#[test]
fn a_run_keeps_so_many_checkpoints() {
    let text = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "A"}}}"#;
    let mut run = simulation(text, Setup::default());
    run.checkpoint_distance = 2;
    while run.advance(VirtualTime::MAX, 50) == Progress::Budget && run.history().len() < 2_000 {
        assert!(run.checkpoints.len() <= limits::CHECKPOINTS_MAX);
    }
    assert!(run.checkpoint_distance > 2 && run.checkpoints.len() > limits::CHECKPOINTS_MAX / 2);
    run.seek(1_001);
    run.abort(None, None);
    assert_eq!((run.status(), run.history().len()), (Status::Aborted, 1_002));
}

#[test]
fn a_map_run_is_redriven_so_often() {
    let failing = DISTRIBUTED.replace(r#""Type": "Pass", "End": true"#, r#""Type": "Fail""#);
    let mut run = simulation(&failing, items(1));
    run.advance(VirtualTime::MAX, 1_000);
    let record = Arc::make_mut(&mut Arc::make_mut(&mut run.head).execution.map_runs);
    Arc::make_mut(&mut record[0]).redrive_count = limits::MAP_RUN_REDRIVES_MAX - 1;
    for (redrives, refused) in [(limits::MAP_RUN_REDRIVES_MAX, false), (limits::MAP_RUN_REDRIVES_MAX, true)] {
        assert_eq!(run.redrive(), Ok(()));
        assert_eq!(run.advance(VirtualTime::MAX, 1_000), Progress::Ended);
        assert_eq!(run.map_runs()[0].redrive_count, redrives);
        let often = run.cause().is_some_and(|cause| cause.contains("redriven as often"));
        assert_eq!(often, refused, "{:?}", run.cause());
    }
}
