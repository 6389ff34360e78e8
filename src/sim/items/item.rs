//! What a Map iterates over, an item at a time.

use std::sync::Arc;

use crate::json::{Object, Value};

/// What a Map iterates over.
#[derive(Clone, Debug)]
pub(crate) enum Items {
    Array(Value),
    /// An object's members, as `{"Key", "Value"}`.
    Object(Arc<Object>),
}

impl From<Value> for Items {
    fn from(value: Value) -> Items {
        match value {
            Value::Object(members) => Items::Object(members),
            array => Items::Array(array),
        }
    }
}

impl Items {
    pub(crate) fn len(&self) -> usize {
        match self {
            Items::Array(items) => items.as_array().map_or(0, <[Value]>::len),
            Items::Object(members) => members.len(),
        }
    }

    pub(crate) fn get(&self, index: usize) -> Option<MapItem> {
        match self {
            Items::Array(items) => Some(MapItem { index, key: None, value: items.at(index)?.clone(), source: None }),
            Items::Object(members) => {
                let (key, value) = members.get_index(index)?;
                Some(MapItem { index, key: Some(key.clone()), value: value.clone(), source: None })
            }
        }
    }
}

/// `Map.Item` of the context object.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct MapItem {
    pub index: usize,
    pub key: Option<Arc<str>>,
    pub value: Value,
    /// The S3 URI it was read from; otherwise it came with the state's input.
    pub source: Option<Arc<str>>,
}

impl MapItem {
    /// `Map` of the context object.
    pub(crate) fn context(&self) -> Value {
        let mut parts = vec![("Index", Value::from(self.index as i64)), ("Value", self.value.clone())];
        parts.extend(self.key.clone().map(|key| ("Key", Value::String(key))));
        let source = self.source.clone().unwrap_or_else(|| "STATE_DATA".into());
        parts.push(("Source", Value::String(source)));
        Value::object([("Item", Value::object(parts))])
    }

    /// What an iteration without an `ItemSelector` is given.
    pub(crate) fn whole(&self) -> Value {
        match &self.key {
            Some(key) => Value::object([("Key", Value::String(key.clone())), ("Value", self.value.clone())]),
            None => self.value.clone(),
        }
    }
}
