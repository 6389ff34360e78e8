//! The test suite of the `JSONata` language itself.
//!
//! Its cases have a context and use what later versions added, so they are read as expressions of the language and not
//! of a state machine. Numbers are compared as doubles, which is all the language has.

use std::collections::BTreeMap;
use std::path::Path;

use stepwright::json::Value;
use stepwright::query::jsonata::{ExpressionError, General, LIMITS, Variables};

use super::{Report, rows, text};

/// How deep a case may go that does not say: as deep as the language's own runner lets it.
const DEPTH: usize = 1_000;

pub(super) fn suite(folder: &Path, report: &mut Report) {
    let mut data = BTreeMap::new();
    for row in rows(&folder.join("jsonata-test-suite.jsonl")) {
        let (group, id) = (text(&row, "group").unwrap_or("none"), text(&row, "id").unwrap_or_default());
        let input = match (row.get("data"), text(&row, "dataset")) {
            (Some(data), _) => Some(data.clone()),
            (None, Some(name)) => data.entry(name.to_owned()).or_insert_with(|| dataset(folder, name)).clone(),
            (None, None) => None,
        };
        report.add("jsonata", group, id, judge(&row, input.as_ref()));
    }
}

fn dataset(folder: &Path, name: &str) -> Option<Value> {
    let text = std::fs::read_to_string(folder.join("datasets").join(format!("{name}.json"))).ok()?;
    Value::parse(&text).ok()
}

fn judge(row: &Value, input: Option<&Value>) -> Result<(), String> {
    let code = row.get("error").and_then(|error| text(error, "code")).or_else(|| text(row, "code"));
    match (evaluate(row, input), code, row.get("result")) {
        (Err(error), Some(code), _) if error.code == code => Ok(()),
        (Err(error), code, _) => Err(format!("expected {}, got {error}", code.unwrap_or("a result"))),
        (Ok(found), Some(code), _) => Err(format!("expected {code}, got {}", super::shown(found.as_ref()))),
        (Ok(Some(found)), None, Some(wanted)) if fits(wanted, &found, row) => Ok(()),
        (Ok(None), None, None) => Ok(()),
        (Ok(found), None, wanted) => {
            Err(format!("expected {}, got {}", super::shown(wanted), super::shown(found.as_ref())))
        }
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
