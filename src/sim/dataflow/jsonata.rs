//! The `JSONata` data flow: `Arguments`, `Output`, `Assign`, `Condition` and the other fields that take an expression.

mod payload;

use std::sync::Arc;

use self::payload::{Payload, States, evaluation, unexpected};
use super::{DataFlow, Evaluation, Field, FieldValue, Flow, Problem, Site, StateEnv, Trouble};
use crate::asl::StateKind;
use crate::json::{Object, Pointer, Value};
use crate::sim::trace::Stage;
use crate::sort::SortedMap;

/// A state's compiled fields.
#[derive(Debug)]
pub(crate) struct ExpressionFlow {
    kind: StateKind,
    arguments: Option<Payload>,
    shaping: Shaping,
    /// `ItemSelector` of a Map.
    item_selector: Option<Payload>,
    rules: Vec<(Option<Payload>, Shaping)>,
    catchers: Vec<Shaping>,
    fields: SortedMap<Field, Payload>,
}

/// What a state, a Choice rule and a catcher have alike.
#[derive(Debug)]
struct Shaping {
    output: Option<Payload>,
    assign: Option<Payload>,
}

/// Collects what does not compile.
struct Compiler<'a> {
    problems: &'a mut Vec<Problem>,
}

impl Compiler<'_> {
    /// A field of the state, of a rule or of a catcher; `inside` is how the service writes the holder's place.
    fn payload(&mut self, holder: &Value, inside: &str, key: &str, at: &Pointer) -> Option<Payload> {
        let value = holder.get(key)?;
        Some(Payload::compile(value, &format!("{inside}{key}"), &at.key(key), self.problems))
    }

    fn shaping(&mut self, holder: &Value, inside: &str, at: &Pointer) -> Shaping {
        Shaping {
            output: self.payload(holder, inside, "Output", at),
            assign: self.payload(holder, inside, "Assign", at),
        }
    }
}

fn entries<'v>(state: &'v Value, key: &str) -> impl Iterator<Item = (usize, &'v Value)> {
    state.get(key).and_then(Value::as_array).unwrap_or_default().iter().enumerate()
}

impl ExpressionFlow {
    pub(crate) fn compile(kind: StateKind, state: &Value, at: &Pointer, problems: &mut Vec<Problem>) -> ExpressionFlow {
        let mut compiler = Compiler { problems };
        let mut rules = Vec::new();
        for (index, rule) in entries(state, "Choices") {
            let (inside, at) = (format!("Choices[{index}]/"), at.key("Choices").index(index));
            let condition = compiler.payload(rule, &inside, "Condition", &at);
            rules.push((condition, compiler.shaping(rule, &inside, &at)));
        }
        let mut catchers = Vec::new();
        for (index, catcher) in entries(state, "Catch") {
            let at = at.key("Catch").index(index);
            catchers.push(compiler.shaping(catcher, &format!("Catch[{index}]/"), &at));
        }
        let mut fields = SortedMap::new();
        for field in Field::ALL {
            let Some(holder) = field.holder(state) else { continue };
            let inside: String = field.place().iter().flat_map(|key| [key, "/"]).collect();
            let at = field.place().iter().fold(at.clone(), |at, key| at.key(key));
            fields.extend(compiler.payload(holder, &inside, field.name(), &at).map(|payload| (field, payload)));
        }
        ExpressionFlow {
            kind,
            arguments: compiler.payload(state, "", "Arguments", at),
            shaping: compiler.shaping(state, "", at),
            item_selector: compiler.payload(state, "", "ItemSelector", at),
            rules,
            catchers,
            fields,
        }
    }

    /// What `$states` has once the state's work is done.
    fn done(&self, result: &Value) -> States {
        match self.kind {
            StateKind::Task | StateKind::Parallel | StateKind::Map => States::Result(result.clone()),
            StateKind::Pass | StateKind::Choice | StateKind::Wait | StateKind::Succeed | StateKind::Fail => {
                States::Entered
            }
        }
    }

    fn shaping_of(&self, site: Site) -> Option<&Shaping> {
        match site {
            Site::State => Some(&self.shaping),
            Site::Rule(index) => self.rules.get(index).map(|(_, shaping)| shaping),
            Site::Catcher(index) => self.catchers.get(index),
        }
    }
}

/// A payload's value, or what stands in its place where the field is absent.
fn value_or(payload: Option<&Payload>, env: &mut StateEnv, states: States, otherwise: Value) -> Flow<Value> {
    payload.map_or(Ok(otherwise), |payload| payload.evaluate(env, states))
}

impl DataFlow for ExpressionFlow {
    fn stages(&self) -> &'static [Stage] {
        match self.kind {
            StateKind::Task | StateKind::Parallel => &[Stage::AfterArguments, Stage::Result],
            StateKind::Map => {
                &[Stage::AfterItemsPath, Stage::AfterItemSelector, Stage::AfterItemBatcher, Stage::Result]
            }
            StateKind::Pass | StateKind::Choice | StateKind::Wait | StateKind::Succeed | StateKind::Fail => &[],
        }
    }

    fn effective_input(&self, env: &mut StateEnv) -> Flow<Value> {
        Ok(env.raw.clone())
    }

    fn arguments(&self, env: &mut StateEnv) -> Flow<Value> {
        let input = env.raw.clone();
        let arguments = value_or(self.arguments.as_ref(), env, States::Entered, input)?;
        env.note(Stage::AfterArguments, &arguments);
        Ok(arguments)
    }

    fn output(&self, env: &mut StateEnv, result: Value) -> Flow<Value> {
        let states = self.done(&result);
        value_or(self.shaping.output.as_ref(), env, states, result)
    }

    fn assign(&self, env: &mut StateEnv, site: Site, basis: &Value) -> Flow<Option<Arc<Object>>> {
        let Some(assign) = self.shaping_of(site).and_then(|shaping| shaping.assign.as_ref()) else { return Ok(None) };
        let states = match site {
            Site::State | Site::Rule(_) => self.done(basis),
            Site::Catcher(_) => States::ErrorOutput(basis.clone()),
        };
        match assign.evaluate(env, states)? {
            // Recorded: an empty Assign leaves no trace in the history.
            Value::Object(members) if members.is_empty() => Ok(None),
            Value::Object(members) => Ok(Some(members)),
            other => Err(unexpected(assign, "object", &other)),
        }
    }

    fn choose(&self, env: &mut StateEnv) -> Flow<Option<usize>> {
        for (index, (condition, _)) in self.rules.iter().enumerate() {
            let Some(condition) = condition else { continue };
            match condition.evaluate(env, States::Entered)? {
                Value::Bool(true) => return Ok(Some(index)),
                Value::Bool(false) => {}
                other => return Err(unexpected(condition, "boolean", &other)),
            }
        }
        Ok(None)
    }

    fn chosen_output(&self, env: &mut StateEnv, rule: Option<usize>) -> Flow<Value> {
        let shaping = self.shaping_of(rule.map_or(Site::State, Site::Rule));
        let input = env.raw.clone();
        value_or(shaping.and_then(|shaping| shaping.output.as_ref()), env, States::Entered, input)
    }

    fn caught(&self, env: &mut StateEnv, catcher: usize, error_output: Value) -> Flow<Value> {
        let shaping = self.shaping_of(Site::Catcher(catcher));
        let states = States::ErrorOutput(error_output.clone());
        value_or(shaping.and_then(|shaping| shaping.output.as_ref()), env, states, error_output)
    }

    fn field(&self, env: &mut StateEnv, field: Field) -> Flow<Option<FieldValue>> {
        let Some(payload) = self.fields.get(&field) else {
            // Without Items a Map iterates over its input, and here only over an array.
            return match &env.raw {
                raw if field == Field::Items && raw.as_array().is_none() => {
                    Err(evaluation(None, format!("Map state input must be an array but was: {raw}")))
                }
                _ => Ok(None),
            };
        };
        let value = payload.evaluate(env, States::Entered)?;
        match expected(field) {
            Some(expected) if payload.is_expression() && !expected.holds(&value) => {
                Err(unexpected(payload, expected.name(), &value))
            }
            _ => Ok(Some(FieldValue { value, path: None })),
        }
    }

    fn item_input(&self, env: &mut StateEnv, item: Value) -> Flow<Value> {
        let Some(selector) = &self.item_selector else { return Ok(item) };
        let input = selector.evaluate(env, States::Entered)?;
        env.note(Stage::AfterItemSelector, &input);
        Ok(input)
    }

    fn bad_items(&self, found: &FieldValue) -> Trouble {
        evaluation(Some("Items".into()), format!("Map state input must be an array but was: {}", found.value))
    }

    fn bad_wait(&self, field: Field, found: &FieldValue) -> Trouble {
        let shown = found.value.as_str().map_or_else(|| found.value.to_string(), str::to_owned);
        let cause = match field {
            Field::Timestamp => format!(
                "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: {shown}"
            ),
            _ => format!("The {} field is not a valid non-negative integer: {shown}", field.name()),
        };
        let location = Some(Evaluation { location: Some(field.name().into()), entering: false });
        Trouble { evaluation: location, ..evaluation(None, cause) }
    }
}

/// What an expression in a field must give.
#[derive(Clone, Copy)]
enum Expected {
    Number,
    Integer,
    String,
    Array,
}

impl Expected {
    fn name(self) -> &'static str {
        match self {
            Expected::Number => "number",
            Expected::Integer => "integer",
            Expected::String => "string",
            Expected::Array => "array",
        }
    }

    fn holds(self, value: &Value) -> bool {
        match self {
            Expected::Number => value.as_number().is_some(),
            Expected::Integer => value.as_i64().is_some(),
            Expected::String => value.as_str().is_some(),
            Expected::Array => value.as_array().is_some(),
        }
    }
}

fn expected(field: Field) -> Option<Expected> {
    match field {
        Field::TimeoutSeconds
        | Field::HeartbeatSeconds
        | Field::MaxConcurrency
        | Field::ToleratedFailureCount
        | Field::MaxItems
        | Field::MaxItemsPerBatch
        | Field::MaxInputBytesPerBatch => Some(Expected::Integer),
        Field::Seconds | Field::ToleratedFailurePercentage => Some(Expected::Number),
        Field::Timestamp | Field::Error | Field::Cause => Some(Expected::String),
        // Recorded: an object is refused, whatever newer documentation says.
        Field::Items => Some(Expected::Array),
        Field::Credentials | Field::ReaderArguments | Field::BatchInput | Field::WriterArguments => None,
    }
}
