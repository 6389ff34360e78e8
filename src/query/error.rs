//! What can be wrong with an expression's text, and what can go wrong when it is evaluated.

use std::fmt;
use std::sync::Arc;

use crate::json::{Span, Value};

/// What the parser looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// The `$` every path begins with.
    Dollar,
    /// `$` alone, not `$$` or a variable.
    InputRoot,
    /// A path or an intrinsic call.
    Expression,
    /// `.`, `[` or the end of the path.
    Step,
    /// A name after a dot.
    Name,
    /// A name written in brackets and quotes, because it holds characters a plain name cannot.
    QuotedName,
    /// What may stand in brackets.
    Subscript,
    /// A closing quote.
    Quote,
    /// What a backslash may stand before in a text of an intrinsic function.
    Escape,
    /// The four hexadecimal digits of `\\u0041`.
    HexDigits,
    /// `]`.
    Bracket,
    /// `)`.
    Parenthesis,
    /// `(`.
    OpenParenthesis,
    /// A comma or `]`.
    CommaOrBracket,
    /// A comma or `)`.
    CommaOrParenthesis,
    /// A whole number within 32 bits.
    Index,
    /// A bound on either side of a slice's colon.
    SliceBound,
    /// Names and indexes only.
    ReferenceStep,
    /// A comparison operator in a filter.
    FilterOperator,
    /// An operand in a filter.
    FilterOperand,
    /// One of the functions paths have.
    PathFunction,
    /// Nothing after a path's function.
    End,
    /// One of the intrinsic functions.
    IntrinsicName,
    /// One of the intrinsic functions that give a text.
    TextFunction,
    /// An argument of an intrinsic function.
    Argument,
    /// As many arguments as the function takes.
    ArgumentCount {
        /// At least so many.
        least: usize,
        /// At most so many; `None` for any number.
        most: Option<usize>,
    },
    /// A regular expression within the supported subset.
    Regex,
    /// Fewer levels of nesting.
    LessNesting,
    /// Fewer steps.
    FewerSteps,
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Expected::Dollar => "a path, which begins with `$`",
            Expected::InputRoot => "a path into the state's input, which begins with a single `$`",
            Expected::Expression => {
                "a path beginning with `$`, or an intrinsic function such as `States.Format('{}', $.x)`"
            }
            Expected::Step => "`.`, `[` or the end of the path",
            Expected::Name => "the name of a field",
            Expected::QuotedName => {
                "a name of letters, digits, `_` and `-`; write other names in brackets and quotes, as in `$['a b']`"
            }
            Expected::Subscript => "an index, a slice, a quoted name, `*` or a filter `?(…)`",
            Expected::Quote => "a closing quote",
            Expected::Escape => "`\\'`, `\\{`, `\\}` or `\\\\`; no other character takes a backslash",
            Expected::HexDigits => "four hexadecimal digits after `\\u`",
            Expected::Bracket => "`]`",
            Expected::Parenthesis => "`)`",
            Expected::OpenParenthesis => "`(`",
            Expected::CommaOrBracket => "a comma or `]`",
            Expected::CommaOrParenthesis => "a comma or `)`",
            Expected::Index => "a whole number",
            Expected::SliceBound => "a number before or after the colon, and no step",
            Expected::ReferenceStep => "a reference path, which has only names and indexes, as in `$.order.items[0]`",
            Expected::FilterOperator => "a comparison such as `==`, `<`, `=~` or `in`",
            Expected::FilterOperand => {
                "a path beginning with `@` or `$`, a quoted text, a number, `true`, `false` or `null`"
            }
            Expected::PathFunction => "one of length(), min(), max(), avg(), sum(), stddev(), keys(), first(), last()",
            Expected::End => "nothing more",
            Expected::IntrinsicName => "the name of an intrinsic function, such as `States.Format`",
            Expected::TextFunction => {
                "one of States.Format, States.JsonToString, States.ArrayGetItem, States.Base64Encode, \
                 States.Base64Decode, States.Hash and States.UUID"
            }
            Expected::Argument => {
                "an argument: a path, a quoted text, a number, `true`, `false`, `null` or an intrinsic function"
            }
            Expected::ArgumentCount { least, most } => return write_count(f, *least, *most),
            Expected::Regex => "a regular expression without look-around, back-references or named groups",
            Expected::LessNesting => "fewer levels of nesting",
            Expected::FewerSteps => "a path with fewer steps",
        })
    }
}

fn write_count(f: &mut fmt::Formatter<'_>, least: usize, most: Option<usize>) -> fmt::Result {
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    match most {
        Some(0) => f.write_str("no arguments"),
        Some(most) if most == least => write!(f, "{least} argument{}", plural(least)),
        Some(most) if most == least + 1 => write!(f, "{least} or {most} arguments"),
        Some(most) => write!(f, "{least} to {most} arguments"),
        None => write!(f, "at least {least} argument{}", plural(least)),
    }
}

/// A text that is not a path, an intrinsic call or a reference path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathError {
    /// Where in the text, in bytes.
    pub span: Span,
    /// What should have been there.
    pub expected: Expected,
    /// What was there, shortened; empty at the end of the text.
    pub found: String,
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}, found ", self.expected)?;
        if self.found.is_empty() { f.write_str("the end of the text") } else { write!(f, "`{}`", self.found) }
    }
}

impl std::error::Error for PathError {}

/// Why a definite path names nothing. Printed as the service's path library words it.
#[derive(Clone, Debug, PartialEq)]
pub enum NotFound {
    /// The last name is not there; holds the whole path in bracket form.
    NoResults(String),
    /// A name before the last is not there; holds the path up to it in bracket form.
    MissingProperty(String),
    /// A name is asked of something that is not an object.
    NotAnObject {
        /// The name in bracket form.
        property: String,
        /// The path to what is not an object.
        at: String,
        /// What is there; `None` for what an index past the end gives.
        found: Option<Value>,
    },
    /// An index is asked of something that is not an array.
    NotAnArray {
        /// The rest of the path, from the index on.
        rest: String,
        /// The path to what is not an array.
        at: String,
        /// What is there; `None` for what an index past the end gives.
        found: Option<Value>,
    },
}

impl fmt::Display for NotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotFound::NoResults(path) => write!(f, "No results for path: {path}"),
            NotFound::MissingProperty(path) => write!(f, "Missing property in path {path}"),
            NotFound::NotAnObject { property, at, found } => write!(
                f,
                "Expected to find an object with property {property} in path {at} but found '{}'. This is not a json \
                 object according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider'.",
                found.as_ref().map_or("null", super::intrinsics::java::node_class)
            ),
            NotFound::NotAnArray { at, found: None, .. } => write!(f, "The path {at} is null"),
            NotFound::NotAnArray { rest, found: Some(found), .. } => {
                write!(f, "Filter: {rest} can only be applied to arrays. Current context is: {found}")
            }
        }
    }
}

/// What went wrong in an evaluation.
#[derive(Clone, Debug, PartialEq)]
pub enum QueryError {
    /// A definite path names nothing.
    PathNotFound {
        /// The path as written.
        path: Arc<str>,
        /// Why.
        reason: NotFound,
    },
    /// A path is applied to an input that is `null`, in which not even `$` names a value.
    NullInput,
    /// A path begins at a variable that has not been assigned.
    VariableNotFound {
        /// The path as written.
        path: Arc<str>,
        /// The variable's name, without `$`.
        name: Arc<str>,
    },
    /// A path's own function (`.sum()` and its like) does not apply to what it is called on.
    PathFunction {
        /// The path as written.
        path: Arc<str>,
        /// What is wrong.
        reason: String,
    },
    /// An argument of an intrinsic call could not be had.
    Argument {
        /// The call as written.
        call: Arc<str>,
        /// Why: a path that names nothing, or a nested call that failed.
        reason: Box<QueryError>,
    },
    /// An intrinsic function refused its arguments.
    Intrinsic {
        /// The call as written.
        call: Arc<str>,
        /// What is wrong.
        reason: String,
    },
    /// A reference path cannot be set in this value.
    ReferenceMismatch {
        /// The path as written.
        path: Arc<str>,
        /// What it was to be set in.
        target: Value,
    },
    /// An evaluation grew beyond one of [`LIMITS`](super::LIMITS).
    LimitExceeded {
        /// What grew, as a person would name it.
        what: &'static str,
        /// The bound.
        limit: usize,
    },
}

impl QueryError {
    /// The path this is about, if a path named nothing.
    pub fn missing_path(&self) -> Option<&str> {
        match self {
            QueryError::PathNotFound { path, .. } | QueryError::VariableNotFound { path, .. } => Some(path),
            _ => None,
        }
    }

    /// The name of the service's error. The specification has `States.IntrinsicFailure` for a function that refuses its
    /// arguments; observed is `States.Runtime`.
    pub fn error_name(&self) -> &'static str {
        match self {
            QueryError::ReferenceMismatch { .. } => "States.ResultPathMatchFailure",
            QueryError::PathNotFound { .. }
            | QueryError::NullInput
            | QueryError::VariableNotFound { .. }
            | QueryError::PathFunction { .. }
            | QueryError::Argument { .. }
            | QueryError::Intrinsic { .. }
            | QueryError::LimitExceeded { .. } => "States.Runtime",
        }
    }

    /// The service's cause for this error in a field that takes one of several sources: a payload template's `.$` key,
    /// `ErrorPath` or `CausePath`. `input` is what the path was to be found in.
    pub fn field_cause(&self, field: &str, input: &Value) -> String {
        match self {
            QueryError::PathNotFound { path, .. } | QueryError::VariableNotFound { path, .. } => format!(
                "The JSONPath '{path}' specified for the field '{field}' could not be found in the input '{input}'"
            ),
            // Not in the recordings; worded as users of the service quote it.
            QueryError::Argument { call, reason } => match (&**reason, reason.missing_path()) {
                (QueryError::PathNotFound { reason: reason @ NotFound::NotAnArray { found: Some(_), .. }, .. }, _) => {
                    format!("The function '{call}' had the following error: {reason}")
                }
                (_, Some(path)) => format!(
                    "The function '{call}' had the following error: The JsonPath argument for the field '{path}' \
                     could not be found in the input '{input}'"
                ),
                (_, None) => reason.field_cause(field, input),
            },
            _ => self.to_string(),
        }
    }
}

/// As the service words the cause of a failing `InputPath`, `OutputPath` or `…Path` field, after "An error occurred
/// while executing the state …".
impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            QueryError::PathNotFound { path, reason } => write!(f, "Invalid path '{path}' : {reason}"),
            // Observed, of a Choice and of Parameters (awslabs/states-language#29).
            QueryError::NullInput => f.write_str("Unable to apply Path transformation to null or empty input."),
            QueryError::VariableNotFound { path, name } => {
                write!(f, "Invalid path '{path}' : the variable '{name}' has not been assigned")
            }
            QueryError::PathFunction { path, reason } => write!(f, "Invalid path '{path}' : {reason}"),
            QueryError::Argument { call, reason } => match &**reason {
                QueryError::Intrinsic { .. } | QueryError::Argument { .. } => write!(f, "{reason}"),
                _ => write!(f, "The function '{call}' had the following error: {reason}"),
            },
            QueryError::Intrinsic { call, reason } => {
                write!(f, "The function '{call}' had the following error: {reason}")
            }
            QueryError::ReferenceMismatch { path, target } => {
                write!(f, "Unable to apply ReferencePath {path} to input {target}")
            }
            QueryError::LimitExceeded { what, limit } => write!(f, "{what} exceeds the limit of {limit}"),
        }
    }
}

impl std::error::Error for QueryError {}
