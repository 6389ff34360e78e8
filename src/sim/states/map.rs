//! Map: one scope for each item, in order, as many at once as its concurrency allows.

use std::sync::Arc;

use super::scopes::{self, scopes_of, threshold_exceeded};
use super::simple::begin;
use super::task::{finish, not_an_integer};
use crate::asl::ScopeId;
use crate::json::Value;
use crate::sim::dataflow::{DataFlow, Field, FieldValue, Flow, StateEnv, Trouble};
use crate::sim::execution::{Frame, FrameId, Items, MapRun, Phase, Scopes, StatesError, uuid_of};
use crate::sim::history::{EventDetails, EventType, Failure, HopKind};
use crate::sim::limits;
use crate::sim::program::Work;
use crate::sim::step::Run;

pub(crate) fn run(run: &mut Run<'_>, id: FrameId, processor: ScopeId, distributed: bool) {
    let made = run.flow(id, |flow, env| {
        let effective = begin(flow, env)?;
        let items = items(flow, env)?;
        let found = flow.field(env, Field::MaxConcurrency)?;
        let asked = integer(found, Field::MaxConcurrency)?.unwrap_or(0);
        Ok((effective, items, asked))
    });
    let (effective, items, asked) = match made {
        Ok(made) => made,
        Err(error) => return run.fail(id, error),
    };
    let count = items.len();
    run.emit(id, EventType::MapStateStarted, EventDetails::Length(count));
    let tolerated = run.flow(id, |flow, env| {
        env.input.clone_from(&effective);
        tolerated(flow, env)
    });
    let (tolerated_count, tolerated_percentage) = match tolerated {
        Ok(tolerated) => tolerated,
        Err(error) => return run.fail(id, error),
    };
    if distributed {
        let arn = map_run_arn(run, id);
        run.emit(id, EventType::MapRunStarted, EventDetails::MapRun(arn));
    }
    let concurrency = concurrency(asked, distributed);
    let map = MapRun { items, effective, distributed, failed: 0, tolerated_count, tolerated_percentage, inputs: None };
    let scopes =
        Scopes { running: vec![None; count], results: vec![None; count], next: 0, left: count, map: Some(map) };
    if let Some(frame) = run.execution.frame_mut(id) {
        frame.visit.phase = Phase::Scopes(Box::new(scopes));
    }
    if count == 0 {
        return succeeded(run, id);
    }
    let first = run.execution.frame(id).map_or(0, |frame| frame.chain);
    for _ in 0..concurrency.min(count) {
        if !start_next(run, id, processor, first) {
            return;
        }
    }
}

fn concurrency(asked: i64, distributed: bool) -> usize {
    let most = if distributed { limits::MAP_DISTRIBUTED_CONCURRENCY_MAX } else { limits::MAP_INLINE_CONCURRENCY_MAX };
    match usize::try_from(asked) {
        Ok(0) | Err(_) => most,
        Ok(asked) => asked.min(most),
    }
}

fn items(flow: &dyn DataFlow, env: &mut StateEnv) -> Flow<Items> {
    let found = flow.field(env, Field::Items)?;
    let found = found.unwrap_or_else(|| FieldValue { value: env.input.clone(), path: None });
    match &found.value {
        Value::Array(_) => Ok(Items::Array(found.value)),
        Value::Object(members) => Ok(Items::Object(members.clone())),
        _ => Err(flow.bad_items(&found)),
    }
}

/// A whole number; the service takes its text for it.
fn integer(found: Option<FieldValue>, field: Field) -> Flow<Option<i64>> {
    let Some(found) = found else { return Ok(None) };
    let number = match &found.value {
        Value::String(text) => text.parse().ok(),
        other => other.as_i64(),
    };
    number.map(Some).ok_or_else(|| not_an_integer(&found, field))
}

fn tolerated(flow: &dyn DataFlow, env: &mut StateEnv) -> Flow<(Option<i64>, Option<f64>)> {
    let count = integer(flow.field(env, Field::ToleratedFailureCount)?, Field::ToleratedFailureCount)?;
    if count.is_some_and(|count| count < 0) {
        return Err(Trouble::runtime("ToleratedFailureCount cannot be negative."));
    }
    let Some(found) = flow.field(env, Field::ToleratedFailurePercentage)? else { return Ok((count, None)) };
    let percentage = match &found.value {
        Value::String(text) => text.parse::<f64>().ok(),
        other => other.as_f64(),
    };
    match percentage {
        Some(percentage) if (0.0..=100.0).contains(&percentage) => Ok((count, Some(percentage))),
        Some(_) => Err(Trouble::runtime("ToleratedFailurePercentage must be between 0 and 100.")),
        None => Err(not_an_integer(&found, Field::ToleratedFailurePercentage)),
    }
}

fn map_run_arn(run: &Run<'_>, id: FrameId) -> Arc<str> {
    let about = &run.execution.about;
    let name = run.code(id).map_or("", |code| &code.name);
    let run_id = uuid_of(about.seed ^ run.execution.events, name);
    let label = uuid_of(about.seed, name);
    format!("{}/{label}:{run_id}", about.machine_id.replace(":stateMachine:", ":mapRun:")).into()
}

/// Starts the next item's iteration, following an event.
fn start_next(run: &mut Run<'_>, id: FrameId, processor: ScopeId, follows: u64) -> bool {
    let Some(scopes) = scopes_of(run, id) else { return false };
    let index = scopes.next;
    scopes.next += 1;
    let Some(map) = &scopes.map else { return false };
    let (effective, distributed, prepared) = (map.effective.clone(), map.distributed, map.inputs.clone());
    let Some(item) = map.items.get(index).map(Arc::new) else { return false };
    let input = match prepared.as_deref().and_then(|inputs| inputs.get(index)) {
        Some(input) => Ok(input.clone()),
        None => run.flow_with(
            id,
            |seed| seed.item = Some(item.clone()),
            |flow, env| {
                env.input = effective;
                let whole = match &item.key {
                    Some(key) => Value::object([("Key", Value::String(key.clone())), ("Value", item.value.clone())]),
                    None => item.value.clone(),
                };
                flow.item_input(env, whole)
            },
        ),
    };
    let input = match input {
        Ok(input) => input,
        Err(error) => {
            scopes::abort_all(run, id, None);
            run.fail(id, error);
            return false;
        }
    };
    if let Some(frame) = run.execution.frame_mut(id) {
        frame.chain = follows;
    }
    if !distributed {
        run.emit(id, EventType::MapIterationStarted, EventDetails::Iteration(index));
    }
    let child = scopes::Child { scope: processor, index, input, item: Some(item), distributed };
    scopes::open(run, id, HopKind::Iteration, child)
}

/// An iteration reached its end and its scope is closed.
pub(crate) fn iteration_done(run: &mut Run<'_>, id: FrameId, child: &Frame) {
    if is_distributed(run, id) {
        let chain = run.execution.frame(id).map_or(0, |frame| frame.chain);
        return go_on(run, id, chain, chain);
    }
    if let Some(frame) = run.execution.frame_mut(id) {
        frame.chain = child.chain;
    }
    let event = run.emit(id, EventType::MapIterationSucceeded, EventDetails::Iteration(child.index));
    go_on(run, id, child.chain, event);
}

/// After an iteration: the next one, or the end.
fn go_on(run: &mut Run<'_>, id: FrameId, follows: u64, last_event: u64) {
    let Some(scopes) = scopes_of(run, id) else { return };
    if scopes.next < scopes.running.len() {
        let Some(Work::Map { processor, .. }) = run.code(id).map(|code| &code.work) else { return };
        start_next(run, id, *processor, follows);
        return;
    }
    if scopes.left == 0 {
        if let Some(frame) = run.execution.frame_mut(id)
            && !frame.hidden
        {
            frame.chain = last_event;
        }
        succeeded(run, id);
    }
}

fn is_distributed(run: &mut Run<'_>, id: FrameId) -> bool {
    scopes_of(run, id).and_then(|scopes| scopes.map.as_ref()).is_some_and(|map| map.distributed)
}

fn succeeded(run: &mut Run<'_>, id: FrameId) {
    let distributed = is_distributed(run, id);
    let Some(scopes) = scopes_of(run, id) else { return };
    let results = std::mem::take(&mut scopes.results);
    if let Some(frame) = run.execution.frame_mut(id) {
        frame.visit.phase = Phase::Working;
    }
    if distributed {
        // Recordings up to mid-2024 go on from this event, those from November 2024 on from MapRunStarted; there are
        // more of the former.
        run.emit(id, EventType::MapRunSucceeded, EventDetails::None);
    }
    run.emit_aside(id, EventType::MapStateSucceeded, EventDetails::None);
    finish(run, id, Value::array(results.into_iter().flatten()));
}

/// An iteration ended by an error: tolerated, or the end of the Map's attempt.
pub(crate) fn iteration_failed(run: &mut Run<'_>, id: FrameId, child: FrameId, index: usize, error: StatesError) {
    let chain = run.execution.frame(child).map_or(0, |frame| frame.chain);
    let Some(scopes) = scopes_of(run, id) else { return };
    let count = scopes.running.len();
    let Some(map) = &mut scopes.map else { return };
    map.failed += 1;
    let (limited, distributed) = (map.tolerated_count.is_some() || map.tolerated_percentage.is_some(), map.distributed);
    let within_count = map.tolerated_count.is_some_and(|most| map.failed as i64 <= most);
    let share = map.failed as f64 * 100.0 / count.max(1) as f64;
    let within_share = map.tolerated_percentage.is_some_and(|most| share <= most);
    if !distributed {
        if let Some(frame) = run.execution.frame_mut(id) {
            frame.chain = chain;
        }
        run.emit_aside(id, EventType::MapIterationFailed, EventDetails::Iteration(index));
    }
    if within_count || within_share {
        return tolerate(run, id, child, index, chain);
    }
    scopes::abort_all(run, id, Some(index));
    if !limited && !distributed {
        return run.fail(id, error);
    }
    let error = threshold_exceeded();
    if distributed {
        run_failed(run, id, &error.failure);
    }
    run.fail(id, error);
}

/// A map run's own event of failing.
fn run_failed(run: &mut Run<'_>, id: FrameId, failure: &Failure) {
    run.emit(id, EventType::MapRunFailed, EventDetails::Failed(failure.clone()));
}

fn tolerate(run: &mut Run<'_>, id: FrameId, child: FrameId, index: usize, chain: u64) {
    run.execution.close(child);
    let follows = if is_distributed(run, id) { run.execution.frame(id).map_or(0, |frame| frame.chain) } else { chain };
    let Some(scopes) = scopes_of(run, id) else { return };
    scopes.running[index] = None;
    scopes.left -= 1;
    go_on(run, id, follows, follows);
}
