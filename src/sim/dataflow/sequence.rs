//! Each kind of state's data flow: which stages it has, and in which order. A run and a test of one state alone go through
//! the same ones; what lies between two of these functions is the state's work.
//!
//! Must never know: events, scopes, retries, mocks.

use std::sync::Arc;

use super::checked::{self, non_negative, seconds, text};
use super::{DataFlow, Field, FieldValue, Flow, Site, StateEnv, Trouble};
use crate::json::{Object, Value};
use crate::sim::history::Failure;
use crate::sim::items::{Batching, Items};
use crate::sim::time::VirtualTime;
use crate::sim::trace::Stage;

/// What a state is left with: its output, and the variables it sets.
pub(crate) type Exit = (Value, Option<Arc<Object>>);

/// What a Task's fields gave.
pub(crate) struct TaskCall {
    pub parameters: Value,
    pub timeout_seconds: Option<i64>,
    pub heartbeat_seconds: Option<i64>,
    pub credentials: Option<Value>,
}

/// What a Map knows before it starts.
pub(crate) struct MapInput {
    /// Input after `InputPath`, which `ItemSelector` reads.
    pub effective: Value,
    /// The items, unless a reader has them.
    pub items: Option<Items>,
    /// `MaxConcurrency`; 0 is no limit.
    pub concurrency: i64,
}

/// What a Map finds out once it has started.
pub(crate) struct MapLimits {
    pub tolerated_count: Option<i64>,
    pub tolerated_percentage: Option<f64>,
    pub batching: Option<Batching>,
}

/// The specification says `States.NoChoiceMatched`; the service says this (floci-io/floci#3167).
const NO_NEXT: &str = "Failed to transition out of the state. The state does not point to a next state.";

/// Sets `$` to the effective input.
pub(crate) fn enter(flow: &dyn DataFlow, env: &mut StateEnv) -> Flow<Value> {
    let effective = flow.effective_input(env)?;
    env.input.clone_from(&effective);
    env.note(Stage::AfterInputPath, &effective);
    Ok(effective)
}

/// From a state's result to what it is left with.
fn leave(flow: &dyn DataFlow, env: &mut StateEnv, result: Value) -> Flow<Exit> {
    let assigned = flow.assign(env, Site::State, &result)?;
    Ok((flow.output(env, result)?, assigned))
}

pub(crate) fn pass(flow: &dyn DataFlow, env: &mut StateEnv) -> Flow<Exit> {
    enter(flow, env)?;
    let result = flow.arguments(env)?;
    env.note(Stage::Result, &result);
    leave(flow, env, result)
}

pub(crate) fn succeed(flow: &dyn DataFlow, env: &mut StateEnv) -> Flow<Value> {
    let effective = enter(flow, env)?;
    flow.output(env, effective)
}

/// What a Fail says. It has no `InputPath`.
pub(crate) fn fail(flow: &dyn DataFlow, env: &mut StateEnv) -> Flow<Failure> {
    let input = env.input.clone();
    env.note(Stage::AfterInputPath, &input);
    let mut text = |field: Field| -> Flow<Option<Arc<str>>> { text(flow.field(env, field)?, field) };
    Ok(Failure { error: text(Field::Error)?, cause: text(Field::Cause)? }.kept())
}

/// What a Choice is left with, and by which rule; none is `Default`, if there is one.
pub(crate) fn choice(flow: &dyn DataFlow, env: &mut StateEnv, has_default: bool) -> Flow<(Exit, Option<usize>)> {
    let effective = enter(flow, env)?;
    let rule = flow.choose(env)?;
    if rule.is_none() && !has_default {
        return Err(Trouble::runtime(NO_NEXT));
    }
    let assigned = flow.assign(env, rule.map_or(Site::State, Site::Rule), &effective)?;
    env.input = effective;
    Ok(((flow.chosen_output(env, rule)?, assigned), rule))
}

/// Until when a Wait waits.
pub(crate) fn wait(flow: &dyn DataFlow, env: &mut StateEnv) -> Flow<VirtualTime> {
    enter(flow, env)?;
    checked::until(flow, env)
}

/// What a Wait is left with, once its time has come.
pub(crate) fn waited(flow: &dyn DataFlow, env: &mut StateEnv) -> Flow<Exit> {
    let effective = flow.effective_input(env)?;
    env.input.clone_from(&effective);
    leave(flow, env, effective)
}

/// Up to a Task's call.
pub(crate) fn task(flow: &dyn DataFlow, env: &mut StateEnv) -> Flow<TaskCall> {
    enter(flow, env)?;
    let credentials = flow.field(env, Field::Credentials)?.map(|found| found.value);
    let timeout_seconds = seconds(flow.field(env, Field::TimeoutSeconds)?, Field::TimeoutSeconds)?;
    let heartbeat_seconds = seconds(flow.field(env, Field::HeartbeatSeconds)?, Field::HeartbeatSeconds)?;
    Ok(TaskCall { parameters: flow.arguments(env)?, timeout_seconds, heartbeat_seconds, credentials })
}

/// What every branch of a Parallel is given.
pub(crate) fn parallel(flow: &dyn DataFlow, env: &mut StateEnv) -> Flow<Value> {
    enter(flow, env)?;
    flow.arguments(env)
}

/// Up to a Map's start; `reads` says that a reader has its items.
pub(crate) fn map(flow: &dyn DataFlow, env: &mut StateEnv, reads: bool) -> Flow<MapInput> {
    let effective = enter(flow, env)?;
    let items = if reads { None } else { Some(items(flow, env)?) };
    let concurrency = non_negative(flow.field(env, Field::MaxConcurrency)?, Field::MaxConcurrency)?;
    Ok(MapInput { effective, items, concurrency })
}

fn items(flow: &dyn DataFlow, env: &mut StateEnv) -> Flow<Items> {
    let found = flow.field(env, Field::Items)?;
    let found = found.unwrap_or_else(|| FieldValue { value: env.input.clone(), path: None });
    match &found.value {
        Value::Array(_) => {
            env.note(Stage::AfterItemsPath, &found.value);
            Ok(Items::Array(found.value))
        }
        // Recorded: an object is refused, whatever newer documentation says; only a reader may find one.
        _ => Err(flow.bad_items(&found)),
    }
}

/// What a Map finds out once it has started, from the effective input in `env.input`.
pub(crate) fn map_limits(flow: &dyn DataFlow, env: &mut StateEnv, batched: bool) -> Flow<MapLimits> {
    let batching = if batched { Some(checked::batching(flow, env)?) } else { None };
    let (tolerated_count, tolerated_percentage) = checked::tolerated(flow, env)?;
    Ok(MapLimits { tolerated_count, tolerated_percentage, batching })
}

/// What an iteration is given; the item is in the context object.
pub(crate) fn item(flow: &dyn DataFlow, env: &mut StateEnv, effective: Value, item: Value) -> Flow<Value> {
    env.input = effective;
    flow.item_input(env, item)
}

/// From the result of a Task, Parallel or Map to what it is left with.
pub(crate) fn finish(flow: &dyn DataFlow, env: &mut StateEnv, result: Value) -> Flow<Exit> {
    env.input.clone_from(&result);
    env.note(Stage::Result, &result);
    leave(flow, env, result)
}

/// From the error a catcher takes to what the state is left with.
pub(crate) fn caught(flow: &dyn DataFlow, env: &mut StateEnv, catcher: usize, error_output: Value) -> Flow<Exit> {
    let assigned = flow.assign(env, Site::Catcher(catcher), &error_output)?;
    Ok((flow.caught(env, catcher, error_output)?, assigned))
}
