//! Printing values: compact as the service stores payloads, or indented for people.

use std::fmt::{self, Display, Write};

use super::Value;

/// Compact JSON.
impl Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_value(f, self, None)
    }
}

pub(super) fn pretty(value: &Value) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write_value(&mut out, value, Some(0));
    out
}

/// The bytes of the compact text; `None` where it has more than `bytes` or nests deeper than `depth`.
///
/// Counted and not printed: the size of every payload is checked. Counting stops at the bounds, because values share
/// their parts, so that one that holds little may print without end.
pub(super) fn measure(value: &Value, bytes: usize, depth: usize) -> Option<usize> {
    let found = match value {
        Value::Null | Value::Bool(true) => 4,
        Value::Bool(false) => 5,
        Value::Number(number) => number.text_len(),
        Value::String(text) => string_len(text),
        Value::Array(items) => {
            let inner = depth.checked_sub(1)?;
            let add = |sum: usize, item: &Value| Some(sum + measure(item, bytes.checked_sub(sum)?, inner)?);
            items.iter().try_fold(around(items.len()), add)?
        }
        Value::Object(members) => {
            let inner = depth.checked_sub(1)?;
            members.iter().try_fold(around(members.len()), |sum, (key, value)| {
                let sum = sum + string_len(key) + 1;
                Some(sum + measure(value, bytes.checked_sub(sum)?, inner)?)
            })?
        }
    };
    (found <= bytes).then_some(found)
}

/// What an array or object has besides its items: brackets and commas.
fn around(items: usize) -> usize {
    2 + items.saturating_sub(1)
}

/// The length of [`write_string`]'s text.
pub(super) fn string_len(text: &str) -> usize {
    let more = |byte: u8| match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 8 | 12 => 1,
        0..=31 => 5,
        _ => 0,
    };
    2 + text.len() + text.bytes().map(more).sum::<usize>()
}

/// `indent` is the depth of an indented text, or `None` for a compact one.
fn write_value(out: &mut dyn Write, value: &Value, indent: Option<usize>) -> fmt::Result {
    match value {
        Value::Null => out.write_str("null"),
        Value::Bool(truth) => out.write_str(if *truth { "true" } else { "false" }),
        Value::Number(number) => write!(out, "{number}"),
        Value::String(text) => write_string(out, text),
        Value::Array(items) => {
            let write_item = |out: &mut dyn Write, item: &Value, inner| write_value(out, item, inner);
            write_list(out, items.iter(), ['[', ']'], indent, write_item)
        }
        Value::Object(members) => {
            let write_member =
                |out: &mut dyn Write, (key, value): (&std::sync::Arc<str>, &Value), inner: Option<usize>| {
                    write_string(out, key)?;
                    out.write_str(if inner.is_some() { ": " } else { ":" })?;
                    write_value(out, value, inner)
                };
            write_list(out, members.iter(), ['{', '}'], indent, write_member)
        }
    }
}

fn write_list<T>(
    out: &mut dyn Write,
    items: impl ExactSizeIterator<Item = T>,
    [open, close]: [char; 2],
    indent: Option<usize>,
    write_item: impl Fn(&mut dyn Write, T, Option<usize>) -> fmt::Result,
) -> fmt::Result {
    out.write_char(open)?;
    let inner = indent.map(|depth| depth + 1);
    let empty = items.len() == 0;
    for (index, item) in items.enumerate() {
        if index > 0 {
            out.write_char(',')?;
        }
        break_line(out, inner)?;
        write_item(out, item, inner)?;
    }
    if !empty {
        break_line(out, indent)?;
    }
    out.write_char(close)
}

fn break_line(out: &mut dyn Write, indent: Option<usize>) -> fmt::Result {
    match indent {
        Some(depth) => write!(out, "\n{:1$}", "", depth * 2),
        None => Ok(()),
    }
}

/// A JSON string literal.
pub(super) fn write_string(out: &mut dyn Write, text: &str) -> fmt::Result {
    out.write_char('"')?;
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c < ' ' || matches!(c, '"' | '\\')) {
        let (plain, special) = rest.split_at(at);
        out.write_str(plain)?;
        let byte = special.as_bytes()[0];
        match byte {
            b'"' => out.write_str("\\\"")?,
            b'\\' => out.write_str("\\\\")?,
            b'\n' => out.write_str("\\n")?,
            b'\r' => out.write_str("\\r")?,
            b'\t' => out.write_str("\\t")?,
            8 => out.write_str("\\b")?,
            12 => out.write_str("\\f")?,
            _ => write!(out, "\\u{byte:04x}")?,
        }
        rest = &special[1..];
    }
    out.write_str(rest)?;
    out.write_char('"')
}

#[cfg(test)]
mod tests {
    use crate::json::{Number, Value};

    #[test]
    fn the_length_is_that_of_the_text() {
        let numbers = [0, 9, 10, -1, -10, 999, 1000, i64::MIN, i64::MAX].map(Value::from);
        let doubles = [0.5, -2.0, 1e21, 0.0001, f64::MAX].map(Value::from);
        let texts = ["", "plain", "\"\\\n\r\t\u{8}\u{c}", "\u{1}\u{1f}\u{7f}", "é✓𝄞"].map(Value::from);
        let others =
            [Value::Null, true.into(), false.into(), Value::Number(Number::Big("123456789012345678901".into()))];
        let values: Vec<Value> = numbers.into_iter().chain(doubles).chain(texts).chain(others).collect();
        let members = values.iter().map(|value| (value.to_string(), value.clone()));
        let nested = [Value::array(values.clone()), Value::object(members), Value::array([]), Value::empty_object()];
        for value in values.iter().chain(&nested) {
            let text = value.to_string();
            assert_eq!(value.json_len(), text.len(), "{text}");
            assert_eq!(Value::parse(&text).unwrap(), *value);
        }
    }
}
