//! Executions of the project's other machines that Tasks started, at the visible moment.

use std::sync::Arc;

use super::map_runs::{ChildFacts, seen};
use crate::sim::{
    ChildExecution, Failure, HistoryEvent, NestedExecution, Simulation, Status, VirtualTime, WorkflowType,
};

/// How many nested executions are listed, the latest.
pub const NESTED_LISTED_MAX: usize = 100;

/// A nested execution in the list.
#[derive(Clone, Debug, PartialEq)]
pub struct NestedLine {
    /// Which, from 0.
    pub at: usize,
    /// Its machine.
    pub machine: Arc<str>,
    /// How it stands.
    pub status: Status,
}

/// A nested execution.
#[derive(Clone, Debug, PartialEq)]
pub struct NestedFacts {
    /// Its machine.
    pub machine: Arc<str>,
    /// Standard or Express.
    pub workflow: WorkflowType,
    /// The Task that started it.
    pub task: String,
    /// The machine of the nested execution that Task is in; `None` for the one that is open.
    pub within: Option<Arc<str>>,
    /// The execution.
    pub execution: ChildFacts,
}

fn status_at(execution: &ChildExecution, seen: VirtualTime) -> Status {
    if execution.stop.is_none_or(|stop| stop > seen) { Status::Running } else { execution.status }
}

/// The latest nested executions, oldest first, and how many before them are not listed.
pub fn list(simulation: &Simulation) -> (Vec<NestedLine>, usize) {
    let seen = seen(simulation);
    let all = simulation.nested_executions();
    // They stand in the order in which they were started.
    let begun = all.partition_point(|nested| nested.execution.start <= seen);
    let first = begun.saturating_sub(NESTED_LISTED_MAX);
    let line = |(at, nested): (usize, &Arc<NestedExecution>)| NestedLine {
        at: first + at,
        machine: nested.machine.clone(),
        status: status_at(&nested.execution, seen),
    };
    (all[first..begun].iter().enumerate().map(line).collect(), first)
}

fn find(simulation: &Simulation, at: usize) -> Option<&NestedExecution> {
    simulation
        .nested_executions()
        .get(at)
        .map(|nested| &**nested)
        .filter(|nested| nested.execution.start <= seen(simulation))
}

/// A nested execution; `None` before it begins.
pub fn nested(simulation: &Simulation, at: usize) -> Option<NestedFacts> {
    let (nested, seen) = (find(simulation, at)?, seen(simulation));
    let execution = &nested.execution;
    let status = status_at(execution, seen);
    let ended = status != Status::Running;
    // One that outlives the run that is shown goes on to its own end.
    let until = execution.stop.filter(|_| ended).unwrap_or(simulation.now());
    let within = nested.started_by.and_then(|by| simulation.nested_executions().get(by));
    Some(NestedFacts {
        machine: nested.machine.clone(),
        workflow: nested.workflow,
        task: nested.task.state.segments().last().unwrap_or_default().into_owned(),
        within: within.map(|within| within.machine.clone()),
        execution: ChildFacts {
            name: execution.name.clone(),
            arn: execution.arn.clone(),
            status,
            took_ms: until.since(execution.start).max(0),
            items: execution.items,
            input: execution.input.clone(),
            output: execution.output.clone().filter(|_| ended),
            failure: Some(execution.failure.clone()).filter(|failure| ended && *failure != Failure::default()),
            events: nested_events(simulation, at).len(),
            dropped: if ended { execution.events.saturating_sub(execution.history.len() as u64) } else { 0 },
        },
    })
}

/// The events of a nested execution that show.
pub fn nested_events(simulation: &Simulation, at: usize) -> &[HistoryEvent] {
    let Some(nested) = find(simulation, at) else { return &[] };
    let (history, seen) = (&nested.execution.history, seen(simulation));
    &history[..history.partition_point(|event| event.time <= seen)]
}
