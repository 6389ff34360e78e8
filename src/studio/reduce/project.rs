//! What a person sets a run up with, and does to the project's other machines: steps that Undo takes back. The run happens
//! again over what has changed.

use std::sync::Arc;

use super::Handling;
use crate::json::TextEdit;
use crate::sim::{Order, StateMock, WorkflowType};
use crate::studio::project;
use crate::studio::undo::{Field, Typing};
use crate::studio::workbench::Workbench;
use crate::studio::workbench::opening::file_stem;

/// About what a run is set up with, and the project's other machines.
#[derive(Clone, Debug)]
pub enum ProjectAction {
    /// Give the machine another name.
    Rename(String),
    /// Set the seed of everything random.
    SetSeed(u64),
    /// Set in which order branches and iterations go on.
    SetOrder(Order),
    /// Type in the input.
    SetInput(String),
    /// Set what a state's calls answer; `None` goes back to the default answer.
    SetMock(Arc<str>, Option<StateMock>),
    /// Make the machine Standard or Express.
    SetWorkflow(WorkflowType),
    /// Put a state machine into the project, which Tasks can start; one of the same name is replaced, its type and mocks
    /// are kept. Refused with a notice when the text is no JSON or the project is full.
    AddMachine {
        /// The file's name, or the machine's.
        name: String,
        /// Its definition.
        text: String,
    },
    /// Take a state machine out of the project.
    RemoveMachine(Arc<str>),
    /// Give a state machine of the project another name; its type and mocks are kept. Refused where there is one.
    RenameMachine {
        /// Its name.
        from: Arc<str>,
        /// Its new one.
        to: String,
    },
    /// Make a machine of the project Standard or Express.
    SetMachineWorkflow(Arc<str>, WorkflowType),
    /// Set what the calls of a state of a machine of the project answer, from the first again in each of its executions;
    /// `None` goes back to the default answer.
    SetMachineMock(Arc<str>, Arc<str>, Option<StateMock>),
}

impl ProjectAction {
    pub(super) fn handling(&self) -> Handling {
        match self {
            ProjectAction::Rename(_)
            | ProjectAction::SetSeed(_)
            | ProjectAction::SetOrder(_)
            | ProjectAction::SetInput(_)
            | ProjectAction::SetMock(..)
            | ProjectAction::SetWorkflow(_)
            | ProjectAction::AddMachine { .. }
            | ProjectAction::RemoveMachine(_)
            | ProjectAction::RenameMachine { .. }
            | ProjectAction::SetMachineWorkflow(..)
            | ProjectAction::SetMachineMock(..) => Handling::RUN.saved(),
        }
    }
}

pub(super) fn reduce(workbench: &mut Workbench, action: ProjectAction) {
    let now_ms = workbench.now_ms;
    match action {
        ProjectAction::Rename(name) => workbench.record("Rename the machine", None, |workbench| workbench.name = name),
        ProjectAction::SetSeed(seed) => {
            workbench.record("Change the seed", None, |workbench| workbench.run.seed = seed);
        }
        ProjectAction::SetOrder(order) => {
            workbench.record("Change the order", None, |workbench| workbench.run.order = order);
        }
        ProjectAction::SetInput(text) => {
            let typing = Typing::new(Field::Input, &TextEdit::between(&workbench.run.input, &text), now_ms);
            workbench.record("Edit the input", Some(typing), |workbench| workbench.run.input = text.into());
        }
        ProjectAction::SetMock(state, mock) => {
            let label = format!("Change the mock of ‘{state}’");
            let typing = Typing::whole(Field::Mock(None, state.clone()), now_ms);
            workbench.record(&label, Some(typing), |workbench| {
                project::set_mock(&mut workbench.run.mocks, state, mock);
            });
        }
        ProjectAction::SetWorkflow(workflow) => {
            let label = format!("Make it {}", workflow.label());
            // It makes the run anew itself, once the text is checked as of the other type.
            return workbench.record(&label, None, |workbench| workbench.set_workflow(workflow));
        }
        ProjectAction::AddMachine { name, text } => {
            let name = file_stem(&name);
            let label = format!("Add the machine ‘{name}’");
            workbench.record(&label, None, |workbench| workbench.add_machine(&name, text));
        }
        ProjectAction::RemoveMachine(name) => {
            let label = format!("Remove the machine ‘{name}’");
            workbench.record(&label, None, |workbench| workbench.remove_machine(&name));
        }
        ProjectAction::RenameMachine { from, to } => {
            let label = format!("Rename the machine ‘{from}’");
            workbench.record(&label, None, |workbench| workbench.rename_machine(&from, to.trim()));
        }
        ProjectAction::SetMachineWorkflow(name, workflow) => {
            let label = format!("Make ‘{name}’ {}", workflow.label());
            workbench.record(&label, None, |workbench| workbench.run.machines.set_workflow(&name, workflow));
        }
        ProjectAction::SetMachineMock(name, state, mock) => {
            let label = format!("Change the mock of ‘{state}’ in ‘{name}’");
            let typing = Typing::whole(Field::Mock(Some(name.clone()), state.clone()), now_ms);
            workbench.record(&label, Some(typing), |workbench| {
                if let Some(mocks) = workbench.run.machines.mocks_mut(&name) {
                    project::set_mock(mocks, state, mock);
                }
            });
        }
    }
    workbench.replay();
}
