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

/// The bytes of the compact text; `None` where it has more than `bytes` or nests deeper than `depth`. Values share their
/// parts, so that a small one can print without end: counting stops at the bounds.
pub(super) fn measure(value: &Value, bytes: usize, depth: usize) -> Option<usize> {
    let mut count = Count { bytes: 0, most: bytes };
    count_value(&mut count, value, depth).ok()?;
    Some(count.bytes)
}

struct Count {
    bytes: usize,
    most: usize,
}

impl Write for Count {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.bytes += text.len();
        if self.bytes > self.most { Err(fmt::Error) } else { Ok(()) }
    }
}

fn count_value(count: &mut Count, value: &Value, depth: usize) -> fmt::Result {
    match value {
        Value::Array(items) => {
            let inner = depth.checked_sub(1).ok_or(fmt::Error)?;
            count.write_str("[]")?;
            for (index, item) in items.iter().enumerate() {
                count.write_str(if index > 0 { "," } else { "" })?;
                count_value(count, item, inner)?;
            }
            Ok(())
        }
        Value::Object(members) => {
            let inner = depth.checked_sub(1).ok_or(fmt::Error)?;
            count.write_str("{}")?;
            for (index, (key, value)) in members.iter().enumerate() {
                count.write_str(if index > 0 { ",:" } else { ":" })?;
                write_string(count, key)?;
                count_value(count, value, inner)?;
            }
            Ok(())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => write_value(count, value, None),
    }
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
    for c in text.chars() {
        match c {
            '"' => out.write_str("\\\"")?,
            '\\' => out.write_str("\\\\")?,
            '\n' => out.write_str("\\n")?,
            '\r' => out.write_str("\\r")?,
            '\t' => out.write_str("\\t")?,
            '\u{8}' => out.write_str("\\b")?,
            '\u{c}' => out.write_str("\\f")?,
            c if c < ' ' => write!(out, "\\u{:04x}", c as u32)?,
            c => out.write_char(c)?,
        }
    }
    out.write_char('"')
}
