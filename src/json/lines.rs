//! Byte offsets to lines and columns.

use std::fmt;

/// A place people can find: line and column in characters, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// Where each line begins.
#[derive(Clone, Debug)]
pub struct LineIndex(Vec<usize>);

impl LineIndex {
    /// The index of a text; `\n` ends a line.
    pub fn new(text: &str) -> LineIndex {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        LineIndex(std::iter::once(0).chain(breaks).collect())
    }

    /// The position of a byte offset; one past the end or inside a character is moved back to a boundary.
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let offset = (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let line = self.0.partition_point(|start| *start <= offset);
        let start = self.0[line - 1];
        Position { line, column: text[start..offset].chars().count() + 1 }
    }

    /// The byte offset at which a line (from 1) begins; lines past the end begin at the last one.
    pub fn start(&self, line: usize) -> usize {
        self.0[line.clamp(1, self.0.len()) - 1]
    }

    /// How many lines there are; an empty text has one.
    pub fn count(&self) -> usize {
        self.0.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let text = "ab\né→x\n";
        let lines = LineIndex::new(text);
        let at = |offset| lines.position(text, offset).to_string();
        assert_eq!(at(0), "line 1, column 1");
        assert_eq!(at(3), "line 2, column 1");
        assert_eq!(at(8), "line 2, column 3");
        assert_eq!(at(6), "line 2, column 2", "inside a character");
        assert_eq!(at(99), "line 3, column 1");
        assert_eq!((lines.count(), lines.start(2), lines.start(9)), (3, 3, 10));
    }
}
