//! The runs of the peers' benchmark (`benches/peers/interpreter.mjs`): a loop and a map, with the full history kept.
//!
//! The history ends at AWS's limit, so a run is a quarter of what a peer does in one, and four are added up.

use std::sync::Arc;

use stepwright::json::{Document, Value};
use stepwright::sim::{Program, Progress, Setup, Simulation, Status, VirtualTime};

/// How many turns or items a run has.
const PORTION: usize = 2_500;

/// A machine and its input, compiled.
pub(crate) struct Run {
    program: Arc<Program>,
    input: Value,
    /// How many states one run enters.
    transitions: usize,
}

/// The run that a benchmark's name begins with.
pub(crate) fn named(name: &str) -> Run {
    if name.starts_with("loop") { looped() } else { mapped() }
}

/// Counts up; seven events each turn.
fn looped() -> Run {
    let text = format!(
        r#"{{"StartAt": "Init", "States": {{
        "Init": {{"Type": "Pass", "Result": {{"i": 0}}, "Next": "Increment"}},
        "Increment": {{"Type": "Pass", "Parameters": {{"i.$": "States.MathAdd($.i, 1)"}}, "Next": "Check"}},
        "Check": {{"Type": "Choice", "Choices": [{{"Variable": "$.i", "NumericLessThan": {PORTION}, "Next": "Increment"}}], "Default": "Done"}},
        "Done": {{"Type": "Succeed"}}}}}}"#
    );
    Run::of(text, Value::empty_object(), 2 * PORTION + 2)
}

/// Wraps each item.
fn mapped() -> Run {
    let text = r#"{"StartAt": "Each", "States": {"Each": {"Type": "Map", "ItemsPath": "$.items", "End": true,
        "ItemProcessor": {"StartAt": "Wrap", "States": {"Wrap": {"Type": "Pass", "Parameters": {"v.$": "$.v"}, "End": true}}}}}}"#;
    let item = |v: usize| Value::object([("v", Value::from(v as i64))]);
    let input = Value::object([("items", Value::array((0..PORTION).map(item)))]);
    Run::of(text.to_owned(), input, PORTION + 1)
}

impl Run {
    fn of(text: String, input: Value, transitions: usize) -> Run {
        Run { program: Arc::new(Program::compile(&Document::new(text))), input, transitions }
    }

    /// Runs so many turns or items. Gives how many states were entered.
    pub(crate) fn of_all(&self, count: usize) -> usize {
        let runs = count.div_ceil(PORTION);
        for _ in 0..runs {
            let setup = Setup { input: self.input.clone(), ..Setup::default() };
            let mut simulation = Simulation::new(self.program.clone(), setup);
            while simulation.advance(VirtualTime(i64::MAX), 10_000) == Progress::Budget {}
            assert_eq!(simulation.status(), Status::Succeeded);
            std::hint::black_box(simulation.history().len());
        }
        runs * self.transitions
    }
}
