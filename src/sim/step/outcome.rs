//! How a visit ends: with an output, with an error that Retry or Catch takes, or with one that nobody does.

use std::sync::Arc;

use super::states;
use super::{DATA_LIMIT, Run, too_large};
use crate::asl::TransitionKind;
use crate::json::{Object, Value};
use crate::sim::Status;
use crate::sim::dataflow::{Trouble, Variables, sequence};
use crate::sim::error::{Origin, StatesError};
use crate::sim::execution::{Phase, Visit};
use crate::sim::history::{EventDetails, EventType, Failure};
use crate::sim::ids::FrameId;
use crate::sim::limits;
use crate::sim::payload::{bytes_after, bytes_of, same};
use crate::sim::program::{Code, Next};
use crate::sim::retry;
use crate::sim::trace::{Retried, TraceFact};
use crate::sim::world::Effect;

/// Whether variables are small and flat enough together. One that is assigned what it holds already was so before.
fn assignable(known: &Variables, assigned: Option<&Object>) -> bool {
    let mut left = limits::ASSIGNED_BYTES_MAX;
    assigned.into_iter().flatten().all(|(name, value)| {
        if known.get(name).is_some_and(|old| same(old, value)) {
            return true;
        }
        let bytes = value.measure(left, limits::VALUE_DEPTH_MAX);
        left -= bytes.unwrap_or(0);
        bytes.is_some()
    })
}

impl<'a> Run<'a> {
    /// Leaves a state with its output, by one of its transitions.
    pub(crate) fn leave(
        &mut self,
        id: FrameId,
        output: Value,
        assigned: Option<Arc<Object>>,
        (by, next): (TransitionKind, &Next),
    ) {
        let Some(code) = self.code(id) else { return };
        let Some(frame) = self.execution.frame_mut(id) else { return };
        let (input, known) = (&frame.visit.input, frame.visit.bytes);
        let bytes = match known {
            Some(known) if same(input, &output) => Some(known),
            Some(known) => bytes_after(input, known, &output),
            None => bytes_of(&output),
        };
        if bytes.is_none() || !assignable(&frame.variables, assigned.as_deref()) {
            let error = StatesError::new(Origin::DataLimit, DATA_LIMIT, Some(too_large(&code.name)));
            self.fail(id, error);
            return;
        }
        if let Some(assigned) = &assigned {
            Arc::make_mut(&mut frame.variables).assign(assigned);
        }
        frame.visit.phase = Phase::Working;
        if let Some(kind) = EventType::exited(code.kind) {
            let taken = matches!(next, Next::To(_)).then_some(by);
            self.emit(id, kind, EventDetails::Exited { output: output.clone(), assigned, taken });
        }
        match next {
            Next::End => self.scope_done(id, output),
            Next::To(state) => {
                let Some(frame) = self.execution.frame_mut(id) else { return };
                frame.at = *state;
                frame.visit = Visit { bytes, ..Visit::new(output) };
                self.ask(Effect::Resume(id));
            }
            Next::Nowhere(message) => {
                let error = self.error(id, Trouble::runtime(&**message));
                self.fatal(id, error);
            }
        }
    }

    fn scope_done(&mut self, id: FrameId, output: Value) {
        match self.execution.frame(id).map(|frame| frame.parent) {
            Some(None) => {
                let chain = self.execution.frame(id).map_or(0, |frame| frame.chain);
                self.record(EventType::ExecutionSucceeded, EventDetails::Output(output.clone()), chain, None);
                self.execution.output = Some(output);
                self.close(Status::Succeeded);
            }
            Some(Some(parent)) => states::scopes::done(self, parent, id, output),
            None => {}
        }
    }

    /// Takes an error through Retry and Catch, and out of the scope if neither has it.
    pub(crate) fn fail(&mut self, id: FrameId, error: StatesError) {
        if error.origin == Origin::Runtime {
            self.fatal(id, error);
            return;
        }
        let Some(code) = self.code(id) else { return };
        if self.retried(id, code, &error) {
            return;
        }
        states::scopes::owner_failed(self, id, code.kind);
        let catcher = code.catch.iter().position(|catcher| retry::covers(&catcher.errors, &error));
        match catcher {
            Some(index) => self.caught(id, code, index, &error),
            None => self.scope_failed(id, error),
        }
    }

    fn retried(&mut self, id: FrameId, code: &Code, error: &StatesError) -> bool {
        let Some(frame) = self.execution.frame(id) else { return false };
        let Some((index, count)) = retry::choose(&code.retry, &frame.visit.retries, error) else {
            return false;
        };
        let delay = code.retry[index].jittered_ms(count, &mut self.execution.random);
        let at = self.execution.now.plus_ms(delay);
        let timer = self.arm(id, at);
        let of = code.retry[index].max_attempts;
        let failure = error.failure.clone();
        let retried = Retried { retrier: index, attempt: count + 1, of, due: at, failure };
        self.trace(id, TraceFact::Retried(retried.into()));
        if let Some(frame) = self.execution.frame_mut(id) {
            frame.visit.retries.resize(code.retry.len(), 0);
            frame.visit.retries[index] += 1;
            frame.visit.retry_count += 1;
            frame.visit.attempt += 1;
            frame.visit.phase = Phase::Backoff(timer, at);
        }
        true
    }

    fn caught(&mut self, id: FrameId, code: &'a Code, catcher: usize, error: &StatesError) {
        self.trace(id, TraceFact::Caught { catcher, failure: error.failure.clone().into() });
        let made = self.flow(id, |flow, env| sequence::caught(flow, env, catcher, error.output()));
        let next = match &code.catch[catcher].next {
            Ok(state) => Next::To(*state),
            Err(message) => Next::Nowhere(message.clone()),
        };
        match made {
            Ok((output, assigned)) => self.leave(id, output, assigned, (TransitionKind::Catch(catcher), &next)),
            Err(error) if error.origin == Origin::Runtime => self.fatal(id, error),
            Err(error) => self.scope_failed(id, error),
        }
    }

    /// A scope ends by an error.
    pub(crate) fn scope_failed(&mut self, id: FrameId, error: StatesError) {
        self.trace(id, TraceFact::Failed(error.failure.clone().into()));
        self.close_scope(id, error);
    }

    fn close_scope(&mut self, id: FrameId, error: StatesError) {
        let Some(frame) = self.execution.frame_mut(id) else { return };
        if frame.parent.is_none() {
            self.end_at(id, error.failure);
            return;
        }
        if frame.doom.is_none() {
            frame.doom = Some(error);
            self.ask(Effect::ScopeFailed(id));
        }
    }

    /// An error nothing catches: it ends the execution, from wherever it came. A distributed Map's child is an
    /// execution of its own.
    pub(crate) fn fatal(&mut self, id: FrameId, error: StatesError) {
        self.trace(id, TraceFact::Failed(error.failure.clone().into()));
        let Some(frame) = self.execution.frame(id) else { return };
        let Some(own) = frame.child else {
            self.end_at(id, error.failure);
            return;
        };
        let outer = |id: &FrameId| {
            let parent = self.execution.frame(*id)?.parent?;
            self.execution.frame(parent).filter(|frame| frame.child == Some(own)).map(|_| parent)
        };
        let Some(child) = std::iter::successors(Some(id), outer).last() else { return };
        self.close_scope(child, StatesError { origin: Origin::State, ..error });
    }

    fn end_at(&mut self, id: FrameId, failure: Failure) {
        let chain = self.execution.frame(id).map_or(0, |frame| frame.chain);
        self.record(EventType::ExecutionFailed, EventDetails::Failed(failure.clone()), chain, None);
        self.execution.failure = failure;
        self.close(Status::Failed);
    }

    /// Ends the execution from outside its scopes. Recorded: what stops it follows nothing, and a timeout is named in the
    /// history alone.
    pub(crate) fn end(&mut self, kind: EventType, failure: Failure) {
        let status = match kind {
            EventType::ExecutionTimedOut => Status::TimedOut,
            EventType::ExecutionAborted => Status::Aborted,
            _ => Status::Failed,
        };
        // Recorded of ExecutionAborted, observed of ExecutionTimedOut: what comes from outside follows nothing. Only the
        // event names the timeout, the execution has no error.
        let previous = if status == Status::Failed { self.execution.events } else { 0 };
        let told = match kind {
            EventType::ExecutionTimedOut => Failure { error: Some("States.Timeout".into()), cause: None },
            _ => failure.clone(),
        };
        self.record(kind, EventDetails::Failed(told), previous, None);
        self.execution.failure = failure;
        self.close(status);
    }

    fn close(&mut self, status: Status) {
        self.execution.status = status;
        states::map_run::abandon(self.execution);
        if let Some(root) = self.execution.root.take() {
            let stopped = states::scopes::quietly(self, root);
            let redrivable = status.ended_badly() && !self.execution.about.express;
            self.execution.remains = stopped.filter(|_| redrivable);
        }
        self.execution.close_all();
        // What was written stays written.
        self.out.effects.retain(|effect| matches!(effect, Effect::WriteObjects(..)));
        self.ask(Effect::End);
    }
}
