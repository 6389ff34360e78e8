//! Runs whose states evaluate `JSONata` over a large input, with the engine in the program and as a module of its own.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::sync::Arc;

use stepwright::json::{Document, Value};
use stepwright::query::jsonata::{BuiltIn, Engine, Module, Remote, Served, install};
use stepwright::sim::limits::HISTORY_EVENTS_MAX;
use stepwright::sim::{Program, Progress, Setup, Simulation, VirtualTime};

/// How many objects the input has: 245 KiB.
const ORDERS: usize = 1_850;

/// What a state makes of its input, over and over; the run of `scripts/bench-run.mjs`, and one that reads all of it.
pub(crate) const OUTPUTS: [(&str, &str); 2] = [
    ("counts", r#"$merge([$states.input, {\"n\": $count($states.input.orders)}])"#),
    ("sums", r#"$merge([$states.input, {\"n\": $sum($states.input.orders.price.amount)}])"#),
];

thread_local! {
    static SERVED: RefCell<Served> = RefCell::default();
}

/// The module, without a browser between.
struct Near;

impl Module for Near {
    fn parse(&self, text: &str) -> Result<Vec<u8>, String> {
        Ok(SERVED.with_borrow_mut(|served| served.parse(text)))
    }

    fn evaluate(&self, request: &[u8], ask: &dyn Fn(Vec<u8>) -> Vec<u8>) -> Result<Vec<u8>, String> {
        Ok(SERVED.with_borrow_mut(|served| served.evaluate(request, &|asked| ask(asked.to_vec()))))
    }
}

/// Runs until the history is full. Gives how many expressions were evaluated.
pub(crate) fn run(output: &str, as_module: bool) -> usize {
    let engine: Arc<dyn Engine> = if as_module { Arc::new(Remote::new(Near)) } else { Arc::new(BuiltIn) };
    install(Some(engine));
    let text = format!(
        r#"{{"QueryLanguage": "JSONata", "StartAt": "Add", "States": {{
        "Add": {{"Type": "Pass", "Output": "{{% {output} %}}", "Next": "More"}},
        "More": {{"Type": "Choice", "Choices": [{{"Condition": "{{% $states.input.n > 0 %}}", "Next": "Add"}}], "Default": "Done"}},
        "Done": {{"Type": "Succeed"}}}}}}"#
    );
    let program = Arc::new(Program::compile(&Document::new(text)));
    let setup = Setup { input: input(), ..Setup::default() };
    let mut simulation = Simulation::new(program, setup);
    while simulation.advance(VirtualTime(i64::MAX), 10_000) == Progress::Budget {}
    assert_eq!(simulation.history().len(), HISTORY_EVENTS_MAX);
    simulation.history().len() / 2
}

fn input() -> Value {
    let mut orders = String::new();
    for id in 0..ORDERS {
        let comma = if id == 0 { "" } else { "," };
        // Writing to a string cannot fail.
        let _ = write!(
            orders,
            r#"{comma}{{"id":{id},"sku":"sku-{id}","quantity":{},"price":{{"amount":{}.5,"currency":"EUR"}},"note":"a line of an order, such as there are many"}}"#,
            id % 7,
            id * 3
        );
    }
    Value::parse(&format!(r#"{{"orders":[{orders}]}}"#)).unwrap_or_default()
}
