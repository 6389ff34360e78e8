//! The same histories everywhere: natively and in the browser (`tests/web.rs` has this file too), byte for byte.
#![expect(clippy::unwrap_used, reason = "a test may assume")]

use std::fmt::Write as _;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use stepwright::json::{Document, Value};
use stepwright::sim::{MockPlan, Program, Progress, Setup, Simulation, Status, VirtualTime};

/// Machines in which chance, order and floating-point numbers have a say.
const MACHINES: [&str; 5] = [
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
];

const SEEDS: [u64; 3] = [1, 7, u64::MAX];

/// SHA-256 of all histories. It changes when the simulator records something else, and then everywhere.
const DIGEST: &str = "711dc8ecdc77d2a58904417390816206829f3b92e1c4f9317323683cf84b24d9";

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn the_same_seeds_give_the_same_histories_here_as_everywhere() {
    let mut digest = Sha256::new();
    for (machine, seed) in MACHINES.iter().flat_map(|machine| SEEDS.map(|seed| (machine, seed))) {
        for event in run(machine, seed).history() {
            digest.update(event.to_json().to_string());
            digest.update("\n");
        }
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

fn run(machine: &str, seed: u64) -> Simulation {
    let mocks = r#"{"T": {"Calls": [{"Throw": {"Error": "E", "Cause": "c"}}, {"Throw": {"Error": "E", "Cause": "c"}},
        {"Throw": {"Error": "E", "Cause": "c"}}, {"Return": {"ok": 0.1}}]}}"#;
    let (mocks, errors) = MockPlan::from_json(&Value::parse(mocks).unwrap());
    assert_eq!(errors, []);
    // A native program has it; a page is given one, these tests the same as natively.
    stepwright::query::jsonata::install(Some(Arc::new(stepwright::query::jsonata::BuiltIn)));
    let input = Value::parse(r#"{"items": [3, 1, 2, 5, 4]}"#).unwrap();
    let program = Arc::new(Program::compile(&Document::new(machine)));
    let mut run = Simulation::new(program, Setup { input, mocks, seed, ..Setup::default() });
    assert_eq!(run.advance(VirtualTime::MAX, 10_000), Progress::Ended);
    assert_eq!(run.status(), Status::Succeeded, "{:?}", run.cause());
    run
}
