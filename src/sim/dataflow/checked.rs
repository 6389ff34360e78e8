//! What the values of fields must be: numbers within their limits, times and texts, and the service's words for others.

use std::sync::Arc;

use super::{DataFlow, Field, FieldValue, Flow, StateEnv, Trouble};
use crate::json::{Value, parse_double};
use crate::sim::items::Batching;
use crate::sim::limits;
use crate::sim::time::VirtualTime;

/// The service's words for a number field whose path leads to something else.
fn not_a_number(found: &FieldValue, field: Field) -> Trouble {
    let shown = found.value.as_str().map_or_else(|| found.value.to_string(), str::to_owned);
    let (name, wanted) = (field.name(), if field == Field::ToleratedFailurePercentage { "float" } else { "integer" });
    Trouble::runtime(match &found.path {
        Some(path) => format!("The {name}Path field refers to value \"{shown}\" which is not a valid {wanted}: {path}"),
        None => format!("The {name} field is \"{shown}\" which is not a valid {wanted}"),
    })
}

/// A whole number; the service takes its text for it.
pub(crate) fn integer(found: Option<FieldValue>, field: Field) -> Flow<Option<i64>> {
    let Some(found) = found else { return Ok(None) };
    let number = match &found.value {
        Value::String(text) => text.parse().ok(),
        other => other.as_i64(),
    };
    number.map(Some).ok_or_else(|| not_a_number(&found, field))
}

/// A whole number from 0, which an absent field is.
pub(super) fn non_negative(found: Option<FieldValue>, field: Field) -> Flow<i64> {
    let number = integer(found, field)?.unwrap_or(0);
    if number < 0 {
        let cause = format!("Expected non-negative integer for {}, got '{number}' instead.", field.name());
        return Err(Trouble::runtime(cause));
    }
    Ok(number)
}

/// A number of seconds that something may take.
pub(super) fn seconds(found: Option<FieldValue>, field: Field) -> Flow<Option<i64>> {
    let Some(found) = found else { return Ok(None) };
    match found.value.as_i64().filter(|seconds| (1..=limits::SECONDS_MAX).contains(seconds)) {
        Some(seconds) => Ok(Some(seconds)),
        None => Err(not_a_number(&found, field)),
    }
}

/// Until when a Wait waits.
pub(super) fn until(flow: &dyn DataFlow, env: &mut StateEnv) -> Flow<VirtualTime> {
    let now = env.seed.now;
    if let Some(found) = flow.field(env, Field::Seconds)? {
        let whole = match &found.value {
            Value::Number(number) => number.as_i64().filter(|seconds| *seconds >= 0),
            _ => None,
        };
        return match whole {
            Some(seconds) if seconds <= limits::SECONDS_MAX => Ok(now.plus_seconds(seconds)),
            Some(_) => Err(Trouble::runtime("Wait state delay is too long.")),
            None => Err(flow.bad_wait(Field::Seconds, &found)),
        };
    }
    match flow.field(env, Field::Timestamp)? {
        Some(found) => {
            let time = found.value.as_str().and_then(VirtualTime::parse);
            let time = time.ok_or_else(|| flow.bad_wait(Field::Timestamp, &found))?;
            if time.since(now) > limits::SECONDS_MAX * 1_000 {
                Err(Trouble::runtime("Wait state delay is too long."))
            } else {
                Ok(time)
            }
        }
        None => Err(Trouble::runtime("The Wait state says neither how long nor until when.")),
    }
}

/// How many failed items a Map takes, and which share of all.
pub(super) fn tolerated(flow: &dyn DataFlow, env: &mut StateEnv) -> Flow<(Option<i64>, Option<f64>)> {
    let count = integer(flow.field(env, Field::ToleratedFailureCount)?, Field::ToleratedFailureCount)?;
    if count.is_some_and(|count| count < 0) {
        return Err(Trouble::runtime("ToleratedFailureCount cannot be negative."));
    }
    let Some(found) = flow.field(env, Field::ToleratedFailurePercentage)? else { return Ok((count, None)) };
    let percentage = match &found.value {
        Value::String(text) => parse_double(text),
        other => other.as_f64(),
    };
    match percentage {
        Some(percentage) if (0.0..=100.0).contains(&percentage) => Ok((count, Some(percentage))),
        Some(_) => Err(Trouble::runtime("ToleratedFailurePercentage must be between 0 and 100.")),
        None => Err(not_a_number(&found, Field::ToleratedFailurePercentage)),
    }
}

/// How an `ItemBatcher` groups the items.
pub(super) fn batching(flow: &dyn DataFlow, env: &mut StateEnv) -> Flow<Batching> {
    let mut positive = |field: Field, most: i64| -> Flow<Option<usize>> {
        match integer(flow.field(env, field)?, field)? {
            None => Ok(None),
            Some(number) if (1..=most).contains(&number) => Ok(usize::try_from(number).ok()),
            Some(_) => Err(Trouble::runtime(format!("{} must be between 1 and {most}.", field.name()))),
        }
    };
    let max_items = positive(Field::MaxItemsPerBatch, i64::MAX)?;
    let max_bytes = positive(Field::MaxInputBytesPerBatch, limits::BATCH_BYTES_MAX)?;
    Ok(Batching { max_items, max_bytes, input: flow.field(env, Field::BatchInput)?.map(|found| found.value) })
}

/// A text.
pub(super) fn text(found: Option<FieldValue>, field: Field) -> Flow<Option<Arc<str>>> {
    match found.map(|found| found.value) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(other) => Err(Trouble::runtime(format!("The {} field must be a string but was: {other}", field.name()))),
    }
}
