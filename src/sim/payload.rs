//! How large a payload is, without measuring all of it each time.
//!
//! A state most often passes on most of what it got. What two values share is the same memory, so the size of one is the
//! size of the other and the difference of what they do not share.

use std::sync::Arc;

use crate::json::{Value, quoted_len};

/// The bytes of a value's JSON, from those of a value it was made from.
pub(crate) fn bytes_after(before: &Value, bytes: usize, after: &Value) -> usize {
    (bytes as isize + difference(before, after)).max(0) as usize
}

/// How many bytes of JSON more the second value has. Recursion ends where the values part or are the same memory; the
/// parser bounds how deep a value is.
fn difference(before: &Value, after: &Value) -> isize {
    if same(before, after) {
        return 0;
    }
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            // A member is its key in quotes, a colon and its value; commas stand between members.
            let key = |key: &str| quoted_len(key) as isize + 1;
            let gone = before.iter().filter(|(name, _)| !after.contains_key(*name));
            let gone: isize = gone.map(|(name, value)| key(name) + value.json_len() as isize).sum();
            let kept = after.iter().map(|(name, value)| match before.get(name) {
                Some(old) => difference(old, value),
                None => key(name) + value.json_len() as isize,
            });
            let commas = |count: usize| count.saturating_sub(1) as isize;
            kept.sum::<isize>() - gone + commas(after.len()) - commas(before.len())
        }
        (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
            before.iter().zip(after.iter()).map(|(before, after)| difference(before, after)).sum()
        }
        _ => after.json_len() as isize - before.json_len() as isize,
    }
}

/// Whether two values are the same memory, so that what is known of one holds of the other.
pub(crate) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Object(a), Value::Object(b)) => Arc::ptr_eq(a, b),
        (Value::Array(a), Value::Array(b)) => Arc::ptr_eq(a, b),
        (Value::String(a), Value::String(b)) => Arc::ptr_eq(a, b),
        (Value::Null, Value::Null) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn agrees(before: &Value, after: &Value) {
        assert_eq!(bytes_after(before, before.json_len(), after), after.json_len(), "{before} to {after}");
    }

    #[test]
    fn the_difference_is_what_measuring_finds() {
        let texts =
            ["{}", r#"{"a":1}"#, r#"{"a":{"b":[1,"x"]},"c":"é"}"#, "[]", "[1,2]", "[[1],2]", "null", "\"q\"", "12"];
        let values: Vec<Value> = texts.iter().map(|text| Value::parse(text).unwrap()).collect();
        for before in &values {
            for after in &values {
                agrees(before, after);
                agrees(before, &before.with_member("a", after.clone()));
                agrees(before, &before.with_member("new", after.clone()));
                agrees(&before.with_member("new", after.clone()), before);
            }
        }
    }
}
