//! Redrive: an execution that ended badly goes on from the states it had entered and not left (AWS: "Restarting state
//! machine executions with redrive", "Redriving Map Runs").
//!
//! What recordings of the service show (radkawar/stackd, `testdata/aws/stepfunctions/redrive_*.json`): after
//! `ExecutionRedriven` no state is entered again. A Task is scheduled anew and follows its own `TaskStateEntered`; a Wait
//! waits anew; a Parallel or an inline Map goes on with its failed and stopped scopes without being started again, and a
//! Map begins the items it had not come to; a distributed Map's run goes on as the same one, after `MapRunRedriven`.

use std::sync::Arc;

use super::map;
use super::map_run;
use super::scopes::scopes_of;
use crate::asl::StateKind;
use crate::sim::Status;
use crate::sim::dataflow::execution_context;
use crate::sim::execution::{Frame, Phase, Scopes};
use crate::sim::history::{EventDetails, EventType};
use crate::sim::ids::FrameId;
use crate::sim::limits;
use crate::sim::step::Run;
use crate::sim::world::Effect;

/// Goes on with an execution that ended badly. Its own time limit starts again; a year after its start it ends in any
/// case.
pub(crate) fn redrive(run: &mut Run<'_>) {
    let now = run.execution.now;
    let failure = std::mem::take(&mut run.execution.failure);
    run.execution.status = Status::Running;
    run.execution.redrives += 1;
    let count = run.execution.redrives;
    let about = run.execution.about.clone();
    let machine = run.execution.context.1.clone();
    run.execution.context = Arc::new((execution_context(&about, Some((count, now))), machine));
    let (last, details) = (run.execution.events, EventDetails::Redriven { count, map_run: None });
    run.execution.redriven_event = run.record(EventType::ExecutionRedriven, details, last, None);
    let year = about.start.plus_ms(limits::STANDARD_DURATION_MS_MAX);
    let own = run.program.timeout_seconds().map(|seconds| now.plus_seconds(seconds));
    run.ask(Effect::Limit(own.map_or(year, |own| own.min(year))));
    match run.execution.remains.take() {
        Some(root) => go_on(run, root, None),
        // It had ended before its first state.
        None => run.end(EventType::ExecutionFailed, failure),
    }
}

/// Opens a scope as it was stopped, and lets the state it is at begin its work anew.
pub(super) fn go_on(run: &mut Run<'_>, frame: Arc<Frame>, owner: Option<FrameId>) {
    let mut frame = Arc::unwrap_or_clone(frame);
    (frame.parent, frame.doom, frame.limit) = (owner, None, None);
    let redriven = match frame.child {
        Some(child) => run.execution.child(child).map_or(0, |child| child.redriven_event),
        None => run.execution.redriven_event,
    };
    let stopped = match std::mem::replace(&mut frame.visit.phase, Phase::Redriven) {
        Phase::Ready => {
            frame.visit.phase = Phase::Ready;
            None
        }
        phase => {
            // "The retry attempt count for these states is reset to 0."
            frame.visit.retries.clear();
            frame.visit.retry_count = 0;
            // Recorded: a Fail state's second failure follows the redrive, everything else the entering of the state.
            let fails = run.program.state(frame.at).is_some_and(|code| code.kind == StateKind::Fail);
            frame.chain = if fails { redriven } else { frame.visit.entered_event };
            match phase {
                Phase::Stopped(scopes) if is_whole(&scopes) => Some(scopes),
                _ => {
                    frame.visit.attempt += 1;
                    None
                }
            }
        }
    };
    let index = frame.index;
    let child = frame.child;
    let id = run.execution.open(frame);
    if owner.and_then(|owner| run.execution.frame(owner)).is_some_and(|owner| owner.child != child) {
        map_run::limit(run, id);
    }
    match owner {
        None => run.execution.root = Some(id),
        Some(owner) => {
            if let Some(scopes) = scopes_of(run, owner) {
                scopes.running.insert(index, id);
            }
        }
    }
    match stopped {
        Some(scopes) => resume(run, id, *scopes),
        None => run.ask(Effect::Begin(id)),
    }
}

/// Whether every scope that was begun is there: it ended well, or it was kept as it stopped. Otherwise one could not be
/// begun, and the Parallel or Map is done again as a whole.
fn is_whole(scopes: &Scopes) -> bool {
    let begun = if scopes.map.is_some() { scopes.next } else { scopes.count };
    scopes.results.count() + scopes.stopped.len() == begun
}

/// A Parallel or Map goes on with the scopes that failed or were stopped.
fn resume(run: &mut Run<'_>, id: FrameId, mut scopes: Scopes) {
    if let Some(map) = &scopes.map
        && let Some(own) = map.run
    {
        if !map_run::redriven(run, id, own, map.started_event) {
            return;
        }
        if !map.known {
            if let Some(work) = scopes.map {
                map_run::read_again(run, id, work);
            }
            return;
        }
        let (again, lost) = map_run::redrivable(run, own, std::mem::take(&mut scopes.stopped));
        (scopes.again, scopes.stopped) = (again.into(), lost);
    } else {
        scopes.again = std::mem::take(&mut scopes.stopped).into();
    }
    let failed = scopes.stopped.iter().map(|frame| map_run::items_of(run, frame)).sum();
    if let Some(map) = &mut scopes.map {
        map.failed = failed;
    }
    scopes.left = scopes.count - scopes.results.count() - scopes.stopped.len();
    let is_map = scopes.map.is_some();
    if let Some(frame) = run.execution.frame_mut(id) {
        frame.visit.phase = Phase::Scopes(Box::new(scopes));
    }
    if is_map {
        return map::resume(run, id);
    }
    while let Some(frame) = scopes_of(run, id).and_then(|scopes| scopes.again.pop_front()) {
        go_on(run, frame, Some(id));
    }
}
