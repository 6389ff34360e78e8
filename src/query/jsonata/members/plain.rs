//! Whether a value comes out of the engine as it went in, without looking through all of it each time.
//!
//! A run passes on most of what it has from state to state, and what one evaluation handed back the next one often hands
//! back too. A value never changes, so what was found of it holds for as long as it is there.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::{Arc, Weak};

use super::number;
use crate::json::{Object, Value};

/// How many values are remembered, the last ones.
const REMEMBERED: usize = 32;
/// How many values must be in one for it to be worth remembering.
const WORTH: usize = 64;

/// A value that was looked through. It does not keep what is in it, only its address from being given to another.
enum Seen {
    Array(Weak<Vec<Value>>),
    Object(Weak<Object>),
}

thread_local! {
    /// What was found to come out as it goes in. It saves time and decides nothing.
    static PLAIN: RefCell<VecDeque<Seen>> = const { RefCell::new(VecDeque::new()) };
}

/// Whether every number in a value comes out of the engine as it went in.
pub(super) fn is(value: &Value) -> bool {
    if PLAIN.with_borrow(|plain| plain.iter().any(|seen| seen.is(value))) {
        return true;
    }
    let mut count = 0;
    let plain = looked_through(value, &mut count);
    if plain && count >= WORTH {
        remember(value);
    }
    plain
}

/// Recursion is bounded by the parser's nesting limit, and by the engine's for what it built.
fn looked_through(value: &Value, count: &mut usize) -> bool {
    *count += 1;
    match value {
        Value::Null | Value::Bool(_) | Value::String(_) => true,
        Value::Number(own) => number(own.as_f64()) == *own,
        Value::Array(items) => items.iter().all(|item| looked_through(item, count)),
        Value::Object(members) => members.values().all(|value| looked_through(value, count)),
    }
}

fn remember(value: &Value) {
    let seen = match value {
        Value::Array(items) => Seen::Array(Arc::downgrade(items)),
        Value::Object(members) => Seen::Object(Arc::downgrade(members)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return,
    };
    PLAIN.with_borrow_mut(|plain| {
        plain.truncate(REMEMBERED - 1);
        plain.push_front(seen);
    });
}

impl Seen {
    fn is(&self, value: &Value) -> bool {
        match (self, value) {
            (Seen::Array(seen), Value::Array(items)) => std::ptr::eq(seen.as_ptr(), Arc::as_ptr(items)),
            (Seen::Object(seen), Value::Object(members)) => std::ptr::eq(seen.as_ptr(), Arc::as_ptr(members)),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn array(number: f64) -> Value {
        Value::array((0..WORTH).map(|_| Value::from(number)))
    }

    #[test]
    fn what_was_found_of_one_value_is_said_of_no_other() {
        for _ in 0..3 * REMEMBERED {
            // Each is freed before the next one is made, which may stand where it stood.
            let (plain, other) = (array(0.5), array(2.0));
            assert!(is(&plain) && is(&plain));
            assert!(!is(&other) && !is(&other), "2.0 comes out as 2");
            drop(plain);
            assert!(!is(&array(2.0)) && is(&array(1.5)));
        }
        assert!(PLAIN.with_borrow(VecDeque::len) <= REMEMBERED);
    }

    #[test]
    fn what_is_small_is_not_remembered() {
        PLAIN.with_borrow_mut(VecDeque::clear);
        assert!(is(&Value::array([Value::from(1)])) && is(&Value::empty_object()) && is(&Value::from("a")));
        assert!(PLAIN.with_borrow(VecDeque::is_empty));
    }
}
