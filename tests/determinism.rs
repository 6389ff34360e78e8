//! The same histories everywhere: natively and in the browser (`tests/web.rs` has this file too), byte for byte.
#![expect(clippy::unwrap_used, reason = "a test may assume")]

use std::fmt::Write as _;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use stepwright::json::{Document, Value};
use stepwright::sim::{
    HistoryEvent, Journal, MockPlan, Order, Program, Progress, Resolution, S3Objects, Setup, Simulation, Status,
    VirtualTime,
};

/// Machines in which chance, order and floating-point numbers have a say.
const MACHINES: [&str; 9] = [
    // Jitter between retries.
    r#"{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true,
        "Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 6, "BackoffRate": 1.7, "JitterStrategy": "FULL"}]}}}"#,
    // Iterations side by side.
    r#"{"StartAt": "M", "States": {"M": {"Type": "Map", "ItemsPath": "$.items", "MaxConcurrency": 3, "End": true,
        "ItemProcessor": {"StartAt": "W", "States": {
            "W": {"Type": "Wait", "SecondsPath": "$", "Next": "U"},
            "U": {"Type": "Pass", "Parameters": {"id.$": "States.UUID()"}, "End": true}}}}}}"#,
    // Branches side by side.
    r#"{"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": [
        {"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 2, "End": true}}},
        {"StartAt": "B", "States": {"B": {"Type": "Pass", "Result": 1, "End": true}}}]}}}"#,
    // Random numbers, and their arithmetic, in JSONPath.
    r#"{"StartAt": "R", "States": {"R": {"Type": "Pass", "End": true, "Parameters": {
        "a.$": "States.MathRandom(1, 1000000)", "b.$": "States.MathRandom(1, 99, 7)", "c.$": "States.UUID()",
        "d.$": "$.items.avg()", "e.$": "$.items.stddev()"}}}}"#,
    // The same in JSONata.
    r#"{"QueryLanguage": "JSONata", "StartAt": "R", "States": {"R": {"Type": "Pass", "End": true, "Output": {
        "a": "{% $random() %}", "b": "{% $shuffle([1..9]) %}", "c": "{% $uuid() %}", "d": "{% $now() %}",
        "e": "{% $sqrt(2) / 3 %}", "f": "{% $power(1.1, 2.5) %}"}}}}"#,
    // Digests and codes, in both languages, and the clock after a wait.
    r#"{"StartAt": "H", "States": {
        "H": {"Type": "Pass", "Next": "W", "Assign": {"h.$": "States.Hash($.items, 'SHA-256')",
            "b.$": "States.Base64Encode(States.JsonToString($))", "p.$": "States.ArrayPartition($.items, 2)"}},
        "W": {"Type": "Wait", "Seconds": 61, "Next": "N"},
        "N": {"Type": "Pass", "QueryLanguage": "JSONata", "End": true, "Output": {"h": "{% $hash($h, 'SHA-512') %}",
            "n": "{% $now() %}", "m": "{% $millis() / 7 %}", "p": "{% $partition($p, 2) %}", "r": "{% $range(0, 9, 3) %}",
            "t": "{% $fromMillis($millis(), '[Y0001]-[M01]-[D01] [H01]:[m01]') %}", "x": "{% $round($sum($states.input.items) / 3.7, 3) %}"}}}}"#,
    // Child executions over what a reader finds, in batches, their results written.
    r#"{"StartAt": "D", "States": {"D": {"Type": "Map", "End": true, "MaxConcurrency": 2, "ToleratedFailurePercentage": 50,
        "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Bucket": "b", "Key": "in.csv"},
            "ReaderConfig": {"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"}},
        "ItemBatcher": {"MaxItemsPerBatch": 2, "BatchInput": {"by.$": "$$.Execution.Name"}},
        "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "b", "Prefix": "out"}},
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "QueryLanguage": "JSONata",
            "StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": true,
                "Arguments": {"MessageBody": "{% $uuid() & $string($random()) %}"}, "Output": "{% $states.input.Items.n %}",
                "Retry": [{"ErrorEquals": ["E"], "MaxAttempts": 3, "JitterStrategy": "FULL"}]}}}}}}"#,
    // A person who answers, in the middle of what others do.
    r#"{"QueryLanguage": "JSONata", "StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": [
        {"StartAt": "Ask", "States": {"Ask": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
            "Arguments": {"MessageBody": "{% $states.context.Task.Token %}"}, "HeartbeatSeconds": 100, "End": true}}},
        {"StartAt": "R", "States": {"R": {"Type": "Wait", "Seconds": "{% $round($random() * 90) %}", "End": true}}}]}}}"#,
    // Branches of branches, whose order only the agenda decides.
    r#"{"StartAt": "M", "States": {"M": {"Type": "Map", "ItemsPath": "$.items", "End": true, "ItemProcessor": {
        "StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": [
            {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "Parameters": {"Message.$": "$"}, "End": true}}},
            {"StartAt": "B", "States": {"B": {"Type": "Wait", "SecondsPath": "$", "End": true}}}]}}}}}}"#,
];

/// Who asks a person, as [`MACHINES`] has it.
const ASKING: usize = 7;

const SEEDS: [u64; 3] = [1, 7, u64::MAX];

/// SHA-256 of all histories. It changes when the simulator records something else, and then everywhere.
const DIGEST: &str = "181744158350459f1d0184e0defc58132728148f6d635fec8b91da5965f9b024";

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn the_same_seeds_give_the_same_histories_here_as_everywhere() {
    let mut digest = Sha256::new();
    let mut add = |text: String| {
        digest.update(text);
        digest.update("\n");
    };
    for (machine, seed) in MACHINES.iter().flat_map(|machine| SEEDS.map(|seed| (machine, seed))) {
        let run = run(machine, seed);
        run.history().iter().for_each(|event| add(event.to_json().to_string()));
        let children = run.map_runs().iter().flat_map(|map_run| &map_run.executions);
        children.flat_map(|child| &child.history).for_each(|event| add(event.to_json().to_string()));
        add(run.objects().to_json().to_string());
        add(run.journal().to_json().to_string());
    }
    let hex = digest.finalize().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    assert_eq!(hex, DIGEST);
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn a_seed_has_a_say() {
    let texts = |seed| run(MACHINES[3], seed).output().unwrap().to_string();
    assert_ne!(texts(1), texts(2));
}

/// What people did, kept as text and done again, gives what it gave.
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn a_journal_gives_the_same_history_again() {
    for seed in SEEDS {
        let run = run(MACHINES[ASKING], seed);
        assert_eq!(run.journal().entries().len(), 2);
        let saved = Value::parse(&run.journal().to_json().to_string()).unwrap();
        let mut again = Simulation::replay(run.program().clone(), setup(seed), &Journal::from_json(&saved));
        assert_eq!(again.advance(VirtualTime::MAX, 10_000), Progress::Ended);
        let texts =
            |run: &Simulation| run.history().iter().map(|event| event.to_json().to_string()).collect::<Vec<_>>();
        assert_eq!(texts(&again), texts(&run));
    }
}

/// A machine's history in an order, and its output.
fn shuffled(machine: &str, order: Order, seed: u64) -> (Vec<String>, String) {
    let program = Arc::new(Program::compile(&Document::new(machine)));
    let mut run = Simulation::new(program, Setup { order, ..setup(seed) });
    assert_eq!(run.advance(VirtualTime::MAX, 10_000), Progress::Ended);
    let place = |event: &HistoryEvent| event.path.as_ref().map(ToString::to_string).unwrap_or_default();
    let line = |event: &HistoryEvent| format!("{} {}", event.kind.as_str(), place(event));
    (run.history().iter().map(line).collect(), run.output().unwrap().to_string())
}

/// The service promises no order among branches and iterations: a shuffled run has the same events in another one that
/// can be, which its seed decides.
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn a_seed_decides_a_shuffled_order() {
    let machine = r#"{"StartAt": "M", "States": {"M": {"Type": "Map", "ItemsPath": "$.items", "End": true, "ItemProcessor": {
        "StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": [
            {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "A2"}, "A2": {"Type": "Pass", "End": true}}},
            {"StartAt": "B", "States": {"B": {"Type": "Task", "Resource": "arn:aws:states:::sns:publish",
                "Parameters": {"Message.$": "$"}, "ResultPath": null, "End": true}}}]}}}}}}"#;
    let in_order = shuffled(machine, Order::InOrder, 1);
    assert_eq!(in_order, shuffled(machine, Order::InOrder, 2), "the seed has no say without");
    let orders: Vec<_> = [1, 2, 3].map(|seed| shuffled(machine, Order::Shuffled, seed)).into();
    assert_eq!(orders[0], shuffled(machine, Order::Shuffled, 1));
    let sorted = |events: &[String]| {
        let mut events = events.to_vec();
        events.sort_unstable();
        events
    };
    for (at, (events, output)) in orders.iter().enumerate() {
        assert_eq!(sorted(events), sorted(&in_order.0), "the same events");
        assert_eq!(*output, in_order.1, "results stay in the order of their branches");
        let others = orders.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, (events, _))| events);
        assert!(others.chain([&in_order.0]).all(|other| other != events), "order {at} is one of its own");
    }
}

fn setup(seed: u64) -> Setup {
    let mocks = r#"{"T": {"Calls": [{"Throw": {"Error": "E", "Cause": "c"}}, {"Throw": {"Error": "E", "Cause": "c"}},
        {"Throw": {"Error": "E", "Cause": "c"}}, {"Return": {"ok": 0.1}}]}, "Ask": {"Calls": [{"Hold": true}]}}"#;
    let (mocks, errors) = MockPlan::from_json(&Value::parse(mocks).unwrap());
    assert_eq!(errors, []);
    // A native program has it; a page is given one, these tests the same as natively.
    stepwright::query::jsonata::install(Some(Arc::new(stepwright::query::jsonata::BuiltIn)));
    let input = Value::parse(r#"{"items": [3, 1, 2, 5, 4]}"#).unwrap();
    let objects = S3Objects::default().with("b", "in.csv", "n,text\n1,a\n2,\"b,c\"\n3,é\n4,\n5,e\n");
    Setup { input, mocks, objects, seed, ..Setup::default() }
}

/// Runs a machine to its end; who is asked sends a heartbeat after 30 seconds and an answer after 60.
fn run(machine: &str, seed: u64) -> Simulation {
    let program = Arc::new(Program::compile(&Document::new(machine)));
    let mut run = Simulation::new(program, setup(seed));
    for (seconds, answer) in [(30, Resolution::Heartbeat), (60, Resolution::Succeed(Value::from(0.1)))] {
        let at = run.setup().start.plus_seconds(seconds);
        if machine == MACHINES[ASKING] {
            run.advance(at, 10_000);
            let token = run.held()[0].token.clone();
            assert_eq!(run.resolve(&token, answer), Ok(()));
        }
    }
    assert_eq!(run.advance(VirtualTime::MAX, 10_000), Progress::Ended);
    assert_eq!(run.status(), Status::Succeeded, "{:?}", run.cause());
    run
}
