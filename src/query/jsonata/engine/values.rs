//! Values on their way into the engine and back.
//!
//! The engine reads an input level by level, as an expression reaches it, and a part that it hands back as it was is the
//! same shared value and no copy: a state that passes a large input on costs no memory.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use jlens_core::input::{Sink, Source, Sources};
use jlens_core::output::{Builder, Member};

use crate::json::{Number, Object, Value};
use crate::query::jsonata::Scope;

/// Everything of the scope an evaluation has reached. The first member is the scope itself, an object whose fields are
/// the variables.
pub(super) struct Reached<'s> {
    this: Weak<Reached<'s>>,
    scope: &'s dyn Scope,
    members: RefCell<Vec<Value>>,
}

impl<'s> Reached<'s> {
    pub(super) fn new(scope: &'s dyn Scope) -> Rc<Reached<'s>> {
        Rc::new_cyclic(|this| Reached { this: this.clone(), scope, members: RefCell::new(vec![Value::Null]) })
    }

    fn member(&self, index: u32) -> Value {
        self.members.borrow().get(index as usize).cloned().unwrap_or_default()
    }

    fn write(&self, value: &Value, sink: &mut Sink<'_, 's>) {
        match value {
            Value::Null => sink.null(),
            Value::Bool(truth) => sink.bool(*truth),
            Value::Number(number) => sink.number(number.as_f64()),
            Value::String(text) => sink.string(text),
            Value::Array(_) | Value::Object(_) => {
                let Some(this) = self.this.upgrade() else { return };
                let mut members = self.members.borrow_mut();
                let index = members.len() as u32;
                members.push(value.clone());
                drop(members);
                match value {
                    Value::Array(_) => sink.array_of(&this, index),
                    _ => sink.object_of(&this, index),
                }
            }
        }
    }
}

const SCOPE: u32 = 0;

impl<'s> Sources<'s> for Reached<'s> {
    fn read(&self, index: u32, sink: &mut Sink<'_, 's>) -> Result<(), String> {
        match self.member(index) {
            Value::Array(items) => {
                sink.reserve(items.len());
                items.iter().for_each(|item| self.write(item, sink));
            }
            Value::Object(members) => {
                sink.reserve(members.len());
                for (key, value) in members.iter() {
                    sink.key(key);
                    self.write(value, sink);
                }
            }
            // Nothing reads the scope whole: an expression that might is evaluated without it.
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
        Ok(())
    }

    fn read_field(&self, index: u32, key: &str, sink: &mut Sink<'_, 's>) -> Result<bool, String> {
        if index == SCOPE {
            if let Some(value) = self.scope.variable(key) {
                self.write(&value, sink);
            }
        } else if let Some(value) = self.member(index).get(key) {
            self.write(value, sink);
        }
        Ok(true)
    }

    fn length(&self, index: u32) -> Option<usize> {
        self.member(index).as_array().map(<[Value]>::len)
    }

    fn read_item(&self, index: u32, item: usize, sink: &mut Sink<'_, 's>) -> Result<bool, String> {
        if let Some(value) = self.member(index).at(item) {
            self.write(value, sink);
        }
        Ok(true)
    }
}

/// The scope as the input of an evaluation.
pub(super) struct Root<'s>(pub Rc<Reached<'s>>);

impl<'s> Source<'s> for Root<'s> {
    fn read(&self, sink: &mut Sink<'_, 's>) -> Result<(), String> {
        sink.object_of(&self.0, SCOPE);
        Ok(())
    }
}

/// A value as the input of an evaluation; nothing where there is none.
pub(super) struct Input<'s>(pub Rc<Reached<'s>>, pub Option<Value>);

impl<'s> Source<'s> for Input<'s> {
    fn read(&self, sink: &mut Sink<'_, 's>) -> Result<(), String> {
        if let Some(value) = &self.1 {
            self.0.write(value, sink);
        }
        Ok(())
    }
}

/// Builds results.
pub(super) struct Results<'r, 's>(pub &'r Rc<Reached<'s>>);

impl Builder for Results<'_, '_> {
    type Value = Value;
    type Array = Vec<Value>;
    type Object = Object;

    fn null(&mut self) -> Value {
        Value::Null
    }

    fn bool(&mut self, value: bool) -> Value {
        Value::Bool(value)
    }

    fn number(&mut self, value: f64) -> Value {
        Value::Number(number(value))
    }

    fn string(&mut self, value: &str) -> Value {
        Value::string(value)
    }

    fn array(&mut self, len: usize) -> Vec<Value> {
        Vec::with_capacity(len)
    }

    fn push(&mut self, array: &mut Vec<Value>, item: Value) {
        array.push(item);
    }

    fn end_array(&mut self, array: Vec<Value>) -> Value {
        Value::array(array)
    }

    fn object(&mut self, len: usize) -> Object {
        Object::with_capacity(len)
    }

    fn insert(&mut self, object: &mut Object, key: &str, value: Value) {
        object.insert(key.into(), value);
    }

    fn end_object(&mut self, object: Object) -> Value {
        Value::Object(object.into())
    }

    fn input(&mut self, member: Member) -> Option<Value> {
        let value = member.of(self.0).then(|| self.0.member(member.index()))?;
        is_plain(&value).then_some(value)
    }
}

/// The language has doubles only; a whole one comes back as a whole number, as the service prints it.
fn number(value: f64) -> Number {
    const WHOLE_MAX: f64 = 9_223_372_036_854_775_808.0;
    if value.fract() == 0.0 && (-WHOLE_MAX..WHOLE_MAX).contains(&value) {
        Number::Int(value as i64)
    } else {
        Number::Double(value)
    }
}

/// Whether every number in a value comes out of the engine as it went in. Recursion is bounded by the parser's nesting
/// limit, and by the engine's for what it built.
fn is_plain(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::String(_) => true,
        Value::Number(own) => number(own.as_f64()) == *own,
        Value::Array(items) => items.iter().all(is_plain),
        Value::Object(members) => members.values().all(is_plain),
    }
}

/// A value in the form in which the engine takes bindings.
pub(super) fn to_json(value: &Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(truth) => (*truth).into(),
        Value::Number(Number::Int(number)) => (*number).into(),
        Value::Number(number) => number.as_f64().into(),
        Value::String(text) => (**text).into(),
        Value::Array(items) => items.iter().map(to_json).collect(),
        Value::Object(members) => {
            serde_json::Value::Object(members.iter().map(|(key, value)| (key.to_string(), to_json(value))).collect())
        }
    }
}
