//! What a path names in a value.

use crate::json::{Number, Object, Value};

use super::error::{NotFound, QueryError};
use super::intrinsics::java;
use super::path::{Function, Path, Step};
use super::{LIMITS, count};

/// Either the one value of a definite path or the array of matches of an indefinite one.
pub(super) fn select(path: &Path, document: &Value) -> Result<Value, QueryError> {
    if path.is_definite() && !matches!(path.steps().first(), Some(Step::Descend)) {
        return definite(path, document).map(Option::unwrap_or_default);
    }
    let (steps, function) = match path.steps() {
        [steps @ .., Step::Function(function)] => (steps, Some(*function)),
        steps => (steps, None),
    };
    let found = matches(steps, document, document)?;
    let refuse = |reason| QueryError::PathFunction { path: path.shared_text(), reason };
    match function {
        None => Ok(Value::array(found)),
        Some(function) if path.is_definite() => apply(function, &Value::array(found)).map_err(refuse),
        Some(function) => {
            let values: Result<Vec<Value>, String> = found.iter().map(|value| apply(function, value)).collect();
            values.map(Value::array).map_err(refuse)
        }
    }
}

/// Whether a definite path ends at an index that the array there has not.
pub(super) fn past_the_end(path: &Path, document: &Value) -> bool {
    path.is_definite()
        && !matches!(path.steps().first(), Some(Step::Descend))
        && matches!(definite(path, document), Ok(None))
}

/// The one value a definite path names; none past the end of an array.
fn definite(path: &Path, document: &Value) -> Result<Option<Value>, QueryError> {
    let steps = path.steps();
    let lost = |reason| QueryError::PathNotFound { path: path.shared_text(), reason };
    // `None` is what an index past the end gives: `null`, but nothing further can be asked of it.
    let mut value = Some(document);
    for (index, step) in steps.iter().enumerate() {
        let here = || bracket_form(&steps[..index]);
        match step {
            Step::Names(names) => {
                let Some(Value::Object(members)) = value else {
                    let property = bracket_names(names);
                    return Err(lost(NotFound::NotAnObject { property, at: here(), found: value.cloned() }));
                };
                if let [name] = &names[..] {
                    value = Some(members.get(name).ok_or_else(|| {
                        let whole = bracket_form(&steps[..=index]);
                        lost(if index + 1 == steps.len() {
                            NotFound::NoResults(whole)
                        } else {
                            NotFound::MissingProperty(whole)
                        })
                    })?);
                } else {
                    return Ok(Some(pick(members, names)));
                }
            }
            Step::Indexes(indexes) => {
                let Some(Value::Array(items)) = value else {
                    let rest = steps[index..].iter().map(fragment).collect();
                    return Err(lost(NotFound::NotAnArray { rest, at: here(), found: value.cloned() }));
                };
                value = indexes.first().and_then(|at| position(*at, items.len())).and_then(|at| items.get(at));
            }
            Step::Function(function) => {
                let refuse = |reason| QueryError::PathFunction { path: path.shared_text(), reason };
                return apply(*function, value.unwrap_or(&Value::Null)).map(Some).map_err(refuse);
            }
            Step::Slice(..) | Step::Wildcard | Step::Descend | Step::Filter(_) => {}
        }
    }
    Ok(value.cloned())
}

/// An index from the start, or from the end if negative.
fn position(index: i64, length: usize) -> Option<usize> {
    usize::try_from(if index < 0 { index + count(length) } else { index }).ok()
}

fn pick(members: &Object, names: &[std::sync::Arc<str>]) -> Value {
    Value::object(names.iter().filter_map(|name| Some((name.clone(), members.get(name)?.clone()))))
}

/// What steps match in a value; what blocks the way matches nothing. `document` is what `$` in a filter names.
pub(super) fn matches(steps: &[Step], start: &Value, document: &Value) -> Result<Vec<Value>, QueryError> {
    let mut visits = LIMITS.visits;
    let mut found = vec![start.clone()];
    let mut steps = steps;
    while let [step, rest @ ..] = steps {
        let mut next = Vec::new();
        steps = rest;
        if let (Step::Descend, [step, rest @ ..]) = (step, rest) {
            steps = rest;
            for value in found {
                for inner in containers(value, &mut visits)? {
                    if accepts(step, &inner) {
                        advance(step, &inner, document, rest.is_empty(), &mut next, &mut visits)?;
                    }
                }
            }
        } else {
            for value in &found {
                advance(step, value, document, rest.is_empty(), &mut next, &mut visits)?;
            }
        }
        found = next;
    }
    Ok(found)
}

/// While descending, several names are asked only of an object that has them all.
fn accepts(step: &Step, value: &Value) -> bool {
    match step {
        Step::Names(names) => names.iter().all(|name| value.get(name).is_some()),
        _ => true,
    }
}

/// The value and everything inside it that is an array or an object, outermost first, in the order of the text.
fn containers(value: Value, visits: &mut usize) -> Result<Vec<Value>, QueryError> {
    let mut found = Vec::new();
    let mut waiting = vec![value];
    while let Some(value) = waiting.pop() {
        spend(visits, 1)?;
        match &value {
            Value::Array(items) => waiting.extend(items.iter().rev().cloned()),
            Value::Object(members) => waiting.extend(members.values().rev().cloned()),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => continue,
        }
        found.push(value);
    }
    Ok(found)
}

fn spend(visits: &mut usize, count: usize) -> Result<(), QueryError> {
    *visits = visits
        .checked_sub(count)
        .ok_or(QueryError::LimitExceeded { what: "the number of values a path looks at", limit: LIMITS.visits })?;
    Ok(())
}

fn advance(
    step: &Step,
    value: &Value,
    document: &Value,
    last: bool,
    found: &mut Vec<Value>,
    visits: &mut usize,
) -> Result<(), QueryError> {
    let before = found.len();
    match (step, value) {
        (Step::Names(names), Value::Object(members)) => match &names[..] {
            names if names.len() > 1 && last => found.push(pick(members, names)),
            names => found.extend(names.iter().filter_map(|name| members.get(name).cloned())),
        },
        // An index past the end gives null, as it does in a definite path; more steps after it give nothing.
        (Step::Indexes(indexes), Value::Array(items)) => found.extend(indexes.iter().filter_map(|index| {
            let item = position(*index, items.len()).and_then(|at| items.get(at)).cloned();
            if last { Some(item.unwrap_or_default()) } else { item }
        })),
        (Step::Slice(from, to), Value::Array(items)) => {
            let range = slice(*from, *to, items.len());
            found.extend(range.filter_map(|index| items.get(position(index, items.len())?).cloned()));
        }
        (Step::Wildcard, Value::Array(items)) => found.extend(items.iter().cloned()),
        (Step::Wildcard, Value::Object(members)) => found.extend(members.values().cloned()),
        (Step::Filter(filter), Value::Array(items)) => {
            for item in items.iter() {
                spend(visits, 1)?;
                if filter.holds(item, document)? {
                    found.push(item.clone());
                }
            }
        }
        // Of an object a filter asks whether it passes itself. RFC 9535 filters its members.
        (Step::Filter(filter), Value::Object(_)) if filter.holds(value, document)? => found.push(value.clone()),
        _ => {}
    }
    spend(visits, found.len() - before + 1)
}

/// The indexes of a slice, as the library takes them: with both bounds given they are not counted from the end before
/// they are compared, so `[0:-1]` is empty and `[-2:-1]` is the last but one. RFC 9535 differs.
fn slice(from: Option<i64>, to: Option<i64>, length: usize) -> std::ops::Range<i64> {
    let length = count(length);
    let from_end = |index: i64| if index < 0 { (length + index).max(0) } else { index };
    match (from, to) {
        (Some(from), Some(to)) => from.max(-length)..to.min(length),
        (Some(from), None) => from_end(from)..length,
        (None, to) => 0..from_end(to.unwrap_or(length)).min(length),
    }
}

pub(super) fn apply(function: Function, value: &Value) -> Result<Value, String> {
    match (function, value) {
        (Function::Length, Value::Array(items)) => Ok(Value::from(count(items.len()))),
        (Function::Length, Value::Object(members)) => Ok(Value::from(count(members.len()))),
        (Function::Keys, Value::Object(members)) => {
            Ok(Value::array(members.keys().map(|key| Value::String(key.clone()))))
        }
        (Function::Length | Function::Keys, _) => Ok(Value::Null),
        (Function::First, Value::Array(items)) => Ok(items.first().cloned().unwrap_or_default()),
        (Function::Last, Value::Array(items)) => Ok(items.last().cloned().unwrap_or_default()),
        (Function::First | Function::Last, _) => Err("first() and last() need an array".to_owned()),
        (Function::Min | Function::Max | Function::Avg | Function::Sum | Function::Stddev, _) => {
            aggregate(function, value)
        }
    }
}

fn aggregate(function: Function, value: &Value) -> Result<Value, String> {
    let numbers: Vec<f64> = value.as_array().unwrap_or_default().iter().filter_map(Value::as_f64).collect();
    if numbers.is_empty() {
        return Err("Aggregation function attempted to calculate value using empty array".to_owned());
    }
    let total = numbers.len() as f64;
    let sum: f64 = numbers.iter().sum();
    let number = match function {
        Function::Min => numbers.iter().copied().fold(f64::INFINITY, f64::min),
        Function::Max => numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        Function::Avg => sum / total,
        Function::Stddev => {
            let squares: f64 = numbers.iter().map(|number| number * number).sum();
            (squares / total - (sum / total).powi(2)).max(0.0).sqrt()
        }
        _ => sum,
    };
    // JSON has no infinity.
    if number.is_finite() {
        Ok(Value::Number(Number::Double(number)))
    } else {
        Err("the result is too large".to_owned())
    }
}

/// A path as the library prints it: `$['a'][0]`.
fn bracket_form(steps: &[Step]) -> String {
    std::iter::once("$".to_owned()).chain(steps.iter().map(fragment)).collect()
}

fn bracket_names(names: &[std::sync::Arc<str>]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
    format!("[{}]", names.join(","))
}

fn fragment(step: &Step) -> String {
    match step {
        Step::Names(names) => bracket_names(names),
        Step::Indexes(indexes) => {
            format!("[{}]", indexes.iter().map(i64::to_string).collect::<Vec<_>>().join(","))
        }
        Step::Slice(from, to) => {
            let show = |bound: &Option<i64>| bound.map_or(String::new(), |bound| bound.to_string());
            format!("[{}:{}]", show(from), show(to))
        }
        Step::Wildcard => "[*]".to_owned(),
        Step::Descend => "..".to_owned(),
        Step::Filter(filter) => format!("[?({})]", filter.text()),
        Step::Function(function) => format!(".{}()", java::lower_debug(function)),
    }
}
