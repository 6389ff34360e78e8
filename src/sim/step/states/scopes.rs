//! What Parallel and Map share: opening scopes, and what happens when one ends well, ends badly or is aborted.

use std::sync::Arc;

use super::{map, map_run, task};
use crate::asl::{ScopeId, StateKind};
use crate::json::Value;
use crate::sim::dataflow::{Trouble, Variables};
use crate::sim::error::StatesError;
use crate::sim::execution::{Frame, MapWork, Phase, Scopes, Visit};
use crate::sim::history::{EventDetails, EventType, Hop, HopKind, ScopePath};
use crate::sim::ids::{ChildId, FrameId};
use crate::sim::items::MapItem;
use crate::sim::limits;
use crate::sim::step::{DATA_LIMIT, Run};
use crate::sim::world::Effect;
use crate::sort;

/// A scope to open.
pub(crate) struct Child {
    pub scope: ScopeId,
    pub index: usize,
    pub input: Value,
    pub item: Option<Arc<MapItem>>,
    /// A child execution: its own variables, its own history.
    pub execution: Option<ChildId>,
}

/// Opens a scope that begins after everything that is ready. `false` where it cannot: the state has failed.
pub(crate) fn open(run: &mut Run<'_>, owner: FrameId, kind: HopKind, child: Child) -> bool {
    let start = match run.program.start(child.scope) {
        Ok(start) => start,
        Err(message) => return refuse(run, owner, &message),
    };
    let open = run.execution.open_scopes();
    let (Some(frame), Some(code)) = (run.execution.frame(owner), run.code(owner)) else { return false };
    if open >= limits::SCOPES_MAX || frame.depth >= limits::SCOPE_DEPTH_MAX {
        return refuse(run, owner, "More branches and iterations are open than this simulator runs at once.");
    }
    let hop = Hop {
        outer: frame.path.clone(),
        owner: code.pointer.clone(),
        kind,
        index: child.index,
        entered_event: frame.visit.entered_event,
        attempt: frame.visit.attempt,
    };
    let variables =
        if child.execution.is_some() { Variables::default() } else { Variables::inside(frame.variables.clone()) };
    let opened = Frame {
        parent: Some(owner),
        index: child.index,
        depth: frame.depth + 1,
        path: ScopePath::new(hop),
        variables: Arc::new(variables),
        chain: if child.execution.is_some() { 0 } else { frame.chain },
        item: child.item.or_else(|| frame.item.clone()),
        child: child.execution.or(frame.child),
        doom: None,
        limit: None,
        at: start,
        visit: Visit::new(child.input),
    };
    let id = run.execution.open(opened);
    if child.execution.is_some() {
        map_run::limit(run, id);
    }
    if let Some(scopes) = scopes_of(run, owner) {
        scopes.running.insert(child.index, id);
    }
    run.ask(Effect::Begin(id));
    true
}

pub(super) fn refuse(run: &mut Run<'_>, owner: FrameId, message: &str) -> bool {
    let error = run.error(owner, Trouble::runtime(message));
    run.fail(owner, error);
    false
}

/// The scopes a Parallel or Map waits for.
pub(crate) fn scopes_of<'r>(run: &'r mut Run<'_>, owner: FrameId) -> Option<&'r mut Scopes> {
    match &mut run.execution.frame_mut(owner)?.visit.phase {
        Phase::Scopes(scopes) => Some(scopes),
        _ => None,
    }
}

/// A scope reached its end.
pub(crate) fn done(run: &mut Run<'_>, owner: FrameId, child: FrameId, output: Value) {
    let Some(frame) = close(run, child) else { return };
    let Some(scopes) = scopes_of(run, owner) else { return };
    scopes.running.remove(&frame.index);
    scopes.results.set(frame.index, output.clone());
    scopes.left -= 1;
    if scopes.map.as_ref().is_some_and(|map| map.run.is_some()) {
        map_run::child_succeeded(run, &frame, output);
    }
    let Some(scopes) = scopes_of(run, owner) else { return };
    if scopes.map.is_some() {
        return map::iteration_done(run, owner, &frame);
    }
    let left = scopes.left;
    if left > 0 {
        return;
    }
    let results = std::mem::take(&mut scopes.results);
    if let Some(owner) = run.execution.frame_mut(owner) {
        owner.chain = frame.chain;
        owner.visit.phase = Phase::Working;
    }
    run.emit_aside(owner, EventType::ParallelStateSucceeded, EventDetails::None);
    task::finish(run, owner, results.to_value());
}

/// A scope ended by an error; the others are aborted and the owner fails.
pub(crate) fn failed(run: &mut Run<'_>, child: FrameId) {
    let Some(frame) = run.execution.frame(child) else { return };
    let Some(error) = &frame.doom else { return };
    let (error, parent, index, chain) = (error.clone(), frame.parent, frame.index, frame.chain);
    let Some(owner) = parent else { return };
    let Some(scopes) = scopes_of(run, owner) else { return };
    if scopes.map.is_some() {
        return map::iteration_failed(run, owner, child, index, error);
    }
    if let Some(owner) = run.execution.frame_mut(owner) {
        owner.chain = chain;
    }
    abort_all(run, owner, None);
    forget(run, owner, &error);
    run.fail(owner, error);
}

/// After `States.DataLimitExceeded` a redrive begins every scope anew (AWS: "Redrive behavior of individual states").
pub(super) fn forget(run: &mut Run<'_>, owner: FrameId, error: &StatesError) {
    if error.failure.error.as_deref() == Some(DATA_LIMIT)
        && let Some(frame) = run.execution.frame_mut(owner)
    {
        frame.visit.phase = Phase::Working;
    }
}

/// Closes every scope of an owner, with the events of what was aborted. Of a Map's, each iteration has one too; `failed`
/// is the one whose own event was recorded.
pub(crate) fn abort_all(run: &mut Run<'_>, owner: FrameId, failed: Option<usize>) {
    let Some(scopes) = scopes_of(run, owner) else { return };
    let map_run = scopes.map.as_ref().and_then(|map| map.run);
    let is_map = scopes.map.is_some() && map_run.is_none();
    let mut running: Vec<(usize, FrameId)> = std::mem::take(&mut scopes.running).into_iter().collect();
    // Observed: the failed iteration's state first, then each of the others.
    sort::by_key(&mut running, |(index, _)| (failed != Some(*index), *index));
    let mut stopped = Vec::new();
    for (index, child) in running {
        if is_map && failed != Some(index) {
            run.emit_aside(owner, EventType::MapIterationAborted, EventDetails::Iteration(index));
        }
        stopped.extend(abort(run, owner, child));
        if let Some(own) = map_run.filter(|_| failed != Some(index)) {
            map_run::child_aborted(run, own, index);
        }
    }
    if let Some(Frame { visit, .. }) = run.execution.frame_mut(owner)
        && let Phase::Scopes(mut scopes) = std::mem::replace(&mut visit.phase, Phase::Working)
    {
        keep(&mut scopes, stopped);
        visit.phase = Phase::Stopped(scopes);
    }
}

/// Keeps scopes as they stopped, in the order of their items.
fn keep(scopes: &mut Scopes, stopped: Vec<Arc<Frame>>) {
    let again = std::mem::take(&mut scopes.again);
    scopes.stopped.extend(stopped.into_iter().chain(again));
    sort::by_key(&mut scopes.stopped, |frame| frame.index);
}

/// Closes a scope and everything inside it. The events follow the owner's last one, which is the failing scope's.
fn abort(run: &mut Run<'_>, owner: FrameId, child: FrameId) -> Option<Arc<Frame>> {
    let (chain, owners) = run.execution.frame(owner).map_or((0, None), |owner| (owner.chain, owner.child));
    let frame = run.execution.frame(child)?;
    // Recorded: of a stopped child execution its states tell nothing.
    if frame.child != owners {
        return quietly(run, child);
    }
    let ready = matches!(frame.visit.phase, Phase::Ready);
    abort_all(run, child, None);
    let aborted = run.code(child).and_then(|code| EventType::aborted(code.kind));
    if let Some(kind) = aborted.filter(|_| !ready) {
        if let Some(frame) = run.execution.frame_mut(child) {
            frame.chain = chain;
        }
        run.emit_aside(child, kind, EventDetails::None);
    }
    quietly(run, child)
}

/// Closes a scope and everything inside it without an event, and gives it as it stood. Recursion is bounded by
/// [`limits::SCOPE_DEPTH_MAX`].
pub(crate) fn quietly(run: &mut Run<'_>, id: FrameId) -> Option<Arc<Frame>> {
    let frame = run.execution.frame_mut(id)?;
    let stopped = match std::mem::replace(&mut frame.visit.phase, Phase::Working) {
        Phase::Task(task) => {
            super::task::disarm(run, &task);
            run.ask(Effect::Cancel(task.id));
            Phase::Working
        }
        Phase::Waiting(timer, at) | Phase::Backoff(timer, at) => {
            run.ask(Effect::DisarmTimer(timer, at));
            Phase::Working
        }
        Phase::Scopes(mut scopes) => {
            let inner = std::mem::take(&mut scopes.running);
            let stopped = inner.into_values().filter_map(|inner| quietly(run, inner)).collect();
            keep(&mut scopes, stopped);
            Phase::Stopped(scopes)
        }
        Phase::Reading(_, work) => unread(*work),
        phase @ (Phase::Ready | Phase::Working | Phase::Stopped(_) | Phase::Redriven) => phase,
    };
    if let Some(frame) = run.execution.frame_mut(id) {
        frame.visit.phase = stopped;
    }
    close(run, id)
}

fn close(run: &mut Run<'_>, id: FrameId) -> Option<Arc<Frame>> {
    let frame = run.execution.close(id)?;
    if let Some((timer, at)) = frame.limit {
        run.ask(Effect::DisarmTimer(timer, at));
    }
    Some(frame)
}

/// A Map that was stopped, or failed, before it knew its items.
pub(super) fn unread(work: MapWork) -> Phase {
    Phase::Stopped(Box::new(Scopes::new(0, Some(MapWork { known: false, ..work }))))
}

/// The event of a Parallel or Map whose error was not retried.
pub(crate) fn owner_failed(run: &mut Run<'_>, id: FrameId, kind: StateKind) {
    match kind {
        StateKind::Parallel => run.emit(id, EventType::ParallelStateFailed, EventDetails::None),
        StateKind::Map => run.emit(id, EventType::MapStateFailed, EventDetails::None),
        StateKind::Task
        | StateKind::Pass
        | StateKind::Choice
        | StateKind::Wait
        | StateKind::Succeed
        | StateKind::Fail => return,
    };
}
