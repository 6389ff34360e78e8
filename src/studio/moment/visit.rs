//! A visit as events change it, and what can be read off it.

use super::{Attempt, Outcome, Progress, StateStatus, Visit};
use crate::json::Value;
use crate::sim::{EventDetails, Failure, HistoryEvent, HopKind, ScopePath, VirtualTime};

impl Visit {
    pub(super) fn entered(index: usize, event: &HistoryEvent, scope: ScopePath) -> Visit {
        let input = match &event.details {
            EventDetails::Entered { input } => input.clone(),
            _ => Value::Null,
        };
        Visit { input, ..Visit::begun(index, event.time, scope) }
    }

    /// One that an event, by its position, led to.
    pub(super) fn begun(index: usize, from: VirtualTime, scope: ScopePath) -> Visit {
        Visit {
            scope,
            entered: index,
            exited: None,
            from,
            to: None,
            status: StateStatus::Running,
            input: Value::Null,
            output: None,
            error: None,
            cause: None,
            retry: None,
            attempts: Vec::new(),
            progress: Progress::default(),
            deadline: None,
            heartbeat_ms: None,
            redriven: false,
            execution: None,
            begun: None,
        }
    }

    pub(super) fn end(&mut self, time: VirtualTime, status: StateStatus) {
        self.to = Some(time);
        self.status = status;
        if let Some(attempt) = self.attempts.last_mut().filter(|attempt| attempt.to.is_none()) {
            attempt.to = Some(time);
            attempt.outcome = match status {
                StateStatus::Aborted => Outcome::Aborted,
                StateStatus::Failed | StateStatus::Caught => Outcome::Failed,
                StateStatus::NotReached
                | StateStatus::Running
                | StateStatus::Waiting
                | StateStatus::Callback
                | StateStatus::Retrying
                | StateStatus::Succeeded => Outcome::Succeeded,
            };
        }
    }

    /// Ends it from outside, unless it has ended.
    pub(super) fn stop(&mut self, time: VirtualTime) {
        if !self.is_closed() {
            self.end(time, StateStatus::Aborted);
        }
    }

    pub(super) fn fail(&mut self, failure: &Failure) {
        self.error = Some(failure.error.clone().unwrap_or_else(|| "".into()));
        self.cause.clone_from(&failure.cause);
    }

    /// The attempt of the outermost Parallel or Map around it.
    pub(super) fn run(&self) -> Option<(u64, u32)> {
        self.scope.hops().last().map(|hop| (hop.entered_event, hop.attempt))
    }
}

impl Visit {
    /// How many attempts failed.
    pub fn failed_attempts(&self) -> usize {
        self.attempts.iter().filter(|attempt| attempt.outcome == Outcome::Failed).count()
    }

    /// The branch or item it happened in, such as `branch 2` or `item 5`; `None` outside of every Parallel and Map.
    pub fn place(&self) -> Option<String> {
        self.scope.hop().map(|hop| match hop.kind {
            HopKind::Branch => format!("branch {}", hop.index + 1),
            HopKind::Iteration => format!("item {}", hop.index + 1),
        })
    }

    /// Whether it ended.
    pub fn is_closed(&self) -> bool {
        self.to.is_some()
    }

    /// How long it took, or takes until now.
    pub fn duration_ms(&self, now: VirtualTime) -> i64 {
        self.to.unwrap_or(now).since(self.from)
    }

    /// Whether an attempt of it waits for somebody's answer.
    pub fn is_held(&self) -> bool {
        self.attempts.last().is_some_and(|attempt| attempt.outcome == Outcome::Callback)
    }
}

impl Attempt {
    /// How it stands or ended, in words.
    pub fn words(&self) -> String {
        match (self.outcome, &self.error) {
            (Outcome::Running, _) => "running".to_owned(),
            (Outcome::Callback, _) => "waiting for an answer".to_owned(),
            (Outcome::Succeeded, _) => "succeeded".to_owned(),
            (Outcome::Failed, Some(error)) if !error.is_empty() => format!("failed with {error}"),
            (Outcome::Failed, _) => "failed".to_owned(),
            (Outcome::Aborted, _) => "aborted".to_owned(),
        }
    }
}
