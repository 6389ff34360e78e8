//! What is kept of a machine for the next visit, as one JSON text, and what is kept beside the machines.

use std::fmt;
use std::sync::Arc;

use super::Workbench;
use crate::json::Value;
use crate::sim::{MockPlan, Order, S3Objects, WorkflowType};
use crate::studio::drafts::Drafts;
use crate::studio::executions::objects;
use crate::studio::library::Problem;
use crate::studio::project::Project;
use crate::studio::run::Speed;
use crate::studio::view::{DockTab, Theme};

/// The form in which a machine is written. What each older one lacks is in [`LADDER`].
const FORM: i64 = 2;

/// What makes a text of each form one of the next, from the first.
const LADDER: [fn(&Value) -> Value; FORM as usize - 1] = [without_preferences];

/// The first form was that of a whole workbench, in which colours, speed and the dock's tab were kept with the machine.
fn without_preferences(saved: &Value) -> Value {
    let members = saved.as_object().into_iter().flatten();
    let own = members.filter(|(key, _)| !PREFERENCES.contains(&&***key));
    Value::object(own.map(|(key, value)| (key.clone(), value.clone())))
}

/// The members that belong to no machine.
const PREFERENCES: [&str; 3] = ["speed", "theme", "dock"];

/// Why a saved text could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveError {
    /// It is not what a page writes.
    Damaged(String),
    /// A later page wrote it.
    Newer,
}

impl SaveError {
    /// The same as the list shows it.
    pub fn problem(&self) -> Problem {
        match self {
            SaveError::Damaged(_) => Problem::Damaged,
            SaveError::Newer => Problem::Newer,
        }
    }
}

impl fmt::Display for SaveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SaveError::Damaged(words) => write!(f, "what is kept cannot be read: {words}"),
            SaveError::Newer => f.write_str("what is kept was written by a newer version of the page"),
        }
    }
}

pub(in crate::studio) fn write(workbench: &Workbench) -> String {
    let run = &workbench.run;
    Value::object([
        ("version", Value::from(FORM)),
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
    ])
    .to_string()
}

/// What belongs to no machine.
pub(in crate::studio) fn preferences(workbench: &Workbench) -> String {
    let values = [workbench.run.speed.label(), workbench.theme.as_str(), workbench.dock.label()];
    Value::object(PREFERENCES.into_iter().zip(values.map(Value::from))).to_string()
}

/// Takes what was kept of that; what cannot be read takes its default.
pub(in crate::studio) fn prefer(workbench: &mut Workbench, text: &str) {
    let saved = Value::parse(text).unwrap_or_default();
    let [speed, theme, dock] = PREFERENCES.map(|key| saved.get(key).and_then(Value::as_str).unwrap_or_default());
    workbench.run.speed = Speed::ALL.into_iter().find(|s| s.label() == speed).unwrap_or_default();
    workbench.theme = Theme::ALL.into_iter().find(|t| t.as_str() == theme).unwrap_or_default();
    workbench.dock = DockTab::ALL.into_iter().find(|t| t.label() == dock).unwrap_or_default();
}

/// A saved text in the form of today.
fn climbed(text: &str) -> Result<Value, SaveError> {
    let mut saved = Value::parse(text).map_err(|error| SaveError::Damaged(error.to_string()))?;
    let form = saved.get("version").and_then(Value::as_i64).unwrap_or(1);
    if form > FORM {
        return Err(SaveError::Newer);
    }
    for step in LADDER.iter().skip(form.max(1) as usize - 1) {
        saved = step(&saved);
    }
    Ok(saved)
}

/// The definition of a saved machine.
pub(in crate::studio) fn definition(text: &str) -> Option<Arc<str>> {
    match climbed(text).ok()?.get("definition") {
        Some(Value::String(definition)) => Some(definition.clone()),
        _ => None,
    }
}

/// What the canvas shows of a text that is no JSON: the last one that was.
fn last_drawn(workbench: &Workbench) -> Value {
    let last = workbench.stale() && workbench.drawn_was_json();
    if last { Value::String(workbench.drawn.document.shared_text()) } else { Value::Null }
}

impl Workbench {
    /// The workbench of a saved machine. A text that is none is an error, so that the caller leaves it as it is.
    pub fn restore(text: &str) -> Result<Workbench, SaveError> {
        let saved = climbed(text)?;
        let string = |key: &str| saved.get(key).and_then(Value::as_str);
        let definition = string("definition").ok_or_else(|| SaveError::Damaged("it has no definition".to_owned()))?;
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
        Ok(workbench)
    }
}
