//! Tables of one expression a row: Choice operators and intrinsic functions, each as an execution.

use std::path::Path;
use std::sync::Arc;

use stepwright::json::{Document, Value};
use stepwright::sim::{Program, Setup, Simulation, VirtualTime};

use super::executions::{BUDGET, outcome};
use super::page::Page;
use super::reader::Reader;
use super::report::{Outcome, Report, rows, text};

fn run_machine(text: &str, input: Value) -> Simulation {
    let program = Arc::new(Program::compile(&Document::new(text)));
    let mut run = Simulation::new(program, Setup { input, ..Setup::default() });
    run.advance(VirtualTime::MAX, BUDGET);
    run
}

pub(crate) fn choices(folder: &Path, report: &mut Report, page: &mut Page) {
    const CORPUS: &str = "aws-recorded-choice";
    for row in rows(folder, CORPUS, report) {
        let operator = text(&row, "operator").unwrap_or("none");
        let family = ["Is", "Numeric", "Boolean", "String", "Timestamp"].into_iter().find(|f| operator.starts_with(f));
        let id = text(&row, "id").unwrap_or_default();
        report.judge(CORPUS, family.unwrap_or("none"), id, || {
            let definition = row.get("definition").ok_or("the row has no definition")?;
            compare(&row, row.get("expected").ok_or("the row expects nothing")?, definition, page)
        });
    }
}

fn compare(row: &Value, expected: &Value, definition: &Value, page: &mut Page) -> Outcome {
    let definition = definition.to_string();
    let run = run_machine(&definition, row.get("input").cloned().unwrap_or_default());
    page.show(text(row, "id").unwrap_or_default(), &definition, &run);
    outcome(&mut Reader::new(&run), expected, &run)
}

pub(crate) fn intrinsics(folder: &Path, report: &mut Report, page: &mut Page) {
    const CORPUS: &str = "aws-recorded-intrinsics";
    for row in rows(folder, CORPUS, report) {
        let (language, id) = (text(&row, "language").unwrap_or("JSONPath"), text(&row, "id").unwrap_or_default());
        report.judge(CORPUS, language, id, || {
            let expression = row.get("expr").ok_or("the row has no expression")?;
            compare(&row, &expected(&row), &definition(language, expression), page)
        });
    }
}

/// The machine the rows are derived from: one Pass state with the expression in one field.
fn definition(language: &str, expression: &Value) -> Value {
    let state = match language {
        "JSONata" => Value::object([
            ("Type", Value::from("Pass")),
            ("QueryLanguage", Value::from("JSONata")),
            ("Output", Value::object([("FunctionResult", expression.clone())])),
            ("End", true.into()),
        ]),
        _ => Value::object([
            ("Type", Value::from("Pass")),
            ("Parameters", Value::object([("FunctionResult.$", expression.clone())])),
            ("End", true.into()),
        ]),
    };
    let states = Value::object([("State_0", state)]);
    Value::object([("StartAt", Value::from("State_0")), ("States", states)])
}

fn expected(row: &Value) -> Value {
    let keys = ["status", "error", "cause", "cause_json"];
    let mut expected: Vec<(&str, Value)> = keys.iter().filter_map(|key| Some((*key, row.get(key)?.clone()))).collect();
    if let Some(result) = row.get("result") {
        expected.push(("output", Value::object([("FunctionResult", result.clone())])));
    }
    Value::object(expected)
}
