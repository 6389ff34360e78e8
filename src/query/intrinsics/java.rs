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

/// A variant's name in lower case.
pub(in crate::query) fn lower_debug(variant: &impl Debug) -> String {
    format!("{variant:?}").to_ascii_lowercase()
}
