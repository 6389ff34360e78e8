//! What the events so far have told: all that the next event is read with, and what a position before it is found by.
//!
//! Visits are only added, and of those that are there only the open ones and those a scope has just left still change.
//! So a [`Mark`] of a position copies these alone, and going back to it cuts off the rest.

use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};

use super::{StateMoment, StateStatus, Visit};
use crate::json::Pointer;
use crate::sim::ScopePath;
use crate::sort::{SortedMap, SortedSet};

/// A visit's place: the state's position, then the visit's in it.
pub(super) type At = (usize, usize);

/// What the events so far have told.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Told {
    /// The scope the history is of: the machine's own, or a child execution's.
    pub(super) base: ScopePath,
    /// How many events.
    pub(super) events: usize,
    /// How many trace records.
    pub(super) traced: usize,
    /// The states that were entered, in the order of their first entry.
    pub(super) states: IndexMap<Pointer, StateMoment>,
    pub(super) taken: IndexSet<Pointer>,
    /// The execution's error, once it failed.
    pub(super) error: Option<Arc<str>>,
    pub(super) flow: Flow,
}

/// Where the scopes are.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Flow {
    /// Where each scope is.
    pub(super) open: IndexMap<ScopePath, At>,
    /// Where each scope was, between two states.
    pub(super) left: IndexMap<ScopePath, At>,
    /// The same when the execution ended.
    pub(super) halted: IndexMap<ScopePath, At>,
    /// In each branch and iteration that may go on, the last visit to each of its states.
    latest: IndexMap<ScopePath, SortedMap<usize, usize>>,
}

/// What a state's visits come to, kept up to date with each change of one.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Tally {
    /// The attempt of the outermost Parallel or Map around the last visits; `None` outside of all.
    run: Option<(u64, u32)>,
    /// The first visit of that attempt.
    first: usize,
    /// Of its branches and iterations, how many have a last visit of each status.
    counts: [usize; StateStatus::ALL.len()],
    /// The visits that have not ended.
    open: SortedSet<usize>,
}

/// A position in the history, and what had been told up to it.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    pub(super) events: usize,
    pub(super) traced: usize,
    /// How many visits each state had, and what they came to.
    states: Vec<(usize, Tally)>,
    taken: usize,
    error: Option<Arc<str>>,
    flow: Flow,
    /// The visits that may have changed since.
    visits: Vec<(At, Visit)>,
}

impl Told {
    pub(super) fn visit(&self, (state, visit): At) -> Option<&Visit> {
        self.states.get_index(state)?.1.visits.get(visit)
    }

    /// Adds a visit to a state. Gives its place.
    pub(super) fn add(&mut self, state: usize, visit: Visit) -> Option<At> {
        let (_, moment) = self.states.get_index_mut(state)?;
        let number = moment.visits.len();
        let tally = &mut moment.tally;
        let run = visit.run();
        if tally.run != run {
            (tally.run, tally.first, tally.counts) = (run, number, Default::default());
        }
        if run.is_some() {
            let latest = self.flow.latest.entry(visit.scope.clone()).or_default();
            let before = latest.insert(state, number).filter(|before| *before >= tally.first);
            if let Some(before) = before.and_then(|before| moment.visits.get(before)) {
                tally.uncount(before.status);
            }
            tally.counts[visit.status as usize] += 1;
        }
        if !visit.is_closed() {
            tally.open.insert(number);
        }
        moment.visits.push(visit);
        Some((state, number))
    }

    /// Changes a visit. All changes are made here: the state's tally follows.
    pub(super) fn change<T>(&mut self, at: At, change: impl FnOnce(&mut Visit) -> T) -> Option<T> {
        let (_, moment) = self.states.get_index_mut(at.0)?;
        let visit = moment.visits.get_mut(at.1)?;
        let before = visit.status;
        let result = change(visit);
        let tally = &mut moment.tally;
        if visit.is_closed() {
            tally.open.remove(&at.1);
        }
        let is_latest = || self.flow.latest.get(&visit.scope).and_then(|states| states.get(&at.0)) == Some(&at.1);
        if visit.status != before && tally.run.is_some() && at.1 >= tally.first && is_latest() {
            tally.uncount(before);
            tally.counts[visit.status as usize] += 1;
        }
        Some(result)
    }

    /// Some scopes have come to their end: nothing more happens in them.
    pub(super) fn forget(&mut self, gone: impl Fn(&ScopePath) -> bool) {
        self.flow.latest.retain(|scope, _| !gone(scope));
    }

    /// A branch or iteration has come to its end.
    pub(super) fn forget_one(&mut self, scope: &ScopePath) {
        self.flow.latest.swap_remove(scope);
    }

    /// What is needed to come back here.
    pub(super) fn mark(&self) -> Mark {
        let flow = &self.flow;
        let changing = [&flow.open, &flow.left, &flow.halted].into_iter().flat_map(IndexMap::values);
        let changing: SortedSet<At> = changing.copied().collect();
        Mark {
            events: self.events,
            traced: self.traced,
            states: self.states.values().map(|state| (state.visits.len(), state.tally.clone())).collect(),
            taken: self.taken.len(),
            error: self.error.clone(),
            flow: flow.clone(),
            visits: changing.into_iter().filter_map(|at| Some((at, self.visit(at)?.clone()))).collect(),
        }
    }

    /// Goes back to an earlier position.
    pub(super) fn go_back(&mut self, mark: &Mark) {
        (self.events, self.traced) = (mark.events, mark.traced);
        self.states.truncate(mark.states.len());
        for (state, (visits, tally)) in self.states.values_mut().zip(&mark.states) {
            state.visits.truncate(*visits);
            state.tally.clone_from(tally);
        }
        self.taken.truncate(mark.taken);
        self.error.clone_from(&mark.error);
        self.flow.clone_from(&mark.flow);
        for ((state, visit), then) in &mark.visits {
            let state = self.states.get_index_mut(*state).map(|(_, state)| state);
            if let Some(visit) = state.and_then(|state| state.visits.get_mut(*visit)) {
                visit.clone_from(then);
            }
        }
    }
}

impl Tally {
    /// Goes on with what other executions of the same Map did; their visits begin at a position.
    pub(super) fn join(&mut self, other: &Tally, at: usize) {
        if self.run != other.run {
            (self.run, self.first, self.counts) = (other.run, at, Default::default());
        }
        self.counts.iter_mut().zip(other.counts).for_each(|(count, more)| *count += more);
        self.open.extend(other.open.iter().map(|visit| visit + at));
    }

    /// The first visits are gone.
    pub(super) fn shift(&mut self, visits: usize) {
        self.first = self.first.saturating_sub(visits);
        self.open = self.open.iter().filter_map(|visit| visit.checked_sub(visits)).collect();
    }

    fn uncount(&mut self, status: StateStatus) {
        let count = &mut self.counts[status as usize];
        *count = count.saturating_sub(1);
    }
}

impl StateMoment {
    /// One status for all visits; the rule is in the documentation of [`moment`](super).
    pub(super) fn status(&self) -> StateStatus {
        let Some(last) = self.visits.last() else { return StateStatus::NotReached };
        if self.tally.run.is_none() {
            return last.status;
        }
        let shown = self.counts().into_iter().map(|(status, _)| status);
        shown.max_by_key(|status| status.weight()).unwrap_or_default()
    }

    /// In the latest attempt of the outermost Parallel or Map around it, how many branches and iterations have which status;
    /// none outside of all.
    pub(super) fn counts(&self) -> Vec<(StateStatus, usize)> {
        let counts = StateStatus::ALL.into_iter().map(|status| (status, self.tally.counts[status as usize]));
        counts.filter(|(_, count)| *count > 0).collect()
    }

    /// Forgets the visits that have not ended: nothing more is known of them.
    pub(super) fn drop_open(&mut self) {
        let open = std::mem::take(&mut self.tally.open);
        for status in open.iter().filter_map(|visit| self.visits.get(*visit)).map(|visit| visit.status) {
            self.tally.uncount(status);
        }
        self.visits.retain(Visit::is_closed);
        if let Some(last) = self.visits.last().filter(|_| self.tally.counts.iter().all(|count| *count == 0)) {
            self.tally.counts[last.status as usize] = 1;
        }
    }

    /// The visits that have not ended, in the order of their entries.
    pub(super) fn open(&self) -> impl DoubleEndedIterator<Item = &Visit> {
        self.tally.open.iter().filter_map(|visit| self.visits.get(*visit))
    }

    /// The visit that goes on, the last of several; where none does, the last one.
    pub(super) fn current(&self) -> Option<&Visit> {
        self.open().next_back().or(self.visits.last())
    }
}
