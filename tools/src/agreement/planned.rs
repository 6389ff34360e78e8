//! That a retry comes when the definition says, as the inspector draws it.

use stepwright::json::{Document, NodeRef, Pointer, Value};
use stepwright::sim::{EventDetails, HistoryEvent, Retried, Simulation, TraceFact, TraceRecord, planned_delays_ms};

use super::{Compared, Disagreement, equal};

/// The histories and traces of all executions of a run.
fn executions(run: &Simulation) -> impl Iterator<Item = (&[HistoryEvent], &[TraceRecord])> {
    let children = run.map_runs().iter().flat_map(|map_run| &map_run.executions);
    let children = children.map(|child| (&*child.history, &*child.trace));
    [(run.history().get(..run.cursor()).unwrap_or_default(), run.trace())].into_iter().chain(children)
}

pub(super) fn count(run: &Simulation, compared: &mut Compared) {
    for record in executions(run).flat_map(|(_, trace)| trace) {
        *match record.fact {
            TraceFact::Retried(_) => &mut compared.retries,
            TraceFact::Caught { .. } => &mut compared.caught,
            TraceFact::Failed(_) => &mut compared.failed,
        } += 1;
    }
}

/// Holds every decision against the definition: the Retrier's number of retries and its delay, and the way that the Catcher
/// leads.
pub(super) fn compare(text: &str, run: &Simulation) -> Result<(), Disagreement> {
    let document = Document::new(text);
    for (history, trace) in executions(run) {
        for record in trace {
            match &record.fact {
                TraceFact::Retried(decided) => retry(&document, record, decided)?,
                TraceFact::Caught { catcher, .. } => caught(history, record, *catcher)?,
                TraceFact::Failed(_) => {}
            }
        }
    }
    Ok(())
}

fn retry(document: &Document, record: &TraceRecord, decided: &Retried) -> Result<(), Disagreement> {
    let at = record.path.state.key("Retry").index(decided.retrier);
    let retrier = document.find(&at).map_or(Value::Null, NodeRef::to_value);
    let delays = planned_delays_ms(&retrier);
    let planned = delays.get(decided.attempt as usize - 1).copied();
    let delay = decided.due.since(record.time);
    let jitter = retrier.get("JitterStrategy").and_then(Value::as_str) == Some("FULL");
    if jitter && planned.is_some_and(|planned| (0..=planned).contains(&delay)) {
        return Ok(());
    }
    equal("delay", &at, Some(delay), planned)?;
    equal("retries", &at, usize::try_from(decided.of).unwrap_or(0), delays.len())
}

/// The state is left along its Catcher, unless what the Catcher says fails.
fn caught(history: &[HistoryEvent], record: &TraceRecord, catcher: usize) -> Result<(), Disagreement> {
    let after = history.get(record.event as usize..).unwrap_or_default();
    let left = after.iter().find(|event| event.path.as_ref() == Some(&record.path));
    let Some(EventDetails::Exited { taken, .. }) = left.map(|event| &event.details) else { return Ok(()) };
    let way = taken.map(|kind| kind.pointer(&record.path.state));
    let own: Pointer = record.path.state.key("Catch").index(catcher).key("Next");
    equal("way out", &record.path, Some(own), way)
}
