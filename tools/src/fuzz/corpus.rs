//! Definitions that others wrote, read where they lie, and what becomes of them: changed as text and as trees.

use std::path::Path;
use std::sync::Arc;

use stepwright::json::{Document, NodeRef, Number, Value};

use super::dice::Dice;
use super::{machine, words};

/// A text grows to this many bytes at most.
const BYTES_MAX: usize = 40_000;

/// The texts of a folder of conformance data: definitions, those of recordings, and those of validators.
pub(crate) fn texts(folder: &Path) -> Vec<Arc<str>> {
    let mut found: Vec<Arc<str>> = Vec::new();
    for file in files(&folder.join("definitions"), "json") {
        found.extend(std::fs::read_to_string(file).map(Arc::from));
    }
    for file in files(&folder.join("aws-recorded"), "json") {
        let case = std::fs::read_to_string(file).ok().and_then(|text| Value::parse(&text).ok());
        found.extend(case.and_then(|case| Some(case.get("definition")?.to_pretty().into())));
    }
    for suite in files(&folder.join("validation"), "") {
        for file in files(&suite, "json") {
            found.extend(std::fs::read_to_string(file).map(Arc::from));
        }
        let rows = std::fs::read_to_string(suite.join("index.jsonl")).unwrap_or_default();
        for row in rows.lines().filter_map(|row| Value::parse(row).ok()) {
            match row.get("definition") {
                Some(Value::String(text)) => found.push(text.clone()),
                Some(other) => found.push(other.to_string().into()),
                None => {}
            }
        }
    }
    found.retain(|text| text.len() <= BYTES_MAX);
    found
}

/// What is in a folder and ends so, in order.
fn files(folder: &Path, extension: &str) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut files: Vec<_> =
        entries.filter(|path| path.extension().is_some_and(|e| e == extension) || extension.is_empty()).collect();
    files.sort();
    files
}

/// A text changed as if it were only a text.
pub(crate) fn mutate_text(dice: &mut Dice, corpus: &[Arc<str>]) -> String {
    let mut text = dice.pick(corpus).to_string();
    for _ in 0..=dice.below(5) {
        let at = boundary(&text, dice.below(text.len() + 1));
        let long = if dice.one_in(4) { 400 } else { 6 };
        let end = boundary(&text, at + dice.below(long));
        match dice.below(12) {
            0 => drop(text.drain(at..end)),
            1 if dice.one_in(5) => text.truncate(at),
            1 | 2 => text.insert_str(at, &token(dice)),
            3 => text.replace_range(at..end, &token(dice)),
            4 => flip(dice, &mut text),
            5 => text.insert_str(at, &words::soup(dice)),
            6 | 7 => duplicate(dice, &mut text, at),
            8 => swap(dice, &mut text),
            9 => {
                let other = dice.pick(corpus);
                let from = boundary(&other, dice.below(other.len() + 1));
                let part = &other[from..boundary(&other, from + dice.below(300))];
                text.insert_str(at, part);
            }
            _ => retoken(dice, &mut text),
        }
        text.truncate(boundary(&text, BYTES_MAX));
    }
    text
}

fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[rustfmt::skip]
const TOKENS: &[&str] = &[
    "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud83d", "null", "true", "-", "0", "1e999", "${", "}",
    "${x}", "//", "/*", "\n", "\r\n", "\t", "\u{feff}", "é", "😀", "\"\"", "{}", "[]", ",\"a\":1", "\"$.a\"",
    "\"{% $x %}\"", "\"End\": true", "\"Next\": \"A\",",
];

fn token(dice: &mut Dice) -> String {
    match dice.below(30) {
        0 => "[".repeat(dice.below(400)),
        1 => "{\"a\":".repeat(dice.below(400)),
        _ => dice.pick(TOKENS).to_owned(),
    }
}

/// Other bytes; what is no UTF-8 any more becomes replacement characters, as a browser reads a file.
fn flip(dice: &mut Dice, text: &mut String) {
    let mut bytes = std::mem::take(text).into_bytes();
    for _ in 0..=dice.below(4) {
        let at = dice.below(bytes.len());
        if let Some(byte) = bytes.get_mut(at) {
            *byte ^= 1 << dice.below(8);
        }
    }
    *text = String::from_utf8_lossy(&bytes).into_owned();
}

/// A value or member from elsewhere in the text once more.
fn duplicate(dice: &mut Dice, text: &mut String, at: usize) {
    let document = Document::new(text.as_str());
    let Some(node) = document.node_at(dice.below(text.len())) else { return };
    let node = if dice.one_in(2) { node.parent().unwrap_or(node) } else { node };
    let part = document.text()[node.extent().range()].to_owned();
    let place = document.node_at(at).map_or(at, |node| node.extent().start);
    let separator = if dice.one_in(10) { "" } else { "," };
    text.insert_str(place, &(part + separator));
}

/// Two parts of the text in each other's place.
fn swap(dice: &mut Dice, text: &mut String) {
    let document = Document::new(text.as_str());
    let mut span = || document.node_at(dice.below(document.text().len())).map(NodeRef::span);
    let (Some(one), Some(two)) = (span(), span()) else { return };
    let (first, second) = if one.start <= two.start { (one, two) } else { (two, one) };
    if first.end <= second.start {
        let (a, b) = (text[first.range()].to_owned(), text[second.range()].to_owned());
        text.replace_range(second.range(), &a);
        text.replace_range(first.range(), &b);
    }
}

/// Another value where a value is.
fn retoken(dice: &mut Dice, text: &mut String) {
    let document = Document::new(text.as_str());
    let Some(node) = document.node_at(dice.below(text.len())) else { return };
    let new = match (node.as_number(), node.as_str()) {
        (Some(_), _) => words::number(dice),
        (_, Some(old)) => {
            let expression = old.starts_with("{%");
            Value::from(if expression {
                words::expression(dice)
            } else if old.starts_with('$') {
                words::query(dice)
            } else {
                words::text(dice)
            })
        }
        _ => words::value(dice, 2),
    };
    text.replace_range(node.span().range(), &new.to_string());
}

/// A tree changed as a tree: well-formed, and wrong in its meaning.
pub(crate) fn mutate_tree(dice: &mut Dice, corpus: &[Arc<str>]) -> String {
    let read = |text: Arc<str>| Document::new(text).root().map_or(Value::Null, NodeRef::to_value);
    let mut tree = read(dice.pick(corpus));
    for _ in 0..=dice.below(4) {
        let other = dice.one_in(4).then(|| read(dice.pick(corpus)));
        tree = change(dice, &tree, other.as_ref());
    }
    if dice.one_in(2) { tree.to_pretty() } else { tree.to_string() }
}

/// A part of a tree, the deeper the rarer.
fn part(dice: &mut Dice, tree: &Value) -> Value {
    let inner = match tree {
        Value::Array(items) if !items.is_empty() => items.get(dice.below(items.len())),
        Value::Object(members) if !members.is_empty() => {
            members.get_index(dice.below(members.len())).map(|(_, value)| value)
        }
        _ => None,
    };
    match inner {
        Some(inner) if !dice.one_in(5) => part(dice, inner),
        _ => tree.clone(),
    }
}

fn change(dice: &mut Dice, tree: &Value, other: Option<&Value>) -> Value {
    match tree {
        Value::Array(items) if !items.is_empty() && !dice.one_in(12) => {
            let mut items = items.to_vec();
            let at = dice.below(items.len());
            match dice.below(10) {
                0 => drop(items.remove(at)),
                1 => items.insert(at, part(dice, tree)),
                2 => items.swap(0, at),
                _ => items[at] = change(dice, &items[at], other),
            }
            Value::array(items)
        }
        Value::Object(members) if !members.is_empty() && !dice.one_in(12) => {
            let mut members: Vec<(Arc<str>, Value)> =
                members.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
            let at = dice.below(members.len());
            let from = dice.below(members.len());
            match dice.below(16) {
                0 => drop(members.remove(at)),
                1 => members[at].0 = members[from].0.clone(),
                2 => members.swap(at, from),
                3 => members[at].1 = members[from].1.clone(),
                4 => members.push((words::key(dice).into(), part(dice, tree))),
                5 => members[at].0 = format!("{}.$", members[at].0).into(),
                6 => members[at].0 = members[at].0.trim_end_matches("Path").into(),
                _ => members[at].1 = change(dice, &members[at].1, other),
            }
            Value::object(members)
        }
        _ => replaced(dice, tree, other),
    }
}

fn replaced(dice: &mut Dice, old: &Value, other: Option<&Value>) -> Value {
    if let Some(other) = other {
        return part(dice, other);
    }
    match (old, dice.below(6)) {
        (_, 0) => words::value(dice, 3),
        (_, 1) => Value::array([old.clone()]),
        (Value::Object(_), 2) if dice.one_in(3) => machine::machine(dice),
        (Value::Number(_), _) => Number::parse(&words::number(dice).to_string()).map_or(Value::Null, Value::Number),
        (Value::String(text), _) if text.starts_with("{%") => Value::from(words::expression(dice)),
        (Value::String(text), 2..) if text.starts_with('$') || text.starts_with("States.") => {
            Value::from(words::query(dice))
        }
        (Value::String(_), _) => Value::from(words::text(dice)),
        (Value::Bool(flag), _) => Value::from(!flag),
        _ => words::scalar(dice),
    }
}
