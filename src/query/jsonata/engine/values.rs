//! Values on their way into the engine and back.
//!
//! The engine reads an input level by level, as an expression reaches it.

use std::rc::{Rc, Weak};

use jlens_core::input::{Sink, Source, Sources};
use jlens_core::output::{Builder, Member};

use crate::json::{Number, Object, Value};
use crate::query::jsonata::Scope;
use crate::query::jsonata::members::{Members, SCOPE, number};

/// Everything of the scope an evaluation has reached.
pub(super) struct Reached<'s> {
    this: Weak<Reached<'s>>,
    scope: &'s dyn Scope,
    members: Members,
}

impl<'s> Reached<'s> {
    pub(super) fn new(scope: &'s dyn Scope) -> Rc<Reached<'s>> {
        Rc::new_cyclic(|this| Reached { this: this.clone(), scope, members: Members::new() })
    }

    fn write(&self, value: &Value, sink: &mut Sink<'_, 's>) {
        match value {
            Value::Null => sink.null(),
            Value::Bool(truth) => sink.bool(*truth),
            Value::Number(number) => sink.number(number.as_f64()),
            Value::String(text) => sink.string(text),
            Value::Array(_) | Value::Object(_) => {
                let Some(this) = self.this.upgrade() else { return };
                let index = self.members.add(value);
                match value {
                    Value::Array(_) => sink.array_of(&this, index),
                    _ => sink.object_of(&this, index),
                }
            }
        }
    }
}

impl<'s> Sources<'s> for Reached<'s> {
    fn read(&self, index: u32, sink: &mut Sink<'_, 's>) -> Result<(), String> {
        match self.members.get(index) {
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
        } else if let Some(value) = self.members.get(index).get(key) {
            self.write(value, sink);
        }
        Ok(true)
    }

    fn length(&self, index: u32) -> Option<usize> {
        self.members.get(index).as_array().map(<[Value]>::len)
    }

    fn read_item(&self, index: u32, item: usize, sink: &mut Sink<'_, 's>) -> Result<bool, String> {
        if let Some(value) = self.members.get(index).at(item) {
            self.write(value, sink);
        }
        Ok(true)
    }
}

/// The scope as the input of an evaluation.
pub(super) struct Root<S>(pub Rc<S>);

impl<'s, S: Sources<'s> + 's> Source<'s> for Root<S> {
    fn read(&self, sink: &mut Sink<'_, 's>) -> Result<(), String> {
        sink.object_of(&self.0, SCOPE);
        Ok(())
    }
}

/// No input.
pub(super) struct Nothing;

impl Source<'_> for Nothing {
    fn read(&self, _: &mut Sink<'_, '_>) -> Result<(), String> {
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
        member.of(self.0).then(|| self.0.members.result(member.index()))
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
