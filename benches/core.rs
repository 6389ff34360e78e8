//! Timings of the core, one JSON object a line: `{"name", "ours", "unit"}`; `scripts/bench-peers.mjs` puts peers beside them.
//!
//! A stage is a row of `main`. Names are shared with the peers in `benches/peers/`.
#![expect(clippy::print_stdout, reason = "the lines are the output")]

#[path = "core/edits.rs"]
mod edits;
#[path = "core/expressions.rs"]
mod expressions;
#[path = "core/frames.rs"]
mod frames;
#[path = "core/heavy.rs"]
mod heavy;
#[path = "core/replay.rs"]
mod replay;
#[path = "core/runs.rs"]
mod runs;

use std::hint::black_box;
use std::time::Duration;

use stepwright::asl::Machine;
use stepwright::edit::Command;
use stepwright::json::{Document, Value};
use stepwright::lint;
use stepwright::sim::Program;
use stepwright::studio::{Scene, Workbench, reduce};

/// A definition of about the service's limit.
const BYTES_LARGE: usize = 1024 * 1024;
const RUNS_MIN: usize = 5;
const TIME_MIN: Duration = Duration::from_millis(500);

fn main() {
    // `STAGE=frames` asks for one of these alone.
    let stage = std::env::var("STAGE").ok();
    let wanted = |name: &str| stage.as_deref().is_none_or(|stage| stage == name);
    if wanted("keystroke") {
        let large = definition_of_at_least(BYTES_LARGE);
        assert!(Document::new(large.as_str()).errors().is_empty(), "what is timed is a definition");
        milliseconds("parse 1 MiB", || Document::new(large.as_str()));
        milliseconds("parse 1 MiB to a value", || Value::parse(&large));
        stages("1 MiB", &large, "\"Route 0\"");
    }
    if wanted("edits") {
        for (name, text) in [
            ("2000 states in 1 MiB", edits::chain(2_000, BYTES_LARGE)),
            ("10000 states", edits::chain(10_000, 0)),
            ("100000 findings", edits::faulty(20_000)),
            ("1 MiB in one state", edits::nested(BYTES_LARGE)),
        ] {
            milliseconds(&format!("parse {name}"), || Document::new(text.as_str()));
            stages(name, &text, "\"S0\"");
        }
    }
    if wanted("layout") {
        for states in [100, 1_000, 10_000] {
            let drawn = Workbench::open("bench", definition(states)).drawn;
            milliseconds(&format!("layout {states} states"), || Scene::of(&drawn));
        }
    }
    if wanted("frames") {
        frames();
    }
    if wanted("jsonata") {
        expressions();
        heaviest();
    }
    if wanted("replay") {
        letters();
    }
    if wanted("runs") {
        per_second("loop 10000 times", 10_000);
        per_second("map 10000 items", 10_000);
    }
}

/// What an evaluation takes in a run over a large input.
fn expressions() {
    for (name, output) in expressions::OUTPUTS {
        for (engine, as_module) in [("built in", false), ("a module", true)] {
            let start = now();
            let count = expressions::run(output, as_module);
            let took = start.elapsed().as_secs_f64() * 1_000_000.0;
            line(
                &format!("JSONata over 245 KiB, {name}, the engine {engine}: an evaluation"),
                took / count as f64,
                "us",
            );
        }
    }
}

/// The longest of the evaluations that are ended by their work.
fn heaviest() {
    let mut longest = (Duration::ZERO, 0);
    for index in 0..heavy::count() {
        let start = now();
        black_box(heavy::evaluate(index));
        let took = start.elapsed();
        longest = longest.max((took, index));
    }
    line(
        &format!("JSONata, the longest of {} heavy evaluations", heavy::count()),
        longest.0.as_secs_f64() * 1000.0,
        "ms",
    );
}

/// What a letter over a finished run costs whose states take long: before it can be seen, and until the run is that of the
/// new text.
fn letters() {
    type Time = fn(&replay::Letter) -> Duration;
    let mut letters = replay::Letters::new();
    let found: Vec<_> = (0..RUNS_MIN).map(|_| letters.letter(now)).collect();
    let name = format!("a letter over a run of {} JSONata states over {} items", replay::STATES, replay::ITEMS);
    let times: [(&str, Time); 3] = [
        ("held", |letter| letter.held),
        ("longest part", |letter| letter.longest),
        ("replayed", |letter| letter.whole),
    ];
    for (what, time) in times {
        let mut times: Vec<Duration> = found.iter().map(time).collect();
        times.sort_unstable();
        line(&format!("{name}: {what}"), times[times.len() / 2].as_secs_f64() * 1000.0, "ms");
    }
}

/// What a frame computes of a history that is full, or near its end.
fn frames() {
    for (name, text, items) in frames::RUNS {
        let mut frames = frames::Frames::new(text, items);
        let name = format!("{} events of a {name}", frames.events());
        milliseconds(&format!("moment anew, {name}"), || frames.anew());
        for (step, on) in [("back", false), ("on", true)] {
            let start = now();
            let steps = (0..RUNS_MIN).map(|_| frames.walk(on)).sum::<usize>();
            line(&format!("moment {step}, {name}"), start.elapsed().as_secs_f64() * 1000.0 / steps as f64, "ms");
        }
        milliseconds(&format!("timeline, {name}"), || frames.timeline());
    }
}

/// What follows an edit, stage by stage, and all of it.
fn stages(name: &str, text: &str, renamed: &str) {
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
        let typed = text.replacen(renamed, &format!("\"Typed {at}\""), 1);
        reduce(&mut workbench, Command::ReplaceText(typed))
    };
    let start = now();
    for _ in 0..RUNS_MIN {
        black_box(type_once());
    }
    line(&format!("keystroke {name}"), start.elapsed().as_secs_f64() * 1000.0 / RUNS_MIN as f64, "ms");
}

/// How many states a second are entered, with the full history kept: the median of some rounds.
fn per_second(name: &str, count: usize) {
    let run = runs::named(name);
    let transitions = run.of_all(count);
    let seconds = median(|| run.of_all(count)).as_secs_f64();
    line(name, transitions as f64 / seconds, "transitions/s");
}

fn line(name: &str, ours: f64, unit: &str) {
    println!(r#"{{"name": "{name}", "ours": {ours:.3}, "unit": "{unit}"}}"#);
}

fn milliseconds<T>(name: &str, call: impl Fn() -> T) {
    line(name, median(call).as_secs_f64() * 1000.0, "ms");
}

/// The median time of one call.
fn median<T>(call: impl Fn() -> T) -> Duration {
    let mut times = Vec::new();
    while times.len() < RUNS_MIN || times.iter().sum::<Duration>() < TIME_MIN {
        let start = now();
        black_box(call());
        times.push(start.elapsed());
    }
    times.sort_unstable();
    times[times.len() / 2]
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
