//! The arrays and objects of a scope that one evaluation has reached, each under a number.
//!
//! The engine knows a part of the input by its number alone, and a part that it hands back as it was is the same shared
//! value and no copy: a state that passes a large input on costs no memory.

mod plain;

use std::cell::RefCell;
use std::sync::Arc;

use crate::json::{Number, Value};
use crate::sort::SortedMap;

/// The number of the scope itself, an object whose fields are the variables.
pub(super) const SCOPE: u32 = 0;

/// What an evaluation has reached, in order; the first is the scope.
pub(super) struct Members {
    values: RefCell<Vec<Value>>,
    /// Results by the address of the part, which stays where it is while it is in the list. A part can be reached, and
    /// handed back, any number of times.
    results: RefCell<SortedMap<usize, Value>>,
}

impl Members {
    pub(super) fn new() -> Members {
        Members { values: RefCell::new(vec![Value::Null]), results: RefCell::default() }
    }

    /// Numbers a value.
    pub(super) fn add(&self, value: &Value) -> u32 {
        let mut values = self.values.borrow_mut();
        values.push(value.clone());
        (values.len() - 1) as u32
    }

    pub(super) fn get(&self, index: u32) -> Value {
        self.values.borrow().get(index as usize).cloned().unwrap_or_default()
    }

    /// The part as a result: with every number as it comes out of the engine.
    pub(super) fn result(&self, index: u32) -> Value {
        let value = self.get(index);
        let address = match &value {
            Value::Array(items) => Arc::as_ptr(items).addr(),
            Value::Object(members) => Arc::as_ptr(members).addr(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return through(&value),
        };
        let make = || if plain::is(&value) { value.clone() } else { through(&value) };
        self.results.borrow_mut().entry(address).or_insert_with(make).clone()
    }

    pub(super) fn len(&self) -> usize {
        self.values.borrow().len()
    }

    /// Forgets the last ones, whose numbers nobody has seen.
    pub(super) fn truncate(&self, length: usize) {
        self.values.borrow_mut().truncate(length);
    }
}

/// The language has doubles only; a whole one comes back as a whole number, as the service prints it.
pub(super) fn number(value: f64) -> Number {
    const WHOLE_MAX: f64 = 9_223_372_036_854_775_808.0;
    if value.fract() == 0.0 && (-WHOLE_MAX..WHOLE_MAX).contains(&value) {
        Number::Int(value as i64)
    } else {
        Number::Double(value)
    }
}

/// A value as it comes out of the engine. Recursion is bounded by the parser's nesting limit, and by the engine's for what
/// it built.
fn through(value: &Value) -> Value {
    match value {
        Value::Null | Value::Bool(_) | Value::String(_) => value.clone(),
        Value::Number(own) => Value::Number(number(own.as_f64())),
        Value::Array(items) => Value::array(items.iter().map(through).collect::<Vec<_>>()),
        Value::Object(members) => Value::object(members.iter().map(|(key, value)| (key.clone(), through(value)))),
    }
}
