//! What the held tasks and the map runs say of the visits that are still open, beyond the history.
//!
//! It holds at one moment only. Before the next event is read it is taken back, so that the way to a moment leaves no
//! trace in it.

use super::told::{At, Told};
use super::{Outcome, Progress, StateStatus, Visit};
use crate::sim::{HeldTask, ScopePath, StatePath, VirtualTime};

/// What a visit was before.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Unsettled {
    at: At,
    status: StateStatus,
    deadline: Option<VirtualTime>,
    outcome: Option<Outcome>,
    progress: Progress,
}

/// Settles what is open, and notes what it was.
pub(super) struct Settling<'a> {
    pub(super) told: &'a mut Told,
    pub(super) before: &'a mut Vec<Unsettled>,
}

impl Settling<'_> {
    fn change(&mut self, at: At, change: impl FnOnce(&mut Visit)) {
        let before = self.told.change(at, |visit| {
            let outcome = visit.attempts.last().map(|attempt| attempt.outcome);
            let (status, deadline, progress) = (visit.status, visit.deadline, visit.progress.clone());
            change(visit);
            Unsettled { at, status, deadline, outcome, progress }
        });
        self.before.extend(before);
    }

    /// The visits that wait for somebody's answer.
    pub(super) fn held(&mut self, held: &[HeldTask]) {
        for held in held.iter().filter(|held| held.nested.is_none()) {
            let Some(at) = self.told.flow.open.get(&held.path.scope).copied() else { continue };
            self.change(at, |visit| {
                visit.status = StateStatus::Callback;
                visit.deadline = held.due();
                if let Some(attempt) = visit.attempts.last_mut() {
                    attempt.outcome = Outcome::Callback;
                }
            });
        }
    }

    /// A distributed Map: how far its map run is, which began at that time. Its items' events are not in this history.
    pub(super) fn progress(&mut self, path: &StatePath, start: VirtualTime, progress: Progress) {
        let Some((state, _, moment)) = self.told.states.get_full(&path.state) else { return };
        let own = |scope: &ScopePath, visit: &Visit| *scope == path.scope && visit.from <= start;
        if let Some(visit) = moment.visits.iter().rposition(|visit| own(&visit.scope, visit)) {
            self.change((state, visit), |visit| visit.progress = progress);
        }
    }
}

/// Takes back what was settled.
pub(super) fn take_back(told: &mut Told, before: &mut Vec<Unsettled>) {
    // A visit may have been settled twice.
    for Unsettled { at, status, deadline, outcome, progress } in before.drain(..).rev() {
        told.change(at, |visit| {
            (visit.status, visit.deadline, visit.progress) = (status, deadline, progress);
            if let Some((attempt, outcome)) = visit.attempts.last_mut().zip(outcome) {
                attempt.outcome = outcome;
            }
        });
    }
}
