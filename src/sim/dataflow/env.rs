//! What a state's expressions may see.

use std::cell::OnceCell;
use std::sync::Arc;

use super::Variables;
use crate::json::Value;
use crate::query::Env;
use crate::sim::about::About;
use crate::sim::chance::Random;
use crate::sim::ids::TaskToken;
use crate::sim::items::MapItem;
use crate::sim::time::VirtualTime;
use crate::sim::trace::Stage;

/// The environment of one state's expressions. Owns what it shows, so that it outlives no borrow of the execution; every
/// part is a shared handle.
#[derive(Debug)]
pub(crate) struct StateEnv {
    /// The raw input.
    pub raw: Value,
    /// What `$` names: as the data flow goes on, the effective input, then the result.
    pub input: Value,
    pub variables: Arc<Variables>,
    pub random: Random,
    pub seed: ContextSeed,
    context: OnceCell<Value>,
    /// What the data was after each step of the flow, where somebody inspects it.
    pub stages: Option<Stages>,
}

/// Stages that somebody looks at, and what the data was after each.
#[derive(Debug)]
pub(crate) struct Stages {
    wanted: &'static [Stage],
    pub noted: Vec<(Stage, Value)>,
}

impl Stages {
    pub(crate) fn new(wanted: &'static [Stage]) -> Stages {
        Stages { wanted, noted: Vec::new() }
    }
}

/// What the context object is made of, when somebody asks for it.
#[derive(Clone, Debug)]
pub(crate) struct ContextSeed {
    /// `Execution` and `StateMachine`, which do not change.
    pub fixed: Arc<(Value, Value)>,
    pub state: Arc<str>,
    pub entered: VirtualTime,
    /// The moment of the evaluation.
    pub now: VirtualTime,
    pub retry_count: Option<u32>,
    pub token: Option<TaskToken>,
    pub item: Option<Arc<MapItem>>,
}

impl StateEnv {
    pub(crate) fn new(raw: Value, variables: Arc<Variables>, random: Random, seed: ContextSeed) -> StateEnv {
        StateEnv { input: raw.clone(), raw, variables, random, seed, context: OnceCell::new(), stages: None }
    }

    /// Under another context object.
    pub(crate) fn with_context(mut self, context: Value) -> StateEnv {
        self.context = OnceCell::from(context);
        self
    }

    /// Notes what the data is after a stage, if somebody looks at it.
    pub(crate) fn note(&mut self, stage: Stage, value: &Value) {
        if let Some(stages) = &mut self.stages
            && stages.wanted.contains(&stage)
        {
            stages.noted.push((stage, value.clone()));
        }
    }
}

impl Env for StateEnv {
    fn input(&self) -> &Value {
        &self.input
    }

    fn context(&self) -> &Value {
        self.context.get_or_init(|| self.seed.to_value())
    }

    fn variable(&self, name: &str) -> Option<&Value> {
        self.variables.get(name)
    }

    fn random(&mut self) -> u64 {
        self.random.draw()
    }
}

impl ContextSeed {
    fn to_value(&self) -> Value {
        let (execution, machine) = &*self.fixed;
        let mut state =
            vec![("Name", Value::String(self.state.clone())), ("EnteredTime", Value::from(self.entered.to_string()))];
        state.extend(self.retry_count.map(|count| ("RetryCount", Value::from(i64::from(count)))));
        let mut members =
            vec![("Execution", execution.clone()), ("StateMachine", machine.clone()), ("State", Value::object(state))];
        if let Some(token) = &self.token {
            members.push(("Task", Value::object([("Token", Value::String(token.shared()))])));
        }
        if let Some(item) = &self.item {
            members.push(("Map", item.context()));
        }
        Value::object(members)
    }
}

/// `Execution` of the context object; of a redriven execution with how often and when.
pub(crate) fn execution_context(about: &About, redriven: Option<(u32, VirtualTime)>) -> Value {
    let mut members = vec![
        ("Id", Value::String(about.id.clone())),
        ("Input", about.input.clone()),
        ("StartTime", Value::from(about.start.to_string())),
        ("Name", Value::String(about.name.clone())),
        ("RoleArn", Value::String(about.role_arn.clone())),
    ];
    if about.start >= REDRIVE_SINCE {
        members.push(("RedriveCount", Value::from(redriven.map_or(0, |(count, _)| i64::from(count)))));
    }
    members.extend(redriven.map(|(_, time)| ("RedriveTime", Value::from(time.to_string()))));
    Value::object(members)
}

/// Redrive came on 2023-11-15 (AWS: "Document history"); recorded before, the context object does not count it.
const REDRIVE_SINCE: VirtualTime = VirtualTime(1_700_006_400_000);

/// `StateMachine` of the context object.
pub(crate) fn machine_context(about: &About) -> Value {
    Value::object([
        ("Id", Value::String(about.machine_id.clone())),
        ("Name", Value::String(about.machine_name.clone())),
    ])
}
