//! Map: one scope for each item, in order, as many at once as its concurrency allows.

use std::sync::Arc;

use super::map_run;
use super::redrive;
use super::scopes::{self, scopes_of};
use super::task::finish;
use crate::asl::WorkflowType;
use crate::json::Value;
use crate::sim::dataflow::Trouble;
use crate::sim::dataflow::sequence::{self, MapInput, MapLimits};
use crate::sim::error::StatesError;
use crate::sim::execution::{Frame, MapWork, Phase, Scopes};
use crate::sim::history::{EventDetails, EventType, HopKind};
use crate::sim::ids::FrameId;
use crate::sim::items::{Items, ItemsCode, MapItem, batches};
use crate::sim::limits;
use crate::sim::program::Work;
use crate::sim::step::Run;
use crate::sim::trace::Stage;

pub(crate) fn run(run: &mut Run<'_>, id: FrameId, children: Option<WorkflowType>, code: &ItemsCode) {
    if children.is_some() && run.is_express(id) {
        let error = run.error(id, Trouble::runtime(WorkflowType::NO_DISTRIBUTED_MAP));
        run.fail(id, error);
        return;
    }
    let MapInput { effective, items, concurrency: asked } =
        match run.flow(id, |flow, env| sequence::map(flow, env, code.reader.is_some())) {
            Ok(made) => made,
            Err(error) => return run.fail(id, error),
        };
    // Recorded: items that have yet to be read do not count.
    let count = items.as_ref().map_or(0, Items::len);
    let started_event = run.emit(id, EventType::MapStateStarted, EventDetails::Length(count));
    // Recorded of a tolerance and of MaxItemsPath: what is wrong with them comes to light after the Map has started.
    let more = run.flow(id, |flow, env| {
        env.input.clone_from(&effective);
        let request = match &code.reader {
            Some(reader) => Some(map_run::request(flow, env, reader)?),
            None => None,
        };
        Ok((request, sequence::map_limits(flow, env, code.batched)?))
    });
    let (request, MapLimits { tolerated_count, tolerated_percentage, batching }) = match more {
        Ok(more) => more,
        Err(error) => return run.fail(id, error),
    };
    let mut work = MapWork {
        items: items.unwrap_or_else(|| Items::Array(Value::array([]))),
        effective,
        run: None,
        started_event,
        known: true,
        concurrency: concurrency(asked, children.is_some()),
        failed: 0,
        tolerated_count,
        tolerated_percentage,
        batching,
        batches: None,
        source: None,
    };
    if let Some(workflow) = children {
        work.run = map_run::begin(run, id, &work, workflow, code.label.as_deref());
    }
    match request {
        None => iterate(run, id, work),
        Some(request) => map_run::ask(run, id, request, work),
    }
}

/// Begins to iterate over the items.
pub(super) fn iterate(run: &mut Run<'_>, id: FrameId, mut map: MapWork) {
    if let Some(batching) = map.batching.clone() {
        let made: Result<Vec<Value>, StatesError> =
            (0..map.items.len()).map(|index| item_input(run, id, &map, index).map(|(input, _)| input)).collect();
        match made {
            Ok(inputs) => {
                let grouped = batches(inputs, &batching);
                if run.inspects(id) {
                    let inputs = Value::array(grouped.iter().map(|(input, _)| input.clone()));
                    run.keep_stages(id, None, vec![(Stage::AfterItemBatcher, inputs)]);
                }
                map.batches = Some(Arc::new(grouped));
            }
            Err(error) => return run.fail(id, error),
        }
    }
    let count = map.batches.as_ref().map_or(map.items.len(), |batches| batches.len());
    let (concurrency, map_run, items) = (map.concurrency, map.run, map.items.len());
    if let Some(record) = map_run.and_then(|own| run.execution.map_run_mut(own)) {
        (record.items, record.total) = (items, count);
    }
    if let Some(frame) = run.execution.frame_mut(id) {
        frame.visit.phase = Phase::Scopes(Box::new(Scopes::new(count, Some(map))));
    }
    if count == 0 {
        return succeeded(run, id);
    }
    let first = run.execution.frame(id).map_or(0, |frame| frame.chain);
    for _ in 0..concurrency.min(count) {
        if !start_next(run, id, first) {
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

/// What an item's iteration is given, and the item.
fn item_input(
    run: &mut Run<'_>,
    id: FrameId,
    map: &MapWork,
    index: usize,
) -> Result<(Value, Option<Arc<MapItem>>), StatesError> {
    let Some(item) = map.items.get(index) else { return Ok((Value::Null, None)) };
    let item = Arc::new(MapItem { source: map.source.clone(), ..item });
    let (effective, own) = (map.effective.clone(), item.clone());
    let input =
        run.flow_with(id, |seed| seed.item = Some(own), |flow, env| sequence::item(flow, env, effective, item.whole()));
    Ok((input?, Some(item)))
}

/// Starts the next item's or batch's iteration, following an event.
fn start_next(run: &mut Run<'_>, id: FrameId, follows: u64) -> bool {
    let Some(Work::Map { processor, .. }) = run.code(id).map(|code| &code.work) else { return false };
    let Some(scopes) = scopes_of(run, id) else { return false };
    let index = scopes.next;
    scopes.next += 1;
    let Some(map) = scopes.map.take() else { return false };
    let batch = map.batches.as_deref().and_then(|batches| batches.get(index)).cloned();
    let (map_run, items) = (map.run, batch.as_ref().map_or(1, |(_, items)| *items));
    let made = match batch {
        Some((input, _)) => Ok((input, None)),
        None => item_input(run, id, &map, index),
    };
    if let Some(scopes) = scopes_of(run, id) {
        scopes.map = Some(map);
    }
    let (input, item) = match made {
        Ok(made) => made,
        Err(error) => {
            scopes::abort_all(run, id, None);
            // The Map itself failed, not an item: a redrive begins it anew ("Redriving Map Runs").
            if let Some(frame) = run.execution.frame_mut(id) {
                frame.visit.phase = Phase::Working;
            }
            run.fail(id, error);
            return false;
        }
    };
    if let Some(frame) = run.execution.frame_mut(id) {
        frame.chain = follows;
    }
    let execution = if let Some(own) = map_run {
        let Some(execution) = map_run::open(run, own, index, items, &input) else {
            return scopes::refuse(run, id, "More child executions than this simulator runs in one execution.");
        };
        Some(execution)
    } else {
        run.emit(id, EventType::MapIterationStarted, EventDetails::Iteration(index));
        None
    };
    scopes::open(run, id, HopKind::Iteration, scopes::Child { scope: *processor, index, input, item, execution })
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
    if !scopes.again.is_empty() || scopes.next < scopes.count {
        start_any(run, id, follows);
        return;
    }
    if scopes.left == 0 {
        if let Some(frame) = run.execution.frame_mut(id) {
            frame.chain = last_event;
        }
        succeeded(run, id);
    }
}

/// A redriven Map goes on: with the items that failed or were stopped, then with those it had not come to.
pub(super) fn resume(run: &mut Run<'_>, id: FrameId) {
    let Some(scopes) = scopes_of(run, id) else { return };
    let Some(map) = &scopes.map else { return };
    let (concurrency, follows, map_run) = (map.concurrency, map.started_event, map.run);
    if map.failed > 0 && !tolerates(map) {
        scopes::abort_all(run, id, None);
        return match map_run {
            Some(own) => map_run::failed(run, id, own, StatesError::threshold_exceeded()),
            None => run.fail(id, StatesError::threshold_exceeded()),
        };
    }
    if scopes.left == 0 {
        return succeeded(run, id);
    }
    for _ in 0..concurrency.min(scopes.again.len() + scopes.count - scopes.next) {
        if !start_any(run, id, follows) {
            return;
        }
    }
}

/// Goes on with an item that failed or was stopped before a redrive, or starts the next one.
fn start_any(run: &mut Run<'_>, id: FrameId, follows: u64) -> bool {
    let again = scopes_of(run, id).and_then(|scopes| scopes.again.pop_front());
    let Some(frame) = again else { return start_next(run, id, follows) };
    let frame = if is_distributed(run, id) { map_run::child_redriven(run, id, frame) } else { frame };
    redrive::go_on(run, frame, Some(id));
    true
}

fn is_distributed(run: &mut Run<'_>, id: FrameId) -> bool {
    scopes_of(run, id).and_then(|scopes| scopes.map.as_ref()).is_some_and(|map| map.run.is_some())
}

fn succeeded(run: &mut Run<'_>, id: FrameId) {
    let Some(scopes) = scopes_of(run, id) else { return };
    let results = std::mem::take(&mut scopes.results);
    let map_run = scopes.map.as_ref().and_then(|map| map.run);
    if let Some(frame) = run.execution.frame_mut(id) {
        frame.visit.phase = Phase::Working;
    }
    let plain = results.to_value();
    if let Some(own) = map_run {
        return map_run::succeeded(run, id, own, plain);
    }
    run.emit_aside(id, EventType::MapStateSucceeded, EventDetails::None);
    finish(run, id, plain);
}

/// An iteration ended by an error: tolerated, or the end of the Map's attempt.
pub(crate) fn iteration_failed(run: &mut Run<'_>, id: FrameId, child: FrameId, index: usize, error: StatesError) {
    let chain = run.execution.frame(child).map_or(0, |frame| frame.chain);
    let Some(scopes) = scopes_of(run, id) else { return };
    let Some(map) = &mut scopes.map else { return };
    let batch = map.batches.as_deref().and_then(|batches| batches.get(index));
    map.failed += batch.map_or(1, |(_, items)| *items);
    let (limited, map_run) = (map.tolerated_count.is_some() || map.tolerated_percentage.is_some(), map.run);
    let distributed = map_run.is_some();
    let tolerated = tolerates(map);
    if distributed {
        map_run::child_failed(run, child, &error);
    } else {
        if let Some(frame) = run.execution.frame_mut(id) {
            frame.chain = chain;
        }
        run.emit_aside(id, EventType::MapIterationFailed, EventDetails::Iteration(index));
    }
    if tolerated {
        return tolerate(run, id, child, index, chain);
    }
    scopes::abort_all(run, id, Some(index));
    match map_run {
        Some(own) => map_run::failed(run, id, own, StatesError::threshold_exceeded()),
        None if limited => run.fail(id, StatesError::threshold_exceeded()),
        None => {
            scopes::forget(run, id, &error);
            run.fail(id, error);
        }
    }
}

/// Whether a Map takes as many failed items as it has.
fn tolerates(map: &MapWork) -> bool {
    let share = map.failed as f64 * 100.0 / map.items.len().max(1) as f64;
    map.tolerated_count.is_some_and(|most| map.failed as i64 <= most)
        || map.tolerated_percentage.is_some_and(|most| share <= most)
}

fn tolerate(run: &mut Run<'_>, id: FrameId, child: FrameId, index: usize, chain: u64) {
    let stopped = scopes::quietly(run, child);
    let follows = if is_distributed(run, id) { run.execution.frame(id).map_or(0, |frame| frame.chain) } else { chain };
    let Some(scopes) = scopes_of(run, id) else { return };
    scopes.running.remove(&index);
    scopes.left -= 1;
    // A redrive tries it again.
    scopes.stopped.extend(stopped);
    go_on(run, id, follows, follows);
}
