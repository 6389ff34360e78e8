//! The visible run as its machine's log group would have it.
//!
//! A history can be long and its payloads large: a view asks which events are logged, shows as many lines as fit and asks
//! for each when it shows it; [`logs`] gives them all, to save as a file.

use super::Run;
use crate::sim::{EventType, HistoryEvent, LogLevel, Simulation};

fn shown(run: &Run) -> Option<(&Simulation, &[HistoryEvent])> {
    let simulation = run.simulation.as_ref()?;
    Some((simulation, simulation.history().get(..simulation.cursor())?))
}

/// The visible events that a level logs, by position in the history.
pub fn logged(run: &Run, level: LogLevel) -> Vec<usize> {
    let events = shown(run).map_or(&[][..], |(_, events)| events);
    events.iter().enumerate().filter(|(_, event)| level.logs(event.kind)).map(|(at, _)| at).collect()
}

/// The record of one visible event as a line of JSON, with or without inputs and outputs.
pub fn log_line(run: &Run, event: usize, include_data: bool) -> Option<String> {
    let (simulation, events) = shown(run)?;
    let redrives = events.get(..=event)?.iter().filter(|event| event.kind == EventType::ExecutionRedriven).count();
    Some(events[event].log_record(simulation.execution_arn(), redrives as u32, include_data).to_string())
}

/// Every line of the log up to the visible moment.
pub fn logs(run: &Run, level: LogLevel, include_data: bool) -> Vec<String> {
    let Some((simulation, _)) = shown(run) else { return Vec::new() };
    simulation.log_records(level, include_data).map(|record| record.to_string()).collect()
}
