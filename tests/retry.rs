//! How long retries wait, against tables computed by hand: `IntervalSeconds` × `BackoffRate`^(n−1), at most
//! `MaxDelaySeconds`, and with jitter anything from nothing to that (the ASL specification, "Retrying after error").
//!
//! Recordings of the service have no times, so that nothing else holds these.

use std::sync::Arc;

use stepwright::json::{Document, Value};
use stepwright::sim::{
    Answer, EventType, Failure, InspectionLevel, MockCall, MockInput, MockPlan, Program, Progress, Setup, Simulation,
    StateMock, Status, TestStateConfiguration, TestStateRequest, VirtualTime, test_state,
};

/// How long the mocked service takes to fail.
const LATENCY_MS: i64 = 40;

/// Runs a Task with retriers whose service fails each time, with one error after the other; gives how long each retry
/// waited, in milliseconds, and how the run ended.
fn waits(retriers: &str, errors: &[&str], seed: u64) -> (Vec<i64>, Simulation) {
    let text = format!(
        r#"{{"StartAt": "T", "States": {{"T": {{"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
        "Parameters": {{"FunctionName": "f"}}, "Retry": {retriers}, "End": true}}}}}}"#
    );
    let call = |error: &&str| MockCall { latency_ms: LATENCY_MS as u64, ..MockCall::new(Answer::throw(error, "no")) };
    let mock = StateMock { calls: errors.iter().map(call).collect(), ..StateMock::default() };
    let mocks = MockPlan::default().with("T", mock);
    let program = Arc::new(Program::compile(&Document::new(text)));
    let mut run = Simulation::new(program, Setup { mocks, seed, ..Setup::default() });
    assert_eq!(run.advance(VirtualTime::MAX, 10_000), Progress::Ended);
    let at = |kind: EventType| {
        let of_kind = run.history().iter().filter(move |event| event.kind == kind);
        of_kind.map(|event| event.time).collect::<Vec<_>>()
    };
    let (scheduled, failed) = (at(EventType::TaskScheduled), at(EventType::TaskFailed));
    for (scheduled, failed) in scheduled.iter().zip(&failed) {
        assert_eq!(failed.since(*scheduled), LATENCY_MS, "the service took its time");
    }
    (scheduled.iter().skip(1).zip(&failed).map(|(again, failed)| again.since(*failed)).collect(), run)
}

#[track_caller]
fn waited(retrier: &str, expected_ms: &[i64]) {
    let (found, run) = waits(&format!("[{{\"ErrorEquals\": [\"States.ALL\"]{retrier}}}]"), &["E"], 1);
    assert_eq!(found, expected_ms, "{retrier}");
    assert_eq!((run.status(), run.error(), run.cause()), (Status::Failed, Some("E"), Some("no")));
}

#[test]
fn delays_are_interval_times_rate_to_the_power() {
    waited("", &[1_000, 2_000, 4_000]);
    waited(r#", "MaxAttempts": 0"#, &[]);
    waited(r#", "MaxAttempts": 1"#, &[1_000]);
    waited(r#", "IntervalSeconds": 5, "MaxAttempts": 4, "BackoffRate": 1"#, &[5_000, 5_000, 5_000, 5_000]);
    waited(r#", "IntervalSeconds": 5, "MaxAttempts": 4, "BackoffRate": 1.0"#, &[5_000, 5_000, 5_000, 5_000]);
    waited(r#", "IntervalSeconds": 3, "MaxAttempts": 5, "BackoffRate": 1.5"#, &[3_000, 4_500, 6_750, 10_125, 15_188]);
    waited(r#", "IntervalSeconds": 1, "MaxAttempts": 5, "BackoffRate": 1.1"#, &[1_000, 1_100, 1_210, 1_331, 1_464]);
    waited(r#", "IntervalSeconds": 2, "MaxAttempts": 4, "BackoffRate": 10"#, &[2_000, 20_000, 200_000, 2_000_000]);
    waited(r#", "IntervalSeconds": 7, "MaxAttempts": 3, "BackoffRate": 2.25"#, &[7_000, 15_750, 35_438]);
    // AWS's own example: 3, 4.5 and 6.75 seconds.
    waited(r#", "IntervalSeconds": 3, "MaxAttempts": 3, "BackoffRate": 1.5"#, &[3_000, 4_500, 6_750]);
    // 2^9 seconds, where a product of floats would do as well as the power.
    let doubled: Vec<i64> = (0..10).map(|n| 1_000 << n).collect();
    waited(r#", "MaxAttempts": 10"#, &doubled);
}

#[test]
fn the_cap_holds_each_delay() {
    let capped = r#", "IntervalSeconds": 3, "BackoffRate": 2, "MaxAttempts": 5, "MaxDelaySeconds": 10"#;
    waited(capped, &[3_000, 6_000, 10_000, 10_000, 10_000]);
    waited(r#", "IntervalSeconds": 3, "BackoffRate": 2, "MaxDelaySeconds": 12"#, &[3_000, 6_000, 12_000]);
    // A cap below the interval counts from the first retry.
    waited(r#", "IntervalSeconds": 30, "MaxAttempts": 2, "MaxDelaySeconds": 5"#, &[5_000, 5_000]);
    // One that is never reached changes nothing.
    waited(r#", "MaxDelaySeconds": 31622400"#, &[1_000, 2_000, 4_000]);
}

#[test]
fn many_attempts_do_not_overflow() {
    // Two to the thousandth is no number of seconds; a cap makes it one.
    let (found, _) = waits(r#"[{"ErrorEquals": ["E"], "MaxAttempts": 1200, "MaxDelaySeconds": 1}]"#, &["E"], 1);
    assert!(found.len() == 1_200 && found.iter().all(|wait| *wait == 1_000));
    // Without one the year is over while it waits, for one retry less than 2^n seconds add up to: 2^25 − 1 > 31,536,000.
    let (found, run) = waits(r#"[{"ErrorEquals": ["E"], "MaxAttempts": 99999999}]"#, &["E"], 1);
    assert_eq!((run.status(), found.len()), (Status::TimedOut, 24));
    let steep = r#"[{"ErrorEquals": ["E"], "MaxAttempts": 9, "BackoffRate": 1e300, "MaxDelaySeconds": 2}]"#;
    assert_eq!(waits(steep, &["E"], 1).0, [1_000, 2_000, 2_000, 2_000, 2_000, 2_000, 2_000, 2_000, 2_000]);
}

#[test]
fn each_retrier_has_its_own_counter() {
    let retriers = r#"[{"ErrorEquals": ["A"], "IntervalSeconds": 1, "BackoffRate": 2, "MaxAttempts": 2},
        {"ErrorEquals": ["B"], "IntervalSeconds": 10, "BackoffRate": 3, "MaxAttempts": 2},
        {"ErrorEquals": ["States.ALL"], "IntervalSeconds": 100, "BackoffRate": 1, "MaxAttempts": 1}]"#;
    // Each goes on where it was; the third A finds its retrier used up, and no later one is asked.
    let (found, run) = waits(retriers, &["A", "B", "A", "B", "C", "A"], 1);
    assert_eq!(found, [1_000, 10_000, 2_000, 30_000, 100_000]);
    assert_eq!((run.status(), run.error()), (Status::Failed, Some("A")));
    let (found, run) = waits(retriers, &["C", "B", "C"], 1);
    assert_eq!((found, run.error()), (vec![100_000, 10_000], Some("C")));
}

#[test]
fn full_jitter_is_anything_up_to_the_capped_delay() {
    const SEEDS: u64 = 400;
    let retrier = r#"[{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 4, "BackoffRate": 2, "MaxAttempts": 4,
        "MaxDelaySeconds": 10, "JitterStrategy": "FULL"}]"#;
    let mut drawn = [const { Vec::new() }; 4];
    for seed in 0..SEEDS {
        let (found, _) = waits(retrier, &["E"], seed);
        assert_eq!(found.len(), 4);
        assert_eq!(found, waits(retrier, &["E"], seed).0, "the seed decides");
        found.into_iter().zip(&mut drawn).for_each(|(wait, drawn)| drawn.push(wait));
    }
    // The cap comes before the jitter: were it after, a quarter of the last waits would be the cap itself.
    for (retry, bound) in [4_000, 8_000, 10_000, 10_000].into_iter().enumerate() {
        let waits = &drawn[retry];
        assert!(waits.iter().all(|wait| (0..=bound).contains(wait)), "retry {retry}");
        let mean = waits.iter().sum::<i64>() / SEEDS as i64;
        // The mean of 400 uniform draws is within 7 % of the bound around its half, but for one time in a million.
        assert!(
            (mean - bound / 2).abs() < bound * 7 / 100,
            "retry {retry} waits {mean} ms on average, at most {bound}"
        );
        // Each tenth of the range is met.
        for tenth in 0..10 {
            let range = bound * tenth / 10..=bound * (tenth + 1) / 10;
            assert!(waits.iter().filter(|wait| range.contains(wait)).count() > 15, "retry {retry}, tenth {tenth}");
        }
        assert!(waits.iter().filter(|wait| **wait == bound).count() < 5, "retry {retry}");
    }
    let (without, _) = waits(&retrier.replace("FULL", "NONE"), &["E"], 7);
    assert_eq!(without, [4_000, 8_000, 10_000, 10_000]);
}

/// Recorded of `TestState`: interval 1 and rate 2 give 16 s after four retries; after five of five there is none.
#[test]
fn a_tested_state_says_its_next_backoff() {
    let backoff = |retrier: &str, count: i64| {
        let state = format!(
            r#"{{"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Retry": [{{"ErrorEquals": ["States.ALL"]{retrier}}}], "End": true}}"#
        );
        let request = TestStateRequest {
            mock: Some(MockInput::error(Failure { error: Some("E".into()), cause: None })),
            state_configuration: TestStateConfiguration {
                retrier_retry_count: Some(count),
                ..TestStateConfiguration::default()
            },
            ..TestStateRequest::default()
        };
        let result = test_state(&Document::new(state), &request).unwrap().to_json(InspectionLevel::Debug);
        let details =
            result.get("inspectionData").and_then(|data| data.get("errorDetails")).cloned().unwrap_or_default();
        (result.get("status").and_then(Value::as_str).unwrap_or_default().to_owned(), details.to_string())
    };
    let five = r#", "IntervalSeconds": 1, "BackoffRate": 2, "MaxAttempts": 5"#;
    for (retrier, count, seconds) in [
        (five, 0, "1"),
        (five, 3, "8"),
        (five, 4, "16"),
        ("", 0, "1"),
        ("", 2, "4"),
        (r#", "IntervalSeconds": 3, "BackoffRate": 1.5, "MaxAttempts": 9"#, 1, "4.5"),
        (r#", "IntervalSeconds": 3, "BackoffRate": 1.5, "MaxAttempts": 9, "MaxDelaySeconds": 6"#, 2, "6"),
    ] {
        let expected = format!(r#"{{"retryBackoffIntervalSeconds":{seconds},"retryIndex":0}}"#);
        assert_eq!(backoff(retrier, count), ("RETRIABLE".to_owned(), expected), "{retrier} after {count}");
    }
    assert_eq!(backoff(five, 5), ("FAILED".to_owned(), r#"{"retryIndex":0}"#.to_owned()));
    assert_eq!(backoff(r#", "MaxAttempts": 0"#, 0).0, "FAILED");
}
