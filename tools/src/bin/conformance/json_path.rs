//! The compliance suite of RFC 9535, to say where Jayway's `JSONPath`, which the service has, is another language.
//!
//! A definite path gives its value and not a list of one; that value is read as the list the suite expects. Every other
//! difference is a failure, also where Jayway requires it, and says which kind it is: the kind follows from what the
//! path's reader or the evaluation answered, never from the case.

use std::path::Path as File;

use stepwright::json::Value;
use stepwright::query::{Document, Expected, Path, PathError, QueryError};

use super::report::{Difference, Outcome, Report, rows, text};

const CORPUS: &str = "jsonpath";

pub(super) fn suite(folder: &File, report: &mut Report) {
    for row in rows(folder, CORPUS, report) {
        let name = text(&row, "name").unwrap_or_default();
        let group = name.split(',').next().unwrap_or_default();
        report.judge(CORPUS, group, name, || judge(&row));
    }
}

fn judge(row: &Value) -> Outcome {
    let selector = text(row, "selector").unwrap_or_default();
    let invalid = row.get("invalid_selector").and_then(Value::as_bool) == Some(true);
    let differs = |expected: Option<&Value>, got: Option<&Value>, class: &'static str, why: String| {
        let why = if why.is_empty() { why } else { format!(": {why}") };
        Difference::new("result", expected, got).with_note(format!("[{class}] {selector:?}{why}")).of_kind(class)
    };
    // Where the order of members is open, the suite lists every list that is right.
    let wanted: Vec<&Value> = match row.get("results").and_then(Value::as_array) {
        Some(results) => results.iter().collect(),
        None => row.get("result").into_iter().collect(),
    };
    let first = wanted.first().copied();
    let path = match (Path::parse(selector), invalid) {
        (Err(_), true) => return Ok(()),
        (Ok(_), true) => return Err(differs(None, None, ACCEPTED, String::new())),
        (Err(error), false) => return Err(differs(first, None, refused(&error), error.to_string())),
        (Ok(path), false) => path,
    };
    let document = Document::new(row.get("document").cloned().unwrap_or_default());
    let found = match path.select(&document) {
        Ok(value) if path.is_definite() => Value::array([value]),
        Ok(list) => list,
        Err(error) => return Err(differs(first, None, failed(&error), error.to_string())),
    };
    if wanted.contains(&&found) {
        return Ok(());
    }
    let nothing = wanted.iter().all(|list| list.as_array().is_some_and(<[Value]>::is_empty));
    let past_the_end = path.is_definite() && nothing && found == Value::array([Value::Null]);
    let class = if past_the_end { "an index past the end gives null" } else { changed(selector) };
    Err(differs(first, Some(&found), class, String::new()))
}

const ACCEPTED: &str = "Jayway reads what the RFC refuses";

/// Why the same text selects something else.
fn changed(selector: &str) -> &'static str {
    match selector {
        slice if slice.contains(':') => "a bound of a slice below zero counts from the end only where Jayway does",
        names if names.contains(',') => "several names give one object of them",
        _ => "another value",
    }
}

/// Why a path of the RFC is none of Jayway's.
fn refused(error: &PathError) -> &'static str {
    match error.expected {
        Expected::OpenParenthesis => "a filter stands in parentheses",
        Expected::FilterOperator | Expected::FilterOperand | Expected::Parenthesis => {
            "a filter has other operators and no functions of the RFC"
        }
        Expected::PathFunction => "a name with a parenthesis is a function",
        Expected::QuotedName | Expected::Name => "a name without quotes has fewer characters",
        Expected::CommaOrBracket | Expected::Bracket | Expected::Subscript => {
            "a subscript has names, indexes, one slice or one filter, not a mixture"
        }
        Expected::SliceBound => "a slice has no step and at least one bound",
        Expected::Index => "an index has 32 bits",
        Expected::FewerSteps | Expected::LessNesting => "a limit",
        _ => "another grammar",
    }
}

/// Why a path that is read gives no value.
fn failed(error: &QueryError) -> &'static str {
    match error {
        QueryError::PathNotFound { .. } => "a definite path that finds nothing is an error",
        QueryError::PathFunction { .. } => "a function of the path refuses the value",
        _ => "another error",
    }
}
