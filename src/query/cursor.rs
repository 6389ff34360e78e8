//! A place in an expression's text: what every parser of this module reads through.

use crate::json::Span;

use super::LIMITS;
use super::error::{Expected, PathError};

/// A place in a text. Cheap to copy, so looking ahead is saving a copy.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    depth: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Cursor<'a> {
        Cursor { text, at: 0, depth: 0 }
    }

    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    pub(super) fn skip_space(&mut self) {
        self.take_while(char::is_whitespace);
    }

    /// Takes `token` if it is next.
    pub(super) fn eat(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    pub(super) fn require(&mut self, token: &str, expected: Expected) -> Result<(), PathError> {
        if self.eat(token) { Ok(()) } else { Err(self.error(expected)) }
    }

    pub(super) fn take_while(&mut self, keep: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !keep(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// The text since an earlier place.
    pub(super) fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or("")
    }

    /// What is here is not what was expected.
    pub(super) fn error(&self, expected: Expected) -> PathError {
        let rest = self.rest();
        let word = rest.split(|c: char| c.is_whitespace() || ",.[]()'\"".contains(c)).next().unwrap_or("");
        let found: String =
            if word.is_empty() { rest.chars().take(1).collect() } else { word.chars().take(24).collect() };
        PathError { span: Span { start: self.at, end: self.at + found.len() }, expected, found }
    }

    /// What was read since `start` is not what was expected.
    pub(super) fn error_since(&self, start: usize, expected: Expected) -> PathError {
        let found = self.since(start).chars().take(80).collect();
        PathError { span: Span { start, end: self.at }, expected, found }
    }

    /// Runs a nested parser, within the bound on nesting.
    pub(super) fn nested<T>(
        &mut self,
        parse: impl FnOnce(&mut Cursor<'a>) -> Result<T, PathError>,
    ) -> Result<T, PathError> {
        if self.depth >= LIMITS.nesting {
            return Err(self.error(Expected::LessNesting));
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    /// A whole number with an optional sign.
    pub(super) fn integer(&mut self, expected: Expected) -> Result<i64, PathError> {
        let start = self.at;
        self.eat("-");
        self.take_while(|c| c.is_ascii_digit());
        match self.since(start).parse::<i32>() {
            Ok(number) => Ok(i64::from(number)),
            Err(_) if self.at == start => Err(self.error(expected)),
            Err(_) => Err(self.error_since(start, expected)),
        }
    }

    /// A text in the quotes that are next, with Java's escapes; a backslash before anything else is dropped.
    pub(super) fn quoted(&mut self) -> Result<String, PathError> {
        let start = self.at;
        let quote = self.next();
        let mut units = Vec::new();
        let mut buffer = [0; 2];
        loop {
            let c = match self.next() {
                None => return Err(self.error_since(start, Expected::Quote)),
                c if c == quote => return Ok(String::from_utf16_lossy(&units)),
                Some('\\') => match self.next() {
                    None => return Err(self.error_since(start, Expected::Quote)),
                    Some('b') => '\u{8}',
                    Some('f') => '\u{c}',
                    Some('n') => '\n',
                    Some('r') => '\r',
                    Some('t') => '\t',
                    Some('u') => {
                        units.push(self.unit()?);
                        continue;
                    }
                    Some(c) => c,
                },
                Some(c) => c,
            };
            units.extend_from_slice(c.encode_utf16(&mut buffer));
        }
    }

    /// The four hexadecimal digits of a UTF-16 unit.
    fn unit(&mut self) -> Result<u16, PathError> {
        let digits = self.rest().get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let unit = digits.and_then(|digits| u16::from_str_radix(digits, 16).ok());
        let unit = unit.ok_or_else(|| self.error(Expected::HexDigits))?;
        self.at += 4;
        Ok(unit)
    }
}
