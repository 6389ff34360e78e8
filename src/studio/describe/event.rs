//! How an event of the history is shown: its tone, its icon, and what it carries in one line.

use super::{glimpse, short};
use crate::sim::{EventDetails, EventType, Failure, HistoryEvent};

/// How far back the tries of a task are counted.
const TRIES_BACK: usize = 500;

/// What an event says about the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tone {
    /// Something went on.
    Plain,
    /// Something ended well.
    Good,
    /// Somebody's answer is awaited.
    Call,
    /// Something was stopped.
    Stopped,
    /// Something failed.
    Bad,
}

impl Tone {
    /// Its class.
    pub fn class(self) -> &'static str {
        match self {
            Tone::Plain => "sec",
            Tone::Good => "c-succeeded",
            Tone::Call => "c-callback",
            Tone::Stopped => "c-aborted",
            Tone::Bad => "c-failed",
        }
    }
}

/// What a type of event says about the run.
pub fn tone(kind: EventType) -> Tone {
    let name = kind.as_str();
    match kind {
        EventType::TaskSubmitted => Tone::Call,
        EventType::FailStateEntered => Tone::Bad,
        _ if name.ends_with("Failed") || name.ends_with("TimedOut") => Tone::Bad,
        _ if name.ends_with("Aborted") => Tone::Stopped,
        _ if name.ends_with("Succeeded") || name.ends_with("Exited") => Tone::Good,
        _ => Tone::Plain,
    }
}

/// The icon of a type of event.
pub fn icon(kind: EventType) -> &'static str {
    let name = kind.as_str();
    match tone(kind) {
        Tone::Bad => "fail",
        Tone::Stopped => "abort",
        Tone::Call => "key",
        Tone::Good if name.starts_with("Choice") => "choice",
        Tone::Good => "succeed",
        Tone::Plain if name.ends_with("Scheduled") => "queue",
        Tone::Plain if name.ends_with("Entered") => "right",
        Tone::Plain => "running",
    }
}

/// What an event carries, in one line.
pub fn detail(events: &[HistoryEvent], index: usize) -> String {
    let Some(event) = events.get(index) else { return String::new() };
    match &event.details {
        EventDetails::None => String::new(),
        EventDetails::Started { input, .. } | EventDetails::Entered { input } => glimpse(input),
        EventDetails::Output(output) | EventDetails::TaskOutput(_, output) | EventDetails::Exited { output, .. } => {
            glimpse(output)
        }
        EventDetails::Failed(failure)
        | EventDetails::TaskFailed(_, failure)
        | EventDetails::Evaluation { failure, .. } => failed(failure),
        EventDetails::Scheduled(scheduled) => match retry(events, index) {
            Some(words) => words,
            None => format!("{} {}", scheduled.resource.resource_type, scheduled.resource.resource).trim().to_owned(),
        },
        EventDetails::TaskStarted(resource) => {
            format!("{} {}", resource.resource_type, resource.resource).trim().to_owned()
        }
        EventDetails::Worker(worker) => worker.as_deref().unwrap_or_default().to_owned(),
        EventDetails::Length(length) => super::count(*length, "item"),
        EventDetails::Iteration(item) => format!("Item {}", item + 1),
        EventDetails::MapRun(arn) => arn.to_string(),
        EventDetails::Redriven { count, .. } => format!("Redrive {count}"),
    }
}

fn failed(failure: &Failure) -> String {
    match (failure.error.as_deref(), failure.cause.as_deref()) {
        (Some(error), Some(cause)) if !cause.is_empty() => format!("{error}: {}", glimpse_text(cause)),
        (Some(error), _) => error.to_owned(),
        (None, cause) => glimpse_text(cause.unwrap_or_default()),
    }
}

/// The first line of a text.
fn glimpse_text(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let mut short: String = line.chars().take(super::GLIMPSE_CHARS).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// Which try a scheduled task is and how long it waited for it, if it is not the first.
fn retry(events: &[HistoryEvent], index: usize) -> Option<String> {
    let event = events.get(index)?;
    let path = event.path.as_ref()?;
    let own = |other: &&HistoryEvent| other.path.as_ref() == Some(path) || other.kind == EventType::ExecutionRedriven;
    let before = events[..index].iter().rev().take(TRIES_BACK).filter(own);
    let mut tries = 1;
    let mut since = None;
    for other in before {
        match other.kind {
            // A redrive counts the tries from one again.
            EventType::TaskStateEntered | EventType::ExecutionRedriven => break,
            kind if tone(kind) == Tone::Bad => since = since.or(Some(other.time)),
            kind if kind == event.kind => tries += 1,
            _ => {}
        }
    }
    Some(format!("Try {tries} after {}", short(event.time.since(since?))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::moment::tests::Script;

    #[test]
    fn every_type_has_an_icon_and_a_tone() {
        assert_eq!(EventType::ALL.iter().filter(|kind| tone(**kind) == Tone::Call).count(), 1);
        assert!(EventType::ALL.iter().all(|kind| !icon(*kind).is_empty()));
        assert_eq!(tone(EventType::LambdaFunctionTimedOut), Tone::Bad);
    }

    #[test]
    fn an_event_is_told_in_one_line() {
        let mut script = Script::new();
        script.validated();
        let lines: Vec<String> = (0..script.events.len()).map(|index| detail(&script.events, index)).collect();
        assert_eq!(lines[2], "lambda invoke");
        assert_eq!(lines[4], "Busy: why");
        assert_eq!(lines[5], "Try 2 after 2 s");
        assert_eq!(lines[8], "Try 3 after 4 s");
        assert_eq!(lines[11], "1");
    }
}
