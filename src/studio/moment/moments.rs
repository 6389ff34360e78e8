//! The moments of a run, one after the other: each is reached from the one before by the events between them.
//!
//! Back is reached from a [`Mark`] before it: of a history of [`HISTORY_EVENTS_MAX`] events at most [`MARKS_MAX`]
//! positions are marked, so that going back reads few events again. **Invariant:** [`Moments::show`] gives the moment
//! that [`Moment::of`] makes anew.
//!
//! [`HISTORY_EVENTS_MAX`]: crate::sim::limits::HISTORY_EVENTS_MAX

use std::sync::Arc;

use super::fold::Fold;
use super::settle::{Settling, Unsettled, take_back};
use super::told::{Mark, Told};
use super::{Moment, Progress, StateMoment, Visible, shown, tokens};
use crate::sim::{HistoryEvent, ScopePath, Simulation, Status, VirtualTime};
use crate::studio::executions::map_runs;
use crate::studio::{Drawn, Workbench};

/// How many positions are marked; at the limit every other one is dropped and the distance doubles.
pub const MARKS_MAX: usize = 32;

/// The first distance between two marks, in events.
const MARK_EVENTS: usize = 256;

/// The visible moment of a run, and what leads to the next one.
#[derive(Clone, Debug)]
pub struct Moments {
    moment: Moment,
    /// What it is of: the definition, and which history.
    of: Option<(Arc<Drawn>, u64)>,
    unsettled: Vec<Unsettled>,
    map_runs: map_runs::Followed,
    marks: Vec<Mark>,
    /// The distance between two marks, in events, and what it was at first.
    distance: (usize, usize),
}

impl Default for Moments {
    fn default() -> Moments {
        Moments::marking(MARK_EVENTS)
    }
}

impl Moments {
    /// Before any moment was shown. At first, positions that many events apart are marked.
    pub fn marking(distance: usize) -> Moments {
        let distance = distance.max(1);
        Moments {
            moment: Moment::default(),
            of: None,
            unsettled: Vec::new(),
            map_runs: map_runs::Followed::default(),
            marks: Vec::new(),
            distance: (distance, distance),
        }
    }

    /// Before any moment of a child execution was shown, which runs in that scope.
    pub(super) fn within(base: ScopePath) -> Moments {
        let mut moments = Moments::default();
        moments.moment.told.base = base;
        moments
    }

    /// The moment that was shown last.
    pub fn moment(&self) -> &Moment {
        &self.moment
    }

    /// How many positions are marked.
    #[cfg(test)]
    pub(super) fn marks(&self) -> usize {
        self.marks.len()
    }

    pub(super) fn into_moment(self) -> Moment {
        self.moment
    }

    /// Goes to the workbench's visible moment.
    pub fn show(&mut self, workbench: &Workbench) -> &Moment {
        let Some(simulation) = &workbench.run.simulation else {
            *self = Moments::marking(self.distance.1);
            return &self.moment;
        };
        let history = workbench.run.visible().history;
        if !self.of.as_ref().is_some_and(|(drawn, of)| Arc::ptr_eq(drawn, &workbench.drawn) && *of == history) {
            let of = Some((workbench.drawn.clone(), history));
            *self = Moments { of, ..Moments::marking(self.distance.1) };
        }
        self.go(
            &Visible {
                machine: &workbench.drawn.machine,
                events: shown(simulation),
                trace: simulation.trace(),
                now: simulation.now(),
                status: simulation.status(),
                held: simulation.held(),
            },
            Some(simulation),
        );
        &self.moment
    }

    /// Goes to the moment that some events lead to. Those up to the shorter of this moment and the last one are the
    /// same.
    pub(super) fn go(&mut self, visible: &Visible<'_>, simulation: Option<&Simulation>) {
        take_back(&mut self.moment.told, &mut self.unsettled);
        let told = &self.moment.told;
        if visible.events.len() < told.events || visible.trace.len() < told.traced {
            self.go_back(visible);
        }
        self.go_on(visible);
        let mut settling = Settling { told: &mut self.moment.told, before: &mut self.unsettled };
        settling.held(&visible.held);
        let counts = &mut self.map_runs;
        let far = |simulation| {
            let each = |(at, path, start)| (path, start, Progress::of(&counts.items(simulation, at)));
            map_runs::latest(simulation).map(each).collect()
        };
        let progress: Vec<_> = simulation.map(far).unwrap_or_default();
        for (path, start, progress) in &progress {
            settling.progress(path, *start, progress.clone());
        }
        let moment = &mut self.moment;
        (moment.now, moment.status, moment.events) = (visible.now, visible.status, visible.events.len());
        moment.start = visible.events.first().map(|event| event.time);
        moment.held.clone_from(&visible.held);
        moment.tokens = tokens::tokens(&moment.told, visible.status);
        if let Some(simulation) = simulation {
            moment.inside.go(visible, simulation, &progress, &mut moment.tokens);
        }
    }

    /// Ends what the events of a child execution leave open although it has ended: what was stopped with its parent is
    /// not told, and the last events of many executions are not kept.
    pub(super) fn close(&mut self, stop: VirtualTime) {
        if matches!(self.moment.status, Status::Aborted | Status::TimedOut) {
            self.stop(stop);
        }
        let told = &mut self.moment.told;
        told.states.values_mut().for_each(StateMoment::drop_open);
        told.states.retain(|_, state| !state.visits.is_empty());
    }

    /// Ends what is open in a child execution that was stopped with its parent.
    pub(super) fn stop(&mut self, stop: VirtualTime) {
        let told = &mut self.moment.told;
        for at in told.flow.open.values().copied().collect::<Vec<_>>() {
            told.change(at, |visit| visit.stop(stop));
        }
    }

    fn go_on(&mut self, visible: &Visible<'_>) {
        let from = self.moment.told.events;
        for event in visible.events.get(from..).unwrap_or_default() {
            // What followed the last event may have come to be known only now.
            self.records(visible, event.id.saturating_sub(1));
            self.event(visible, event);
        }
        self.records(visible, u64::MAX);
    }

    fn event(&mut self, visible: &Visible<'_>, event: &HistoryEvent) {
        let told = &mut self.moment.told;
        if told.events >= self.marks.last().map_or(0, |mark| mark.events) + self.distance.0 {
            if self.marks.len() >= MARKS_MAX {
                let mut at = 0;
                self.marks.retain(|_| {
                    at += 1;
                    at % 2 == 0
                });
                self.distance.0 *= 2;
            }
            self.marks.push(told.mark());
        }
        Fold { machine: visible.machine, told }.event(event);
    }

    /// Reads what was decided up to the next event.
    fn records(&mut self, visible: &Visible<'_>, event: u64) {
        let told = &mut self.moment.told;
        let next = visible.trace.get(told.traced..).unwrap_or_default();
        for record in next.iter().take_while(|record| record.event <= event) {
            Fold { machine: visible.machine, told }.record(record);
        }
    }

    /// Goes back to the last mark before a moment, or to the beginning.
    fn go_back(&mut self, visible: &Visible<'_>) {
        let (events, traced) = (visible.events.len(), visible.trace.len());
        let known = |mark: &Mark| mark.events <= events && mark.traced <= traced;
        self.marks.truncate(self.marks.partition_point(known));
        if let Some(mark) = self.marks.last() {
            self.moment.told.go_back(mark);
        } else {
            let base = std::mem::take(&mut self.moment.told.base);
            self.moment.told = Told { base, ..Told::default() };
        }
    }
}
