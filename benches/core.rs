//! Timings of the core, one JSON object a line: `{"name", "ours", "unit"}`; `scripts/bench.mjs` puts peers beside them.
//!
//! A stage is a row of `main`. Names are shared with the peers in `benches/peers/`.
#![expect(clippy::print_stdout, reason = "the lines are the output")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use stepwright::asl::Machine;
use stepwright::edit::Command;
use stepwright::json::{Document, Value};
use stepwright::lint;
use stepwright::sim::{Program, Progress, Setup, Simulation, Status, VirtualTime};
use stepwright::studio::{Action, Scene, Workbench, reduce};

/// A definition of about the service's limit.
const BYTES_LARGE: usize = 1024 * 1024;
const RUNS_MIN: usize = 5;
const TIME_MIN: Duration = Duration::from_millis(500);

fn main() {
    let large = definition_of_at_least(BYTES_LARGE);
    assert!(Document::new(large.as_str()).errors().is_empty(), "what is timed is a definition");
    milliseconds("parse 1 MiB", || Document::new(large.as_str()));
    milliseconds("parse 1 MiB to a value", || Value::parse(&large));
    stages("1 MiB", &large);
    for states in [100, 1_000, 10_000] {
        let drawn = Workbench::open("bench", definition(states)).drawn;
        milliseconds(&format!("layout {states} states"), || Scene::of(&drawn));
    }
    loop_times(10_000);
    map_items(10_000);
}

/// What follows an edit, stage by stage, and all of it.
fn stages(name: &str, text: &str) {
    let document = Document::new(text);
    let machine = Machine::read(&document);
    milliseconds(&format!("read {name}"), || Machine::read(&document));
    milliseconds(&format!("lint {name}"), || lint::check(&document, &machine));
    milliseconds(&format!("compile {name}"), || Program::compile(&document));
    let mut workbench = Workbench::open("bench", text);
    milliseconds(&format!("draw {name}"), || Scene::of(&workbench.drawn));
    let mut at = 0_u32;
    let mut type_once = || {
        at += 1;
        let typed = text.replacen("\"Route 0\"", &format!("\"Route {at}x\""), 1);
        reduce(&mut workbench, Action::Edit(Command::ReplaceText(typed)))
    };
    let start = now();
    for _ in 0..RUNS_MIN {
        black_box(type_once());
    }
    line(&format!("keystroke {name}"), start.elapsed().as_secs_f64() * 1000.0 / RUNS_MIN as f64, "ms");
}

/// The loop of the peers' benchmark: how many transitions a second with the full history kept, seven events each turn.
/// The history ends at AWS's limit, so as many runs as it takes are added up.
fn loop_times(times: usize) {
    let text = r#"{"StartAt": "Init", "States": {
        "Init": {"Type": "Pass", "Result": {"i": 0}, "Next": "Increment"},
        "Increment": {"Type": "Pass", "Parameters": {"i.$": "States.MathAdd($.i, 1)"}, "Next": "Check"},
        "Check": {"Type": "Choice", "Choices": [{"Variable": "$.i", "NumericLessThan": 2500, "Next": "Increment"}], "Default": "Done"},
        "Done": {"Type": "Succeed"}}}"#;
    per_second(&format!("loop {times} times"), text, Value::empty_object(), times.div_ceil(2_500), 5_002);
}

/// The map of the peers' benchmark, in portions that fit the history.
fn map_items(items: usize) {
    const PORTION: usize = 2_500;
    let text = r#"{"StartAt": "Each", "States": {"Each": {"Type": "Map", "ItemsPath": "$.items", "End": true,
        "ItemProcessor": {"StartAt": "Wrap", "States": {"Wrap": {"Type": "Pass", "Parameters": {"v.$": "$.v"}, "End": true}}}}}}"#;
    let item = |v: usize| Value::object([("v", Value::from(v as i64))]);
    let input = Value::object([("items", Value::array((0..PORTION).map(item)))]);
    per_second(&format!("map {items} items"), text, input, items.div_ceil(PORTION), PORTION + 1);
}

fn per_second(name: &str, text: &str, input: Value, runs: usize, transitions: usize) {
    let program = Arc::new(Program::compile(&Document::new(text)));
    let start = now();
    for _ in 0..runs {
        let mut simulation = Simulation::new(program.clone(), Setup { input: input.clone(), ..Setup::default() });
        while simulation.advance(VirtualTime(i64::MAX), 10_000) == Progress::Budget {}
        assert_eq!(simulation.status(), Status::Succeeded, "{name}");
        black_box(simulation.history().len());
    }
    line(name, (runs * transitions) as f64 / start.elapsed().as_secs_f64(), "transitions/s");
}

fn line(name: &str, ours: f64, unit: &str) {
    println!(r#"{{"name": "{name}", "ours": {ours:.3}, "unit": "{unit}"}}"#);
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
    line(name, median, "ms");
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
