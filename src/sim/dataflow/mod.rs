//! How data moves through a state, in either query language.
//!
//! A state's steps are the same in both languages; what a field means is not. [`DataFlow`] is the seam: the states ask
//! for an input, a result, a field's value, and never look at a path or an expression themselves.
//! Must never know: events, scopes, retries.

mod checked;
mod env;
mod json_path;
mod jsonata;
pub(crate) mod sequence;
mod variables;

use std::sync::Arc;

pub(crate) use checked::integer;
pub(crate) use env::{ContextSeed, Stages, StateEnv, execution_context, machine_context};
pub(crate) use variables::Variables;

use super::error::Origin;
use super::trace::Stage;
use crate::asl::{QueryLanguage, StateKind};
use crate::json::{Object, Pointer, Value};

/// A field whose value a language may compute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Field {
    TimeoutSeconds,
    HeartbeatSeconds,
    Seconds,
    Timestamp,
    Error,
    Cause,
    Items,
    MaxConcurrency,
    ToleratedFailureCount,
    ToleratedFailurePercentage,
    Credentials,
    MaxItems,
    ReaderArguments,
    MaxItemsPerBatch,
    MaxInputBytesPerBatch,
    BatchInput,
    WriterArguments,
}

impl Field {
    pub(crate) const ALL: [Field; 17] = [
        Field::TimeoutSeconds,
        Field::HeartbeatSeconds,
        Field::Seconds,
        Field::Timestamp,
        Field::Error,
        Field::Cause,
        Field::Items,
        Field::MaxConcurrency,
        Field::ToleratedFailureCount,
        Field::ToleratedFailurePercentage,
        Field::Credentials,
        Field::MaxItems,
        Field::ReaderArguments,
        Field::MaxItemsPerBatch,
        Field::MaxInputBytesPerBatch,
        Field::BatchInput,
        Field::WriterArguments,
    ];

    /// The field's name; `JSONPath` also has it with `Path` after it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Field::TimeoutSeconds => "TimeoutSeconds",
            Field::HeartbeatSeconds => "HeartbeatSeconds",
            Field::Seconds => "Seconds",
            Field::Timestamp => "Timestamp",
            Field::Error => "Error",
            Field::Cause => "Cause",
            Field::Items => "Items",
            Field::MaxConcurrency => "MaxConcurrency",
            Field::ToleratedFailureCount => "ToleratedFailureCount",
            Field::ToleratedFailurePercentage => "ToleratedFailurePercentage",
            Field::Credentials => "Credentials",
            Field::MaxItems => "MaxItems",
            Field::ReaderArguments | Field::WriterArguments => "Arguments",
            Field::MaxItemsPerBatch => "MaxItemsPerBatch",
            Field::MaxInputBytesPerBatch => "MaxInputBytesPerBatch",
            Field::BatchInput => "BatchInput",
        }
    }

    /// The members of the state that lead to the object the field is in.
    pub(crate) fn place(self) -> &'static [&'static str] {
        match self {
            Field::MaxItems => &["ItemReader", "ReaderConfig"],
            Field::ReaderArguments => &["ItemReader"],
            Field::MaxItemsPerBatch | Field::MaxInputBytesPerBatch | Field::BatchInput => &["ItemBatcher"],
            Field::WriterArguments => &["ResultWriter"],
            Field::TimeoutSeconds
            | Field::HeartbeatSeconds
            | Field::Seconds
            | Field::Timestamp
            | Field::Error
            | Field::Cause
            | Field::Items
            | Field::MaxConcurrency
            | Field::ToleratedFailureCount
            | Field::ToleratedFailurePercentage
            | Field::Credentials => &[],
        }
    }

    /// The object the field is in.
    pub(crate) fn holder(self, state: &Value) -> Option<&Value> {
        self.place().iter().try_fold(state, |value, key| value.get(key))
    }
}

/// A field's value, and the path it came by, which causes quote.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FieldValue {
    pub value: Value,
    pub path: Option<Arc<str>>,
}

/// Which `Assign` of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Site {
    State,
    Rule(usize),
    Catcher(usize),
}

/// Why a state's data flow failed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Trouble {
    pub error: &'static str,
    /// The cause after the words that name the state.
    pub cause: String,
    pub origin: Origin,
    /// `EvaluationFailed` comes first, with the field it is about.
    pub evaluation: Option<Evaluation>,
}

/// Which field's expression failed; some failures have no field.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Evaluation {
    pub location: Option<Arc<str>>,
    /// Whether it is the evaluation itself that failed, and not what the state made of its value.
    pub entering: bool,
}

impl Trouble {
    /// The definition does not fit the data.
    pub(crate) fn runtime(cause: impl Into<String>) -> Trouble {
        Trouble { error: "States.Runtime", cause: cause.into(), origin: Origin::Runtime, evaluation: None }
    }
}

pub(crate) type Flow<T> = Result<T, Trouble>;

/// The data flow of one state.
pub(crate) trait DataFlow: Send + Sync {
    /// The stages the state has, in their order.
    fn stages(&self) -> &'static [Stage];
    /// What the state works on: the raw input through `InputPath`, or the raw input.
    fn effective_input(&self, env: &mut StateEnv) -> Flow<Value>;
    /// What the work is given, from the effective input in `env.input`: `Parameters` or `Arguments`.
    fn arguments(&self, env: &mut StateEnv) -> Flow<Value>;
    /// The state's output from its result: `ResultSelector`, `ResultPath` and `OutputPath`, or `Output`.
    fn output(&self, env: &mut StateEnv, result: Value) -> Flow<Value>;
    /// The variables `Assign` sets, where `$` is `basis`; `None` without `Assign`.
    fn assign(&self, env: &mut StateEnv, site: Site, basis: &Value) -> Flow<Option<Arc<Object>>>;
    /// The first rule that holds, from the effective input in `env.input`.
    fn choose(&self, env: &mut StateEnv) -> Flow<Option<usize>>;
    /// A Choice's output through the rule that held; `None` is the default.
    fn chosen_output(&self, env: &mut StateEnv, rule: Option<usize>) -> Flow<Value>;
    /// What the next state gets when a catcher takes an error.
    fn caught(&self, env: &mut StateEnv, catcher: usize, error_output: Value) -> Flow<Value>;
    /// A field's value, from the effective input in `env.input`.
    fn field(&self, env: &mut StateEnv, field: Field) -> Flow<Option<FieldValue>>;
    /// What one iteration of a Map is given, from the effective input and the item in the context object.
    fn item_input(&self, env: &mut StateEnv, item: Value) -> Flow<Value>;
    /// What to say, and how it fails, when a Map's items are no array.
    fn bad_items(&self, found: &FieldValue) -> Trouble;
    /// What to say when a Wait's time is no number or timestamp the service takes.
    fn bad_wait(&self, field: Field, found: &FieldValue) -> Trouble;
}

/// Without its insides: to print them, all the page's kinds of expressions would have to be printable in the page.
impl std::fmt::Debug for dyn DataFlow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DataFlow")
    }
}

/// Something in a state that cannot be compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub at: Pointer,
    /// What is wrong.
    pub message: String,
}

/// Compiles a state's fields. What cannot be compiled is reported and treated as absent; the state fails on entry.
pub(crate) fn compile(
    language: QueryLanguage,
    kind: StateKind,
    state: &Value,
    at: &Pointer,
    problems: &mut Vec<Problem>,
) -> Box<dyn DataFlow> {
    match language {
        QueryLanguage::JsonPath => Box::new(json_path::PathFlow::compile(kind, state, at, problems)),
        QueryLanguage::Jsonata => Box::new(jsonata::ExpressionFlow::compile(kind, state, at, problems)),
    }
}
