//! The language, a table for each of its corners: a machine and an input, and how the execution ends.

#![expect(clippy::unwrap_used, reason = "a case that cannot be read fails its test")]

use std::sync::Arc;

use stepwright::json::{Document, Value};
use stepwright::sim::{Answer, MockPlan, Program, S3Objects, Setup, Simulation, StateMock, Status, VirtualTime};

fn ended(machine: &str, setup: Setup) -> Simulation {
    let mut run = Simulation::new(Arc::new(Program::compile(&Document::new(machine))), setup);
    run.advance(VirtualTime::MAX, 100_000);
    run
}

/// The output; or the error, and the cause after the words that name the state and its event.
fn shown(run: &Simulation) -> String {
    if run.status() == Status::Succeeded {
        return run.output().unwrap().to_string();
    }
    let cause = run.cause().unwrap_or_default();
    let words = cause.split_once("). ").filter(|(before, _)| before.starts_with("An error occurred"));
    format!("{}: {}", run.error().unwrap_or(run.status().as_str()), words.map_or(cause, |(_, words)| words))
}

/// A machine of one state `S`, given its fields; every Task returns `{}`.
fn one_state(fields: &str, input: &str) -> String {
    let input = Value::parse(input).unwrap();
    let mocks = MockPlan::default().with("S", StateMock::always(Answer::Return(Value::empty_object())));
    let objects = S3Objects::default().with("b", "k", "[1]");
    let end = if fields.contains("\"Choices\"") || fields.contains("\"Fail\"") { "" } else { ",\"End\":true" };
    let machine = format!(r#"{{"StartAt":"S","States":{{"S":{{{fields}{end}}},"Z":{{"Type":"Succeed"}}}}}}"#);
    shown(&ended(&machine, Setup { input, mocks, objects, ..Setup::default() }))
}

const LAMBDA: &str = r#""Type":"Task","Resource":"arn:aws:lambda:us-east-1:111122223333:function:f""#;
const INLINE: &str = r#""Type":"Map","ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Pass","End":true}}}"#;
const DISTRIBUTED: &str = r#""Type":"Map","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"I","States":{"I":{"Type":"Pass","End":true}}}"#;
const BRANCH: &str = r#""Type":"Parallel","Branches":[{"StartAt":"I","States":{"I":{"Type":"Pass","End":true}}}]"#;

// --- an input that is null ---

#[test]
fn no_path_is_applied_to_an_input_that_is_null() {
    let fields = [
        r#""Type":"Pass","InputPath":"$.a""#.to_owned(),
        r#""Type":"Pass","Parameters":{"a.$":"$"}"#.to_owned(),
        r#""Type":"Pass","Parameters":{"a":{"b":[{"c.$":"$.d[*]"}]}}"#.to_owned(),
        r#""Type":"Pass","Parameters":{"a.$":"States.Array($)"}"#.to_owned(),
        r#""Type":"Pass","Assign":{"a.$":"$"}"#.to_owned(),
        r#""Type":"Pass","OutputPath":"$.a""#.to_owned(),
        r#""Type":"Succeed","InputPath":"$.a""#.to_owned(),
        r#""Type":"Wait","SecondsPath":"$""#.to_owned(),
        r#""Type":"Wait","TimestampPath":"$.a""#.to_owned(),
        r#""Type":"Fail","ErrorPath":"$.a""#.to_owned(),
        r#""Type":"Fail","Error":"E","CausePath":"$""#.to_owned(),
        r#""Type":"Choice","Choices":[{"Variable":"$","IsString":true,"Next":"Z"}],"Default":"Z""#.to_owned(),
        r#""Type":"Choice","Choices":[{"Variable":"$.a","IsPresent":true,"Next":"Z"}],"Default":"Z""#.to_owned(),
        r#""Type":"Choice","Choices":[{"Variable":"$$.State.Name","StringEqualsPath":"$.a","Next":"Z"}],"Default":"Z""#
            .to_owned(),
        format!(r#"{LAMBDA},"Parameters":{{"a.$":"$"}}"#),
        format!(r#"{LAMBDA},"TimeoutSecondsPath":"$.a""#),
        format!(r#"{LAMBDA},"HeartbeatSecondsPath":"$.a""#),
        format!(r#"{LAMBDA},"Credentials":{{"RoleArn.$":"$.a"}}"#),
        format!(r#"{BRANCH},"Parameters":{{"a.$":"$"}}"#),
        format!(r#"{INLINE},"ItemsPath":"$.a""#),
        format!(
            r#"{DISTRIBUTED},"ItemReader":{{"Resource":"arn:aws:states:::s3:getObject","Parameters":{{"Bucket":"b","Key.$":"$.k"}}}}"#
        ),
    ];
    for fields in fields {
        let words = "States.Runtime: Unable to apply Path transformation to null or empty input.";
        assert_eq!(one_state(&fields, "null"), words, "{fields}");
    }
}

#[test]
fn what_reads_no_path_into_an_input_that_is_null_goes_on() {
    let cases = [
        (r#""Type":"Pass""#, "null"),
        (r#""Type":"Pass","InputPath":"$","ResultPath":null"#, "null"),
        (r#""Type":"Pass","InputPath":null"#, "{}"),
        (r#""Type":"Pass","Parameters":{"a":1}"#, r#"{"a":1}"#),
        (r#""Type":"Pass","Parameters":{"a.$":"$$.State.Name"}"#, r#"{"a":"S"}"#),
        (r#""Type":"Pass","Parameters":{"a.$":"States.Array(1)"}"#, r#"{"a":[1]}"#),
        (r#""Type":"Wait","Seconds":1"#, "null"),
        (r#""Type":"Succeed""#, "null"),
    ];
    for (fields, output) in cases {
        assert_eq!(one_state(fields, "null"), output, "{fields}");
    }
}

#[test]
fn a_result_that_is_null_has_no_paths_either() {
    let machine =
        format!(r#"{{"StartAt":"S","States":{{"S":{{{LAMBDA},"ResultSelector":{{"a.$":"$.b"}},"End":true}}}}}}"#);
    let mocks = MockPlan::default().with("S", StateMock::always(Answer::Return(Value::Null)));
    let words = "States.Runtime: Unable to apply Path transformation to null or empty input.";
    assert_eq!(shown(&ended(&machine, Setup { mocks, ..Setup::default() })), words);
}

// --- where a result is put ---

#[test]
fn a_result_path_makes_an_array_longer_by_one() {
    let put =
        |path: &str, input: &str| one_state(&format!(r#""Type":"Pass","Result":"x","ResultPath":"{path}""#), input);
    assert_eq!(put("$.list[0]", "{}"), r#"{"list":["x"]}"#);
    assert_eq!(put("$.list[2]", r#"{"list":[0,1]}"#), r#"{"list":[0,1,"x"]}"#);
    let beyond = "States.ResultPathMatchFailure: Unable to apply ReferencePath $.list[1] to input {}";
    assert_eq!(put("$.list[1]", "{}"), beyond);
}

// --- a resource that a deployment fills in ---

#[test]
fn a_resource_that_a_deployment_fills_in_runs_like_a_placeholder() {
    let resources = [
        r#""${FnArn}""#,
        r#"{"Fn::GetAtt":["Fn","Arn"]}"#,
        r#"{"Ref":"Activity"}"#,
        r#"{"Fn::ImportValue":"fn"}"#,
        r#"{"Fn::Sub":"arn:${AWS::Partition}:states:::sns:publish"}"#,
        r#"{"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":states:::sns:publish"]]}"#,
    ];
    for resource in resources {
        assert_eq!(one_state(&format!(r#""Type":"Task","Resource":{resource}"#), "{}"), "{}", "{resource}");
    }
    let waits = r#""Type":"Task","Resource":{"Fn::Sub":"arn:${AWS::Partition}:states:::sqs:sendMessage.waitForTaskToken"},"Parameters":{"t.$":"$$.Task.Token"}"#;
    assert_eq!(one_state(waits, "{}"), "{}");
    let lost = "States.Runtime: The Task has no Resource";
    assert_eq!(one_state(r#""Type":"Task","Resource":{"Ref":1}"#, "{}"), lost);
}

// --- keys in brackets ---

#[test]
fn a_key_in_brackets_is_read_with_its_escapes() {
    let keys = [
        ("['a b']", "a b"),
        (r#"[\"a b\"]"#, "a b"),
        (r"['it\\'s']", "it's"),
        (r#"['say \\\"hi\\\"']"#, "say \"hi\""),
        (r"['a.b[0]']", "a.b[0]"),
        (r"['a\\\\b']", "a\\b"),
        (r"['\\u00e9']", "é"),
        (r"['tab\\there']", "tab\there"),
        ("['é$@*']", "é$@*"),
        ("['']", ""),
        (r"['a\\/b']", "a/b"),
    ];
    for (bracket, key) in keys {
        let input = Value::object([(key, Value::object([("x", Value::from(1))]))]).to_string();
        let reads = [
            (format!(r#""Type":"Pass","InputPath":"${bracket}""#), r#"{"x":1}"#.to_owned()),
            (format!(r#""Type":"Pass","Parameters":{{"r.$":"${bracket}.x"}}"#), r#"{"r":1}"#.to_owned()),
            (
                format!(r#""Type":"Pass","Parameters":{{"r.$":"States.Array(${bracket}['x'])"}}"#),
                r#"{"r":[1]}"#.to_owned(),
            ),
            (
                format!(r#""Type":"Choice","Choices":[{{"Variable":"${bracket}.x","NumericEquals":1,"Next":"Z"}}]"#),
                input.clone(),
            ),
            (
                format!(r#""Type":"Pass","Result":2,"ResultPath":"${bracket}.x""#),
                Value::object([(key, Value::object([("x", Value::from(2))]))]).to_string(),
            ),
        ];
        for (fields, output) in reads {
            assert_eq!(one_state(&fields, &input), output, "{fields}");
        }
    }
}

#[test]
fn a_filter_reads_keys_in_brackets_too() {
    let input = r#"{"items":[{"it's":1,"a b":"x"},{"it's":2,"a b":"y"}]}"#;
    let select = |filter: &str| {
        one_state(&format!(r#""Type":"Pass","Parameters":{{"r.$":"$.items[?({filter})]['a b']"}}"#), input)
    };
    assert_eq!(select(r"@['it\\'s'] == 2"), r#"{"r":["y"]}"#);
    assert_eq!(select(r#"@[\"a b\"] == 'x'"#), r#"{"r":["x"]}"#);
}

// --- the token of a task ---

#[test]
fn a_task_that_waits_has_a_token_and_no_other_has() {
    let task = |resource: &str, fields: &str| {
        format!(r#""Type":"Task","Resource":"{resource}"{fields},"Assign":{{"t.$":"$$.Task.Token"}}"#)
    };
    for resource in [
        "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "arn:aws:states:::aws-sdk:sqs:sendMessage.waitForTaskToken",
        "arn:aws:states:::glue:startJobRun.sync",
        "arn:aws:states:::states:startExecution.sync:2",
        "arn:aws:states:us-east-1:123456789012:activity:a",
    ] {
        let given = format!(r#""Type":"Task","Resource":"{resource}","Parameters":{{"t.$":"$$.Task.Token"}}"#);
        assert_eq!(one_state(&given, "{}"), "{}", "{resource}");
    }
    for resource in ["arn:aws:states:::sqs:sendMessage", "arn:aws:lambda:us-east-1:111122223333:function:f"] {
        let given = format!(r#""Type":"Task","Resource":"{resource}","Parameters":{{"t.$":"$$.Task.Token"}}"#);
        let lost = one_state(&given, "{}");
        assert!(
            lost.starts_with("States.Runtime: The JSONPath '$$.Task.Token' specified for the field 't.$'"),
            "{lost}"
        );
    }
    assert!(one_state(&task("arn:aws:states:::sqs:sendMessage", ""), "{}").starts_with("States.Runtime"));
}
