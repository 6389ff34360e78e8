//! Intrinsic functions on arrays.

use crate::json::Value;
use crate::query::intrinsic::{argument, array_argument, invalid, whole_argument};
use crate::query::intrinsics::java;
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
        _ => Err(invalid("ArrayPartition")),
    }
}

pub(in crate::query) fn contains(arguments: &[Value], _: &mut dyn Env) -> Result<Value, String> {
    let items = array_argument("ArrayContains", arguments, 0)?;
    // Observed: `true` is in an array that has "true", and an object is not found by its members in another order.
    let wanted = java::text(argument(arguments, 1));
    Ok(Value::Bool(items.iter().any(|item| java::text(item) == wanted)))
}

pub(in crate::query) fn range(arguments: &[Value], _: &mut dyn Env) -> Result<Value, String> {
    let bound = |index| whole_argument("ArrayRange", arguments, index).map(i128::from);
    let (first, last, step) = (bound(0)?, bound(1)?, bound(2)?);
    if step == 0 {
        return Err(invalid("ArrayRange"));
    }
    let away = if step > 0 { last < first } else { last > first };
    let length = if away { 0 } else { (last - first) / step + 1 };
    if length > LIMITS.range_items as i128 {
        return Err(invalid("ArrayRange"));
    }
    Ok(Value::array((0..length).map(|index| Value::from((first + index * step) as i64))))
}

pub(in crate::query) fn get_item(arguments: &[Value], _: &mut dyn Env) -> Result<Value, String> {
    let items = array_argument("ArrayGetItem", arguments, 0)?;
    let index = whole_argument("ArrayGetItem", arguments, 1)?;
    // Observed: of an empty array every index gives null.
    if items.is_empty() {
        return Ok(Value::Null);
    }
    usize::try_from(index).ok().and_then(|index| items.get(index)).cloned().ok_or_else(|| invalid("ArrayGetItem"))
}

pub(in crate::query) fn length(arguments: &[Value], _: &mut dyn Env) -> Result<Value, String> {
    array_argument("ArrayLength", arguments, 0).map(|items| Value::from(count(items.len())))
}

/// The items of Java's `HashSet` of them, in its order (observed: `[true, false]` gives `[false, true]`, and
/// `[[1, 2], [2, 1]]` gives `[[2, 1], [1, 2]]`).
pub(in crate::query) fn unique(arguments: &[Value], _: &mut dyn Env) -> Result<Value, String> {
    array_argument("ArrayUnique", arguments, 0).map(|items| Value::array(java::hash_set(items)))
}
