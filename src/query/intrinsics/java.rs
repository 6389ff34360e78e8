//! How values look when the service's Java prints them.

use std::fmt::{self, Debug, Write};

use crate::json::{Number, Value};

/// The class the service's JSON library holds a value in.
pub(in crate::query) fn node_class(value: &Value) -> &'static str {
    match value {
        Value::Null => "com.fasterxml.jackson.databind.node.NullNode",
        Value::Bool(_) => "com.fasterxml.jackson.databind.node.BooleanNode",
        Value::Number(Number::Int(number)) if i32::try_from(*number).is_ok() => {
            "com.fasterxml.jackson.databind.node.IntNode"
        }
        Value::Number(Number::Int(_)) => "com.fasterxml.jackson.databind.node.LongNode",
        Value::Number(Number::Double(_)) => "com.fasterxml.jackson.databind.node.DoubleNode",
        Value::Number(Number::Big(_)) => "com.fasterxml.jackson.databind.node.BigIntegerNode",
        Value::String(_) => "com.fasterxml.jackson.databind.node.TextNode",
        Value::Array(_) => "com.fasterxml.jackson.databind.node.ArrayNode",
        Value::Object(_) => "com.fasterxml.jackson.databind.node.ObjectNode",
    }
}

/// A value as Java's `toString` prints it: strings bare, objects as `{a=1, b=[]}`.
pub(in crate::query) fn write(out: &mut dyn Write, value: &Value) -> fmt::Result {
    match value {
        Value::String(text) => out.write_str(text),
        Value::Array(items) => {
            out.write_char('[')?;
            for (index, item) in items.iter().enumerate() {
                out.write_str(if index > 0 { ", " } else { "" })?;
                write(out, item)?;
            }
            out.write_char(']')
        }
        Value::Object(members) => {
            out.write_char('{')?;
            for (index, (key, value)) in members.iter().enumerate() {
                out.write_str(if index > 0 { ", " } else { "" })?;
                write!(out, "{key}=")?;
                write(out, value)?;
            }
            out.write_char('}')
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => write!(out, "{value}"),
    }
}

/// A value as Java prints it.
pub(in crate::query) fn text(value: &Value) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut out, value);
    out
}

/// The distinct values in the order `HashSet` gives them: by bucket, then by arrival.
///
/// The table is as large as `new HashSet<>(collection)` makes it. Java gives each kind of value its own hash and calls
/// values of different kinds different, so `1` and `1.0` are two.
pub(in crate::query) fn hash_set(items: &[Value]) -> Vec<Value> {
    let room = (items.len() as f64 / 0.75) as usize + 1;
    let buckets = room.max(16).next_power_of_two();
    let mut table: Vec<Vec<(i32, &Value)>> = vec![Vec::new(); buckets];
    for item in items {
        let hash = hash(item);
        let spread = (hash ^ (hash.cast_unsigned() >> 16).cast_signed()).cast_unsigned() as usize;
        let bucket = &mut table[spread & (buckets - 1)];
        if !bucket.iter().any(|(own, value)| *own == hash && *value == item) {
            bucket.push((hash, item));
        }
    }
    table.into_iter().flatten().map(|(_, item)| item.clone()).collect()
}

/// `Object.hashCode` of what the service's JSON library makes of a value.
fn hash(value: &Value) -> i32 {
    let long = |number: u64| (number ^ (number >> 32)) as i32;
    let chars = |text: &str| text.encode_utf16().fold(0_i32, |hash, unit| step(hash, i32::from(unit)));
    match value {
        Value::Null => 0,
        Value::Bool(true) => 1231,
        Value::Bool(false) => 1237,
        Value::Number(Number::Int(number)) => i32::try_from(*number).unwrap_or_else(|_| long(number.cast_unsigned())),
        Value::Number(Number::Double(number)) => long(number.to_bits()),
        Value::String(text) | Value::Number(Number::Big(text)) => chars(text),
        Value::Array(items) => items.iter().fold(1, |total, item| step(total, hash(item))),
        Value::Object(members) => {
            members.iter().fold(0_i32, |total, (key, value)| total.wrapping_add(chars(key) ^ hash(value)))
        }
    }
}

fn step(total: i32, next: i32) -> i32 {
    total.wrapping_mul(31).wrapping_add(next)
}

/// A variant's name in lower case.
pub(in crate::query) fn lower_debug(variant: &impl Debug) -> String {
    format!("{variant:?}").to_ascii_lowercase()
}
