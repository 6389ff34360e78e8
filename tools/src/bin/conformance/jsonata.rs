//! The test suite of the `JSONata` language itself.
//!
//! Its cases have a context and use what later versions added, so they are read as expressions of the language and not
//! of a state machine. Numbers are compared as doubles, which is all the language has.

use std::collections::BTreeMap;
use std::path::Path;

use stepwright::json::Value;
use stepwright::query::jsonata::{ExpressionError, General, LIMITS, Variables};

use super::report::{Difference, Outcome, Report, rows, text};

/// How deep a case may go that does not say: as deep as the language's own runner lets it.
const DEPTH: usize = 1_000;

const CORPUS: &str = "jsonata";

pub(super) fn suite(folder: &Path, report: &mut Report) {
    let mut data = BTreeMap::new();
    for row in rows(folder, CORPUS, report) {
        let (group, id) = (text(&row, "group").unwrap_or("none"), text(&row, "id").unwrap_or_default());
        let input = match (row.get("data"), text(&row, "dataset")) {
            (Some(data), _) => Some(data.clone()),
            (None, Some(name)) => {
                let read = data.entry(name.to_owned()).or_insert_with(|| dataset(folder, name)).clone();
                if let Err(error) = &read {
                    report.add(CORPUS, group, id, Err(format!("the dataset {name}: {error}").into()));
                    continue;
                }
                read.ok()
            }
            (None, None) => None,
        };
        report.judge(CORPUS, group, id, || judge(&row, input.as_ref()));
    }
}

fn dataset(folder: &Path, name: &str) -> Result<Value, String> {
    let text = std::fs::read_to_string(folder.join("datasets").join(format!("{name}.json")));
    Value::parse(&text.map_err(|error| error.to_string())?).map_err(|error| error.to_string())
}

fn judge(row: &Value, input: Option<&Value>) -> Outcome {
    let code = row.get("error").and_then(|error| text(error, "code")).or_else(|| text(row, "code"));
    let differs = |expected: Option<&Value>, got: Option<&Value>| Err(Difference::new("result", expected, got));
    match (evaluate(row, input), code, row.get("result")) {
        (Err(error), Some(code), _) if error.code == code => Ok(()),
        (Err(error), Some(code), _) => {
            let difference = Difference::new("code", Some(&code.into()), Some(&Value::from(&*error.code)));
            Err(difference.with_note(error.to_string()))
        }
        (Err(error), None, wanted) => Err(Difference::new("result", wanted, None).with_note(error.to_string())),
        (Ok(found), Some(code), _) => Err(Difference::new("code", Some(&code.into()), found.as_ref())),
        (Ok(Some(found)), None, Some(wanted)) if fits(wanted, &found, row) => Ok(()),
        (Ok(None), None, None) if row.get("undefinedResult").is_some() => Ok(()),
        (Ok(found), None, wanted) => differs(wanted, found.as_ref()),
    }
}

fn evaluate(row: &Value, input: Option<&Value>) -> Result<Option<Value>, ExpressionError> {
    let bindings = row.get("bindings").and_then(Value::as_object).into_iter().flatten();
    let mut scope = bindings.fold(Variables::default(), |scope, (name, value)| scope.with(name, value.clone()));
    let depth = row.get("depth").and_then(Value::as_i64).map_or(DEPTH, |depth| depth as usize);
    let expression = General::parse(text(row, "expr").unwrap_or_default())?;
    expression.evaluate(input, &mut scope, depth.max(LIMITS.depth))
}

fn fits(wanted: &Value, found: &Value, row: &Value) -> bool {
    let unordered = row.get("unordered").and_then(Value::as_bool) == Some(true);
    match (wanted, found) {
        (Value::Array(wanted), Value::Array(found)) if unordered => {
            let mut left: Vec<&Value> = found.iter().collect();
            let take = |wanted: &Value| {
                let at = left.iter().position(|found| same(wanted, found));
                at.map(|at| left.remove(at)).is_some()
            };
            wanted.len() == found.len() && wanted.iter().all(take)
        }
        _ => same(wanted, found),
    }
}

fn same(wanted: &Value, found: &Value) -> bool {
    match (wanted, found) {
        (Value::Number(wanted), Value::Number(found)) => wanted.as_f64().to_bits() == (found.as_f64() + 0.0).to_bits(),
        (Value::Array(wanted), Value::Array(found)) => {
            wanted.len() == found.len() && wanted.iter().zip(found.iter()).all(|(wanted, found)| same(wanted, found))
        }
        (Value::Object(wanted), Value::Object(found)) => {
            wanted.len() == found.len()
                && wanted.iter().all(|(key, wanted)| found.get(key).is_some_and(|found| same(wanted, found)))
        }
        _ => wanted == found,
    }
}
