//! What the rules read the sources with: files, and Rust without what is no code.

pub(super) mod defaults;
pub(super) mod rooms;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

pub(super) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub(super) fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The Rust files below a folder, by their path from the root, in order.
pub(super) fn sources(folder: &str) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(root().join(&folder)) else { continue };
        for entry in entries.map(Result::unwrap) {
            let path = folder.join(entry.file_name());
            if entry.file_type().unwrap().is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.insert(path, fs::read_to_string(entry.path()).unwrap());
            }
        }
    }
    found
}

pub(super) fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// The text with every item under `#[cfg(test)]` blanked, line for line.
pub(super) fn without_tests(text: &str) -> String {
    lines_of_code(text).map(Option::unwrap_or_default).collect::<Vec<_>>().join("\n")
}

/// The lines of a text; none for those of an item under `#[cfg(test)]`, which ends at its own indentation.
pub(super) fn lines_of_code(text: &str) -> impl Iterator<Item = Option<&str>> {
    let mut indent = None;
    text.lines().map(move |line| {
        let depth = line.len() - line.trim_start().len();
        match indent {
            Some(item) if depth == item && (line.trim_start().starts_with('}') || line.ends_with(';')) => indent = None,
            Some(_) => {}
            None if line.trim_start().starts_with("#[cfg(test)]") => indent = Some(depth),
            None => return Some(line),
        }
        None
    })
}

pub(super) fn is_word(code: &str, at: usize, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    !code[..at].ends_with(is_part) && !code[at + word.len()..].starts_with(is_part)
}

/// Where a code ends that begins inside brackets: at what is looked for outside further brackets, or at the closing one.
pub(super) fn end_of(code: &str, ends: impl Fn(&str) -> bool) -> usize {
    let mut depth = 0_usize;
    for (at, c) in code.char_indices() {
        match c {
            _ if depth == 0 && ends(&code[at..]) => return at,
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => return at,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
    }
    code.len()
}

/// A code without what its strings, characters and comments say, line for line.
pub(super) fn without_words(code: &str) -> String {
    let mut out = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let word = length_of_words(rest, out.ends_with(|c: char| c.is_alphanumeric() || c == '_'));
        match word {
            Some(length) => out.extend(rest[..length].chars().map(|c| if c == '\n' { c } else { ' ' })),
            None => out.push(first),
        }
        rest = &rest[word.unwrap_or(first.len_utf8())..];
    }
    out
}

/// How long the string, the character or the comment is that a code begins with.
fn length_of_words(code: &str, in_name: bool) -> Option<usize> {
    let closed = |opening: &str, closing: &str| {
        let inside = code.strip_prefix(opening)?;
        Some(opening.len() + inside.find(closing).map_or(inside.len(), |end| end + closing.len()))
    };
    let quoted = |quote: char| {
        let mut chars = code.char_indices().skip(1);
        while let Some((at, c)) = chars.next() {
            match c {
                '\\' => drop(chars.next()),
                c if c == quote => return Some(at + 1),
                _ => {}
            }
        }
        Some(code.len())
    };
    let raw = if in_name { None } else { closed("r\"", "\"").or_else(|| closed("r#\"", "\"#")) };
    let is_char = || code.starts_with("'\\") || code.chars().nth(2) == Some('\'');
    match code.as_bytes().first()? {
        b'/' => closed("//", "\n").or_else(|| closed("/*", "*/")),
        b'"' => quoted('"'),
        b'\'' if is_char() => quoted('\''),
        _ => raw,
    }
}
