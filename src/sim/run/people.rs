//! Going on without waiting, but for people: virtual time stands where it would take their answer from them.

use super::Simulation;
use super::head::HeldSpan;
use crate::sim::ids::TaskToken;
use crate::sim::time::VirtualTime;
use crate::sim::{Progress, Status};
use crate::sort::SortedSet;

impl Simulation {
    /// Goes on without waiting, up to where only time would go on that a held task has left: there it stands still, and
    /// gives [`Progress::Held`], until a person answers. Of the tasks in `passed` a person has said that nobody answers:
    /// their time may pass.
    pub fn advance_to_people(&mut self, budget: usize, passed: &SortedSet<TaskToken>) -> Progress {
        let mut left = budget;
        loop {
            let known = self.cursor < self.history.len();
            if !known && self.stands(passed) {
                return Progress::Held;
            }
            if left == 0 {
                return Progress::Budget;
            }
            let until = if known { self.history.last().map(|event| event.time) } else { self.next_due() };
            let (shown, ahead, inputs) = (self.cursor, self.history.len(), self.head.inputs);
            let progress = self.advance(until.unwrap_or(VirtualTime::MAX), left);
            let goes_on = match progress {
                Progress::Reached => true,
                // Then it stands, or the task's own execution runs out of time too.
                Progress::Held => until.is_some(),
                // A redrive that is acted out comes after an end.
                Progress::Ended => self.next_due().is_some(),
                Progress::Advanced | Progress::Budget => false,
            };
            if !goes_on {
                return progress;
            }
            let spent = (self.cursor.min(ahead) - shown) + self.head.inputs.saturating_sub(inputs) as usize;
            left = left.saturating_sub(spent.max(1));
        }
    }

    /// Whether nothing happens next but that a held task's time runs out, or that of an execution that waits for it.
    pub fn stands(&self, passed: &SortedSet<TaskToken>) -> bool {
        if !self.head.holds_beyond(passed) {
            return false;
        }
        let Some(due) = self.next_due() else { return true };
        self.head.first_expiry(passed).is_some_and(|expiry| expiry <= due)
    }

    /// The held tasks that nobody answered in time, as far as all known events go.
    pub fn unanswered(&self) -> impl Iterator<Item = &TaskToken> {
        self.head.spans.iter().filter(|span| self.ran_out(span)).map(|span| &span.task.token)
    }

    /// Whether a task was let go because its time was over, and not because what it was part of had ended.
    fn ran_out(&self, span: &HeldSpan) -> bool {
        let at = span.gone.or_else(|| self.history.get(span.until?).map(|event| event.time));
        let silence = span.heartbeats.last().map(|(_, until)| *until).or(span.task.heartbeat_deadline);
        match (at, span.task.deadline.into_iter().chain(silence).min()) {
            (Some(at), Some(due)) => span.timed_out && due <= at,
            (Some(_), None) => self.head.execution.status == Status::TimedOut,
            (None, _) => false,
        }
    }
}
