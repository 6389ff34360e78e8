//! Where the parts of an expression stand in the document.

use crate::json::{NodeRef, Span};

/// Where a word stands first in an expression, as a whole word; the whole string where it does not.
pub(super) fn part_of(node: NodeRef<'_>, expression: &str, word: &str) -> Span {
    let is_end = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    let found = expression.match_indices(word).find(|(start, _)| is_end(&expression[start + word.len()..]));
    found.map_or(node.span(), |(start, _)| place_of(node, Span { start, end: start + word.len() }))
}

/// Where a part of an expression stands in the document, which may write a character as an escape.
pub(super) fn place_of(node: NodeRef<'_>, part: Span) -> Span {
    let (source, start) = (node.source(), node.span().start);
    let offset = |wanted: usize| start + raw_offset(source, wanted + "{%".len());
    // An error at the end of an expression still needs something to underline.
    let (start, end) = (offset(part.start), offset(part.end.max(part.start)));
    Span { start, end: end.max(start + 1).min(node.span().end) }
}

/// The byte of a string literal at which the byte `wanted` of its text is written.
fn raw_offset(literal: &str, wanted: usize) -> usize {
    let (mut raw, mut decoded) = (1, 0);
    while decoded < wanted {
        let mut rest = literal.get(raw..).unwrap_or_default().chars();
        let (written, meant) = match (rest.next(), rest.next()) {
            (None, _) => break,
            (Some('\\'), Some('u')) => unicode(&literal[raw..]),
            // JSON knows no escape of more than ASCII; whoever writes one sees it whole.
            (Some('\\'), Some(c)) => (1 + c.len_utf8(), c.len_utf8()),
            (Some(c), _) => (c.len_utf8(), c.len_utf8()),
        };
        raw += written;
        decoded += meant;
    }
    raw.min(literal.len())
}

/// The length of a `\u` escape, or of the two that make one character, and of what it stands for.
fn unicode(rest: &str) -> (usize, usize) {
    let unit = |from: usize| rest.get(from..from + 4).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    match unit(2) {
        Some(0xd800..=0xdbff) if rest.get(6..8) == Some("\\u") => (12, 4),
        Some(unit) => (6, char::from_u32(unit).map_or(3, char::len_utf8)),
        None => (2, 1),
    }
}
