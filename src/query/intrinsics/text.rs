//! Intrinsic functions on texts and JSON.

use crate::json::{Document, Kind, NodeRef, Value};
use crate::query::intrinsic::{argument, invalid, text_argument};
use crate::query::intrinsics::java;
use crate::query::{Env, LIMITS};

pub(in crate::query) fn format(arguments: &[Value], _: &mut dyn Env) -> Result<Value, String> {
    // Observed: a template that is no text is taken as it prints.
    let template = java::text(argument(arguments, 0));
    let mut values = arguments.iter().skip(1);
    let mut out = String::new();
    let mut placeholders = 0;
    let mut chars = template.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some(escaped @ ('{' | '}' | '\\' | '\'')) => out.push(escaped),
                other => out.extend(['\\'].into_iter().chain(other)),
            },
            '{' if chars.next_if_eq(&'}').is_some() => {
                placeholders += 1;
                if let Some(value) = values.next() {
                    // Writing to a String cannot fail.
                    let _ = java::write(&mut out, value);
                }
            }
            '{' => return Err("Invalid template in States.Format: matching '}' not found for '{'.".to_owned()),
            '}' => return Err("Invalid template in States.Format: matching '{' not found for '}'.".to_owned()),
            c => out.push(c),
        }
        bounded("Format", &out)?;
    }
    if placeholders + 1 != arguments.len() {
        let number = "number of arguments do not match the occurrences of {}";
        return Err(format!("{}: {number}.", invalid("Format")));
    }
    Ok(Value::string(out))
}

fn bounded(function: &str, text: &str) -> Result<(), String> {
    let limit = LIMITS.text_bytes;
    if text.len() <= limit { Ok(()) } else { Err(format!("the text made by States.{function} exceeds {limit} bytes")) }
}

pub(in crate::query) fn string_to_json(arguments: &[Value], _: &mut dyn Env) -> Result<Value, String> {
    let text = text_argument("StringToJson", arguments, 0)?;
    if text.trim().is_empty() {
        return Ok(Value::Null);
    }
    let document = Document::new(text);
    match document.root() {
        Some(root) if document.errors().is_empty() && !has_placeholder(root) => Ok(root.to_value()),
        _ => Err(invalid("StringToJson")),
    }
}

/// Documents may hold `${name}` where a deployment puts a value; a payload may not.
fn has_placeholder(node: NodeRef<'_>) -> bool {
    matches!(node.kind(), Kind::Placeholder) || node.children().any(has_placeholder)
}

pub(in crate::query) fn json_to_string(arguments: &[Value], _: &mut dyn Env) -> Result<Value, String> {
    let value = argument(arguments, 0);
    if value.measure(LIMITS.text_bytes, usize::MAX).is_none() {
        return Err(format!("the text made by States.JsonToString exceeds {} bytes", LIMITS.text_bytes));
    }
    Ok(Value::string(value.to_string()))
}

pub(in crate::query) fn json_merge(arguments: &[Value], _: &mut dyn Env) -> Result<Value, String> {
    let object = |index| {
        let value = argument(arguments, index);
        value.as_object().ok_or_else(|| invalid("JsonMerge"))
    };
    let (first, second) = (object(0)?, object(1)?);
    // The service does not merge deeply. Observed: what is no truth value counts as false.
    if argument(arguments, 2) == &Value::Bool(true) {
        return Err(invalid("JsonMerge"));
    }
    let mut merged = first.clone();
    merged.extend(second.iter().map(|(key, value)| (key.clone(), value.clone())));
    Ok(Value::Object(merged.into()))
}

pub(in crate::query) fn split(arguments: &[Value], _: &mut dyn Env) -> Result<Value, String> {
    let (text, delimiters) = (text_argument("StringSplit", arguments, 0)?, text_argument("StringSplit", arguments, 1)?);
    let parts = text.split(|c| delimiters.contains(c)).filter(|part| !part.is_empty());
    Ok(Value::array(parts.map(Value::from)))
}
