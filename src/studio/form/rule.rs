//! The form of a Choice's rule: the comparison it makes, one of AWS's 39, with a value of its type; a combination of
//! rules in words and as JSON; in `JSONata` the condition's text.

use super::{Line, inner_form};
use crate::asl::fields::{self, Holder, Shape};
use crate::asl::{QueryLanguage, describe_rule};
use crate::edit::Command;
use crate::json::{Document, NodeRef, Pointer, Value};
use crate::query::{Comparison, Operator, Timestamp};

/// What makes one rule of several.
const COMBINATIONS: [&str; 3] = ["And", "Or", "Not"];

/// The operators as a list shows them: what they compare, and the beginning of their names.
pub const OPERATOR_GROUPS: [(&str, &str); 5] = [
    ("Text", "String"),
    ("Numbers", "Numeric"),
    ("Times", "Timestamp"),
    ("True or false", "Boolean"),
    ("What it is", "Is"),
];

/// One rule as the form shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleForm {
    /// Where it is.
    pub at: Pointer,
    /// What it asks, in words.
    pub words: String,
    /// Its comparison, if it makes one.
    pub operator: Option<&'static str>,
    /// Its fields.
    pub lines: Vec<Line>,
}

/// The rules of a Choice.
pub fn rule_forms(document: &Document, choices: &Pointer, language: QueryLanguage) -> Vec<RuleForm> {
    let rules = document.find(choices).into_iter().flat_map(NodeRef::elements);
    rules.enumerate().map(|(index, rule)| rule_form(rule, choices.index(index), language)).collect()
}

fn rule_form(rule: NodeRef<'_>, at: Pointer, language: QueryLanguage) -> RuleForm {
    let words = describe_rule(rule);
    let has = |key: &str| rule.get(key).is_some();
    let combination = COMBINATIONS.into_iter().find(|key| has(key));
    let operator = operator_of(rule).filter(|_| combination.is_none() && language == QueryLanguage::JsonPath);
    let mut skip = vec!["Next"];
    skip.extend(COMBINATIONS);
    skip.extend(operator.map(|operator| operator.name));
    // A note is shown where there is one; a combination has its variables inside.
    skip.extend((!has("Comment")).then_some("Comment"));
    skip.extend((combination.is_some() && !has("Variable")).then_some("Variable"));
    let mut lines = inner_form(rule, Holder::Rule, language, &skip);
    let combined = combination.and_then(|key| {
        let doc = fields::find(Holder::Rule, None, QueryLanguage::JsonPath, key)?.doc;
        Some(Line::new(at.key(key), key, Shape::Json, doc))
    });
    let value = operator.map(|operator| value_line(&at, operator));
    let place = lines.iter().position(|line| line.name == "Variable").map_or(0, |variable| variable + 1);
    lines.splice(place..place, combined.into_iter().chain(value));
    RuleForm { at, words, operator: operator.map(|operator| operator.name), lines }
}

fn operator_of(rule: NodeRef<'_>) -> Option<Operator> {
    rule.members().find_map(|(member, _)| Operator::find(&member.key)).copied()
}

/// What an operator compares with.
fn value_line(rule: &Pointer, operator: Operator) -> Line {
    let (name, doc) = match (operator.by_path, operator.comparison) {
        (true, _) => ("Value path", "Where the input has the value to compare with."),
        (false, Comparison::StringMatches) => ("Value", "The pattern; * stands for any characters."),
        (false, _) => ("Value", "The value to compare with."),
    };
    Line { required: true, ..Line::new(rule.key(operator.name), name, value_shape(operator), doc) }
}

fn value_shape(operator: Operator) -> Shape {
    match operator.comparison {
        _ if operator.by_path => Shape::Path,
        Comparison::String(_) | Comparison::StringMatches => Shape::Text,
        Comparison::Numeric(_) => Shape::Number(f64::MIN, f64::MAX),
        Comparison::Timestamp(_) => Shape::Timestamp,
        Comparison::Boolean
        | Comparison::IsNull
        | Comparison::IsPresent
        | Comparison::IsNumeric
        | Comparison::IsString
        | Comparison::IsBoolean
        | Comparison::IsTimestamp => Shape::Flag,
    }
}

/// The change that gives a rule another operator; its value is kept where it is of the type that one compares with.
pub fn operate(document: &Document, rule: &Pointer, name: &str) -> Option<Command> {
    let (node, wanted) = (document.find(rule)?, *Operator::find(name)?);
    let own = operator_of(node);
    let old = own.and_then(|own| node.get(own.name)).map(NodeRef::to_value);
    let value = old.as_ref().and_then(|old| fitting(wanted, old)).unwrap_or_else(|| first_value(wanted));
    Some(match own {
        Some(own) => Command::ReplaceMember { at: rule.key(own.name), key: name.to_owned(), value },
        None => Command::SetField { at: rule.key(name), value },
    })
}

/// A value as an operator takes it, if it can be one.
fn fitting(operator: Operator, value: &Value) -> Option<Value> {
    let text = value.as_str();
    match value_shape(operator) {
        Shape::Path => text.filter(|text| text.starts_with('$')).map(Value::from),
        Shape::Number(..) => match value {
            Value::Number(_) => Some(value.clone()),
            _ => Value::parse(text?).ok().filter(|number| matches!(number, Value::Number(_))),
        },
        Shape::Flag => value.as_bool().map(Value::from),
        Shape::Timestamp => text.filter(|text| Timestamp::parse(text).is_some()).map(Value::from),
        _ => text.filter(|text| !text.starts_with('$')).map(Value::from),
    }
}

/// The value of an operator until somebody writes one.
fn first_value(operator: Operator) -> Value {
    match value_shape(operator) {
        Shape::Path => Value::from("$.other"),
        Shape::Number(..) => Value::from(0),
        Shape::Flag => Value::from(true),
        Shape::Timestamp => Value::from("2026-01-01T00:00:00Z"),
        _ => Value::from(""),
    }
}
