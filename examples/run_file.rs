//! Runs a definition to its end on the virtual clock and prints its history, time first: hours pass at once.
//!
//! The second file has the input, the mocks and the S3 objects, as those beside the app's examples; without it every service
//! succeeds. Nobody answers a task that waits for a person, so it times out.
//!
//! ```sh
//! cargo run --no-default-features --example run_file -- public/examples/order-processing.asl.json \
//!     public/examples/order-processing.mocks.json
//! ```
#![expect(clippy::print_stdout, reason = "the lines it prints are what it is for")]

use std::fmt::Write as _;
use std::process::ExitCode;
use std::sync::Arc;

use stepwright::json::{Document, Value};
use stepwright::sim::{MockPlan, Program, Progress, S3Objects, Setup, Simulation, Status, VirtualTime};

/// How many events and inputs a run may take: a machine may be a circle.
const BUDGET: usize = 100_000;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (definition, setup) = match &arguments[..] {
        [definition] => (definition, None),
        [definition, setup] => (definition, Some(setup)),
        _ => {
            println!("which definition, and which setup?");
            return ExitCode::from(2);
        }
    };
    let read = |file: &String| std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"));
    let run = setup
        .map_or(Ok("{}".to_owned()), read)
        .and_then(|setup| Ok(simulate(&read(definition)?, &read_setup(&setup)?)));
    match run {
        Ok((run, progress)) => {
            print!("{}", report(&run, progress));
            if run.status() == Status::Succeeded { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(words) => {
            println!("{words}");
            ExitCode::from(2)
        }
    }
}

/// The same setup and seed give the same run, everywhere.
fn read_setup(text: &str) -> Result<Setup, String> {
    let given = Value::parse(text).map_err(|error| format!("the setup is no JSON: {error}"))?;
    let (mocks, errors) = given.get("States").map(MockPlan::from_json).unwrap_or_default();
    if let Some(error) = errors.first() {
        return Err(format!("{error:?}"));
    }
    let objects = given.get("Objects").map(S3Objects::from_json).unwrap_or_default();
    let input = given.get("Input").cloned().unwrap_or_else(Value::empty_object);
    Ok(Setup { input, mocks, objects, ..Setup::default() })
}

fn simulate(definition: &str, setup: &Setup) -> (Simulation, Progress) {
    let program = Arc::new(Program::compile(&Document::new(definition)));
    let mut run = Simulation::new(program, setup.clone());
    let progress = run.advance(VirtualTime::MAX, BUDGET);
    (run, progress)
}

fn report(run: &Simulation, progress: Progress) -> String {
    let mut out = String::new();
    for event in run.history() {
        let seconds = event.time.since(run.setup().start) as f64 / 1_000.0;
        let state = event.state.as_deref().map(|name| format!(" of ‘{name}’")).unwrap_or_default();
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{seconds:>10.3} s  {:>4}  {}{state}", event.id, event.kind.as_str());
    }
    let result = match (progress, run.output()) {
        (Progress::Ended, Some(output)) => output.to_string(),
        (Progress::Ended, None) => {
            let said = [run.error(), run.cause()].into_iter().flatten().filter(|words| !words.is_empty());
            said.collect::<Vec<_>>().join(": ")
        }
        (Progress::Held, _) => "a task waits for a person, with nothing to end it".to_owned(),
        (Progress::Budget | Progress::Advanced | Progress::Reached, _) => format!("left after {BUDGET} steps"),
    };
    out + run.status().as_str() + " " + &result + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_retry_waits_on_the_virtual_clock() {
        let definition = r#"{"StartAt": "Pay", "States": {"Pay": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage",
            "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 90}], "End": true}}}"#;
        let setup = r#"{"States": {"Pay": {"Calls": [{"Throw": {"Error": "Busy"}}, {"Return": {"id": 7}}]}}}"#;
        let (run, progress) = simulate(definition, &read_setup(setup).unwrap());
        expect_test::expect![[r#"
                 0.000 s     1  ExecutionStarted
                 0.000 s     2  TaskStateEntered of ‘Pay’
                 0.000 s     3  TaskScheduled of ‘Pay’
                 0.000 s     4  TaskStarted of ‘Pay’
                 0.100 s     5  TaskFailed of ‘Pay’
                90.100 s     6  TaskScheduled of ‘Pay’
                90.100 s     7  TaskStarted of ‘Pay’
                90.200 s     8  TaskSucceeded of ‘Pay’
                90.200 s     9  TaskStateExited of ‘Pay’
                90.200 s    10  ExecutionSucceeded
            SUCCEEDED {"id":7}
        "#]]
        .assert_eq(&report(&run, progress));
        assert!(read_setup("{").is_err() && read_setup(r#"{"States": {"Pay": {"Calls": 7}}}"#).is_err());
    }
}
