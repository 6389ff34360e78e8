//! Values as JSON text.

use super::{JSON_BYTES_MAX, Node, YamlError};
use crate::json::{MAX_DEPTH, quote};

/// The text, indented by two spaces; what an anchor names is written in each of its places.
pub(super) fn print(node: &Node) -> Result<String, YamlError> {
    let mut text = String::new();
    write(&mut text, node, 0)?;
    text.push('\n');
    is_small_enough(&text)?;
    Ok(text)
}

fn is_small_enough(text: &str) -> Result<(), YamlError> {
    let words = || too_much(format!("more than {} MiB of JSON", JSON_BYTES_MAX >> 20));
    (text.len() <= JSON_BYTES_MAX).then_some(()).ok_or_else(words)
}

fn write(text: &mut String, node: &Node, depth: usize) -> Result<(), YamlError> {
    is_small_enough(text)?;
    if depth > MAX_DEPTH {
        return Err(too_much(format!("more than {MAX_DEPTH} levels deep")));
    }
    match node {
        Node::Scalar(json) => text.push_str(json),
        Node::List(items) => {
            return block(text, ['[', ']'], items, depth, |text, item| write(text, item, depth + 1));
        }
        Node::Map(members) => {
            return block(text, ['{', '}'], members, depth, |text, (key, value)| {
                text.push_str(&quote(key));
                text.push_str(": ");
                write(text, value, depth + 1)
            });
        }
    }
    Ok(())
}

fn block<T>(
    text: &mut String,
    [open, close]: [char; 2],
    items: impl IntoIterator<Item = T>,
    depth: usize,
    one: impl Fn(&mut String, T) -> Result<(), YamlError>,
) -> Result<(), YamlError> {
    text.push(open);
    let mut any = false;
    for item in items {
        text.push_str(if any { ",\n" } else { "\n" });
        text.push_str(&"  ".repeat(depth + 1));
        one(text, item)?;
        any = true;
    }
    if any {
        text.push('\n');
        text.push_str(&"  ".repeat(depth));
    }
    text.push(close);
    Ok(())
}

fn too_much(words: String) -> YamlError {
    YamlError { line: 0, column: 0, words }
}
