//! Intrinsic functions on arrays.

use indexmap::IndexMap;

use crate::json::Value;
use crate::query::intrinsic::{argument, array_argument, whole_argument};
use crate::query::{Env, LIMITS, count};

#[expect(clippy::unnecessary_wraps, reason = "the signature all intrinsics share")]
pub(in crate::query) fn array(arguments: &[Value], _: &mut dyn Env) -> Result<Value, String> {
    Ok(Value::array(arguments.iter().cloned()))
}

pub(in crate::query) fn partition(arguments: &[Value], _: &mut dyn Env) -> Result<Value, String> {
    let items = array_argument("ArrayPartition", arguments, 0)?;
    let size = whole_argument("ArrayPartition", arguments, 1)?;
    match usize::try_from(size) {
        Ok(size) if size > 0 => Ok(Value::array(items.chunks(size).map(|chunk| Value::array(chunk.iter().cloned())))),
        _ => Err(format!(
            "Invalid arguments in States.ArrayPartition: the size of the parts must be greater than 0, found {size}"
        )),
    }
}

pub(in crate::query) fn contains(arguments: &[Value], _: &mut dyn Env) -> Result<Value, String> {
    let items = array_argument("ArrayContains", arguments, 0)?;
    Ok(Value::Bool(items.contains(argument(arguments, 1))))
}

pub(in crate::query) fn range(arguments: &[Value], _: &mut dyn Env) -> Result<Value, String> {
    let bound = |index| whole_argument("ArrayRange", arguments, index).map(i128::from);
    let (first, last, step) = (bound(0)?, bound(1)?, bound(2)?);
    if step == 0 {
        return Err("Invalid arguments in States.ArrayRange: the step must not be 0".to_owned());
    }
    let away = if step > 0 { last < first } else { last > first };
    let length = if away { 0 } else { (last - first) / step + 1 };
    if length > LIMITS.range_items as i128 {
        return Err(format!(
            "Invalid arguments in States.ArrayRange: the array would have {length} items, and at most {} are allowed",
            LIMITS.range_items
        ));
    }
    Ok(Value::array((0..length).map(|index| Value::from((first + index * step) as i64))))
}

pub(in crate::query) fn get_item(arguments: &[Value], _: &mut dyn Env) -> Result<Value, String> {
    let items = array_argument("ArrayGetItem", arguments, 0)?;
    let index = whole_argument("ArrayGetItem", arguments, 1)?;
    usize::try_from(index).ok().and_then(|index| items.get(index)).cloned().ok_or_else(|| {
        format!(
            "Invalid arguments in States.ArrayGetItem: the index {index} is outside the array, which has {} items",
            items.len()
        )
    })
}

pub(in crate::query) fn length(arguments: &[Value], _: &mut dyn Env) -> Result<Value, String> {
    array_argument("ArrayLength", arguments, 0).map(|items| Value::from(count(items.len())))
}

/// Compared by their text with sorted keys: comparing each with each would be quadratic.
pub(in crate::query) fn unique(arguments: &[Value], _: &mut dyn Env) -> Result<Value, String> {
    let items = array_argument("ArrayUnique", arguments, 0)?;
    let mut seen = IndexMap::new();
    for item in items {
        seen.entry(sorted(item).to_string()).or_insert_with(|| item.clone());
    }
    Ok(Value::array(seen.into_values()))
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::array(items.iter().map(sorted)),
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().map(|(key, value)| (key.clone(), sorted(value))).collect();
            members.sort_by(|(a, _), (b, _)| a.cmp(b));
            Value::object(members)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}
