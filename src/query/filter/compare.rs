//! Comparisons in filters, as the service's path library makes them.

use std::cmp::Ordering;

use crate::json::{Number, Value};
use crate::query::count;

/// How a filter compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparator {
    Equal,
    NotEqual,
    SameTypeEqual,
    SameTypeNotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    NotIn,
    SubsetOf,
    AnyOf,
    NoneOf,
    AllOf,
    Contains,
    Size,
    Empty,
}

/// Longer spellings before those they begin with.
pub(super) const SIGNS: [(&str, Comparator); 8] = [
    ("===", Comparator::SameTypeEqual),
    ("!==", Comparator::SameTypeNotEqual),
    ("==", Comparator::Equal),
    ("!=", Comparator::NotEqual),
    ("<=", Comparator::LessOrEqual),
    (">=", Comparator::GreaterOrEqual),
    ("<", Comparator::Less),
    (">", Comparator::Greater),
];

pub(super) const WORDS: [(&str, Comparator); 9] = [
    ("in", Comparator::In),
    ("nin", Comparator::NotIn),
    ("subsetof", Comparator::SubsetOf),
    ("anyof", Comparator::AnyOf),
    ("noneof", Comparator::NoneOf),
    ("all", Comparator::AllOf),
    ("contains", Comparator::Contains),
    ("size", Comparator::Size),
    ("empty", Comparator::Empty),
];

/// `None` is an operand that is not there: it equals nothing, not even another.
pub(super) fn compare(left: Option<&Value>, comparator: Comparator, right: Option<&Value>) -> bool {
    let equal = || matches!((left, right), (Some(left), Some(right)) if loosely_equal(left, right));
    let same_type_equal = || equal() && matches!((left, right), (Some(a), Some(b)) if a.type_name() == b.type_name());
    let ordered = |accept: fn(Ordering) -> bool| matches!((left, right), (Some(left), Some(right)) if order(left, right).is_some_and(accept));
    let lists = || Some((left?.as_array()?, right?.as_array()?));
    let has = |items: &[Value], wanted: &Value| items.iter().any(|item| loosely_equal(item, wanted));
    let is_in = || matches!((left, right), (Some(left), Some(Value::Array(items))) if has(items, left));
    match comparator {
        Comparator::Equal => equal(),
        Comparator::NotEqual => !equal(),
        Comparator::SameTypeEqual => same_type_equal(),
        Comparator::SameTypeNotEqual => !same_type_equal(),
        Comparator::Less => ordered(Ordering::is_lt),
        Comparator::LessOrEqual => ordered(Ordering::is_le),
        Comparator::Greater => ordered(Ordering::is_gt),
        Comparator::GreaterOrEqual => ordered(Ordering::is_ge),
        Comparator::In => is_in(),
        Comparator::NotIn => !is_in(),
        Comparator::SubsetOf => lists().is_some_and(|(left, right)| left.iter().all(|item| has(right, item))),
        Comparator::AllOf => lists().is_some_and(|(left, right)| right.iter().all(|item| has(left, item))),
        Comparator::AnyOf => lists().is_some_and(|(left, right)| left.iter().any(|item| has(right, item))),
        Comparator::NoneOf => lists().is_some_and(|(left, right)| !left.iter().any(|item| has(right, item))),
        Comparator::Contains => match (left, right) {
            (Some(Value::String(text)), Some(Value::String(part))) => text.contains(&**part),
            (Some(Value::Array(items)), Some(wanted)) => has(items, wanted),
            _ => false,
        },
        Comparator::Size => size(left).is_some_and(|size| right.and_then(Value::as_i64) == Some(count(size))),
        Comparator::Empty => size(left).is_some_and(|size| right == Some(&Value::Bool(size == 0))),
    }
}

fn size(value: Option<&Value>) -> Option<usize> {
    match value? {
        Value::String(text) => Some(text.chars().count()),
        Value::Array(items) => Some(items.len()),
        Value::Object(members) => Some(members.len()),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// Equal as the library takes it: numbers by value, and a number also equals the text that spells it.
fn loosely_equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => order_numbers(left, right).is_eq(),
        (Value::Number(number), Value::String(text)) => {
            is_number(text) && Number::parse(text).is_some_and(|read| order_numbers(number, &read).is_eq())
        }
        (Value::String(text), Value::Number(number)) => **text == *number.to_string(),
        (left, right) => left == right,
    }
}

/// Two numbers or two texts; anything else is neither less nor greater.
fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => Some(order_numbers(left, right)),
        (Value::String(left), Value::String(right)) => Some(order_texts(left, right)),
        _ => None,
    }
}

pub(in crate::query) fn order_numbers(left: &Number, right: &Number) -> Ordering {
    match (left, right) {
        (Number::Int(left), Number::Int(right)) => left.cmp(right),
        _ => left.as_f64().partial_cmp(&right.as_f64()).unwrap_or(Ordering::Equal),
    }
}

/// As Java compares texts: by UTF-16 units.
pub(in crate::query) fn order_texts(left: &str, right: &str) -> Ordering {
    left.encode_utf16().cmp(right.encode_utf16())
}

/// Whether a word begins as a number does.
pub(super) fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c == '-' || c.is_ascii_digit())
}
