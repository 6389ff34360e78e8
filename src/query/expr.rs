//! The right-hand side of a `.$` key: a path, or an intrinsic call with paths, literals and calls as arguments.

use std::fmt;
use std::sync::Arc;

use crate::json::{Number, Span, Value};

use super::Env;
use super::cursor::Cursor;
use super::error::{Expected, PathError, QueryError};
use super::intrinsic::{self, Intrinsic};
use super::path::{Path, Setting};
use super::reference::ReferencePath;

/// A path or an intrinsic call. Cloning is constant time.
#[derive(Clone, Debug)]
pub enum Expr {
    /// `$.a`, `$$.a`, `$name`
    Path(Path),
    /// `States.Format('{}', $.a)`
    Call(Arc<Call>),
    /// A literal; only inside a call.
    Literal(Value),
}

/// A call of an intrinsic function.
#[derive(Clone, Debug)]
pub struct Call {
    text: Arc<str>,
    function: &'static Intrinsic,
    arguments: Vec<Expr>,
}

impl Call {
    /// The call as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The function called.
    pub fn function(&self) -> &'static Intrinsic {
        self.function
    }

    /// What it is given.
    pub fn arguments(&self) -> &[Expr] {
        &self.arguments
    }
}

/// The functions whose value may be the text of an error (AWS: "Fail workflow state", `ErrorPath` and `CausePath`).
const TEXT_FUNCTIONS: [&str; 7] = [
    "States.Format",
    "States.JsonToString",
    "States.ArrayGetItem",
    "States.Base64Encode",
    "States.Base64Decode",
    "States.Hash",
    "States.UUID",
];

impl Expr {
    /// Reads what can give one text: a reference path from any root, or a call of a function that gives a text.
    pub fn parse_text(text: &str) -> Result<Expr, PathError> {
        match Expr::parse(text)? {
            Expr::Call(call) if !TEXT_FUNCTIONS.contains(&call.function.name) => {
                let found = call.function.name.to_owned();
                Err(PathError { span: Span { start: 0, end: text.len() }, expected: Expected::TextFunction, found })
            }
            Expr::Path(_) => ReferencePath::parse_from(text, |_| true).map(|path| Expr::Path(path.into_path())),
            expr @ (Expr::Call(_) | Expr::Literal(_)) => Ok(expr),
        }
    }

    /// Reads a path or an intrinsic call.
    pub fn parse(text: &str) -> Result<Expr, PathError> {
        let trimmed = text.trim_start();
        if trimmed.starts_with('$') {
            return Path::parse(text).map(Expr::Path);
        }
        let mut cursor = Cursor::new(text.trim_end());
        cursor.skip_space();
        if !trimmed.starts_with("States.") {
            return Err(cursor.error(Expected::Expression));
        }
        let call = read_call(&mut cursor)?;
        cursor.skip_space();
        if cursor.at_end() { Ok(call) } else { Err(cursor.error(Expected::End)) }
    }

    /// The expression as written.
    pub fn text(&self) -> &str {
        match self {
            Expr::Path(path) => path.text(),
            Expr::Call(call) => &call.text,
            Expr::Literal(_) => "",
        }
    }

    /// The paths in it, in the order they are written.
    pub fn paths(&self) -> Vec<&Path> {
        match self {
            Expr::Path(path) => vec![path],
            Expr::Call(call) => call.arguments.iter().flat_map(Expr::paths).collect(),
            Expr::Literal(_) => Vec::new(),
        }
    }

    /// Its value.
    pub fn eval(&self, env: &mut dyn Env) -> Result<Value, QueryError> {
        match self {
            Expr::Path(path) => path.select(env),
            Expr::Literal(value) => Ok(value.clone()),
            Expr::Call(call) => {
                let lost = |reason| QueryError::Argument { call: call.text.clone(), reason: Box::new(reason) };
                let arguments: Result<Vec<Value>, QueryError> =
                    call.arguments.iter().map(|argument| argument.eval(env).map_err(lost)).collect();
                (call.function.run)(&arguments?, env)
                    .map_err(|reason| QueryError::Intrinsic { call: call.text.clone(), reason })
            }
        }
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Expr::Path(path) => path.fmt(f),
            Expr::Call(call) => f.write_str(&call.text),
            Expr::Literal(value) => value.fmt(f),
        }
    }
}

fn read_call(cursor: &mut Cursor<'_>) -> Result<Expr, PathError> {
    let start = cursor.at;
    let name = cursor.take_while(|c| c.is_ascii_alphanumeric() || c == '.' || c == '_');
    let Some(function) = intrinsic::find(name) else {
        return Err(cursor.error_since(start, Expected::IntrinsicName));
    };
    cursor.skip_space();
    cursor.require("(", Expected::OpenParenthesis)?;
    let arguments = cursor.nested(|cursor| read_arguments(cursor, function.name == FORMAT))?;
    cursor.require(")", Expected::CommaOrParenthesis)?;
    if !function.arity.allows(arguments.len()) {
        let span = Span { start, end: cursor.at };
        let found = cursor.since(start).chars().take(80).collect();
        return Err(PathError { span, expected: function.arity.expected(), found });
    }
    Ok(Expr::Call(Arc::new(Call { text: cursor.since(start).into(), function, arguments })))
}

fn read_arguments(cursor: &mut Cursor<'_>, template_first: bool) -> Result<Vec<Expr>, PathError> {
    let mut arguments = Vec::new();
    cursor.skip_space();
    if cursor.peek() == Some(')') {
        return Ok(arguments);
    }
    loop {
        cursor.skip_space();
        arguments.push(read_argument(cursor, template_first && arguments.is_empty())?);
        cursor.skip_space();
        if !cursor.eat(",") {
            return Ok(arguments);
        }
    }
}

fn read_argument(cursor: &mut Cursor<'_>, template: bool) -> Result<Expr, PathError> {
    match cursor.peek() {
        Some('$') => Path::read(cursor, Setting::Argument).map(Expr::Path),
        Some('\'') => read_string(cursor, template).map(Expr::Literal),
        Some('S') => read_call(cursor),
        _ => {
            let start = cursor.at;
            let word = cursor.take_while(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
            let literal = match word {
                "true" => Some(Value::Bool(true)),
                "false" => Some(Value::Bool(false)),
                "null" => Some(Value::Null),
                number if number.starts_with(|c: char| c == '-' || c.is_ascii_digit()) => {
                    Number::parse(number).map(Value::Number)
                }
                _ => None,
            };
            match literal {
                Some(literal) => Ok(Expr::Literal(literal)),
                None if word.is_empty() => Err(cursor.error(Expected::Argument)),
                None => Err(cursor.error_since(start, Expected::Argument)),
            }
        }
    }
}

/// The function whose first argument tells `{}` from `\{\}` and so takes the braces' backslashes as they are.
const FORMAT: &str = "States.Format";

/// A text in single quotes. A backslash takes `'`, `{`, `}` and `\` as themselves; before anything else it is "an open
/// escape backslash", an error (the States language, "Reserved characters in Intrinsic Functions"), refused at creation.
fn read_string(cursor: &mut Cursor<'_>, template: bool) -> Result<Value, PathError> {
    let start = cursor.at;
    cursor.next();
    let mut out = String::new();
    loop {
        match cursor.next() {
            None => return Err(cursor.error_since(start, Expected::Quote)),
            Some('\'') => return Ok(Value::string(out)),
            Some('\\') => match cursor.next() {
                None => return Err(cursor.error_since(start, Expected::Quote)),
                Some('\'') => out.push('\''),
                Some(c @ ('{' | '}' | '\\')) if template => out.extend(['\\', c]),
                Some(c @ ('{' | '}' | '\\')) => out.push(c),
                Some(c) => return Err(cursor.error_since(cursor.at - 1 - c.len_utf8(), Expected::Escape)),
            },
            Some(c) => out.push(c),
        }
    }
}
