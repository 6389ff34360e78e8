//! Map runs and their child executions at the visible moment.
//!
//! A child execution's events are not in its parent's history, so the visible moment of a map run is a time, not a
//! number of events: what happened by then shows. An instant shows once all of its events in the parent's history do.

use std::sync::Arc;

use super::MapRunAt;
use crate::json::Value;
use crate::sim::{
    ChildExecution, Failure, HistoryEvent, MapRun, MapRunCounts, Simulation, Standing, StatePath, Status, TraceRecord,
    VirtualTime,
};
use crate::studio::describe;

/// How many map runs are listed, the latest.
pub const MAP_RUNS_LISTED_MAX: usize = 100;

/// A map run in the list.
#[derive(Clone, Debug, PartialEq)]
pub struct MapRunLine {
    /// Which.
    pub run: MapRunAt,
    /// The Map's name.
    pub state: Arc<str>,
    /// How it stands.
    pub status: Status,
}

/// A map run.
#[derive(Clone, Debug, PartialEq)]
pub struct MapRunFacts {
    /// The Map's name.
    pub state: Arc<str>,
    /// Its ARN.
    pub arn: Arc<str>,
    /// How it stands.
    pub status: Status,
    /// How long it has taken, in milliseconds.
    pub took_ms: i64,
    /// How its child executions fared.
    pub executions: MapRunCounts,
    /// How the items fared.
    pub items: MapRunCounts,
    /// How many child executions run at once.
    pub max_concurrency: usize,
    /// How much may fail, in words.
    pub tolerated: String,
}

/// A child execution in the list.
#[derive(Clone, Debug, PartialEq)]
pub struct ChildLine {
    /// Its name.
    pub name: Arc<str>,
    /// How it stands.
    pub status: Status,
    /// How long it has taken, in milliseconds.
    pub took_ms: i64,
    /// The beginning of its input.
    pub input: String,
    /// The beginning of its output, or its error.
    pub result: String,
}

/// A child execution.
#[derive(Clone, Debug, PartialEq)]
pub struct ChildFacts {
    /// Its name.
    pub name: Arc<str>,
    /// Its ARN.
    pub arn: Arc<str>,
    /// How it stands.
    pub status: Status,
    /// How long it has taken, in milliseconds.
    pub took_ms: i64,
    /// How many items it has.
    pub items: usize,
    /// Its input.
    pub input: Value,
    /// Its output, once it shows.
    pub output: Option<Value>,
    /// Its error, once it shows.
    pub failure: Option<Failure>,
    /// How many of its events show.
    pub events: usize,
    /// How many of those were not kept.
    pub dropped: u64,
}

/// The time up to which things show. After the end, what still runs beside shows as it stands.
pub(in crate::studio) fn seen(simulation: &Simulation) -> VirtualTime {
    let now = simulation.now();
    let hidden = simulation.history().get(simulation.cursor());
    if hidden.is_none() && simulation.status().ended() {
        return VirtualTime::MAX;
    }
    // Of this instant, more is still to show.
    if hidden.is_some_and(|event| event.time <= now) { VirtualTime(now.0.saturating_sub(1)) } else { now }
}

fn took(standing: &Standing, simulation: &Simulation) -> i64 {
    standing.stop.unwrap_or(simulation.now()).since(standing.start).max(0)
}

/// The map runs of the run's own execution, or of a nested one, in the order in which they began.
fn all(simulation: &Simulation, nested: Option<usize>) -> &[Arc<MapRun>] {
    match nested {
        None => simulation.map_runs(),
        Some(at) => simulation.nested_executions().get(at).map_or(&[], |nested| &nested.map_runs),
    }
}

/// The latest map runs of the run's own execution, or of a nested one: oldest first, and how many before them are not
/// listed.
pub fn list(simulation: &Simulation, nested: Option<usize>) -> (Vec<MapRunLine>, usize) {
    let seen = seen(simulation);
    let all = all(simulation, nested);
    let begun = all.partition_point(|run| run.start <= seen);
    let first = begun.saturating_sub(MAP_RUNS_LISTED_MAX);
    let line = |(at, run): (usize, &Arc<MapRun>)| MapRunLine {
        run: MapRunAt { nested, run: first + at },
        state: name_of(run),
        status: run.at(seen).status,
    };
    (all[first..begun].iter().enumerate().map(line).collect(), first)
}

fn name_of(run: &MapRun) -> Arc<str> {
    run.path.state.segments().last().unwrap_or_default().as_ref().into()
}

/// A map run; `None` before it begins.
pub fn map_run(simulation: &Simulation, at: MapRunAt) -> Option<MapRunFacts> {
    let seen = seen(simulation);
    let run = record(simulation, at).filter(|run| run.start <= seen)?;
    let standing = run.at(seen);
    let (executions, items) = counts(run, seen);
    Some(MapRunFacts {
        state: name_of(run),
        arn: run.arn.clone(),
        status: standing.status,
        took_ms: took(&standing, simulation),
        executions,
        items,
        max_concurrency: run.max_concurrency,
        tolerated: tolerated(run),
    })
}

/// How the child executions and the items of a map run fared.
fn counts(run: &MapRun, seen: VirtualTime) -> (MapRunCounts, MapRunCounts) {
    let standing = run.at(seen);
    let results_written = if standing.status == Status::Succeeded { run.results_written } else { 0 };
    let mut executions = MapRunCounts { total: run.total, results_written, ..MapRunCounts::default() };
    let mut items = MapRunCounts { total: run.items, ..executions };
    let redriven = run.redriven_at(seen);
    for child in &run.executions[..begun(run, seen)] {
        let status = child.status_at(seen);
        // What did not succeed before the redrive waits for its turn in it, or cannot have one.
        let before = redriven.is_some_and(|at| {
            let began = child.redriven_at(seen).unwrap_or_else(|| child.first_start());
            !matches!(status, Status::Succeeded | Status::Running) && began < at
        });
        for (counts, count) in [(&mut executions, 1), (&mut items, child.items)] {
            if before && child.not_redrivable {
                counts.failures_not_redrivable += count;
            }
            if before && !child.not_redrivable && standing.status == Status::Running {
                counts.pending_redrive += count;
            } else {
                *slot(counts, status) += count;
            }
        }
    }
    for counts in [&mut executions, &mut items] {
        let begun = counts.running + counts.succeeded + counts.failed + counts.timed_out + counts.aborted;
        counts.pending = counts.total.saturating_sub(begun + counts.pending_redrive);
    }
    (executions, items)
}

/// How the items of map runs fared, followed from one moment of a history to a later one: of the child executions only
/// those that ran are looked at again, and those that are new.
#[derive(Clone, Debug, Default)]
pub(in crate::studio) struct Followed(Vec<Option<Counted>>);

/// A map run up to a moment.
#[derive(Clone, Debug, Default)]
struct Counted {
    seen: VirtualTime,
    /// How many child executions had begun, and which of them ran.
    begun: usize,
    running: Vec<usize>,
    items: MapRunCounts,
}

impl Followed {
    /// How the items of a map run fared.
    pub(in crate::studio) fn items(&mut self, simulation: &Simulation, at: usize) -> MapRunCounts {
        let (seen, Some(run)) = (seen(simulation), simulation.map_runs().get(at)) else {
            return MapRunCounts::default();
        };
        if run.redrive_count > 0 {
            // What ended may run again.
            return counts(run, seen).1;
        }
        if self.0.len() <= at {
            self.0.resize(at + 1, None);
        }
        let counted = self.0[at].take().filter(|counted| counted.seen <= seen && counted.begun <= run.executions.len());
        let mut counted = counted.unwrap_or_default();
        counted.go_on(run, seen);
        let items = counted.items;
        self.0[at] = Some(counted);
        items
    }
}

impl Counted {
    fn go_on(&mut self, run: &MapRun, seen: VirtualTime) {
        let begun = begun(run, seen);
        self.running.extend(self.begun..begun);
        (self.seen, self.begun) = (seen, begun);
        let items = &mut self.items;
        (items.total, items.running) = (run.items, 0);
        self.running.retain(|at| {
            let Some(child) = run.executions.get(*at) else { return false };
            let status = child.status_at(seen);
            *slot(items, status) += child.items;
            status == Status::Running
        });
    }
}

/// Of each Map, in each branch and iteration it runs in, the latest of its map runs among those listed: which it is, where,
/// and when it began or was redriven.
pub(in crate::studio) fn latest(simulation: &Simulation) -> impl Iterator<Item = (usize, &StatePath, VirtualTime)> {
    let seen = seen(simulation);
    let all = simulation.map_runs();
    let begun = &all[..all.partition_point(|run| run.start <= seen)];
    let first = begun.len().saturating_sub(MAP_RUNS_LISTED_MAX);
    let listed = &begun[first..];
    let is_latest = move |at: usize, run: &MapRun| listed[at + 1..].iter().all(|later| later.path != run.path);
    let latest = listed.iter().enumerate().filter(move |(at, run)| is_latest(*at, run));
    latest.map(move |(at, run)| (first + at, &run.path, run.redriven_at(seen).unwrap_or(run.start)))
}

/// A child execution, with its events and its trace as far as they show.
type SeenChild<'a> = (&'a ChildExecution, (&'a [HistoryEvent], &'a [TraceRecord]));

/// Every map run of the run's own execution that has begun, with its place and its child executions that have, each with
/// its events that show.
pub(in crate::studio) fn begun_children(
    simulation: &Simulation,
) -> impl Iterator<Item = (MapRunAt, &StatePath, impl Iterator<Item = SeenChild<'_>>)> {
    let seen = seen(simulation);
    let all = simulation.map_runs();
    let runs = all[..all.partition_point(|run| run.start <= seen)].iter().enumerate();
    runs.map(move |(at, run)| {
        let children = run.executions[..begun(run, seen)].iter();
        (MapRunAt::own(at), &run.path, children.map(move |child| (&**child, (shown(child, seen), traced(child, seen)))))
    })
}

fn shown(child: &ChildExecution, seen: VirtualTime) -> &[HistoryEvent] {
    &child.history[..child.history.partition_point(|event| event.time <= seen)]
}

fn traced(child: &ChildExecution, seen: VirtualTime) -> &[TraceRecord] {
    &child.trace[..child.trace.partition_point(|record| record.time <= seen)]
}

/// How many child executions have begun; they stand in the order in which they do.
fn begun(run: &MapRun, seen: VirtualTime) -> usize {
    run.executions.partition_point(|child| child.first_start() <= seen)
}

fn slot(counts: &mut MapRunCounts, status: Status) -> &mut usize {
    match status {
        Status::NotStarted | Status::Running => &mut counts.running,
        Status::Succeeded => &mut counts.succeeded,
        Status::Failed => &mut counts.failed,
        Status::TimedOut => &mut counts.timed_out,
        Status::Aborted => &mut counts.aborted,
    }
}

fn tolerated(run: &MapRun) -> String {
    let count = run.tolerated_failure_count.map(|count| describe::count(usize::try_from(count).unwrap_or(0), "item"));
    let share = run.tolerated_failure_percentage.map(|share| format!("{share} % of the items"));
    match (count, share) {
        (None, None) => "none".to_owned(),
        (Some(only), None) | (None, Some(only)) => only,
        (Some(count), Some(share)) => format!("{count}, {share}"),
    }
}

/// How many child executions a map run shows.
pub fn children(simulation: &Simulation, run: MapRunAt) -> usize {
    record(simulation, run).map_or(0, |run| begun(run, seen(simulation)))
}

fn record(simulation: &Simulation, at: MapRunAt) -> Option<&Arc<MapRun>> {
    all(simulation, at.nested).get(at.run)
}

fn find(simulation: &Simulation, run: MapRunAt, child: usize) -> Option<&Arc<ChildExecution>> {
    let child = record(simulation, run)?.executions.get(child)?;
    Some(child).filter(|child| child.first_start() <= seen(simulation))
}

/// A child execution in the list; `None` before it begins.
pub fn child_line(simulation: &Simulation, run: MapRunAt, child: usize) -> Option<ChildLine> {
    let child = find(simulation, run, child)?;
    let standing = child.at(seen(simulation));
    let result = match standing.status {
        Status::NotStarted | Status::Running => String::new(),
        Status::Succeeded => child.output.as_ref().map(describe::glimpse).unwrap_or_default(),
        _ => standing.failure.error.as_deref().unwrap_or_default().to_owned(),
    };
    Some(ChildLine {
        name: child.name.clone(),
        status: standing.status,
        took_ms: took(&standing, simulation),
        input: describe::glimpse(&child.input),
        result,
    })
}

/// A child execution; `None` before it begins.
pub fn child(simulation: &Simulation, run: MapRunAt, at: usize) -> Option<ChildFacts> {
    let child = find(simulation, run, at)?;
    let standing = child.at(seen(simulation));
    let ended = standing.stop.is_some();
    let kept = child.history.len() as u64;
    Some(ChildFacts {
        name: child.name.clone(),
        arn: child.arn.clone(),
        status: standing.status,
        took_ms: took(&standing, simulation),
        items: child.items,
        input: child.input.clone(),
        output: child.output.clone().filter(|_| standing.status == Status::Succeeded),
        failure: Some(standing.failure).filter(|failure| *failure != Failure::default()),
        events: child_events(simulation, run, at).len(),
        dropped: if ended { child.events.saturating_sub(kept) } else { 0 },
    })
}

/// The events of a child execution that show.
pub fn child_events(simulation: &Simulation, run: MapRunAt, child: usize) -> &[HistoryEvent] {
    let Some(child) = find(simulation, run, child) else { return &[] };
    shown(child, seen(simulation))
}
