//! JSON values as an execution carries them: immutable, shared, cheap to clone.
//!
//! A history of 25,000 events over a large input must not hold 25,000 copies of it, so every composite is behind an
//! [`Arc`] and an update copies only the spine it changes ([`Value::with_member`]).
//! //!
//! ```
//! use stepwright::json::Value;
//! let order = Value::parse(r#"{"id": "o-1", "items": [1, 2.0]}"#).unwrap();
//! assert_eq!(order.get("items").and_then(|items| items.at(1)).unwrap().to_string(), "2.0");
//! ```

use std::sync::Arc;

use indexmap::IndexMap;

use super::{Document, NodeRef, Number, SyntaxError, print};

/// A JSON value. Cloning is constant time.
#[derive(Clone, Debug, Default)]
pub enum Value {
    /// `null`
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number; integers and decimals are told apart as the service does.
    Number(Number),
    /// A string.
    String(Arc<str>),
    /// An array.
    Array(Arc<Vec<Value>>),
    /// An object, in the order its keys were written.
    Object(Arc<Object>),
}

/// The members of an object, in the order of their keys' first appearance.
pub type Object = IndexMap<Arc<str>, Value>;

impl Value {
    /// The value of a strict JSON text, or its first error. Use [`Document`] where places matter.
    pub fn parse(text: &str) -> Result<Value, SyntaxError> {
        let document = Document::new(text);
        match document.errors().first() {
            Some(error) => Err(error.clone()),
            None => Ok(document.root().map_or(Value::Null, NodeRef::to_value)),
        }
    }

    /// A string value.
    pub fn string(text: impl Into<Arc<str>>) -> Value {
        Value::String(text.into())
    }

    /// An array value.
    pub fn array(items: impl IntoIterator<Item = Value>) -> Value {
        Value::Array(Arc::new(items.into_iter().collect()))
    }

    /// An object value with the members in the order given; a repeated key keeps its last value.
    pub fn object<K: Into<Arc<str>>>(members: impl IntoIterator<Item = (K, Value)>) -> Value {
        Value::Object(Arc::new(members.into_iter().map(|(key, value)| (key.into(), value)).collect()))
    }

    /// The empty object.
    pub fn empty_object() -> Value {
        Value::Object(Arc::default())
    }

    /// The member `key` of an object.
    pub fn get(&self, key: &str) -> Option<&Value> {
        match self {
            Value::Object(members) => members.get(key),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => None,
        }
    }

    /// The element `index` of an array.
    pub fn at(&self, index: usize) -> Option<&Value> {
        self.as_array().and_then(|items| items.get(index))
    }

    /// The elements of an array.
    pub fn as_array(&self) -> Option<&[Value]> {
        match self {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The members of an object.
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The number.
    pub fn as_number(&self) -> Option<&Number> {
        match self {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The number as a double.
    pub fn as_f64(&self) -> Option<f64> {
        self.as_number().map(Number::as_f64)
    }

    /// The number where it is a whole one within 64 bits.
    pub fn as_i64(&self) -> Option<i64> {
        self.as_number().and_then(Number::as_i64)
    }

    /// The truth value.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Value::Bool(truth) => Some(*truth),
            _ => None,
        }
    }

    /// Whether this is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// The JSON name of the type: `null`, `boolean`, `number`, `string`, `array` or `object`.
    pub fn type_name(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        }
    }

    /// This object with `key` set; a value that is not an object becomes one with this only member.
    #[must_use]
    pub fn with_member(&self, key: &str, value: Value) -> Value {
        let mut members = match self {
            Value::Object(members) => Object::clone(members),
            _ => Object::default(),
        };
        match members.get_mut(key) {
            Some(slot) => *slot = value,
            None => drop(members.insert(key.into(), value)),
        }
        Value::Object(Arc::new(members))
    }

    /// How many bytes [`Display`](std::fmt::Display) writes, which is what the service's payload limit counts.
    pub fn json_len(&self) -> usize {
        self.measure(usize::MAX, usize::MAX).unwrap_or(usize::MAX)
    }

    /// The same, as long as there are at most so many bytes and so many levels of arrays and objects; `None` beyond.
    /// What is measured is bounded too: a value whose parts share memory may print far more than it holds.
    pub fn measure(&self, bytes: usize, depth: usize) -> Option<usize> {
        print::measure(self, bytes, depth)
    }

    /// Indented JSON, two spaces a level.
    pub fn to_pretty(&self) -> String {
        print::pretty(self)
    }
}

/// By what is in them; what is shared is not looked into.
impl PartialEq for Value {
    fn eq(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Null, Value::Null) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Number(a), Value::Number(b)) => a == b,
            (Value::String(a), Value::String(b)) => a == b,
            (Value::Array(a), Value::Array(b)) => Arc::ptr_eq(a, b) || a == b,
            (Value::Object(a), Value::Object(b)) => Arc::ptr_eq(a, b) || a == b,
            _ => false,
        }
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Value {
        Value::Bool(truth)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Value {
        Value::Number(Number::Int(number))
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Value {
        Value::Number(Number::Double(number))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::string(text)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::string(text)
    }
}

/// How many bytes [`quote`] gives.
pub fn quoted_len(text: &str) -> usize {
    print::string_len(text)
}

/// The JSON string literal of a text.
pub fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    // Writing to a String cannot fail.
    let _ = print::write_string(&mut out, text);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printing_a_parsed_value_gives_compact_json() {
        let text = r#"{"b":[1,2.0,{"x":null}],"a":"é\n\"","e":[],"o":{}}"#;
        let value = Value::parse(text).unwrap();
        assert_eq!(value.to_string(), text);
        assert_eq!(value.json_len(), text.len());
        assert_eq!(Value::parse(&value.to_pretty()).unwrap(), value);
    }

    #[test]
    fn measuring_ends_at_its_bounds() {
        let value = Value::parse(r#"{"a":[1,{}]}"#).unwrap();
        assert_eq!((value.measure(12, 3), value.measure(11, 3), value.measure(12, 2)), (Some(12), None, None));
        // Fifty doublings share their halves: what is printed would never end.
        let doubled = (0..50).fold(value, |half, _| Value::array([half.clone(), half]));
        assert_eq!(doubled.measure(1 << 20, usize::MAX), None);
    }

    #[test]
    fn an_update_leaves_the_original_alone_and_shares_the_rest() {
        let before = Value::parse(r#"{"big":[1,2,3],"n":1}"#).unwrap();
        let after = before.with_member("n", Value::from(2));
        assert_eq!(before.to_string(), r#"{"big":[1,2,3],"n":1}"#);
        assert_eq!(after.to_string(), r#"{"big":[1,2,3],"n":2}"#);
        let (Some(Value::Array(a)), Some(Value::Array(b))) = (before.get("big"), after.get("big")) else {
            panic!("arrays")
        };
        assert!(Arc::ptr_eq(a, b));
    }
}
