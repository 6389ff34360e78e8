//! Timings of the core, one JSON object a line: `{"name", "ours", "unit"}`; `scripts/bench.mjs` puts peers beside them.
//!
//! A stage is a row of `main`. Names are shared with the peers in `benches/peers/`.
#![expect(clippy::print_stdout, reason = "the lines are the output")]

use std::hint::black_box;
use std::time::Duration;

use stepwright::json::{Document, Value};

/// A definition of about the service's limit.
const BYTES_LARGE: usize = 1024 * 1024;
const RUNS_MIN: usize = 5;
const TIME_MIN: Duration = Duration::from_millis(500);

fn main() {
    let large = definition_of_at_least(BYTES_LARGE);
    assert!(Document::new(large.as_str()).errors().is_empty(), "what is timed is a definition");
    milliseconds("parse 1 MiB", || Document::new(large.as_str()));
    milliseconds("parse 1 MiB to a value", || Value::parse(&large));
}

/// The median time of one call.
fn milliseconds<T>(name: &str, call: impl Fn() -> T) {
    let mut times = Vec::new();
    while times.len() < RUNS_MIN || times.iter().sum::<Duration>() < TIME_MIN {
        let start = now();
        black_box(call());
        times.push(start.elapsed());
    }
    times.sort_unstable();
    let median = times[times.len() / 2].as_secs_f64() * 1000.0;
    println!(r#"{{"name": "{name}", "ours": {median:.3}, "unit": "ms"}}"#);
}

#[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
fn now() -> std::time::Instant {
    std::time::Instant::now()
}

/// A machine of that length or little more; a block of eight states is well below 4 KiB.
fn definition_of_at_least(bytes: usize) -> String {
    let mut states = bytes / 4096 * 8;
    loop {
        let text = definition(states);
        if text.len() >= bytes {
            return text;
        }
        states += states / 64 + 8;
    }
}

/// A machine of about so many states: blocks of a choice of three ways, two tasks a way, and a join.
/// `benches/peers/machine.mjs` makes the same.
fn definition(states: usize) -> String {
    let count = (states / 8).max(1);
    let blocks: Vec<_> = (0..count).flat_map(|at| block(at, at + 1 == count)).collect();
    format!("{{\n  \"StartAt\": \"Route 0\",\n  \"States\": {{\n{}\n  }}\n}}\n", blocks.join(",\n"))
}

fn block(at: usize, last: bool) -> Vec<String> {
    let rule = |way| format!(r#"{{ "Variable": "$.kind", "NumericEquals": {way}, "Next": "Prepare {at}.{way}" }}"#);
    let rules = [0, 1, 2].map(rule).join(",\n        ");
    let mut states = vec![format!(
        r#"    "Route {at}": {{
      "Type": "Choice",
      "Choices": [
        {rules}
      ],
      "Default": "Join {at}"
    }}"#
    )];
    for way in 0..3 {
        states.push(task(&format!("Prepare {at}.{way}"), &format!("Apply {at}.{way}")));
        states.push(task(&format!("Apply {at}.{way}"), &format!("Join {at}")));
    }
    states.push(if last {
        format!(r#"    "Join {at}": {{ "Type": "Succeed" }}"#)
    } else {
        format!(r#"    "Join {at}": {{ "Type": "Pass", "Next": "Route {}" }}"#, at + 1)
    });
    states
}

fn task(name: &str, next: &str) -> String {
    format!(
        r#"    "{name}": {{
      "Type": "Task",
      "Resource": "arn:aws:states:::lambda:invoke",
      "Parameters": {{
        "FunctionName": "arn:aws:lambda:us-east-1:123456789012:function:worker",
        "Payload.$": "$"
      }},
      "Retry": [
        {{ "ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "MaxAttempts": 3, "BackoffRate": 2 }}
      ],
      "Next": "{next}"
    }}"#
    )
}
