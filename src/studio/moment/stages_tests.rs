//! The stages of a visit, at every moment of its run.

use super::{Moments, Try, VisitAt, VisitStages};
use crate::json::{Pointer, Value};
use crate::sim::limits::STAGE_ITEMS_MAX;
use crate::sim::{Answer, MockCall, Resolution, StateMock};
use crate::studio::{Action, ProjectAction, RunAction, Workbench, reduce};

const TASK: &str = r#"{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage",
    "InputPath": "$.a", "Parameters": {"x.$": "$.b"}, "ResultSelector": {"id.$": "$.MessageId"}, "ResultPath": "$.r",
    "Retry": [{"ErrorEquals": ["E"], "IntervalSeconds": 1}], "Next": "Done"}, "Done": {"Type": "Succeed"}}}"#;

fn workbench(text: &str, input: &str) -> Workbench {
    let mut workbench = Workbench::open("stages", text);
    reduce(&mut workbench, ProjectAction::SetInput(input.to_owned()));
    workbench
}

/// Fails once, then answers.
fn retried() -> Workbench {
    let mut workbench = workbench(TASK, r#"{"a": {"b": 1}}"#);
    let answer = Answer::Return(Value::parse(r#"{"MessageId": "m"}"#).unwrap());
    let calls = vec![MockCall::new(Answer::throw("E", "why")), MockCall::new(answer)];
    reduce(&mut workbench, ProjectAction::SetMock("T".into(), Some(StateMock { calls, ..StateMock::default() })));
    workbench
}

/// Does something, and all that it leaves to do.
fn act(workbench: &mut Workbench, action: impl Into<Action>) {
    reduce(workbench, action);
    for _ in 0..1_000 {
        reduce(workbench, RunAction::Tick { elapsed_ms: 16.0, budget: 500 });
        if !workbench.run.is_active() {
            return;
        }
    }
    panic!("it goes on for ever");
}

fn visit(workbench: &Workbench, state: &str) -> VisitAt {
    let pointer = Pointer::parse(state).unwrap();
    let mut moments = Moments::default();
    VisitAt::of(moments.show(workbench).visits(&pointer).last().unwrap())
}

fn show(stages: &mut VisitStages, workbench: &Workbench, at: VisitAt) -> bool {
    stages.show(workbench.run.simulation.as_ref(), workbench.run.visible().history, at)
}

/// Looks at a visit, a few inputs at a time.
fn look(stages: &mut VisitStages, workbench: &Workbench, at: VisitAt) -> Vec<Try> {
    show(stages, workbench, at);
    while !stages.advance(2) {}
    stages.tries(workbench.run.simulation.as_ref())
}

fn lines(tries: &[Try]) -> Vec<Vec<String>> {
    let line = |line: &super::StageLine| format!("{} {}", line.name(), line.record.value);
    tries.iter().map(|one| one.stages.iter().map(line).collect()).collect()
}

#[test]
fn each_try_has_its_stages_and_a_moment_shows_those_before_it() {
    let mut workbench = retried();
    act(&mut workbench, RunAction::ToEnd);
    let at = visit(&workbench, "/States/T");
    let mut stages = VisitStages::default();
    let tries = look(&mut stages, &workbench, at);
    let entered = ["afterInputPath {\"b\":1}", "afterParameters {\"x\":1}"].map(str::to_owned);
    let left = [
        r#"result {"MessageId":"m"}"#,
        r#"afterResultSelector {"id":"m"}"#,
        r#"afterResultPath {"a":{"b":1},"r":{"id":"m"}}"#,
    ]
    .map(str::to_owned);
    assert_eq!(lines(&tries), [entered.to_vec(), [entered.as_slice(), &left].concat()]);
    assert_eq!(tries.iter().map(|one| one.number).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(stages.remark(tries.last()), None);

    // Back to every moment, and there again anew: the way leaves no trace.
    let known = workbench.run.visible().known;
    let mut seen = Vec::new();
    for events in (2..=known).rev() {
        reduce(&mut workbench, RunAction::Seek(events));
        let tries = look(&mut stages, &workbench, at);
        assert_eq!(lines(&tries), lines(&look(&mut VisitStages::default(), &workbench, at)), "event {events}");
        seen.push(tries.iter().map(|one| one.stages.len()).sum::<usize>());
    }
    assert!(seen.is_sorted_by(|after, before| after >= before), "{seen:?}");
    assert_eq!((seen.first(), seen.last()), (Some(&7), Some(&2)));
    // What is shown stays what it is.
    let keys = |tries: &[Try]| tries.iter().flat_map(|one| one.stages.iter().map(|line| line.key)).collect::<Vec<_>>();
    let now = look(&mut stages, &workbench, at);
    assert_eq!(keys(&now), keys(&tries)[..2]);
}

#[test]
fn a_visit_is_followed_while_it_goes_on_and_begun_anew_in_another_history() {
    let mut workbench = workbench(&TASK.replace("sendMessage", "sendMessage.waitForTaskToken"), r#"{"a": {"b": 1}}"#);
    reduce(&mut workbench, ProjectAction::SetMock("T".into(), Some(StateMock::always(Answer::Hold))));
    act(&mut workbench, RunAction::Step);
    act(&mut workbench, RunAction::Step);
    let at = visit(&workbench, "/States/T");
    let mut stages = VisitStages::default();
    let begun = look(&mut stages, &workbench, at);
    assert_eq!(begun[0].stages.len(), 2);
    while workbench.run.held().is_empty() {
        act(&mut workbench, RunAction::Step);
    }
    assert_eq!(look(&mut stages, &workbench, at), begun, "what was shown stays");
    let token = workbench.run.held()[0].token.clone();
    let answer = Value::parse(r#"{"MessageId": 7}"#).unwrap();
    act(&mut workbench, RunAction::Resolve(token, Resolution::Succeed(answer)));
    let tries = look(&mut stages, &workbench, at);
    assert_eq!((tries.len(), tries[0].stages.len()), (1, 5));

    // Another input is another history.
    act(&mut workbench, ProjectAction::SetInput(r#"{"a": {"b": 2}}"#.to_owned()));
    let tries = look(&mut stages, &workbench, visit(&workbench, "/States/T"));
    assert_eq!(lines(&tries)[0][0], r#"afterInputPath {"b":2}"#);
    assert_ne!(tries[0].stages[0].key, begun[0].stages[0].key);
    reduce(&mut workbench, RunAction::Reset);
    assert!(!show(&mut stages, &workbench, at) && stages.tries(workbench.run.simulation.as_ref()).is_empty());
}

#[test]
fn what_is_not_shown_is_said() {
    let map = r#"{"StartAt": "M", "States": {"M": {"Type": "Map", "ItemSelector": {"v.$": "$$.Map.Item.Value"},
        "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}, "End": true}}}"#;
    let input = Value::array((0..=STAGE_ITEMS_MAX).map(|at| Value::from(at as i64))).to_string();
    let mut workbench = workbench(map, &input);
    act(&mut workbench, RunAction::ToEnd);
    let at = visit(&workbench, "/States/M");
    let mut stages = VisitStages::default();
    assert!(show(&mut stages, &workbench, at) && !stages.advance(1));
    assert_eq!(stages.remark(None).as_deref(), Some("Working out the stages of this visit…"));
    let tries = look(&mut stages, &workbench, at);
    assert_eq!((tries.len(), tries[0].stages.len()), (1, 2 + STAGE_ITEMS_MAX + 3));
    assert_eq!(tries[0].stages[3].name(), "afterItemSelector, item 2");
    assert_eq!(stages.remark(tries.first()).as_deref(), Some("Of very many items the first 100 are shown."));

    let text = r#"{"QueryLanguage": "JSONata", "StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}"#;
    let mut workbench = self::workbench(text, "{}");
    act(&mut workbench, RunAction::ToEnd);
    let tries = look(&mut stages, &workbench, visit(&workbench, "/States/P"));
    assert_eq!(tries, []);
    assert!(stages.remark(None).is_some_and(|words| words.starts_with("No stage lies between")));
}

#[test]
fn a_visit_in_a_child_execution_has_its_stages() {
    let map = r#"{"StartAt": "M", "States": {"M": {"Type": "Map", "ItemProcessor": {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "T", "States": {
        "T": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"n.$": "$"},
            "ResultPath": null, "End": true}}}, "End": true}}}"#;
    let mut workbench = workbench(map, "[3, 4]");
    act(&mut workbench, RunAction::ToEnd);
    let tries = look(&mut VisitStages::default(), &workbench, visit(&workbench, "/States/M/ItemProcessor/States/T"));
    assert_eq!(lines(&tries)[0][..2], ["afterInputPath 4", r#"afterParameters {"n":4}"#]);
    assert_eq!(lines(&tries)[0].last().map(String::as_str), Some("afterResultPath 4"));
}
