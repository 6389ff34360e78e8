//! A field's value with expressions in it, compiled.

use std::cell::OnceCell;
use std::sync::Arc;

use crate::json::{Pointer, Value};
use crate::query::Env;
use crate::query::jsonata::{ErrorKind, Expression, ExpressionError, Scope, expression_text};
use crate::sim::dataflow::{Evaluation, Flow, Problem, StateEnv, Trouble};
use crate::sim::error::Origin;

/// A field's value. What has no expression in it is one constant, however large.
#[derive(Debug)]
pub(super) enum Payload {
    Constant(Arc<str>, Value),
    Expression(Arc<str>, Box<Expression>),
    Array(Arc<str>, Vec<Payload>),
    Object(Arc<str>, Vec<(Arc<str>, Payload)>),
}

/// How far a state has come, which decides what `$states` has.
#[derive(Clone, Debug)]
pub(super) enum States {
    Entered,
    Result(Value),
    ErrorOutput(Value),
}

impl Payload {
    /// Compiles a value. `location` is its place as the service writes it: `Output/total`, `Items[1]`.
    pub(super) fn compile(value: &Value, location: &str, at: &Pointer, problems: &mut Vec<Problem>) -> Payload {
        let place: Arc<str> = location.into();
        match value {
            Value::String(text) => match expression_text(text) {
                Some(text) => Payload::expression(text.trim(), place, at, problems),
                None => Payload::Constant(place, value.clone()),
            },
            Value::Array(items) => {
                let item = |(index, item): (usize, &Value)| {
                    Payload::compile(item, &format!("{location}[{index}]"), &at.index(index), problems)
                };
                let parts: Vec<Payload> = items.iter().enumerate().map(item).collect();
                if parts.iter().all(Payload::is_constant) {
                    return Payload::Constant(place, value.clone());
                }
                Payload::Array(place, parts)
            }
            Value::Object(members) => {
                let mut member = |(key, value): (&Arc<str>, &Value)| {
                    let part = Payload::compile(value, &format!("{location}/{key}"), &at.key(key), problems);
                    (key.clone(), part)
                };
                let parts: Vec<_> = members.iter().map(&mut member).collect();
                if parts.iter().all(|(_, part)| part.is_constant()) {
                    return Payload::Constant(place, value.clone());
                }
                Payload::Object(place, parts)
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => Payload::Constant(place, value.clone()),
        }
    }

    fn expression(text: &str, place: Arc<str>, at: &Pointer, problems: &mut Vec<Problem>) -> Payload {
        match Expression::parse(text) {
            Ok(expression) => Payload::Expression(place, Box::new(expression)),
            Err(error) => {
                let message =
                    format!("The JSONata expression '{text}' specified for the field '{place}' is refused. {error}");
                problems.push(Problem { at: at.clone(), message });
                Payload::Constant(place, Value::Null)
            }
        }
    }

    fn is_constant(&self) -> bool {
        matches!(self, Payload::Constant(..))
    }

    pub(super) fn is_expression(&self) -> bool {
        matches!(self, Payload::Expression(..))
    }

    pub(super) fn evaluate(&self, env: &mut StateEnv, states: States) -> Flow<Value> {
        self.value(&mut Seen { env, states, object: OnceCell::new(), with_context: OnceCell::new(), context: false })
    }

    fn value(&self, seen: &mut Seen<'_>) -> Flow<Value> {
        match self {
            Payload::Constant(_, value) => Ok(value.clone()),
            Payload::Expression(place, expression) => {
                seen.context = expression.reads_states("context");
                match expression.evaluate(seen) {
                    Ok(Some(value)) => Ok(value),
                    Ok(None) => Err(failed(place, expression, "returned nothing (undefined).")),
                    Err(error) => Err(failed(place, expression, &ending(&error))),
                }
            }
            Payload::Array(_, items) => {
                let items: Vec<Value> = items.iter().map(|item| item.value(seen)).collect::<Flow<_>>()?;
                Ok(Value::array(items))
            }
            Payload::Object(_, members) => {
                let member = |(key, part): &(Arc<str>, Payload)| Ok((key.clone(), part.value(seen)?));
                let members: Vec<(Arc<str>, Value)> = members.iter().map(member).collect::<Flow<_>>()?;
                Ok(Value::object(members))
            }
        }
    }

    fn place(&self) -> &Arc<str> {
        match self {
            Payload::Constant(place, _)
            | Payload::Expression(place, _)
            | Payload::Array(place, _)
            | Payload::Object(place, _) => place,
        }
    }
}

/// What the expressions of one field see.
struct Seen<'e> {
    env: &'e mut StateEnv,
    states: States,
    /// `$states` without and with the context object, which is made only for who reads it.
    object: OnceCell<Value>,
    with_context: OnceCell<Value>,
    /// Whether the expression at hand reads it.
    context: bool,
}

impl Seen<'_> {
    fn make_states(&self) -> Value {
        let mut members = vec![("input", self.env.raw.clone())];
        if self.context {
            members.push(("context", self.env.context().clone()));
        }
        match &self.states {
            States::Entered => {}
            States::Result(result) => members.push(("result", result.clone())),
            States::ErrorOutput(output) => members.push(("errorOutput", output.clone())),
        }
        Value::object(members)
    }
}

impl Scope for Seen<'_> {
    fn variable(&self, name: &str) -> Option<Value> {
        if name != "states" {
            return self.env.variable(name).cloned();
        }
        let made = if self.context { &self.with_context } else { &self.object };
        Some(made.get_or_init(|| self.make_states()).clone())
    }

    fn now_ms(&self) -> i64 {
        self.env.seed.now.0
    }

    fn random(&mut self) -> u64 {
        Env::random(self.env)
    }
}

/// A failure that `EvaluationFailed` announces, and that can be caught.
pub(super) fn evaluation(location: Option<Arc<str>>, cause: String) -> Trouble {
    let evaluation = Some(Evaluation { location, entering: true });
    Trouble { error: "States.QueryEvaluationError", cause, origin: Origin::State, evaluation }
}

fn failed(place: &Arc<str>, expression: &Expression, ending: &str) -> Trouble {
    let text = expression.text();
    evaluation(
        Some(place.clone()),
        format!("The JSONata expression '{text}' specified for the field '{place}' {ending}"),
    )
}

/// The end of the service's sentence. What the language words has its code, a limit has none (floci-io/floci#2737).
fn ending(error: &ExpressionError) -> String {
    match error.kind {
        ErrorKind::Exceeded => format!("threw an error during evaluation: {}", error.message),
        ErrorKind::Unavailable => format!("cannot be evaluated: {}", error.message),
        ErrorKind::NotJson => "returned an unsupported result type.".to_owned(),
        ErrorKind::Syntax | ErrorKind::Unsupported | ErrorKind::Thrown => {
            format!("threw an error during evaluation. {error}")
        }
    }
}

/// A value of a type that the field does not take.
pub(super) fn unexpected(payload: &Payload, expected: &str, found: &Value) -> Trouble {
    let kind = found.type_name();
    let ending =
        format!("returned an unexpected result type. Expected '{expected}', but was '{kind}' for value: {found}");
    if let Payload::Expression(place, expression) = payload {
        return failed(place, expression, &ending);
    }
    let place = payload.place();
    evaluation(Some(place.clone()), format!("The value specified for the field '{place}' {ending}"))
}
