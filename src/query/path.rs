//! Paths: `$…` into the input, `$$…` into the context object, `$name…` into a variable.

use std::fmt;
use std::sync::Arc;

use crate::json::Value;

use super::cursor::Cursor;
use super::error::{Expected, PathError, QueryError};
use super::filter::{self, Filter};
use super::{Env, LIMITS, select};

/// Where a path begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Root {
    /// `$`: the input of the field.
    Input,
    /// `$$`: the context object.
    Context,
    /// `$name`: a variable.
    Variable(Arc<str>),
}

/// A `JSONPath`. Cloning is constant time.
#[derive(Clone, Debug)]
pub struct Path {
    text: Arc<str>,
    root: Root,
    steps: Arc<[Step]>,
    definite: bool,
}

/// One step of a path.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// `.a`, `['a']`, `['a', 'b']`
    Names(Vec<Arc<str>>),
    /// `[0]`, `[-1]`, `[0, 2]`
    Indexes(Vec<i64>),
    /// `[1:]`, `[:2]`, `[1:2]`
    Slice(Option<i64>, Option<i64>),
    /// `.*`, `[*]`
    Wildcard,
    /// `..`
    Descend,
    /// `[?(@.a == 1)]`
    Filter(Filter),
    /// `.length()`
    Function(Function),
}

/// The functions a path may end in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Length,
    Min,
    Max,
    Avg,
    Sum,
    Stddev,
    Keys,
    First,
    Last,
}

const FUNCTIONS: [(&str, Function); 10] = [
    ("length", Function::Length),
    ("size", Function::Length),
    ("min", Function::Min),
    ("max", Function::Max),
    ("avg", Function::Avg),
    ("sum", Function::Sum),
    ("stddev", Function::Stddev),
    ("keys", Function::Keys),
    ("first", Function::First),
    ("last", Function::Last),
];

/// What ends a name written without quotes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Setting {
    /// Nothing but the next step: the path is the whole text.
    Whole,
    /// Also a space, which ends an argument.
    Argument,
    /// Also a comparison operator.
    Filter,
}

impl Path {
    /// Reads a path.
    pub fn parse(text: &str) -> Result<Path, PathError> {
        let mut cursor = Cursor::new(text.trim_end());
        cursor.skip_space();
        Path::read(&mut cursor, Setting::Whole)
    }

    pub(super) fn read(cursor: &mut Cursor<'_>, setting: Setting) -> Result<Path, PathError> {
        let start = cursor.at;
        cursor.require("$", Expected::Dollar)?;
        let root = if cursor.eat("$") {
            Root::Context
        } else {
            let name = cursor.take_while(|c| c == '_' || c.is_alphanumeric());
            if name.is_empty() { Root::Input } else { Root::Variable(name.into()) }
        };
        let steps = read_steps(cursor, setting)?;
        let definite = is_definite(&steps);
        Ok(Path { text: cursor.since(start).into(), root, steps: steps.into(), definite })
    }

    /// The path as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn shared_text(&self) -> Arc<str> {
        self.text.clone()
    }

    /// Whether it names at most one value.
    pub fn is_definite(&self) -> bool {
        self.definite
    }

    /// Where it begins.
    pub fn root(&self) -> &Root {
        &self.root
    }

    /// Whether it is `$`, `$$` or `$name` alone.
    pub fn is_root(&self) -> bool {
        self.steps.is_empty()
    }

    pub(super) fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The value a definite path names, or an array of what an indefinite one matches.
    ///
    /// Where an indefinite path's way is blocked it matches nothing; the service turns its library's error into `[]`. In an
    /// input that is `null` no path names anything, not even `$`.
    pub fn select(&self, env: &dyn Env) -> Result<Value, QueryError> {
        let document = match &self.root {
            Root::Input if *env.input() == Value::Null => return Err(QueryError::NullInput),
            Root::Input => env.input(),
            Root::Context => env.context(),
            Root::Variable(name) => env
                .variable(name)
                .ok_or_else(|| QueryError::VariableNotFound { path: self.text.clone(), name: name.clone() })?,
        };
        self.select_in(document)
    }

    /// The same, with the value of the path's root given.
    pub fn select_in(&self, document: &Value) -> Result<Value, QueryError> {
        select::select(self, document)
    }

    /// Whether what it names in a document is `null` only because an index is past the end of the array.
    pub fn is_past_the_end(&self, document: &Value) -> bool {
        select::past_the_end(self, document)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl PartialEq for Path {
    fn eq(&self, other: &Path) -> bool {
        self.text == other.text
    }
}

/// Definite: no `..`, `*`, filter, slice or union. Several names at the end are one object and so still definite, and
/// a function over `..` gives one value.
pub(super) fn is_definite(steps: &[Step]) -> bool {
    let scan_function = matches!(steps.last(), Some(Step::Function(_))) && matches!(steps.first(), Some(Step::Descend));
    let last = steps.len().wrapping_sub(1);
    scan_function
        || steps.iter().enumerate().all(|(index, step)| match step {
            Step::Names(names) => names.len() == 1 || index == last,
            Step::Indexes(indexes) => indexes.len() == 1,
            Step::Function(_) => true,
            Step::Slice(..) | Step::Wildcard | Step::Descend | Step::Filter(_) => false,
        })
}

/// The steps that follow a path's root.
pub(super) fn read_steps(cursor: &mut Cursor<'_>, setting: Setting) -> Result<Vec<Step>, PathError> {
    let mut steps = Vec::new();
    loop {
        if steps.len() >= LIMITS.steps {
            return Err(cursor.error(Expected::FewerSteps));
        }
        if let Some(Step::Function(_)) = steps.last()
            && matches!(cursor.peek(), Some('.' | '['))
        {
            return Err(cursor.error(Expected::End));
        }
        match cursor.peek() {
            Some('[') => steps.push(read_bracket(cursor)?),
            Some('.') => {
                cursor.next();
                if cursor.eat(".") {
                    steps.push(Step::Descend);
                }
                steps.push(match cursor.peek() {
                    Some('[') => read_bracket(cursor)?,
                    Some('*') => {
                        cursor.next();
                        Step::Wildcard
                    }
                    _ => read_name(cursor, setting)?,
                });
            }
            None => return Ok(steps),
            Some(_) if setting == Setting::Whole => return Err(cursor.error(Expected::Step)),
            Some(c) if ends_name(c, setting) => return Ok(steps),
            Some(_) => return Err(cursor.error(Expected::Step)),
        }
    }
}

/// Whether a character cannot be part of a name without quotes.
fn ends_name(c: char, setting: Setting) -> bool {
    c.is_whitespace()
        || ".[]()'\",*".contains(c)
        || match setting {
            Setting::Whole | Setting::Argument => false,
            Setting::Filter => "<>=!~&|".contains(c),
        }
}

fn read_name(cursor: &mut Cursor<'_>, setting: Setting) -> Result<Step, PathError> {
    let start = cursor.at;
    let name = cursor.take_while(|c| !ends_name(c, setting));
    if name.is_empty() {
        return Err(cursor.error(Expected::Name));
    }
    if cursor.peek() == Some('(') {
        let function = FUNCTIONS.iter().find(|(known, _)| *known == name);
        let (_, function) = function.ok_or_else(|| cursor.error_since(start, Expected::PathFunction))?;
        cursor.next();
        cursor.skip_space();
        cursor.require(")", Expected::Parenthesis)?;
        return Ok(Step::Function(*function));
    }
    let stopped = cursor.peek().is_some_and(|c| !matches!(c, '.' | '['));
    if stopped && setting == Setting::Whole {
        return Err(cursor.error(Expected::QuotedName));
    }
    Ok(Step::Names(vec![name.into()]))
}

fn read_bracket(cursor: &mut Cursor<'_>) -> Result<Step, PathError> {
    cursor.require("[", Expected::Subscript)?;
    cursor.skip_space();
    let step = match cursor.peek() {
        Some('\'' | '"') => Step::Names(read_list(cursor, |cursor| {
            if matches!(cursor.peek(), Some('\'' | '"')) {
                Ok(cursor.quoted()?.into())
            } else {
                Err(cursor.error(Expected::QuotedName))
            }
        })?),
        Some('*') => {
            cursor.next();
            Step::Wildcard
        }
        Some('?') => {
            cursor.next();
            Step::Filter(filter::read(cursor)?)
        }
        Some(c) if c == '-' || c == ':' || c.is_ascii_digit() => read_numbers(cursor)?,
        _ => return Err(cursor.error(Expected::Subscript)),
    };
    cursor.skip_space();
    cursor.require("]", Expected::Bracket)?;
    Ok(step)
}

/// An index, several, or a slice.
fn read_numbers(cursor: &mut Cursor<'_>) -> Result<Step, PathError> {
    let start = cursor.at;
    let from = if cursor.peek() == Some(':') { None } else { Some(cursor.integer(Expected::Index)?) };
    cursor.skip_space();
    if cursor.eat(":") {
        cursor.skip_space();
        let bounded = cursor.peek().is_some_and(|c| c == '-' || c.is_ascii_digit());
        let to = if bounded { Some(cursor.integer(Expected::SliceBound)?) } else { None };
        cursor.skip_space();
        // The library reads `[:]` as an error and drops a step without a word; both are refused here.
        if (from, to) == (None, None) || cursor.peek() == Some(':') {
            cursor.take_while(|c| c != ']');
            return Err(cursor.error_since(start, Expected::SliceBound));
        }
        return Ok(Step::Slice(from, to));
    }
    cursor.at = start;
    Ok(Step::Indexes(read_list(cursor, |cursor| cursor.integer(Expected::Index))?))
}

fn read_list<'a, T>(
    cursor: &mut Cursor<'a>,
    read: impl Fn(&mut Cursor<'a>) -> Result<T, PathError>,
) -> Result<Vec<T>, PathError> {
    let mut items = Vec::new();
    loop {
        cursor.skip_space();
        items.push(read(cursor)?);
        cursor.skip_space();
        if !cursor.eat(",") {
            return Ok(items);
        }
    }
}
