//! What can be wrong with an expression's text, and what can go wrong when it is evaluated.

use std::fmt;

use crate::json::Span;

/// When an expression fails, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// There is no engine to read or evaluate it: nothing is known of the text.
    Unavailable,
    /// The text is no expression of `JSONata` 2.0.6.
    Syntax,
    /// The text is an expression, but not one the service takes.
    Unsupported,
    /// The evaluation failed.
    Thrown,
    /// The evaluation grew beyond one of [`LIMITS`](super::LIMITS).
    Exceeded,
    /// The result is a function, which is no JSON.
    NotJson,
}

/// Why an expression cannot be read or evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpressionError {
    /// When it fails, and how.
    pub kind: ErrorKind,
    /// The language's code, such as `T2001`; limits have `U1001`.
    pub code: String,
    /// What is wrong, in the words of the language.
    pub message: String,
    /// Where in the expression, in bytes.
    pub span: Option<Span>,
}

impl ExpressionError {
    /// How the service's diagnostics name the failure of a text (floci-io/floci#2670); `None` for one of an evaluation.
    pub fn diagnostic_code(&self) -> Option<&'static str> {
        match self.kind {
            ErrorKind::Syntax => Some("INVALID_JSONATA_EXPRESSION"),
            ErrorKind::Unsupported => Some("UNSUPPORTED_JSONATA_EXPRESSION"),
            ErrorKind::Unavailable | ErrorKind::Thrown | ErrorKind::Exceeded | ErrorKind::NotJson => None,
        }
    }
}

impl fmt::Display for ExpressionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.diagnostic_code() {
            Some(code) => write!(f, "{code}: {}", self.message),
            None if self.code.is_empty() => f.write_str(&self.message),
            None => write!(f, "{}: {}", self.code, self.message),
        }
    }
}

impl std::error::Error for ExpressionError {}
