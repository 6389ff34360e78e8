//! What the data of a visit was after each stage of its flow. No event tells it: the visit is done again for whoever looks
//! at it, a piece at a time, and what of it shows is as old as the moment.

use std::sync::Arc;

use crate::sim::limits::{STAGE_ITEMS_MAX, STAGE_RECORDS_MAX};
use crate::sim::{Inspection, Program, Simulation, Stage, StageRecord};
use crate::studio::executions::{ExecutionAt, MapRunAt, map_runs};
use crate::studio::{Visit, describe};

/// Which visit of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VisitAt {
    /// The event that entered it, by position in its history.
    entered: usize,
    /// The child execution whose history that is.
    execution: Option<ExecutionAt>,
}

impl VisitAt {
    /// Of a visit.
    pub fn of(visit: &Visit) -> VisitAt {
        VisitAt { entered: visit.entered, execution: visit.execution }
    }

    fn inspect(self, simulation: &Simulation) -> Option<Inspection> {
        let entered = self.entered as u64 + 1;
        match self.execution {
            None => simulation.inspecting(entered),
            Some(ExecutionAt::Child { run: MapRunAt { nested: None, run }, child }) => {
                simulation.inspecting_child((run, child), entered)
            }
            // Other machines' states are not those of the canvas.
            Some(ExecutionAt::Child { .. } | ExecutionAt::Nested(_)) => None,
        }
    }
}

/// The stages of the visit that is looked at.
#[derive(Debug, Default)]
pub struct VisitStages {
    /// The visit, and which history of which program it is of.
    of: Option<(VisitAt, u64, Arc<Program>)>,
    inspection: Option<Inspection>,
    is_done: bool,
    /// Counts the visits looked at.
    number: u64,
}

/// One try of a visit, as far as it shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Try {
    /// Which one, from 1.
    pub number: usize,
    /// Its stages.
    pub stages: Vec<StageLine>,
}

/// A stage of a try.
#[derive(Clone, Debug, PartialEq)]
pub struct StageLine {
    /// What tells it from all others that were ever shown.
    pub key: (u64, usize),
    /// What it is, and what the data was after it.
    pub record: StageRecord,
}

impl VisitStages {
    /// Goes to a visit of a run as it is now; `history` numbers the run's histories. Gives whether there is something [to do](VisitStages::advance) for it.
    pub fn show(&mut self, simulation: Option<&Simulation>, history: u64, at: VisitAt) -> bool {
        let is_of = |simulation: &Simulation| {
            let is_same = |program| Arc::ptr_eq(program, simulation.program());
            self.of.as_ref().is_some_and(|(of, number, program)| *of == at && *number == history && is_same(program))
        };
        match (simulation, &mut self.inspection) {
            (Some(simulation), Some(inspection)) if is_of(simulation) => inspection.follow(simulation),
            (simulation, inspection) => {
                *inspection = simulation.and_then(|simulation| at.inspect(simulation));
                self.of = simulation.map(|simulation| (at, history, simulation.program().clone()));
                self.number += 1;
            }
        }
        self.is_done = self.inspection.is_none();
        !self.is_done
    }

    /// Does a part of what there is to do, about so many inputs; gives whether nothing is left.
    pub fn advance(&mut self, budget: usize) -> bool {
        self.is_done = self.inspection.as_mut().is_none_or(|inspection| inspection.advance(budget));
        self.is_done
    }

    /// The tries that show at the visible moment, in order.
    pub fn tries(&self, simulation: Option<&Simulation>) -> Vec<Try> {
        let (Some(simulation), Some(inspection)) = (simulation, &self.inspection) else {
            return Vec::new();
        };
        let mut tries: Vec<Try> = Vec::new();
        let mut before: Option<&StageRecord> = None;
        for (at, record) in inspection.records().iter().enumerate().filter(|(_, record)| self.shows(simulation, record))
        {
            if before.is_none_or(|before| begins_anew(before, record)) {
                tries.push(Try { number: tries.len() + 1, stages: Vec::new() });
            }
            if let Some(last) = tries.last_mut() {
                last.stages.push(StageLine { key: (self.number, at), record: record.clone() });
            }
            before = Some(record);
        }
        tries
    }

    fn shows(&self, simulation: &Simulation, record: &StageRecord) -> bool {
        match self.of {
            Some((VisitAt { execution: Some(_), .. }, ..)) => record.time <= map_runs::seen(simulation),
            _ => record.event <= simulation.cursor() as u64 && record.time <= simulation.now(),
        }
    }

    /// What there is to say of a try beside its stages, such as that not all are shown.
    pub fn remark(&self, shown: Option<&Try>) -> Option<String> {
        let inspection = self.inspection.as_ref()?;
        let items = |shown: &Try| shown.stages.iter().filter(|line| line.record.item.is_some()).count();
        if !self.is_done {
            Some("Working out the stages of this visit…".to_owned())
        } else if inspection.is_cut() {
            Some("This visit takes very long: the stages of its beginning are shown.".to_owned())
        } else if inspection.records().len() >= STAGE_RECORDS_MAX {
            let most = describe::grouped(STAGE_RECORDS_MAX);
            Some(format!("Of a visit with very many tries the first {most} stages are shown."))
        } else if shown.is_some_and(|shown| items(shown) >= STAGE_ITEMS_MAX) {
            Some(format!("Of very many items the first {STAGE_ITEMS_MAX} are shown."))
        } else if shown.is_none() {
            Some("No stage lies between what goes in and what comes out, or none is reached yet.".to_owned())
        } else {
            None
        }
    }
}

impl StageLine {
    /// AWS's name of the stage, and of which item.
    pub fn name(&self) -> String {
        let name = self.record.stage.as_str();
        self.record.item.map_or_else(|| name.to_owned(), |item| format!("{name}, item {}", item + 1))
    }
}

/// Whether a stage is the first of another try than the one before it: also where a redrive begins the work again.
fn begins_anew(before: &StageRecord, next: &StageRecord) -> bool {
    let is_next_item = next.stage == Stage::AfterItemSelector && before.stage == next.stage;
    next.attempt != before.attempt || (next.stage <= before.stage && !is_next_item)
}
