//! How large a payload is, without measuring all of it each time.
//!
//! A state most often passes on most of what it got. What two values share is the same memory, so the size of one is the
//! size of the other and the difference of what they do not share.

use std::sync::Arc;

use super::limits;
use crate::json::{Value, quoted_len};

/// The bytes of a value's JSON; `None` where it is [too large](limits::PAYLOAD_BYTES_MAX) or
/// [too deep](limits::VALUE_DEPTH_MAX) to be carried on.
pub(crate) fn bytes_of(value: &Value) -> Option<usize> {
    value.measure(limits::PAYLOAD_BYTES_MAX, limits::VALUE_DEPTH_MAX)
}

/// The same, from the bytes of a value it was made from, which is neither.
pub(crate) fn bytes_after(before: &Value, bytes: usize, after: &Value) -> Option<usize> {
    let mut change = Change { gone: 0, come: 0 };
    change.find(before, after, limits::VALUE_DEPTH_MAX)?;
    Some(bytes + change.come - change.gone).filter(|bytes| *bytes <= limits::PAYLOAD_BYTES_MAX)
}

/// How many bytes of one value's JSON are not in the other's, and the other way about.
struct Change {
    gone: usize,
    come: usize,
}

impl Change {
    /// Recursion ends where the values part or are the same memory, which is as deep here as there. What has come is
    /// part of the new value: beyond a payload's bytes there is nothing left to know.
    fn find(&mut self, before: &Value, after: &Value, depth: usize) -> Option<()> {
        if same(before, after) {
            return Some(());
        }
        match (before, after) {
            (Value::Object(before), Value::Object(after)) => {
                let inner = depth.checked_sub(1)?;
                // A member is its key in quotes, a colon and its value; commas stand between members.
                let key = |key: &str| quoted_len(key) + 1;
                for (name, value) in before.iter().filter(|(name, _)| !after.contains_key(*name)) {
                    self.gone += key(name) + value.json_len();
                }
                for (name, value) in after.iter() {
                    match before.get(name) {
                        Some(old) => self.find(old, value, inner)?,
                        None => self.add(key(name), value, inner)?,
                    }
                }
                self.gone += before.len().saturating_sub(1);
                self.come += after.len().saturating_sub(1);
                Some(())
            }
            (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
                let inner = depth.checked_sub(1)?;
                before.iter().zip(after.iter()).try_for_each(|(before, after)| self.find(before, after, inner))
            }
            _ => {
                self.gone += before.json_len();
                self.add(0, after, depth)
            }
        }
    }

    fn add(&mut self, key: usize, value: &Value, depth: usize) -> Option<()> {
        let left = (limits::PAYLOAD_BYTES_MAX).checked_sub(self.come + key)?;
        self.come += key + value.measure(left, depth)?;
        Some(())
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
        assert_eq!(bytes_after(before, before.json_len(), after), Some(after.json_len()), "{before} to {after}");
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

    #[test]
    fn what_is_too_large_or_too_deep_is_not_carried_on() {
        let nested = |deep: usize| (0..deep).fold(Value::empty_object(), |inner, _| Value::array([inner]));
        let empty = Value::empty_object();
        let wrapped = |inner: &Value| empty.with_member("a", inner.clone());
        let (fits, deep) = (nested(limits::VALUE_DEPTH_MAX - 1), nested(limits::VALUE_DEPTH_MAX));
        assert_eq!(bytes_of(&fits), Some(fits.json_len()));
        assert_eq!(
            (bytes_of(&deep), bytes_after(&empty, 2, &deep), bytes_after(&empty, 2, &wrapped(&fits))),
            (None, None, None)
        );
        let large = Value::from("x".repeat(limits::PAYLOAD_BYTES_MAX - 2));
        assert_eq!(bytes_after(&empty, 2, &large), Some(limits::PAYLOAD_BYTES_MAX));
        assert_eq!(bytes_after(&empty, 2, &wrapped(&large)), None);
        assert_eq!(bytes_after(&large, limits::PAYLOAD_BYTES_MAX, &empty), Some(2));
    }
}
