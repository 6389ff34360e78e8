//! The stages of a visit are those the run went through, whenever they are asked for and in whatever pieces.

use std::sync::Arc;

use super::*;
use crate::json::Document;
use crate::sim::mock::{Answer, MockCall, StateMock};
use crate::sim::{MockPlan, Stage, StageRecord};

fn simulation(text: &str, setup: Setup) -> Simulation {
    Simulation::new(Arc::new(Program::compile(&Document::new(text))), setup)
}

/// The id of the event that entered a state for the nth time.
fn entered(run: &Simulation, state: &str, nth: usize) -> u64 {
    let enters = |event: &&HistoryEvent| {
        matches!(event.details, EventDetails::Entered { .. }) && event.state.as_deref() == Some(state)
    };
    run.history().iter().filter(enters).nth(nth).unwrap().id
}

/// What an inspection finds, a few inputs at a time.
fn found(mut inspection: Inspection) -> Vec<StageRecord> {
    while !inspection.advance(3) {}
    assert!(!inspection.is_cut());
    inspection.records().to_vec()
}

fn stages_of(run: &Simulation, entered: u64) -> Vec<StageRecord> {
    run.inspecting(entered).map(found).unwrap()
}

fn shown(records: &[StageRecord]) -> Vec<String> {
    records.iter().map(|record| format!("{} {}", record.stage.as_str(), record.value)).collect()
}

const TASK: &str = r#"{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage",
    "InputPath": "$.a", "Parameters": {"x.$": "$.b"}, "ResultSelector": {"id.$": "$.MessageId"}, "ResultPath": "$.r",
    "Retry": [{"ErrorEquals": ["E"], "IntervalSeconds": 1}], "End": true}}}"#;

#[test]
fn every_stage_of_a_visit_has_its_value_and_each_try_its_own() {
    let input = Value::parse(r#"{"a": {"b": 1}}"#).unwrap();
    let answer = Answer::Return(Value::parse(r#"{"MessageId": "m"}"#).unwrap());
    let calls = vec![MockCall::new(Answer::throw("E", "why")), MockCall::new(answer)];
    let mocks = MockPlan::default().with("T", StateMock { calls, ..StateMock::default() });
    let mut run = simulation(TASK, Setup { input, mocks, ..Setup::default() });
    assert!(run.inspecting(2).is_none(), "nothing is known yet");
    assert_eq!(run.advance(VirtualTime::MAX, 1_000), Progress::Ended);
    let visit = entered(&run, "T", 0);
    let records = stages_of(&run, visit);
    let expected = [
        r#"afterInputPath {"b":1}"#,
        r#"afterParameters {"x":1}"#,
        r#"afterInputPath {"b":1}"#,
        r#"afterParameters {"x":1}"#,
        r#"result {"MessageId":"m"}"#,
        r#"afterResultSelector {"id":"m"}"#,
        r#"afterResultPath {"a":{"b":1},"r":{"id":"m"}}"#,
    ];
    assert_eq!(shown(&records), expected);
    assert_eq!(records.iter().map(|record| record.attempt).collect::<Vec<_>>(), [0, 0, 1, 1, 1, 1, 1]);
    assert!(records[2].time > records[1].time);
    for (event, what) in [(0, "none"), (1, "the start"), (visit + 1, "one inside the visit"), (u64::MAX, "none")] {
        assert!(run.inspecting(event).is_none(), "{what} enters no state");
    }
    let (scheduled, answered) = (records[1].event, records[4].event);
    assert!(visit <= scheduled && scheduled < answered);
    // Whatever moment is shown: the views know what of it shows.
    run.seek(visit as usize);
    assert_eq!(stages_of(&run, visit), records);
}

#[test]
fn a_visit_long_ago_is_done_again_with_its_chance() {
    let text = r#"{"QueryLanguage": "JSONata", "StartAt": "T", "States": {
        "T": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage",
            "Arguments": {"n": "{% $n + 1 %}", "r": "{% $random() %}"}, "Output": {}, "Next": "C"},
        "C": {"Type": "Choice", "Choices": [{"Condition": "{% $states.context.State.Name = 'X' %}", "Next": "T"}],
            "Default": "P"},
        "P": {"Type": "Pass", "Assign": {"n": "{% $n + 1 %}"}, "Next": "T"}}}"#;
    let start = r#""StartAt": "S", "States": {"S": {"Type": "Pass", "Assign": {"n": 0}, "Next": "T"},"#;
    let text = text.replacen(r#""StartAt": "T", "States": {"#, start, 1);
    let mut run = simulation(&text, Setup::default());
    run.advance(VirtualTime::MAX, 2_000);
    assert!(run.history().len() > 3 * limits::CHECKPOINT_EVENTS && run.checkpoints.len() > 2);
    let before = (run.history().len(), run.cursor(), run.now(), run.checkpoints.len());
    for nth in [0, 60, 90] {
        let visit = entered(&run, "T", nth);
        let scheduled = match &run.history()[visit as usize].details {
            EventDetails::Scheduled(scheduled) => scheduled.parameters.clone(),
            other => panic!("{other:?}"),
        };
        let records = stages_of(&run, visit);
        assert_eq!((records[0].stage, &records[0].value), (Stage::AfterArguments, &scheduled), "visit {nth}");
        assert_eq!(scheduled.get("n"), Some(&Value::from(nth as i64 + 1)));
        assert_eq!(records[1].stage, Stage::Result);
        assert_eq!(records.len(), 2);
    }
    let after = (run.history().len(), run.cursor(), run.now(), run.checkpoints.len());
    assert_eq!(before, after, "looking changes nothing");
}

#[test]
fn a_visit_that_a_person_answered_is_done_again() {
    let mocks = MockPlan::default().with("T", StateMock::always(Answer::Hold));
    let text = TASK.replace(":sendMessage", ":sendMessage.waitForTaskToken");
    let input = Value::parse(r#"{"a": {"b": 1}}"#).unwrap();
    let mut run = simulation(&text, Setup { input, mocks, ..Setup::default() });
    run.advance(run.setup().start.plus_seconds(60), 1_000);
    let token = run.held()[0].token.clone();
    run.resolve(&token, Resolution::Succeed(Value::parse(r#"{"MessageId": 7}"#).unwrap())).unwrap();
    run.advance(VirtualTime::MAX, 1_000);
    let last = shown(&stages_of(&run, entered(&run, "T", 0))).pop();
    assert_eq!(last.as_deref(), Some(r#"afterResultPath {"a":{"b":1},"r":{"id":7}}"#));
}

#[test]
fn a_map_shows_its_items_and_so_many_records_at_most() {
    let text = r#"{"StartAt": "M", "States": {"M": {"Type": "Map", "ItemSelector": {"v.$": "$$.Map.Item.Value"},
        "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}, "End": true}}}"#;
    let run = |count: usize| {
        let input = Value::array((0..count).map(|at| Value::from(at as i64)));
        let mut run = simulation(text, Setup { input, ..Setup::default() });
        assert_eq!(run.advance(VirtualTime::MAX, 100_000), Progress::Ended);
        run
    };
    let few = run(2);
    let expected = [
        "afterInputPath [0,1]",
        "afterItemsPath [0,1]",
        r#"afterItemSelector {"v":0}"#,
        r#"afterItemSelector {"v":1}"#,
        r#"result [{"v":0},{"v":1}]"#,
        r#"afterResultSelector [{"v":0},{"v":1}]"#,
        r#"afterResultPath [{"v":0},{"v":1}]"#,
    ];
    assert_eq!(shown(&stages_of(&few, 2)), expected);
    assert_eq!(shown(&stages_of(&few, entered(&few, "P", 1))).len(), 3, "a state inside is a visit of its own");
    let many = stages_of(&run(limits::STAGE_ITEMS_MAX + 5), 2);
    let items: Vec<_> = many.iter().filter_map(|record| record.item).collect();
    assert_eq!(items, (0..limits::STAGE_ITEMS_MAX).collect::<Vec<_>>());
    assert_eq!(many.last().map(|record| record.stage), Some(Stage::AfterResultPath), "what follows is kept");
}

#[test]
fn of_a_visit_that_is_tried_over_and_over_so_many_records_are_kept() {
    let retry = r#""IntervalSeconds": 1, "BackoffRate": 1, "MaxAttempts": 2000"#;
    let text = TASK.replace(r#""IntervalSeconds": 1"#, retry);
    let mocks = MockPlan::default().with("T", StateMock::always(Answer::throw("E", "why")));
    let input = Value::parse(r#"{"a": {"b": 1}}"#).unwrap();
    let mut run = simulation(&text, Setup { input, mocks, ..Setup::default() });
    assert_eq!(run.advance(VirtualTime::MAX, 100_000), Progress::Ended);
    assert_eq!(stages_of(&run, 2).len(), limits::STAGE_RECORDS_MAX);
}

#[test]
fn a_visit_that_goes_on_is_followed_and_an_endless_one_is_cut() {
    let mocks = MockPlan::default().with("T", StateMock::always(Answer::Hold));
    let text = TASK.replace(":sendMessage", ":sendMessage.waitForTaskToken");
    let input = Value::parse(r#"{"a": {"b": 1}}"#).unwrap();
    let mut run = simulation(&text, Setup { input, mocks, ..Setup::default() });
    run.advance(run.setup().start.plus_seconds(60), 1_000);
    let visit = entered(&run, "T", 0);
    let mut inspection = run.inspecting(visit).unwrap();
    while !inspection.advance(1) {}
    assert_eq!(shown(inspection.records()), [r#"afterInputPath {"b":1}"#, r#"afterParameters {"x":1}"#]);
    let token = run.held()[0].token.clone();
    run.resolve(&token, Resolution::Fail { error: Some("E".into()), cause: None }).unwrap();
    run.advance(run.now().plus_seconds(60), 1_000);
    let token = run.held()[0].token.clone();
    run.resolve(&token, Resolution::Succeed(Value::parse(r#"{"MessageId": 7}"#).unwrap())).unwrap();
    inspection.follow(&run);
    while !inspection.advance(1) {}
    assert_eq!(inspection.records(), stages_of(&run, visit));
    assert_eq!(inspection.records().len(), 7);

    let mut cut = run.inspecting(visit).unwrap();
    cut.left = 2;
    assert!(cut.advance(1_000) && cut.is_cut());
    assert!(cut.advance(1_000), "nothing more is done");
    assert!(cut.records().len() < 7);
}

#[test]
fn a_visit_in_a_child_execution_is_done_again() {
    let text = r#"{"StartAt": "M", "States": {"M": {"Type": "Map", "MaxConcurrency": 2, "ItemProcessor": {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "T", "States": {
        "T": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"n.$": "$"},
            "ResultPath": null, "Next": "P"}, "P": {"Type": "Pass", "End": true}}}, "End": true}}}"#;
    let mut run = simulation(text, Setup { input: Value::parse("[1,2,3,4,5]").unwrap(), ..Setup::default() });
    assert_eq!(run.advance(VirtualTime::MAX, 1_000), Progress::Ended);
    for (at, child) in run.map_runs()[0].executions.iter().enumerate() {
        let enters = |event: &&HistoryEvent| event.state.as_deref() == Some("T");
        let visit = child.history.iter().find(enters).unwrap().id;
        let inspection = run.inspecting_child((0, at), visit).unwrap();
        let records = found(inspection);
        assert_eq!(
            shown(&records)[..2],
            [format!("afterInputPath {}", at + 1), format!(r#"afterParameters {{"n":{}}}"#, at + 1)]
        );
        assert_eq!(shown(&records).last(), Some(&format!("afterResultPath {}", at + 1)));
        assert!(records.iter().all(|record| record.event >= visit && record.event <= child.events));
    }
    assert!(run.inspecting_child((0, 5), 2).is_none() && run.inspecting_child((1, 0), 2).is_none());
}

#[test]
fn a_batched_map_shows_its_batches() {
    let text = r#"{"StartAt": "M", "States": {"M": {"Type": "Map", "ItemBatcher": {"MaxItemsPerBatch": 2},
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
        "StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}, "End": true}}}"#;
    let mut run = simulation(text, Setup { input: Value::parse("[1,2,3]").unwrap(), ..Setup::default() });
    assert_eq!(run.advance(VirtualTime::MAX, 1_000), Progress::Ended);
    let stages = shown(&stages_of(&run, 2));
    assert!(stages.contains(&r#"afterItemBatcher [{"Items":[1,2]},{"Items":[3]}]"#.to_owned()), "{stages:?}");
}
