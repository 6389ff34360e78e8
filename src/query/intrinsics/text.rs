//! Intrinsic functions on texts and JSON.

use crate::json::{Document, Kind, NodeRef, Value};
use crate::query::intrinsic::{argument, text_argument, wrong};
use crate::query::intrinsics::java;
use crate::query::{Env, LIMITS};

pub(in crate::query) fn format(arguments: &[Value], _: &mut dyn Env) -> Result<Value, String> {
    let template = text_argument("Format", arguments, 0)?;
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
            c => out.push(c),
        }
        bounded("Format", &out)?;
    }
    if placeholders + 1 != arguments.len() {
        return Err(format!(
            "Invalid arguments in States.Format: the template has {placeholders} placeholders `{{}}` for {} values",
            arguments.len() - 1
        ));
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
    let problem = match (document.errors().first(), document.root()) {
        (Some(error), _) => error.to_string(),
        (None, Some(root)) if !has_placeholder(root) => return Ok(root.to_value()),
        _ => "expected a value".to_owned(),
    };
    Err(format!("Invalid arguments in States.StringToJson: the text is not JSON, {problem}"))
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
        value.as_object().ok_or_else(|| wrong("JsonMerge", index, "an object", value))
    };
    let (first, second) = (object(0)?, object(1)?);
    match argument(arguments, 2) {
        Value::Bool(false) => {}
        Value::Bool(true) => {
            return Err("Invalid arguments in States.JsonMerge: the service does not support deep merging; \
                        the third argument must be false"
                .to_owned());
        }
        other => return Err(wrong("JsonMerge", 2, "false", other)),
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
