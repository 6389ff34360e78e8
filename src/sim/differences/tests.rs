use std::sync::Arc;

use super::*;
use crate::json::{Document, Value};
use crate::sim::{
    Answer, MockPlan, Program, Progress, Resolution, S3Objects, Setup, Simulation, StateMock, Status, VirtualTime,
};

const TASK: &str = r#""Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {}, "End": true"#;

/// A machine with one state, `S`.
fn machine(state: &str) -> Document {
    Document::new(format!(r#"{{"StartAt": "S", "States": {{"S": {state}, "Next": {{"Type": "Succeed"}}}}}}"#))
}

/// A run to its end; each Task answers the same.
fn run(document: &Document, input: &str, answer: Answer) -> Simulation {
    let input = Value::parse(input).unwrap();
    let mocks = MockPlan::default().with("S", StateMock::always(answer));
    let setup = Setup { input, mocks, ..Setup::default() };
    let mut run = Simulation::new(Arc::new(Program::compile(document)), setup);
    run.advance(VirtualTime::MAX, 1_000_000);
    run
}

fn pass(value: &str, input: &str) -> Result<String, (String, String)> {
    let state = format!(r#"{{"Type": "Pass", "Parameters": {{"x.$": "{value}"}}, "End": true}}"#);
    let run = run(&machine(&state), input, Answer::Hang);
    let said = |text: Option<&str>| text.unwrap_or_default().to_owned();
    match run.output() {
        Some(output) => Ok(output.get("x").map(ToString::to_string).unwrap_or_default()),
        None => Err((said(run.error()), said(run.cause()))),
    }
}

fn ended(state: &str) -> Simulation {
    run(&machine(state), "{}", Answer::Hang)
}

/// The rows of an execution's end, and for each event that shows one, its type and the row.
fn shown(document: &Document, run: &Simulation) -> (Vec<&'static str>, Vec<(EventType, &'static str)>) {
    let history = run.history();
    let rows = |index: usize| seen(document, history, index).into_iter().map(move |row| (history[index].kind, row.id));
    let end = at_end(document, history).iter().map(|row| row.id).collect();
    (end, (0..history.len()).flat_map(rows).collect())
}

fn fail(error: &str) -> String {
    format!(r#"{{"StartAt": "F", "States": {{"F": {{"Type": "Fail"{error}}}}}}}"#)
}

#[test]
fn paths_do_what_the_rows_say() {
    let missing = pass("$.no", "{}").unwrap_err();
    assert_eq!(missing.0, "States.Runtime");
    assert!(missing.1.contains("could not be found in the input"), "{}", missing.1);
    assert_eq!(pass("$.list[5]", r#"{"list": [1]}"#), Ok("null".to_owned()));
    let cause = ended(r#"{"Type": "Fail", "ErrorPath": "$.no"}"#);
    assert!(cause.cause().unwrap().contains("specified for the field 'ErrorPath' could not be found"));
}

#[test]
fn intrinsic_functions_do_what_the_rows_say() {
    let input = r#"{"list": [1], "object": {"a": 1, "b": []}, "text": "a,-b,,c", "half": 1.5, "less": -1.5}"#;
    let made = |call: &str| pass(call, input);
    assert_eq!(made("States.ArrayContains($.list, 1)"), Ok("true".to_owned()));
    assert_eq!(made("States.Format('{}', $.object)"), Ok(r#""{a=1, b=[]}""#.to_owned()));
    assert_eq!(made("States.MathAdd(1.49, $.half)"), Ok("3".to_owned()));
    assert_eq!(made("States.MathAdd($.less, 0)"), Ok("-1".to_owned()));
    assert_eq!(made("States.StringSplit($.text, ',-')"), Ok(r#"["a","b","c"]"#.to_owned()));
    assert_eq!(made("States.StringToJson('')"), Ok("null".to_owned()));
    assert_eq!(made("States.StringToJson(' ')"), Ok("null".to_owned()));
    let merged = made("States.JsonMerge($.object, $.object, true)").unwrap_err();
    assert_eq!(merged.0, "States.Runtime");
    assert!(merged.1.ends_with("Invalid arguments in States.JsonMerge"), "{}", merged.1);
    assert_eq!(made("States.ArrayContains(States.Array('true'), true)"), Ok("true".to_owned()));
    assert_eq!(made("States.ArrayUnique(States.Array(true, false))"), Ok("[false,true]".to_owned()));
    assert_eq!(made("States.ArrayGetItem($.list, 0.9)"), Ok("1".to_owned()));
    assert!(made("States.JsonMerge($.object, $.object, false)").is_ok());
}

#[test]
fn errors_are_what_the_rows_say() {
    let unmatched = r#"{"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": "Next"}]}"#;
    assert_eq!(ended(unmatched).error(), Some("States.Runtime"));
    let parallel = format!(r#"{{"Type": "Parallel", "Branches": [{}], "End": true}}"#, fail(r#", "Error": "Mine""#));
    assert_eq!(ended(&parallel).error(), Some("Mine"));
    let map = format!(r#"{{"Type": "Map", "ItemProcessor": {}, "End": true}}"#, fail(r#", "Error": "Mine""#));
    assert_eq!(run(&machine(&map), "[1]", Answer::Hang).error(), Some("Mine"));
    let tolerant = map.replace(r#""End""#, r#""ToleratedFailureCount": 0, "End""#);
    let tolerant = run(&machine(&tolerant), "[1]", Answer::Hang);
    assert_eq!(tolerant.error(), Some("States.ExceedToleratedFailureThreshold"));
    for name in ["States.Runtime", "States.ALL"] {
        let catch = format!(r#""Catch": [{{"ErrorEquals": ["{name}"], "Next": "Next"}}]"#);
        let state = format!(r#"{{{TASK}, "OutputPath": "$.no", {catch}}}"#);
        let run = run(&machine(&state), "{}", Answer::Return(Value::empty_object()));
        assert_eq!((run.status(), run.error()), (Status::Failed, Some("States.Runtime")), "{name}");
    }
}

/// A run in which a person answers the waiting `S` after some time.
fn answered(document: &Document, seconds: i64, resolution: Resolution) -> Simulation {
    let mocks = MockPlan::default().with("S", StateMock::always(Answer::Hold));
    let mut run = Simulation::new(Arc::new(Program::compile(document)), Setup { mocks, ..Setup::default() });
    while run.held().is_empty() && run.step() == Progress::Advanced {}
    run.advance(run.now().plus_seconds(seconds), 1_000);
    let token = run.held().first().unwrap().token.clone();
    run.resolve(&token, resolution).unwrap();
    run.advance(VirtualTime::MAX, 1_000);
    run
}

/// A state that waits for its token.
fn callback(fields: &str) -> Document {
    machine(&format!("{{{TASK}{fields}}}").replace("sendMessage", "sendMessage.waitForTaskToken"))
}

#[test]
fn an_error_may_have_no_name() {
    let document = callback(r#", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Next"}]"#);
    let run_ = answered(&document, 1, Resolution::Fail { error: None, cause: None });
    assert_eq!(run_.output().and_then(|output| output.get("Error")), Some(&Value::Null));
    assert_eq!(shown(&document, &run_), (vec![], vec![(EventType::TaskFailed, "nameless-error")]));
    let nameless = machine(r#"{"Type": "Fail"}"#);
    let run_ = run(&nameless, "{}", Answer::Hang);
    assert_eq!((run_.status(), run_.error()), (Status::Failed, None));
    assert_eq!(shown(&nameless, &run_).0, ["nameless-error"]);
}

#[test]
fn a_heartbeat_that_does_not_come_is_told_from_a_timeout() {
    let silent = callback(r#", "HeartbeatSeconds": 5, "TimeoutSeconds": 9"#);
    let run_ = run(&silent, "{}", Answer::Hang);
    assert_eq!((run_.error(), run_.cause()), (Some("States.Timeout"), None));
    assert_eq!(
        shown(&silent, &run_),
        (vec!["heartbeat-timeout"], vec![(EventType::TaskTimedOut, "heartbeat-timeout")])
    );
    let catch = r#", "HeartbeatSeconds": 5, "Catch": [{"ErrorEquals": ["States.HeartbeatTimeout"], "Next": "Next"}]"#;
    assert_eq!(run(&callback(catch), "{}", Answer::Hang).status(), Status::Succeeded);
    let late = machine(&format!(r#"{{{TASK}, "TimeoutSeconds": 9}}"#));
    let run_ = run(&late, "{}", Answer::Hang);
    assert_eq!((run_.error(), shown(&late, &run_)), (Some("States.Timeout"), (vec![], vec![])));
}

#[test]
fn time_limits_are_what_the_rows_say() {
    let text = r#"{"StartAt": "W", "TimeoutSeconds": 5, "States": {"W": {"Type": "Wait", "Seconds": 9, "End": true}}}"#;
    let document = Document::new(text);
    let run = run(&document, "{}", Answer::Hang);
    assert_eq!((run.status(), run.error(), run.cause()), (Status::TimedOut, None, None));
    assert_eq!(
        shown(&document, &run),
        (vec!["machine-timeout"], vec![(EventType::ExecutionTimedOut, "machine-timeout")])
    );
    let late = (EventType::TaskSucceeded, "default-timeout");
    for (limit, seconds, rows) in [("", 61, vec![late]), ("", 59, vec![]), (r#", "TimeoutSeconds": 100"#, 61, vec![])] {
        let document = callback(limit);
        let run = answered(&document, seconds, Resolution::Succeed(Value::Null));
        assert_eq!(run.status(), Status::Succeeded);
        assert_eq!(shown(&document, &run).1, rows, "{limit} {seconds}");
    }
}

#[test]
fn limits_are_what_the_rows_say() {
    let large = format!("{{{TASK}}}");
    let answer = Answer::Return(Value::from("x".repeat(300_000).as_str()));
    let document = machine(&large);
    let run_ = run(&document, "{}", answer);
    assert_eq!(run_.error(), Some("States.DataLimitExceeded"));
    assert_eq!(shown(&document, &run_).0, ["payload-size"]);

    let text = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "A"}}}"#;
    let document = Document::new(text);
    let run_ = run(&document, "{}", Answer::Hang);
    assert_eq!((run_.status(), run_.history().len()), (Status::Failed, HISTORY_EVENTS_MAX));
    assert_eq!(shown(&document, &run_).0, ["history-length"]);

    let waits = r#"{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 1, "End": true}}}"#;
    let map = format!(r#"{{"Type": "Map", "ItemProcessor": {waits}, "End": true}}"#);
    let items = Value::array((0..50).map(Value::from)).to_string();
    let run_ = run(&machine(&map), &items, Answer::Hang);
    let at_once = run_.history().iter().take_while(|event| event.kind != EventType::WaitStateExited);
    assert_eq!(at_once.filter(|event| event.kind == EventType::MapIterationStarted).count(), 40);
    assert_eq!(run_.status(), Status::Succeeded);
}

#[test]
fn jsonata_does_what_the_rows_say() {
    let made = |state: &str| {
        let run = run(&machine(state), r#"{"in": 1}"#, Answer::Return(Value::from("out")));
        run.output().map(ToString::to_string).ok_or_else(|| run.error().unwrap_or_default().to_owned())
    };
    let pass = |output: &str| {
        made(&format!(r#"{{"Type": "Pass", "QueryLanguage": "JSONata", "Output": {output}, "End": true}}"#))
    };
    let undefined = Err("States.QueryEvaluationError".to_owned());
    assert_eq!(pass(r#""{% $states.input.no %}""#), undefined);
    assert_eq!(pass(r#"{"a": "{% $states.input.no %}"}"#), undefined);
    assert_eq!(pass(r#""{% {'a': $states.input.no, 'b': 2} %}""#), Ok(r#"{"b":2}"#.to_owned()));
    let task =
        r#"{"Type": "Task", "QueryLanguage": "JSONata", "Resource": "arn:aws:states:::sqs:sendMessage", "End": true}"#;
    assert_eq!(made(task), Ok(r#""out""#.to_owned()));
}

#[test]
fn item_readers_do_what_the_rows_say() {
    let read = |config: &str| {
        let state = format!(
            r#"{{"Type": "Map", "ItemReader": {{"Resource": "arn:aws:states:::s3:getObject",
                "ReaderConfig": {{"InputType": "JSON"{config}}}, "Parameters": {{"Bucket": "b", "Key": "k"}}}},
                "ItemProcessor": {{"ProcessorConfig": {{"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}},
                "StartAt": "P", "States": {{"P": {{"Type": "Pass", "End": true}}}}}}, "End": true}}"#
        );
        let objects = S3Objects::default().with("b", "k", r#"{"all": {"one": 1, "two": 2}}"#);
        let mut run =
            Simulation::new(Arc::new(Program::compile(&machine(&state))), Setup { objects, ..Setup::default() });
        run.advance(VirtualTime::MAX, 1_000);
        run.output().map(ToString::to_string).ok_or_else(|| run.cause().map(str::to_owned))
    };
    let (one, two) = (r#"{"Key":"one","Value":1}"#, r#"{"Key":"two","Value":2}"#);
    let all = Ok(format!("[{one},{two}]"));
    assert_eq!(read(r#", "ItemsPointer": "/all""#), all);
    assert_eq!(read(r#", "ItemsPointer": "/all", "MaxItems": 1"#), Ok(format!("[{one}]")));
    assert_eq!(read(r#", "ItemsPointer": "/all", "MaxItems": 0"#), all);
    assert!(read("").is_err());
    let map = r#"{"Type": "Map", "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}, "End": true}"#;
    assert_eq!(run(&machine(map), r#"{"one": 1}"#, Answer::Hang).error(), Some("States.Runtime"));
}

/// For each row that an event can show: a state that makes one, its input, and what the end and the events show.
#[test]
fn events_show_the_rows_they_are_a_case_of() {
    use EventType as E;
    let fails = fail(r#", "Error": "Mine""#);
    let parallel = format!(r#"{{"Type": "Parallel", "Branches": [{fails}], "End": true}}"#);
    let map = format!(r#"{{"Type": "Map", "ItemProcessor": {fails}, "End": true}}"#);
    let tolerant = map.replace(r#""End""#, r#""ToleratedFailureCount": 0, "End""#);
    let names = |names: &str| {
        let retry = r#"{"ErrorEquals": ["Other"]}"#;
        format!(
            r#"{{{TASK}, "InputPath": "$.no", "Retry": [{retry}], "Catch": [{{"ErrorEquals": [{names}], "Next": "Next"}}]}}"#
        )
    };
    let passes = |value: &str| format!(r#"{{"Type": "Pass", "Parameters": {{"x.$": "{value}"}}, "End": true}}"#);
    let inside =
        r#"{"Type": "Pass", "InputPath": "$.in", "Parameters": {"x": {"y.$": "States.Array($.l[1])"}}, "End": true}"#;
    let unmatched = r#"{"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": "Next"}]}"#;
    let once = |kind: E, id: &'static str| (vec![id], vec![(kind, id)]);
    let rows = [
        (passes("$.no"), "{}", once(E::ExecutionFailed, "parameter-path")),
        (unmatched.to_owned(), "{}", once(E::ExecutionFailed, "no-choice-matched")),
        (parallel, "{}", once(E::ParallelStateFailed, "branch-failed")),
        (map, "[1]", once(E::MapStateFailed, "iteration-failed")),
        (tolerant, "[1]", (vec![], vec![])),
        (r#"{"Type": "Map", "ItemsPath": "$.no", "End": true}"#.to_owned(), "{}", (vec![], vec![])),
        (names(r#""States.Runtime""#), "{}", once(E::ExecutionFailed, "runtime-error")),
        (names(r#""States.ALL""#), "{}", once(E::ExecutionFailed, "states-all")),
        (names(r#""States.Timeout""#), "{}", (vec![], vec![])),
        (passes("$.l[5]"), r#"{"l": [1]}"#, (vec![], vec![(E::PassStateEntered, "index-past-end")])),
        (inside.to_owned(), r#"{"in": {"l": [1]}}"#, (vec![], vec![(E::PassStateEntered, "index-past-end")])),
        (passes("$.l[0]"), r#"{"l": [null]}"#, (vec![], vec![])),
        (passes("States.ArrayLength(1)"), "{}", once(E::ExecutionFailed, "intrinsic-failure")),
        (
            passes("States.JsonMerge($, $, true)"),
            "{}",
            (
                vec!["intrinsic-failure", "json-merge"],
                vec![(E::ExecutionFailed, "intrinsic-failure"), (E::ExecutionFailed, "json-merge")],
            ),
        ),
        (passes("$"), "{}", (vec![], vec![])),
    ];
    for (state, input, wanted) in rows {
        let document = machine(&state);
        assert_eq!(shown(&document, &run(&document, input, Answer::Hang)), wanted, "{state}");
    }
}

#[test]
fn a_row_has_its_own_name_and_words() {
    let mut ids: Vec<_> = DIFFERENCES.iter().map(|row| row.id).collect();
    assert!(ids.iter().all(|id| id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')), "{ids:?}");
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), DIFFERENCES.len());
    assert_eq!(Difference::of("format").map(|row| row.title), Some("States.Format of arrays and objects"));
    assert_eq!(Difference::of("no-such-row"), None);
    for row in &DIFFERENCES {
        for text in [row.title, row.specification, row.service, row.source, row.says().unwrap_or("words")] {
            assert!(!text.is_empty() && text.matches('`').count() % 2 == 0, "{}: {text}", row.id);
        }
    }
}

#[test]
fn a_row_is_found_by_its_words() {
    let found = |words: &str| DIFFERENCES.iter().filter(|row| row.matches(words)).map(|row| row.id).collect::<Vec<_>>();
    assert_eq!(found("branch PARALLEL"), ["branch-failed"]);
    assert_eq!(found("  ").len(), DIFFERENCES.len());
    assert_eq!(found("no such words"), Vec::<&str>::new());
}
