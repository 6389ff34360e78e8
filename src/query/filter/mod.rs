//! Filters: the condition in `[?(…)]`.
//!
//! Must never know: what a path is used for.

mod compare;
mod regex;

use std::fmt;
use std::sync::Arc;

use self::compare::{Comparator, SIGNS, WORDS, compare, is_number};
use self::regex::Regex;
use crate::json::{Number, Span, Value};

use crate::query::cursor::Cursor;
use crate::query::error::{Expected, PathError, QueryError};
use crate::query::path::{Setting, Step, is_definite, read_steps};
use crate::query::select;

pub(in crate::query) use compare::{order_numbers, order_texts};

/// A filter's condition. Cloning is constant time.
#[derive(Clone)]
pub(in crate::query) struct Filter {
    text: Arc<str>,
    condition: Arc<Condition>,
}

#[derive(Debug)]
enum Condition {
    Any(Vec<Condition>),
    All(Vec<Condition>),
    Not(Box<Condition>),
    Exists(Query),
    Compare(Operand, Comparator, Operand),
    Matches(Operand, Regex),
}

#[derive(Debug)]
enum Operand {
    Query(Query),
    Literal(Value),
}

/// A path inside a filter: from the value under test (`@`) or from the document (`$`).
#[derive(Debug)]
struct Query {
    of_item: bool,
    definite: bool,
    steps: Vec<Step>,
}

impl Filter {
    pub(in crate::query) fn text(&self) -> &str {
        &self.text
    }

    /// Whether a value passes.
    pub(in crate::query) fn holds(&self, item: &Value, document: &Value) -> Result<bool, QueryError> {
        holds(&self.condition, item, document)
    }
}

impl fmt::Debug for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "?({})", self.text)
    }
}

/// What follows `[?`, with its parentheses.
pub(in crate::query) fn read(cursor: &mut Cursor<'_>) -> Result<Filter, PathError> {
    cursor.skip_space();
    cursor.require("(", Expected::OpenParenthesis)?;
    let start = cursor.at;
    let condition = cursor.nested(read_any)?;
    let text = cursor.since(start).trim().into();
    cursor.require(")", Expected::Parenthesis)?;
    Ok(Filter { text, condition: Arc::new(condition) })
}

fn read_any(cursor: &mut Cursor<'_>) -> Result<Condition, PathError> {
    read_joined(cursor, "||", Condition::Any, |cursor| read_joined(cursor, "&&", Condition::All, read_one))
}

fn read_joined<'a>(
    cursor: &mut Cursor<'a>,
    sign: &str,
    join: fn(Vec<Condition>) -> Condition,
    read: fn(&mut Cursor<'a>) -> Result<Condition, PathError>,
) -> Result<Condition, PathError> {
    let first = read(cursor)?;
    let mut conditions = vec![first];
    loop {
        cursor.skip_space();
        if !cursor.eat(sign) {
            break;
        }
        conditions.push(read(cursor)?);
    }
    Ok(if conditions.len() == 1 { conditions.remove(0) } else { join(conditions) })
}

fn read_one(cursor: &mut Cursor<'_>) -> Result<Condition, PathError> {
    cursor.skip_space();
    match cursor.peek() {
        Some('!') => {
            cursor.next();
            Ok(Condition::Not(Box::new(cursor.nested(read_one)?)))
        }
        Some('(') => {
            cursor.next();
            let condition = cursor.nested(read_any)?;
            cursor.require(")", Expected::Parenthesis)?;
            Ok(condition)
        }
        _ => read_comparison(cursor),
    }
}

fn read_comparison(cursor: &mut Cursor<'_>) -> Result<Condition, PathError> {
    let left = read_operand(cursor)?;
    cursor.skip_space();
    if matches!(cursor.peek(), Some(')' | '&' | '|') | None) {
        return match left {
            Operand::Query(query) => Ok(Condition::Exists(query)),
            Operand::Literal(_) => Err(cursor.error(Expected::FilterOperator)),
        };
    }
    if cursor.eat("=~") {
        cursor.skip_space();
        return Ok(Condition::Matches(left, read_regex(cursor)?));
    }
    let sign = SIGNS.iter().find(|(sign, _)| cursor.eat(sign));
    let comparator = if let Some((_, comparator)) = sign {
        *comparator
    } else {
        let before = *cursor;
        let word = cursor.take_while(|c| c.is_ascii_alphabetic());
        let known = WORDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word));
        known.ok_or_else(|| before.error(Expected::FilterOperator))?.1
    };
    let right = read_operand(cursor)?;
    Ok(Condition::Compare(left, comparator, right))
}

fn read_operand(cursor: &mut Cursor<'_>) -> Result<Operand, PathError> {
    cursor.skip_space();
    match cursor.peek() {
        Some(root @ ('@' | '$')) => {
            cursor.next();
            let steps = cursor.nested(|cursor| read_steps(cursor, Setting::Filter))?;
            Ok(Operand::Query(Query { of_item: root == '@', definite: is_definite(&steps), steps }))
        }
        Some('\'' | '"') => cursor.quoted().map(|text| Operand::Literal(Value::from(text))),
        Some('[' | '{') => read_json(cursor).map(Operand::Literal),
        _ => read_word(cursor).map(Operand::Literal),
    }
}

/// `true`, `false`, `null`, a number, or a bare word, which stands for itself: published state machines that run on the
/// service compare with `[?(@.Name==Receipt)]`.
fn read_word(cursor: &mut Cursor<'_>) -> Result<Value, PathError> {
    let word = cursor.take_while(|c| c.is_alphanumeric() || "_-+.".contains(c));
    match word {
        "" => Err(cursor.error(Expected::FilterOperand)),
        "true" => Ok(Value::Bool(true)),
        "false" => Ok(Value::Bool(false)),
        "null" => Ok(Value::Null),
        _ => Ok(Number::parse(word).filter(|_| is_number(word)).map_or_else(|| Value::from(word), Value::Number)),
    }
}

/// A JSON array or object, whose strings may be in either kind of quotes.
fn read_json(cursor: &mut Cursor<'_>) -> Result<Value, PathError> {
    match cursor.peek() {
        Some(open @ ('[' | '{')) => {
            cursor.next();
            let close = if open == '[' { "]" } else { "}" };
            cursor.nested(|cursor| read_items(cursor, close))
        }
        Some('\'' | '"') => cursor.quoted().map(Value::from),
        _ => read_word(cursor),
    }
}

fn read_items(cursor: &mut Cursor<'_>, close: &str) -> Result<Value, PathError> {
    let (mut items, mut members) = (Vec::new(), Vec::new());
    loop {
        cursor.skip_space();
        if items.is_empty() && members.is_empty() && cursor.eat(close) {
            break;
        }
        if close == "}" {
            let quoted = matches!(cursor.peek(), Some('\'' | '"'));
            let key = if quoted { cursor.quoted()? } else { return Err(cursor.error(Expected::FilterOperand)) };
            cursor.skip_space();
            cursor.require(":", Expected::FilterOperand)?;
            cursor.skip_space();
            members.push((key, read_json(cursor)?));
        } else {
            items.push(read_json(cursor)?);
        }
        cursor.skip_space();
        if cursor.eat(close) {
            break;
        }
        cursor.require(",", Expected::CommaOrBracket)?;
    }
    Ok(if close == "}" { Value::object(members) } else { Value::array(items) })
}

/// `/pattern/` with `i` after it for any case.
fn read_regex(cursor: &mut Cursor<'_>) -> Result<Regex, PathError> {
    let start = cursor.at;
    cursor.require("/", Expected::Regex)?;
    let body = cursor.at;
    loop {
        match cursor.next() {
            None => return Err(cursor.error_since(start, Expected::Regex)),
            Some('\\') => drop(cursor.next()),
            Some('/') => break,
            Some(_) => {}
        }
    }
    let pattern = cursor.text.get(body..cursor.at - 1).unwrap_or("");
    let any_case = cursor.eat("i");
    Regex::parse(pattern, any_case).map_err(|at| {
        let found: String = pattern.get(at..).unwrap_or("").chars().take(24).collect();
        let span = Span { start: body + at, end: body + at + found.len() };
        PathError { span, expected: Expected::Regex, found }
    })
}

/// The parser bounds how deep conditions nest.
fn holds(condition: &Condition, item: &Value, document: &Value) -> Result<bool, QueryError> {
    let each = |conditions: &[Condition], until: bool| {
        for condition in conditions {
            if holds(condition, item, document)? == until {
                return Ok(until);
            }
        }
        Ok(!until)
    };
    match condition {
        Condition::Any(conditions) => each(conditions, true),
        Condition::All(conditions) => each(conditions, false),
        Condition::Not(condition) => Ok(!holds(condition, item, document)?),
        Condition::Exists(query) => {
            let found = query.matches(item, document)?;
            Ok(!found.is_empty())
        }
        Condition::Compare(left, comparator, right) => {
            let (left, right) = (left.value(item, document)?, right.value(item, document)?);
            Ok(compare(left.as_ref(), *comparator, right.as_ref()))
        }
        Condition::Matches(operand, regex) => Ok(match operand.value(item, document)? {
            Some(Value::Array(items)) => items.iter().any(|item| regex.matches(&text_of(item))),
            Some(value) => regex.matches(&text_of(&value)),
            None => regex.matches(""),
        }),
    }
}

impl Query {
    fn matches(&self, item: &Value, document: &Value) -> Result<Vec<Value>, QueryError> {
        let steps = match self.steps.split_last() {
            Some((Step::Function(_), steps)) => steps,
            _ => &self.steps[..],
        };
        select::matches(steps, if self.of_item { item } else { document }, document)
    }
}

impl Operand {
    /// `None` for a definite path that names nothing.
    fn value(&self, item: &Value, document: &Value) -> Result<Option<Value>, QueryError> {
        match self {
            Operand::Literal(value) => Ok(Some(value.clone())),
            Operand::Query(query) => {
                let found = query.matches(item, document)?;
                let value = if query.definite && query.is_plain() {
                    found.into_iter().next()
                } else {
                    Some(Value::array(found))
                };
                match (query.steps.last(), value) {
                    (Some(Step::Function(function)), Some(value)) => Ok(select::apply(*function, &value).ok()),
                    (_, value) => Ok(value),
                }
            }
        }
    }
}

impl Query {
    /// Whether no `..` is in it: a function over one makes a definite path of many matches.
    fn is_plain(&self) -> bool {
        !self.steps.iter().any(|step| matches!(step, Step::Descend))
    }
}

/// What a regular expression is held against.
fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.to_string(),
        Value::Number(_) | Value::Bool(_) => value.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
    }
}
