//! What people do to a run, and doing it again.

use std::sync::Arc;

use super::head::take;
use super::journal::{Line, Told};
use super::work::{Stage, Then};
use super::{Act, Entry, Goal, Resolution, ResolveError, Simulation};
use crate::sim::history::Failure;
use crate::sim::ids::TaskToken;
use crate::sim::limits;
use crate::sim::nested::Party;
use crate::sim::step::Outbox;
use crate::sim::time::VirtualTime;
use crate::sim::world::{Input, TaskSignal};
use crate::sim::{Progress, Status};

impl Simulation {
    /// Answers a held task at the moment shown. If that is in the past, what came after is dropped and the run goes on
    /// from there.
    pub fn resolve(&mut self, token: &TaskToken, resolution: Resolution) -> Result<(), ResolveError> {
        let stage = self.begin_resolve(token, resolution)?;
        // Only a redrive is refused later.
        let _ = self.at_once(stage);
        Ok(())
    }

    /// What an answer has to do first.
    pub(super) fn begin_resolve(&self, token: &TaskToken, resolution: Resolution) -> Result<Stage, ResolveError> {
        let showing = self.head.spans.iter().rev().find(|span| span.task.token == *token && span.from <= self.cursor);
        let span = showing.ok_or_else(|| {
            if self.head.spans.iter().any(|span| span.task.token == *token) {
                ResolveError::TaskDoesNotExist
            } else {
                ResolveError::InvalidToken
            }
        })?;
        if span.is_over(self.cursor, self.nested_clock()) {
            return Err(if span.timed_out { ResolveError::TaskTimedOut } else { ResolveError::TaskDoesNotExist });
        }
        if matches!(&resolution, Resolution::Succeed(output) if output.json_len() > limits::PAYLOAD_BYTES_MAX) {
            return Err(ResolveError::InvalidOutput);
        }
        self.begin_act(Act::Resolve(token.clone(), resolution), span.inputs)
    }

    /// Stops the execution at the moment shown.
    pub fn abort(&mut self, error: Option<&str>, cause: Option<&str>) {
        if self.status() == Status::Running {
            let failure = Failure { error: error.map(Arc::from), cause: cause.map(Arc::from) }.kept();
            // A full journal cannot take it, and then the run has long been beyond use.
            if let Ok(stage) = self.begin_act(Act::Abort(failure), 0) {
                let _ = self.at_once(stage);
            }
        }
    }

    /// What doing something at the moment shown, but not before so many inputs, has to do first.
    fn begin_act(&self, act: Act, inputs: u64) -> Result<Stage, ResolveError> {
        let (time, cursor) = (self.clock, self.cursor);
        // Time may have passed since the moment shown without anything happening. After the end only nested executions
        // have gone on, and what is shown of them is how they stand.
        let over = self.head.execution.status.ended();
        let back = cursor < self.history.len() || (time < self.head.world.now && !over);
        let before = self.journal.entries.iter().filter(|entry| entry.time <= time).count();
        if before >= limits::JOURNAL_ENTRIES_MAX {
            return Err(ResolveError::JournalFull);
        }
        Ok(Stage::Back { goal: Goal { events: cursor, inputs }, begun: !back, then: Then::Act(act, time) })
    }

    /// Does something at the present, where the way back led; what was to come is dropped.
    pub(super) fn act(&mut self, act: Act, time: VirtualTime) {
        let time = time.max(self.head.world.now);
        self.script.clear();
        self.skipped.retain(|entry| entry.time <= time);
        self.skipped.truncate(limits::JOURNAL_ENTRIES_MAX.saturating_sub(self.journal.entries.len()));
        self.perform(act, time, None);
        self.cursor = self.history.len();
    }

    /// Does what somebody did, and writes it into the journal; `told` is when it was done first.
    pub(super) fn perform(&mut self, act: Act, time: VirtualTime, told: Option<Told>) {
        let entry = Entry { time, after_inputs: self.head.inputs, act: act.clone() };
        Arc::make_mut(&mut self.told).push(told.unwrap_or((entry.time, entry.after_inputs)));
        Arc::make_mut(&mut self.journal).entries.push(entry);
        let head = Arc::make_mut(&mut self.head);
        head.entries += 1;
        head.world.pass_until(time);
        let input = match act {
            Act::Abort(failure) => Some((Party::Own, Input::Abort(failure))),
            Act::Redrive => Some((Party::Own, Input::Redrive)),
            Act::Resolve(token, resolution) => head.signal(
                &token,
                match resolution {
                    Resolution::Succeed(output) => TaskSignal::Succeeded(output),
                    Resolution::Fail { error, cause } => TaskSignal::Failed(Failure { error, cause }),
                    Resolution::Heartbeat => TaskSignal::Heartbeat,
                },
            ),
        };
        let mut out = Outbox::default();
        if let Some(input) = input {
            let record = (Arc::make_mut(&mut self.history), Arc::make_mut(&mut self.trace));
            take(&self.program, head, record, &mut out, input);
        }
    }

    /// Performs a line of the script.
    pub(super) fn perform_line(&mut self, at: usize) {
        if let Some(Line { entry, told }) = self.script.remove(at) {
            let time = entry.time.max(self.head.world.now);
            self.perform(entry.act, time, Some(told));
        }
    }

    /// Puts the next line of the script aside: over this program it cannot be performed.
    pub(super) fn skip_line(&mut self) {
        self.skipped.extend(self.script.pop_front().map(|line| line.as_told()));
    }

    /// What people did, as they did it, whether this program had a use for it or not: what another program is to be run
    /// with.
    pub(super) fn all_told(&self) -> Vec<Entry> {
        let line = |(at, entry): (usize, &Entry)| {
            let told = self.told.get(at).copied().unwrap_or((entry.time, entry.after_inputs));
            Line { entry: entry.clone(), told }.as_told()
        };
        let done = self.journal.entries.iter().enumerate().map(line);
        let mut all: Vec<Entry> = done.chain(self.skipped.iter().cloned()).collect();
        all.extend(self.script.iter().map(Line::as_told));
        all.sort_by_key(|entry| (entry.time, entry.after_inputs));
        all
    }

    /// Goes back to the last checkpoint before a goal. What was done after it is done again on the way there.
    pub(super) fn rewind(&mut self, goal: Goal) {
        let at = self.checkpoints.partition_point(|checkpoint| checkpoint.events <= goal.events).saturating_sub(1);
        truncate(&mut self.checkpoints, at + 1);
        let Some(checkpoint) = self.checkpoints.last().cloned() else { return };
        self.head = checkpoint.head;
        truncate(&mut self.history, checkpoint.events);
        truncate(&mut self.trace, checkpoint.traced);
        let entries = &mut Arc::make_mut(&mut self.journal).entries;
        let told = Arc::make_mut(&mut self.told);
        let kept = self.head.entries;
        let told = told.drain(kept.min(told.len())..).map(Some).chain(std::iter::repeat(None));
        let again = entries.drain(kept.min(entries.len())..).zip(told);
        self.script = again
            .map(|(entry, told)| match told {
                Some(told) => Line { entry, told },
                None => Line::from(entry),
            })
            .collect();
    }

    /// Goes on towards a goal; gives whether it is reached.
    pub(super) fn reach(&mut self, goal: Goal, budget: usize) -> bool {
        self.go(VirtualTime::MAX, budget, goal) != Progress::Budget
    }
}

/// Keeps the beginning of a list; of one that others share, only that is copied.
fn truncate<T: Clone>(list: &mut Arc<Vec<T>>, len: usize) {
    match Arc::get_mut(list) {
        Some(list) => list.truncate(len),
        None => *list = Arc::new(list.iter().take(len).cloned().collect()),
    }
}
