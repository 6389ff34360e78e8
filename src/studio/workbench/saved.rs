//! What is kept for the next visit, as one JSON text.

use std::fmt;

use super::Workbench;
use crate::json::Value;
use crate::sim::{MockPlan, Order, S3Objects, WorkflowType};
use crate::studio::drafts::Drafts;
use crate::studio::executions::objects;
use crate::studio::project::Project;
use crate::studio::run::Speed;
use crate::studio::view::{DockTab, Theme};

/// Why a saved text could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaveError(String);

impl fmt::Display for SaveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "what was kept from the last visit cannot be read: {}", self.0)
    }
}

/// How many changes there were that the next visit is to find, and how many of them it would find (autosave).
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Changes {
    made: u64,
    kept: u64,
}

impl Workbench {
    /// The last change, if the next visit would not find it: another number says that there was another one.
    pub fn unsaved(&self) -> Option<u64> {
        let Changes { made, kept } = self.changes;
        (made != kept).then_some(made)
    }

    /// Something has changed that the next visit is to find.
    pub(in crate::studio) fn note_change(&mut self) {
        self.changes.made += 1;
    }

    /// What is to be kept for the next visit, unless that has it: from here on it does.
    pub(in crate::studio) fn keep(&mut self) -> Option<String> {
        self.unsaved()?;
        self.changes.kept = self.changes.made;
        Some(write(self))
    }
}

fn write(workbench: &Workbench) -> String {
    let run = &workbench.run;
    Value::object([
        ("version", Value::from(1)),
        ("name", Value::from(workbench.name.as_str())),
        ("definition", Value::String(workbench.document.shared_text())),
        ("drawn", last_drawn(workbench)),
        ("input", Value::String(run.input.clone())),
        ("mocks", run.mocks.to_json()),
        ("objects", objects::kept(&run.objects).to_json()),
        ("seed", Value::from(run.seed as i64)),
        ("order", Value::from(run.order.label())),
        ("workflow", Value::from(run.workflow.as_str())),
        ("machines", run.machines.to_json()),
        ("drafts", workbench.drafts.to_json()),
        ("speed", Value::from(run.speed.label())),
        ("theme", Value::from(workbench.theme.as_str())),
        ("dock", Value::from(workbench.dock.label())),
    ])
    .to_string()
}

/// What the canvas shows of a text that is no JSON: the last one that was.
fn last_drawn(workbench: &Workbench) -> Value {
    let last = workbench.stale() && workbench.drawn_was_json();
    if last { Value::String(workbench.drawn.document.shared_text()) } else { Value::Null }
}

impl Workbench {
    /// The workbench of the last visit. Preferences that cannot be read take their defaults; a text that is no saved
    /// workbench is an error, so that the caller can keep it aside rather than write over it.
    pub fn restore(text: &str) -> Result<Workbench, SaveError> {
        let saved = Value::parse(text).map_err(|error| SaveError(error.to_string()))?;
        let string = |key: &str| saved.get(key).and_then(Value::as_str);
        let definition = string("definition").ok_or_else(|| SaveError("it has no definition".to_owned()))?;
        let mut workbench =
            Workbench::open_drawn(string("name").unwrap_or("state-machine"), definition, string("drawn"));
        workbench.run.input = string("input").unwrap_or("{}").into();
        workbench.run.seed = saved.get("seed").and_then(Value::as_i64).unwrap_or(1) as u64;
        workbench.run.order = Order::of_label(string("order").unwrap_or_default());
        workbench.run.mocks = saved.get("mocks").map(|mocks| MockPlan::from_json(mocks).0).unwrap_or_default();
        workbench.run.objects = saved.get("objects").map(S3Objects::from_json).unwrap_or_default();
        workbench.run.machines = saved.get("machines").map(Project::from_json).unwrap_or_default();
        workbench.set_workflow(WorkflowType::of_name(string("workflow").unwrap_or_default()));
        workbench.drafts = saved.get("drafts").map(Drafts::from_json).unwrap_or_default();
        let pick = |key: &str| string(key).unwrap_or_default().to_owned();
        let (speed, theme, dock) = (pick("speed"), pick("theme"), pick("dock"));
        workbench.run.speed = Speed::ALL.into_iter().find(|s| s.label() == speed).unwrap_or_default();
        workbench.theme = Theme::ALL.into_iter().find(|t| t.as_str() == theme).unwrap_or_default();
        workbench.dock = DockTab::ALL.into_iter().find(|t| t.label() == dock).unwrap_or_default();
        Ok(workbench)
    }
}
