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
use super::{Moment, Progress, Visible, shown, tokens};
use crate::sim::{HistoryEvent, Simulation};
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
            marks: Vec::new(),
            distance: (distance, distance),
        }
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
                document: &workbench.drawn.document,
                machine: &workbench.drawn.machine,
                events: shown(simulation),
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
        if visible.events.len() < self.moment.told.events {
            self.go_back(visible.events.len());
        }
        self.go_on(visible);
        let mut settling = Settling { told: &mut self.moment.told, before: &mut self.unsettled };
        settling.failed(visible.document);
        settling.held(&visible.held);
        let latest = simulation.into_iter().flat_map(map_runs::latest);
        let latest: Vec<_> = latest.map(|(path, start, counts)| (path, start, Progress::of(&counts))).collect();
        for (path, start, progress) in &latest {
            settling.progress(path, *start, progress.clone());
        }
        let moment = &mut self.moment;
        (moment.now, moment.status, moment.events) = (visible.now, visible.status, visible.events.len());
        moment.start = visible.events.first().map(|event| event.time);
        moment.held.clone_from(&visible.held);
        moment.tokens = tokens::tokens(&moment.told, visible.status);
        if let Some(simulation) = simulation {
            moment.inside.go(visible, simulation);
            moment.inside.count(&latest);
            moment.inside.place(&mut moment.tokens);
        }
    }

    fn go_on(&mut self, visible: &Visible<'_>) {
        let from = self.moment.told.events;
        for event in visible.events.get(from..).unwrap_or_default() {
            self.event(visible, event);
        }
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
        Fold { document: visible.document, machine: visible.machine, told }.event(event);
    }

    /// Goes back to the last mark of no more than so many events, or to the beginning.
    fn go_back(&mut self, events: usize) {
        self.marks.truncate(self.marks.partition_point(|mark| mark.events <= events));
        match self.marks.last() {
            Some(mark) => self.moment.told.go_back(mark),
            None => self.moment.told = Told::default(),
        }
    }
}
