//! What the Executions tab shows beyond the execution itself: virtual buckets, map runs, child executions.

pub mod map_runs;
pub mod nested;
pub mod objects;
pub mod readers;

use std::sync::Arc;

use self::objects::{NewObject, ObjectError, ObjectName};
use super::action::{Action, DockTab, Sheet};
use super::project::setup::record;
use super::workbench::{ToastKind, Workbench};
use crate::sim::{HistoryEvent, LogLevel, Simulation};

/// Which map run of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MapRunAt {
    /// The nested execution it is of, from 0; `None` for the run's own.
    pub nested: Option<usize>,
    /// Which of that one's map runs, from 0.
    pub run: usize,
}

impl MapRunAt {
    /// A map run of the run's own execution.
    pub fn own(run: usize) -> MapRunAt {
        MapRunAt { nested: None, run }
    }

    /// A map run of a nested execution.
    pub fn nested(nested: usize, run: usize) -> MapRunAt {
        MapRunAt { nested: Some(nested), run }
    }
}

/// An execution besides the run's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExecutionAt {
    /// A child execution of a map run.
    Child {
        /// Which map run.
        run: MapRunAt,
        /// Which of its child executions, from 0.
        child: usize,
    },
    /// An execution of another machine of the project.
    Nested(usize),
}

impl ExecutionAt {
    /// What shows it.
    pub fn view(self) -> ExecutionsView {
        match self {
            ExecutionAt::Child { run, child } => ExecutionsView::MapRun { run, child: Some(child) },
            ExecutionAt::Nested(at) => ExecutionsView::Nested(at),
        }
    }

    /// What it is called among its like.
    pub fn words(self) -> String {
        match self {
            ExecutionAt::Child { child, .. } => format!("child execution {}", child + 1),
            ExecutionAt::Nested(at) => format!("nested execution {}", at + 1),
        }
    }
}

/// Its events that show.
pub fn events_of(simulation: &Simulation, at: ExecutionAt) -> &[HistoryEvent] {
    match at {
        ExecutionAt::Child { run, child } => map_runs::child_events(simulation, run, child),
        ExecutionAt::Nested(at) => nested::nested_events(simulation, at),
    }
}

/// What the Executions tab shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ExecutionsView {
    /// The input and the outcome.
    #[default]
    Execution,
    /// A map run, or one of its child executions.
    MapRun {
        /// Which.
        run: MapRunAt,
        /// Which child execution, from 0.
        child: Option<usize>,
    },
    /// An execution of another machine of the project, from 0.
    Nested(usize),
    /// What the machine's log group would have.
    Logs {
        /// How much is logged.
        level: LogLevel,
        /// Whether inputs and outputs are (AWS: `includeExecutionData`).
        data: bool,
    },
    /// The virtual buckets, or one of their objects.
    Objects(Option<ObjectName>),
    /// The project's other state machines, or one of them.
    Machines(Option<Arc<str>>),
}

/// Does what an action of the Executions tab asks.
pub(super) fn reduce(workbench: &mut Workbench, action: Action) {
    match action {
        Action::ShowExecutions(view) => show(workbench, view),
        Action::AddObject(new) => record(workbench, "Add an object", None, |workbench| add(workbench, new)),
        Action::SetObject { name, text } => {
            let label = format!("Change the object {name}");
            let set = record(workbench, &label, None, |workbench| workbench.run.set_object(&name, text.into()));
            changed(workbench, set);
        }
        Action::RenameObject { from, to } => {
            let label = format!("Rename the object {from}");
            let renamed = record(workbench, &label, None, |workbench| workbench.run.rename_object(&from, &to));
            if renamed.is_ok() {
                workbench.drafts.rename_object(&from, &to);
                workbench.executions = ExecutionsView::Objects(Some(to));
            }
            changed(workbench, renamed);
        }
        Action::RemoveObject(name) => {
            record(workbench, &format!("Remove the object {name}"), None, |workbench| {
                let objects = std::mem::take(&mut workbench.run.objects);
                workbench.run.objects = objects.without(&name.bucket, &name.key);
            });
            workbench.executions = ExecutionsView::Objects(None);
            workbench.announce(format!("Removed {name}."));
            workbench.replay();
        }
        // The caller has answered every other action.
        _ => {}
    }
}

/// Shows a part of the tab, on a small screen as a sheet in place of the one that is open.
fn show(workbench: &mut Workbench, view: ExecutionsView) {
    workbench.executions = view;
    workbench.dock = DockTab::Executions;
    if let Some(sheet) = &mut workbench.sheet {
        *sheet = Sheet::Dock(DockTab::Executions);
    }
}

fn add(workbench: &mut Workbench, new: NewObject) {
    let added = objects::add(workbench, new);
    if let Ok(name) = &added {
        workbench.announce(format!("Added {name}."));
        show(workbench, ExecutionsView::Objects(Some(name.clone())));
    }
    changed(workbench, added.map(drop));
}

/// The run happens again over the changed buckets; what could not be changed is told.
fn changed(workbench: &mut Workbench, changed: Result<(), ObjectError>) {
    match changed {
        Ok(()) => workbench.replay(),
        Err(error) => workbench.notify(ToastKind::Error, error.to_string()),
    }
}
