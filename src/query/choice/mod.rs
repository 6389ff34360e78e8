//! Choice rules of `JSONPath` states: comparisons, and how they are combined.

mod timestamp;

use std::cmp::Ordering;
use std::fmt;

use crate::json::{Pointer, Value};

use crate::query::error::{PathError, QueryError};
use crate::query::filter::{order_numbers, order_texts};
use crate::query::path::Path;
use crate::query::reference::ReferencePath;
use crate::query::{Env, LIMITS};

pub use timestamp::Timestamp;

/// What a Choice operator asks. Each but the last eight exists twice: with a literal and, as `…Path`, with a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// Two strings, by their UTF-16 units.
    String(Order),
    /// Two numbers, by value.
    Numeric(Order),
    /// Two moments.
    Timestamp(Order),
    /// Two truth values that are equal.
    Boolean,
    /// A string against a pattern in which `*` stands for any characters.
    StringMatches,
    /// Whether the value is null.
    IsNull,
    /// Whether the path names something.
    IsPresent,
    /// Whether the value is a number.
    IsNumeric,
    /// Whether the value is a string.
    IsString,
    /// Whether the value is a boolean.
    IsBoolean,
    /// Whether the value is a string that is a timestamp.
    IsTimestamp,
}

/// How two values must be ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// `==`
    Equals,
    /// `<`
    LessThan,
    /// `>`
    GreaterThan,
    /// `<=`
    LessThanEquals,
    /// `>=`
    GreaterThanEquals,
}

impl Order {
    fn accepts(self, ordering: Ordering) -> bool {
        match self {
            Order::Equals => ordering.is_eq(),
            Order::LessThan => ordering.is_lt(),
            Order::GreaterThan => ordering.is_gt(),
            Order::LessThanEquals => ordering.is_le(),
            Order::GreaterThanEquals => ordering.is_ge(),
        }
    }
}

/// A Choice operator as a rule spells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operator {
    /// The field's name.
    pub name: &'static str,
    /// What it asks.
    pub comparison: Comparison,
    /// Whether the value to compare with is named by a path.
    pub by_path: bool,
}

const fn literal(name: &'static str, comparison: Comparison) -> Operator {
    Operator { name, comparison, by_path: false }
}

const fn by_path(name: &'static str, comparison: Comparison) -> Operator {
    Operator { name, comparison, by_path: true }
}

/// The 39 operators.
pub const OPERATORS: [Operator; 39] = [
    literal("StringEquals", Comparison::String(Order::Equals)),
    by_path("StringEqualsPath", Comparison::String(Order::Equals)),
    literal("StringLessThan", Comparison::String(Order::LessThan)),
    by_path("StringLessThanPath", Comparison::String(Order::LessThan)),
    literal("StringGreaterThan", Comparison::String(Order::GreaterThan)),
    by_path("StringGreaterThanPath", Comparison::String(Order::GreaterThan)),
    literal("StringLessThanEquals", Comparison::String(Order::LessThanEquals)),
    by_path("StringLessThanEqualsPath", Comparison::String(Order::LessThanEquals)),
    literal("StringGreaterThanEquals", Comparison::String(Order::GreaterThanEquals)),
    by_path("StringGreaterThanEqualsPath", Comparison::String(Order::GreaterThanEquals)),
    literal("StringMatches", Comparison::StringMatches),
    literal("NumericEquals", Comparison::Numeric(Order::Equals)),
    by_path("NumericEqualsPath", Comparison::Numeric(Order::Equals)),
    literal("NumericLessThan", Comparison::Numeric(Order::LessThan)),
    by_path("NumericLessThanPath", Comparison::Numeric(Order::LessThan)),
    literal("NumericGreaterThan", Comparison::Numeric(Order::GreaterThan)),
    by_path("NumericGreaterThanPath", Comparison::Numeric(Order::GreaterThan)),
    literal("NumericLessThanEquals", Comparison::Numeric(Order::LessThanEquals)),
    by_path("NumericLessThanEqualsPath", Comparison::Numeric(Order::LessThanEquals)),
    literal("NumericGreaterThanEquals", Comparison::Numeric(Order::GreaterThanEquals)),
    by_path("NumericGreaterThanEqualsPath", Comparison::Numeric(Order::GreaterThanEquals)),
    literal("BooleanEquals", Comparison::Boolean),
    by_path("BooleanEqualsPath", Comparison::Boolean),
    literal("TimestampEquals", Comparison::Timestamp(Order::Equals)),
    by_path("TimestampEqualsPath", Comparison::Timestamp(Order::Equals)),
    literal("TimestampLessThan", Comparison::Timestamp(Order::LessThan)),
    by_path("TimestampLessThanPath", Comparison::Timestamp(Order::LessThan)),
    literal("TimestampGreaterThan", Comparison::Timestamp(Order::GreaterThan)),
    by_path("TimestampGreaterThanPath", Comparison::Timestamp(Order::GreaterThan)),
    literal("TimestampLessThanEquals", Comparison::Timestamp(Order::LessThanEquals)),
    by_path("TimestampLessThanEqualsPath", Comparison::Timestamp(Order::LessThanEquals)),
    literal("TimestampGreaterThanEquals", Comparison::Timestamp(Order::GreaterThanEquals)),
    by_path("TimestampGreaterThanEqualsPath", Comparison::Timestamp(Order::GreaterThanEquals)),
    literal("IsNull", Comparison::IsNull),
    literal("IsPresent", Comparison::IsPresent),
    literal("IsNumeric", Comparison::IsNumeric),
    literal("IsString", Comparison::IsString),
    literal("IsBoolean", Comparison::IsBoolean),
    literal("IsTimestamp", Comparison::IsTimestamp),
];

impl Operator {
    /// The operator of this name.
    pub fn find(name: &str) -> Option<&'static Operator> {
        OPERATORS.iter().find(|operator| operator.name == name)
    }

    /// What the field's value must be, with an article.
    pub fn operand_kind(&self) -> &'static str {
        match self.comparison {
            _ if self.by_path => "a path",
            Comparison::String(_) | Comparison::StringMatches => "a string",
            Comparison::Numeric(_) => "a number",
            Comparison::Timestamp(_) => "a timestamp such as `2024-01-31T12:00:00Z`",
            _ => "true or false",
        }
    }

    fn takes(&self, value: &Value) -> bool {
        match self.comparison {
            Comparison::String(_) | Comparison::StringMatches => value.as_str().is_some(),
            Comparison::Numeric(_) => value.as_number().is_some(),
            Comparison::Timestamp(_) => moment(value).is_some(),
            _ => value.as_bool().is_some(),
        }
    }
}

/// What a value is compared with.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    /// A value in the definition.
    Literal(Value),
    /// What a path names.
    Path(Path),
}

/// A Choice rule's condition; what else the rule holds (`Next`, `Assign`, `Comment`) is not its business.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// All hold. Those after the first that does not are not looked at.
    And(Vec<Rule>),
    /// At least one holds. Those after the first that does are not looked at.
    Or(Vec<Rule>),
    /// The rule does not hold.
    Not(Box<Rule>),
    /// One comparison.
    Compare {
        /// What is compared.
        variable: Path,
        /// How.
        operator: &'static Operator,
        /// With what.
        operand: Operand,
    },
}

/// A condition that cannot be used.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleError {
    /// Where in the rule.
    pub at: Pointer,
    /// What is wrong there.
    pub problem: RuleProblem,
}

/// What is wrong in a condition.
#[derive(Clone, Debug, PartialEq)]
pub enum RuleProblem {
    /// A rule is not an object.
    NotAnObject,
    /// There is none of `And`, `Or`, `Not` and the operators, or more than one.
    OperatorCount(usize),
    /// `And` or `Or` is not an array with rules in it.
    NoRules,
    /// A comparison has no `Variable`, or it is not a string.
    NoVariable,
    /// The operator's value is not what it compares with: this, with an article, was wanted.
    Operand(&'static str),
    /// A path cannot be read.
    Path(PathError),
    /// Rules nest too deep.
    TooDeep,
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.at.last().unwrap_or_default();
        match &self.problem {
            RuleProblem::NotAnObject => f.write_str("a rule must be an object"),
            RuleProblem::OperatorCount(0) => {
                f.write_str("a rule needs one of And, Or, Not or a comparison such as StringEquals")
            }
            RuleProblem::OperatorCount(count) => write!(f, "a rule can have only one operator, and this has {count}"),
            RuleProblem::NoRules => write!(f, "{at} needs an array of at least one rule"),
            RuleProblem::NoVariable => f.write_str("a comparison needs a Variable, which is a path"),
            RuleProblem::Operand(wanted) => write!(f, "{at} must be {wanted}"),
            RuleProblem::Path(error) => write!(f, "{at}: {error}"),
            RuleProblem::TooDeep => write!(f, "rules can nest at most {} deep", LIMITS.nesting),
        }
    }
}

impl std::error::Error for RuleError {}

impl Rule {
    /// Reads a rule's condition.
    pub fn compile(node: &Value) -> Result<Rule, RuleError> {
        compile(node, &Pointer::root(), LIMITS.nesting)
    }

    /// Whether it holds. A missing path is an error, but for `IsPresent`; values of different kinds are only not equal.
    pub fn holds(&self, env: &mut dyn Env) -> Result<bool, QueryError> {
        match self {
            Rule::And(rules) => {
                for rule in rules {
                    if !rule.holds(env)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Rule::Or(rules) => {
                for rule in rules {
                    if rule.holds(env)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Rule::Not(rule) => Ok(!rule.holds(env)?),
            Rule::Compare { variable, operator, operand } => {
                let value = match variable.select(env) {
                    Err(error) if operator.comparison == Comparison::IsPresent && error.missing_path().is_some() => {
                        None
                    }
                    value => Some(value?),
                };
                let operand = match operand {
                    Operand::Literal(value) => value.clone(),
                    Operand::Path(path) => path.select(env)?,
                };
                Ok(compare(operator.comparison, value.as_ref(), &operand))
            }
        }
    }
}

/// The service's cause for a Choice state whose rule names a missing path.
impl QueryError {
    /// The cause, after "An error occurred while executing the state …", also for a path to compare with. Not in the
    /// recordings; worded as users of the service quote it.
    pub fn choice_cause(&self) -> String {
        match self.missing_path() {
            Some(path) => {
                format!("Invalid path '{path}': The choice state's condition path references an invalid value.")
            }
            None => self.to_string(),
        }
    }
}

fn compile(node: &Value, at: &Pointer, depth: usize) -> Result<Rule, RuleError> {
    let refuse = |at: &Pointer, problem| RuleError { at: at.clone(), problem };
    let members = node.as_object().ok_or_else(|| refuse(at, RuleProblem::NotAnObject))?;
    let depth = depth.checked_sub(1).ok_or_else(|| refuse(at, RuleProblem::TooDeep))?;
    let is_operator = |key: &str| matches!(key, "And" | "Or" | "Not") || Operator::find(key).is_some();
    let mut operators = members.iter().filter(|(key, _)| is_operator(key));
    let (Some((key, value)), None) = (operators.next(), operators.next()) else {
        let count = members.keys().filter(|key| is_operator(key)).count();
        return Err(refuse(at, RuleProblem::OperatorCount(count)));
    };
    let inside = at.key(key);
    let rules = || -> Result<Vec<Rule>, RuleError> {
        let items = value.as_array().filter(|items| !items.is_empty());
        let items = items.ok_or_else(|| refuse(&inside, RuleProblem::NoRules))?;
        items.iter().enumerate().map(|(index, item)| compile(item, &inside.index(index), depth)).collect()
    };
    match (&**key, Operator::find(key)) {
        ("And", _) => rules().map(Rule::And),
        ("Or", _) => rules().map(Rule::Or),
        (_, None) => compile(value, &inside, depth).map(|rule| Rule::Not(Box::new(rule))),
        (_, Some(operator)) => {
            let at_variable = at.key("Variable");
            let variable = members.get("Variable").and_then(Value::as_str);
            let variable = variable.ok_or_else(|| refuse(&at_variable, RuleProblem::NoVariable))?;
            // The States language, "Choice State": both are Reference Paths, and the service lets them begin anywhere.
            let read = |text: &str, at: &Pointer| {
                let path = ReferencePath::parse_from(text, |_| true).map(ReferencePath::into_path);
                path.map_err(|error| refuse(at, RuleProblem::Path(error)))
            };
            let wrong = || refuse(&inside, RuleProblem::Operand(operator.operand_kind()));
            let operand = if operator.by_path {
                Operand::Path(read(value.as_str().ok_or_else(wrong)?, &inside)?)
            } else {
                Operand::Literal(Some(value.clone()).filter(|value| operator.takes(value)).ok_or_else(wrong)?)
            };
            Ok(Rule::Compare { variable: read(variable, &at_variable)?, operator, operand })
        }
    }
}

fn compare(comparison: Comparison, value: Option<&Value>, operand: &Value) -> bool {
    let Some(value) = value else {
        return operand == &Value::Bool(false);
    };
    let is = |truth: bool| operand == &Value::Bool(truth);
    match comparison {
        Comparison::String(order) => match (value, operand) {
            (Value::String(value), Value::String(operand)) => order.accepts(order_texts(value, operand)),
            _ => false,
        },
        Comparison::Numeric(order) => match (value, operand) {
            (Value::Number(value), Value::Number(operand)) => order.accepts(order_numbers(value, operand)),
            _ => false,
        },
        Comparison::Timestamp(order) => match (moment(value), moment(operand)) {
            (Some(value), Some(operand)) => order.accepts(value.cmp(&operand)),
            _ => false,
        },
        Comparison::Boolean => matches!((value, operand), (Value::Bool(a), Value::Bool(b)) if a == b),
        Comparison::StringMatches => match (value, operand) {
            (Value::String(value), Value::String(pattern)) => matches_pattern(value, pattern),
            _ => false,
        },
        Comparison::IsNull => is(value.is_null()),
        Comparison::IsPresent => is(true),
        Comparison::IsNumeric => is(value.as_number().is_some()),
        Comparison::IsString => is(value.as_str().is_some()),
        Comparison::IsBoolean => is(value.as_bool().is_some()),
        Comparison::IsTimestamp => is(moment(value).is_some()),
    }
}

fn moment(value: &Value) -> Option<Timestamp> {
    value.as_str().and_then(Timestamp::parse)
}

/// Whether `*` in a pattern can stand for what makes it the text. A backslash takes `*` and itself literally.
fn matches_pattern(text: &str, pattern: &str) -> bool {
    let mut parts = vec![String::new()];
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, parts.last_mut()) {
            ('*', _) => parts.push(String::new()),
            ('\\', Some(part)) => part.push(chars.next_if(|c| matches!(c, '*' | '\\')).unwrap_or('\\')),
            (c, Some(part)) => part.push(c),
            (_, None) => {}
        }
    }
    let [first, middle @ .., last] = &parts[..] else {
        return parts.first().is_some_and(|whole| whole == text);
    };
    let inner = text.strip_prefix(&**first).and_then(|rest| rest.strip_suffix(&**last));
    // The leftmost place for each part leaves the most room for the rest.
    let rest = inner.and_then(|inner| {
        middle.iter().try_fold(inner, |rest, part| rest.find(&**part).map(|at| &rest[at + part.len()..]))
    });
    rest.is_some()
}
