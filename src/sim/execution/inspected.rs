//! The one visit of an execution whose stages somebody looks at.

use super::{ChildId, Frame};
use crate::sim::limits;
use crate::sim::trace::{Stage, StageRecord};

/// A visit that somebody inspects.
#[derive(Clone, Debug)]
pub(crate) struct Inspected {
    /// The event that entered the state, and the child execution whose it is.
    entered: u64,
    child: Option<ChildId>,
    pub records: Vec<StageRecord>,
    /// How many items of the last try are among them.
    items: usize,
}

impl Inspected {
    pub(crate) fn new(entered: u64, child: Option<ChildId>) -> Inspected {
        Inspected { entered, child, records: Vec::new(), items: 0 }
    }

    /// Whether it is the visit a scope is at.
    pub(crate) fn is_at(&self, frame: &Frame) -> bool {
        frame.visit.entered_event == self.entered && frame.child == self.child
    }

    /// Keeps what is after a stage, unless very much of the visit is kept.
    pub(crate) fn keep(&mut self, record: StageRecord) {
        let before = self.records.last();
        if record.stage != Stage::AfterItemSelector || before.is_none_or(|before| before.attempt != record.attempt) {
            self.items = 0;
        }
        if record.stage == Stage::AfterItemSelector {
            self.items += 1;
        }
        if self.items <= limits::STAGE_ITEMS_MAX && self.records.len() < limits::STAGE_RECORDS_MAX {
            self.records.push(record);
        }
    }
}
