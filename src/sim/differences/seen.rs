//! Which rows an event is a case of: told by its kind, its error and its place in the chain of events, from one table.

use super::{DIFFERENCES, Difference};
use crate::json::{Document, NodeRef, Value};
use crate::query::{Path, Template};
use crate::sim::{EventDetails, EventType, Failure, HistoryEvent, Scheduled};

/// How a row shows in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sign {
    /// What the specification says instead, in a few words.
    pub(super) says: &'static str,
    pub(super) when: When,
}

/// What marks an event as a case of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// It is of a type.
    Is(EventType),
    /// It tells an error, with a cause that has some words in it.
    Failed { error: &'static str, cause: &'static str },
    /// It tells an error and not its name.
    Nameless,
    /// A task timed out before its own time was over: no heartbeat came.
    Silent,
    /// A task without a limit of its own took longer than this.
    Overtime { seconds: i64 },
    /// A Parallel or Map failed with the error of one of its scopes.
    ScopeFailed(EventType),
    /// The execution failed with what the service never catches, at a state that names it so.
    Unmatched { name: &'static str },
    /// The execution failed with as many events as it may have.
    Longest { events: usize },
    /// A state was entered whose `Parameters` name an index past the end.
    PastTheEnd,
}

/// Errors that the service takes out of `ErrorEquals`.
const UNCAUGHT: [&str; 2] = ["States.Runtime", "States.DataLimitExceeded"];

/// How many events back a task's beginning is looked for.
const STEPS_BACK: usize = 8;

/// The rows that an event is a case of, in the table's order. `document` is the definition that ran.
pub fn seen(document: &Document, history: &[HistoryEvent], index: usize) -> Vec<&'static Difference> {
    let Some(event) = history.get(index) else { return Vec::new() };
    let run = Run { document, history };
    DIFFERENCES.iter().filter(|row| row.sign.is_some_and(|sign| run.shows(sign.when, event))).collect()
}

/// The rows that the end of an execution is a case of: those of its last event, and of the event that led to it.
pub fn at_end(document: &Document, history: &[HistoryEvent]) -> Vec<&'static Difference> {
    let Some(last) = history.last().filter(|event| event.kind.ends_execution()) else { return Vec::new() };
    let mut rows = seen(document, history, history.len() - 1);
    if last.kind == EventType::ExecutionFailed {
        for row in
            (last.previous_event_id as usize).checked_sub(1).map(|at| seen(document, history, at)).iter().flatten()
        {
            if !rows.contains(row) {
                rows.push(row);
            }
        }
    }
    rows
}

/// What a sign may look at.
struct Run<'a> {
    document: &'a Document,
    history: &'a [HistoryEvent],
}

impl<'a> Run<'a> {
    fn shows(&self, when: When, event: &HistoryEvent) -> bool {
        match when {
            When::Is(kind) => event.kind == kind,
            When::Failed { error, cause } => failure(event).is_some_and(|failure| {
                let said = failure.cause.as_deref().unwrap_or_default();
                failure.error.as_deref() == Some(error) && said.contains(cause)
            }),
            When::Nameless => fails(event.kind) && failure(event).is_some_and(|failure| failure.error.is_none()),
            When::Silent => timed_out(event.kind) && self.task(event).is_some_and(|(task, ms)| silent(task, ms)),
            When::Overtime { seconds } => {
                let late = |(task, ms): (&Scheduled, i64)| task.timeout_seconds.is_none() && ms > seconds * 1_000;
                ends_task(event.kind) && !timed_out(event.kind) && self.task(event).is_some_and(late)
            }
            When::ScopeFailed(kind) => event.kind == kind && self.failed_inside(event),
            When::Unmatched { name } => self.named_in_vain(event, name),
            When::Longest { events } => {
                event.kind == EventType::ExecutionFailed && event.id as usize >= events && self.history.len() >= events
            }
            When::PastTheEnd => self.past_the_end(event),
        }
    }

    /// The event that an event follows in its own branch or iteration.
    fn before(&self, event: &HistoryEvent) -> Option<&'a HistoryEvent> {
        self.history.get((event.previous_event_id as usize).checked_sub(1)?)
    }

    /// What was scheduled that an event ends, and how long ago that was.
    fn task(&self, event: &HistoryEvent) -> Option<(&'a Scheduled, i64)> {
        let chain = std::iter::successors(self.before(event), |earlier| self.before(earlier));
        let of_it = |earlier: &'a HistoryEvent| match &earlier.details {
            EventDetails::Scheduled(scheduled) => Some((&**scheduled, event.time.since(earlier.time))),
            _ => None,
        };
        chain.take(STEPS_BACK).take_while(|earlier| earlier.path == event.path).find_map(of_it)
    }

    /// Whether a Parallel or Map failed because of what happened inside it, and with that error.
    fn failed_inside(&self, event: &HistoryEvent) -> bool {
        let inside = self.before(event).is_some_and(|before| before.path.is_some() && before.path != event.path);
        let next = self.history.get(event.id as usize);
        let own = next.and_then(failure).and_then(|failure| failure.error.as_deref());
        inside && own != Some("States.ExceedToleratedFailureThreshold")
    }

    /// Whether an execution failed with an error that nothing catches although the state has a name for it.
    fn named_in_vain(&self, event: &HistoryEvent, name: &str) -> bool {
        let error = failure(event).and_then(|failure| failure.error.as_deref()).unwrap_or_default();
        let fits = UNCAUGHT.contains(&error) && (name == "States.ALL" || name == error);
        let state = || self.node(self.before(event)?);
        let named = |state: NodeRef<'_>, field| {
            let entries = state.get(field).into_iter().flat_map(NodeRef::elements);
            entries
                .filter_map(|entry| entry.get("ErrorEquals"))
                .flat_map(NodeRef::elements)
                .any(|error| error.as_str() == Some(name))
        };
        event.kind == EventType::ExecutionFailed
            && fits
            && state().is_some_and(|state| named(state, "Retry") || named(state, "Catch"))
    }

    /// Whether a state was entered with `Parameters` in which a path ends past the end of an array.
    fn past_the_end(&self, event: &HistoryEvent) -> bool {
        let EventDetails::Entered { input } = &event.details else { return false };
        let iterates = matches!(event.kind, EventType::MapStateEntered);
        let state = self.node(event).filter(|_| !iterates);
        let Some(parameters) = state.and_then(|state| state.get("Parameters")) else { return false };
        let path = state.and_then(|state| state.get("InputPath")?.as_str()).unwrap_or("$");
        let input = Path::parse(path).ok().filter(is_of_input).and_then(|path| path.select_in(input).ok());
        let (Some(input), Ok(template)) = (input, Template::compile(&parameters.to_value())) else { return false };
        template.expressions().iter().flat_map(|(_, expression)| expression.paths()).any(|path| reaches(path, &input))
    }

    fn node(&self, event: &HistoryEvent) -> Option<NodeRef<'a>> {
        self.document.find(&event.path.as_ref()?.state)
    }
}

fn is_of_input(path: &Path) -> bool {
    *path.root() == crate::query::Root::Input
}

fn reaches(path: &Path, input: &Value) -> bool {
    is_of_input(path) && path.is_past_the_end(input)
}

fn failure(event: &HistoryEvent) -> Option<&Failure> {
    match &event.details {
        EventDetails::Failed(failure)
        | EventDetails::TaskFailed(_, failure)
        | EventDetails::Evaluation { failure, .. } => Some(failure),
        _ => None,
    }
}

/// Whether a task's silence, and not its own limit, ended it.
fn silent(task: &Scheduled, ms: i64) -> bool {
    task.heartbeat_seconds.is_some() && task.timeout_seconds.is_none_or(|seconds| ms < seconds.saturating_mul(1_000))
}

fn timed_out(kind: EventType) -> bool {
    matches!(kind, EventType::TaskTimedOut | EventType::LambdaFunctionTimedOut | EventType::ActivityTimedOut)
}

/// The events whose error a person or a service left out; a stopped execution needs none.
fn fails(kind: EventType) -> bool {
    matches!(
        kind,
        EventType::ExecutionFailed
            | EventType::TaskFailed
            | EventType::LambdaFunctionFailed
            | EventType::ActivityFailed
    )
}

fn ends_task(kind: EventType) -> bool {
    matches!(
        kind,
        EventType::TaskSucceeded
            | EventType::TaskFailed
            | EventType::LambdaFunctionSucceeded
            | EventType::LambdaFunctionFailed
            | EventType::ActivitySucceeded
            | EventType::ActivityFailed
    )
}
