//! The stages of one visit: it is done again from the last checkpoint before it, piece by piece, while what its data is
//! gets noted. A run that nobody inspects notes nothing.

use std::sync::Arc;

use super::journal::Line;
use super::{Goal, Simulation};
use crate::sim::Progress;
use crate::sim::execution::Inspected;
use crate::sim::history::{EventDetails, HistoryEvent};
use crate::sim::ids::ChildId;
use crate::sim::limits;
use crate::sim::time::VirtualTime;
use crate::sim::trace::StageRecord;

/// What the data of a visit was after each stage of its flow (AWS: `InspectionData`), as far as it has been done again.
///
/// ```
/// use std::sync::Arc;
/// use stepwright::json::Document;
/// use stepwright::sim::{Program, Setup, Simulation, Stage, VirtualTime};
/// let text = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": 42, "ResultPath": "$.n", "End": true}}}"#;
/// let mut run = Simulation::new(Arc::new(Program::compile(&Document::new(text))), Setup::default());
/// run.advance(VirtualTime::MAX, 100);
/// let Some(mut inspection) = run.inspecting(2) else { panic!("the second event enters a state") };
/// while !inspection.advance(100) {}
/// let [_, _, last] = inspection.records() else { panic!("a Pass has three stages") };
/// assert_eq!((last.stage, last.value.to_string()), (Stage::AfterResultPath, r#"{"n":42}"#.to_owned()));
/// ```
#[derive(Clone, Debug)]
pub struct Inspection {
    /// The run as it does the visit again; none once all of that is done.
    run: Option<Box<Simulation>>,
    entered: u64,
    child: Option<ChildId>,
    to: End,
    /// What was found, once all is done.
    records: Vec<StageRecord>,
    /// How many inputs may still be done again.
    pub(super) left: usize,
    /// How many journal entries of the run are known.
    entries: usize,
}

/// Up to where a visit is done again.
#[derive(Clone, Copy, Debug)]
struct End {
    goal: Goal,
    until: VirtualTime,
    /// Whether the state is left there.
    left: bool,
}

impl Inspection {
    /// Does a part of the visit again: about so many inputs. Gives whether nothing is left to do.
    pub fn advance(&mut self, budget: usize) -> bool {
        let Some(run) = &mut self.run else { return true };
        let before = run.head.inputs;
        let progress = run.go(self.to.until, budget.min(self.left), self.to.goal);
        self.left = self.left.saturating_sub(run.head.inputs.saturating_sub(before) as usize);
        let done = progress != Progress::Budget || self.left == 0;
        if done && (self.to.left || self.left == 0) {
            self.records = self.records().to_vec();
            self.run = None;
        }
        done
    }

    /// Follows the run, which has gone on since, to more of the visit.
    pub fn follow(&mut self, run: &Simulation) {
        let Some(again) = self.run.as_mut().filter(|_| !self.to.left) else { return };
        let Some(to) = run.end_of(self.entered, self.child) else { return };
        self.to = to;
        let more = run.journal.entries.get(self.entries..).unwrap_or_default();
        again.script.extend(more.iter().cloned().map(Line::from));
        self.entries = run.journal.entries.len();
    }

    /// What the data was, in the order in which it came to be.
    pub fn records(&self) -> &[StageRecord] {
        let inspected = self.run.as_ref().and_then(|run| run.head.execution.inspected.as_ref());
        inspected.map_or(&self.records, |inspected| &inspected.records)
    }

    /// Whether the visit takes so long that only its beginning is done again: as a Map over very many items may.
    pub fn is_cut(&self) -> bool {
        self.left == 0
    }
}

impl Simulation {
    /// The stages of a visit, as far as all known events go. It is given by the id of the event that entered the state; any
    /// other event has no stages.
    pub fn inspecting(&self, entered: u64) -> Option<Inspection> {
        let to = self.end_of(entered, None)?;
        // A checkpoint at the event itself may be too late: the input that entered the state may have done its work.
        Some(self.inspect(entered, None, to, entered.saturating_sub(1) as usize))
    }

    /// The same of a visit in a child execution of a distributed Map: by its map run and its place in that.
    pub fn inspecting_child(&self, (run, at): (usize, usize), entered: u64) -> Option<Inspection> {
        let child = ChildId { run, at };
        let to = self.end_of(entered, Some(child))?;
        let start = self.head.execution.child(child)?.start;
        let before = self.history.partition_point(|event| event.time < start);
        Some(self.inspect(entered, Some(child), to, before))
    }

    fn inspect(&self, entered: u64, child: Option<ChildId>, to: End, before: usize) -> Inspection {
        let mut run = self.clone();
        run.rewind(Goal::events(before));
        // Nobody goes back in it.
        run.checkpoint_distance = limits::HISTORY_EVENTS_MAX;
        Arc::make_mut(&mut run.head).execution.inspected = Some(Box::new(Inspected::new(entered, child)));
        let entries = self.journal.entries.len();
        let (run, left) = (Some(Box::new(run)), limits::REPLAY_INPUTS_MAX);
        Inspection { run, entered, child, to, records: Vec::new(), left, entries }
    }

    /// Up to where a visit is to be done again: to the event that leaves its state, or to the present.
    fn end_of(&self, entered: u64, child: Option<ChildId>) -> Option<End> {
        let history = match child {
            Some(child) => &self.head.execution.child(child)?.history,
            None => &*self.history,
        };
        let after = visit(history, entered)?;
        let leaves = |event: &HistoryEvent| {
            matches!(event.details, EventDetails::Exited { .. }) && event.path == history[after - 1].path
        };
        let left = history.iter().enumerate().skip(after).find(|(_, event)| leaves(event));
        let present = Goal { events: self.history.len(), inputs: self.head.inputs };
        Some(match (left, child) {
            (None, _) => End { goal: present, until: VirtualTime::MAX, left: false },
            (Some((at, _)), None) => End { goal: Goal::events(at + 1), until: VirtualTime::MAX, left: true },
            // The events of a child execution are in no history that is followed; its time is.
            (Some((_, event)), Some(_)) => End { goal: present, until: event.time, left: true },
        })
    }
}

/// How many events there are with the one that enters a state; none for any other event.
fn visit(history: &[HistoryEvent], entered: u64) -> Option<usize> {
    let events = usize::try_from(entered).ok()?;
    let event = history.get(events.checked_sub(1)?)?;
    matches!(event.details, EventDetails::Entered { .. }).then_some(events)
}
