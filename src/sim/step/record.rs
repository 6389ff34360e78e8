//! Recording what happens: ids, what follows what, and the limit of a history.

use std::sync::Arc;

use super::Run;
use crate::json::Value;
use crate::sim::Status;
use crate::sim::error::{Origin, StatesError};
use crate::sim::history::{EventDetails, EventType, Failure, HistoryEvent, StatePath};
use crate::sim::ids::{ChildId, FrameId};
use crate::sim::limits;
use crate::sim::trace::{self, Stage, StageRecord, TraceFact, TraceRecord};

impl Run<'_> {
    /// Records an event of a scope and makes it the one the next event follows.
    pub(crate) fn emit(&mut self, id: FrameId, kind: EventType, details: EventDetails) -> u64 {
        let event = self.emit_aside(id, kind, details);
        if let Some(frame) = self.execution.frame_mut(id) {
            frame.chain = event;
        }
        event
    }

    /// Records an event of a scope that the next one does not follow.
    pub(crate) fn emit_aside(&mut self, id: FrameId, kind: EventType, details: EventDetails) -> u64 {
        let Some(frame) = self.execution.frame(id) else { return 0 };
        let (chain, scope, at, child) = (frame.chain, frame.path.clone(), frame.at, frame.child);
        let place =
            self.program.state(at).map(|code| (code.name.clone(), StatePath { state: code.pointer.clone(), scope }));
        match child {
            None => self.record(kind, details, chain, place),
            Some(child) => {
                let event = self.record_child(child, kind, details, chain, place);
                if event as usize >= limits::HISTORY_EVENTS_MAX {
                    let error = StatesError::new(Origin::State, "States.Runtime", Some(history_full()));
                    self.scope_failed(id, error);
                }
                event
            }
        }
    }

    /// Records an event of a child execution, whose history is not the parent's.
    pub(crate) fn record_child(
        &mut self,
        child: ChildId,
        kind: EventType,
        details: EventDetails,
        previous: u64,
        place: Option<(Arc<str>, StatePath)>,
    ) -> u64 {
        let time = self.execution.now;
        let kept = self.execution.child_events < limits::CHILD_EVENTS_KEPT_MAX;
        // Of an event that is not kept, only an output is.
        if (kept || kind.ends_execution()) && !self.execution.room.take(&details) {
            self.end(EventType::ExecutionFailed, Failure::new("States.Runtime", history_large()));
            return 0;
        }
        let Some(child) = self.execution.child_mut(child) else { return 0 };
        child.events += 1;
        let id = child.events;
        if kept {
            let (state, path) = place.map_or((None, None), |(name, path)| (Some(name), Some(path)));
            child.history.push(HistoryEvent { id, previous_event_id: previous, time, kind, details, state, path });
            self.execution.child_events += 1;
        }
        id
    }

    /// Notes what the state a scope is at did, beside its events.
    pub(crate) fn trace(&mut self, id: FrameId, fact: TraceFact) {
        let Some(frame) = self.execution.frame(id) else { return };
        let (scope, at, child) = (frame.path.clone(), frame.at, frame.child);
        if let Some(code) = self.program.state(at) {
            self.note(child, StatePath { state: code.pointer.clone(), scope }, fact);
        }
    }

    /// Whether somebody looks at the stages of the visit a scope is at.
    pub(crate) fn inspects(&self, id: FrameId) -> bool {
        let Some(inspected) = &self.execution.inspected else { return false };
        self.execution.frame(id).is_some_and(|frame| inspected.is_at(frame))
    }

    /// Keeps stages of that visit; an item's are told from each other by its place.
    pub(crate) fn keep_stages(&mut self, id: FrameId, item: Option<usize>, noted: Vec<(Stage, Value)>) {
        let Some(frame) = self.execution.frame(id) else { return };
        let (attempt, time) = (frame.visit.attempt, self.execution.now);
        let child = frame.child.and_then(|child| self.execution.child(child));
        let event = child.map_or(self.execution.events, |child| child.events);
        let Some(inspected) = &mut self.execution.inspected else { return };
        for (stage, value) in noted {
            let item = item.filter(|_| stage == Stage::AfterItemSelector);
            inspected.keep(StageRecord { event, time, attempt, stage, item, value });
        }
    }

    /// In the trace of the execution itself or of a child execution.
    fn note(&mut self, child: Option<ChildId>, path: StatePath, fact: TraceFact) {
        let time = self.execution.now;
        match child {
            None => self.out.trace.push(TraceRecord { event: self.execution.events, time, path, fact }),
            Some(child) => {
                let Some(child) = self.execution.child_mut(child) else { return };
                // Of an event that is not kept nothing is.
                if child.events == child.history.len() as u64 {
                    let record = TraceRecord { event: child.events, time, path, fact };
                    trace::extend(&mut child.trace, &child.history, &mut vec![record]);
                }
            }
        }
    }

    /// Records an event. The last place of a full history is for the event that says so.
    pub(crate) fn record(
        &mut self,
        kind: EventType,
        details: EventDetails,
        previous: u64,
        place: Option<(Arc<str>, StatePath)>,
    ) -> u64 {
        if self.execution.status != Status::Running {
            return 0;
        }
        let full = (self.execution.events as usize + 1 >= limits::HISTORY_EVENTS_MAX).then(history_full);
        let full = full.or_else(|| (!self.execution.room.take(&details)).then(history_large));
        if let Some(cause) = full.filter(|_| !kind.ends_execution()) {
            let failure = Failure::new("States.Runtime", cause);
            if let Some((_, path)) = place {
                self.note(None, path, TraceFact::Failed(failure.clone().into()));
            }
            self.end(EventType::ExecutionFailed, failure);
            return 0;
        }
        self.execution.events += 1;
        let (state, path) = place.map_or((None, None), |(name, path)| (Some(name), Some(path)));
        let id = self.execution.events;
        let time = self.execution.now;
        self.out.history.push(HistoryEvent { id, previous_event_id: previous, time, kind, details, state, path });
        id
    }
}

/// In words of this simulator's own: the service has no such limit.
fn history_large() -> String {
    let megabytes = limits::HISTORY_BYTES_MAX >> 20;
    format!("The execution's history takes up more than {megabytes} MiB, which is more than this simulator keeps.")
}

fn history_full() -> String {
    format!("The execution reached the maximum number of history events ({}).", limits::HISTORY_EVENTS_MAX)
}
