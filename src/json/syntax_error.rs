//! Where a text is not JSON, and what was expected there.

use std::fmt;

use super::Span;

/// What the parser looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Any value.
    Value,
    /// A member's name in double quotes.
    Key,
    /// The colon between a name and its value.
    Colon,
    /// A comma or the closing bracket of an array.
    CommaOrBracket,
    /// A comma or the closing brace of an object.
    CommaOrBrace,
    /// The closing quote of a string.
    Quote,
    /// A valid escape after a backslash.
    Escape,
    /// A control character inside a string to be escaped.
    NoControlCharacter,
    /// A number as JSON spells it.
    Number,
    /// No comment: JSON has none.
    NoComment,
    /// Nothing after the document's value.
    End,
    /// Fewer levels of nesting.
    LessDepth,
    /// Shorter names around.
    ShorterNames,
}

impl Expected {
    fn as_str(self) -> &'static str {
        match self {
            Expected::Value => "a value",
            Expected::Key => "a name in double quotes",
            Expected::Colon => "a colon",
            Expected::CommaOrBracket => "a comma or `]`",
            Expected::CommaOrBrace => "a comma or `}`",
            Expected::Quote => "a closing quote",
            Expected::Escape => "one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX",
            Expected::NoControlCharacter => "control characters in a string to be escaped",
            Expected::Number => "a number as JSON spells it",
            Expected::NoComment => "no comment: JSON has none",
            Expected::End => "nothing after the document's value",
            Expected::LessDepth => "at most 200 levels of nesting",
            Expected::ShorterNames => "names of at most 4096 bytes together around an array or object",
        }
    }
}

/// A place where the text is not JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where.
    pub span: Span,
    /// What should have been there.
    pub expected: Expected,
    /// What was there, shortened; empty at the end of the text.
    pub found: String,
}

impl SyntaxError {
    /// Whether the rest of the text is read as it was meant all the same: nothing else follows from this one.
    pub fn is_local(&self) -> bool {
        match self.expected {
            Expected::Escape
            | Expected::NoControlCharacter
            | Expected::Number
            | Expected::NoComment
            | Expected::LessDepth
            | Expected::ShorterNames => true,
            // A comma too many, or one that is missing.
            Expected::Key | Expected::Value => matches!(self.found.as_str(), "}" | "]"),
            Expected::CommaOrBrace | Expected::CommaOrBracket => self.found.starts_with('"'),
            Expected::Colon | Expected::Quote | Expected::End => false,
        }
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}, found ", self.expected.as_str())?;
        if self.found.is_empty() { f.write_str("the end of the text") } else { write!(f, "`{}`", self.found) }
    }
}
