//! The project: which machine is open, what is kept of it, and its other state machines, which a Task of the open one can
//! start.

pub(super) mod content;

use std::sync::Arc;

use crate::asl::{Machine, WorkflowType};
use crate::json::{Document, Value};
use crate::lint::{self, Severity};
use crate::sim::{MockPlan, OtherMachine, Program, StateMock};
use crate::sort::SortedMap;

/// How many machines a project has besides the open one.
pub(super) const MACHINES_MAX: usize = 20;

/// The longest name (AWS: `CreateStateMachine`).
const NAME_BYTES_MAX: usize = 80;

/// The largest definition, as the service bounds it.
const TEXT_BYTES_MAX: usize = 1 << 20;

/// How many bytes all definitions of a project have together: they are kept for the next visit, where room is small.
const PROJECT_BYTES_MAX: usize = 2 << 20;

/// A state machine of the project besides the open one.
#[derive(Clone, Debug)]
pub struct ProjectMachine {
    /// Its definition.
    pub document: Document,
    /// Standard or Express.
    pub workflow: WorkflowType,
    /// What its Tasks' calls answer, from the first again in each execution.
    pub mocks: MockPlan,
    /// How many errors Problems would show; its broken states fail when they run.
    pub errors: usize,
    program: Arc<Program>,
    uses_jsonata: bool,
}

impl ProjectMachine {
    fn new(document: Document, workflow: WorkflowType, mocks: MockPlan) -> ProjectMachine {
        let machine = Machine::read(&document);
        let found = lint::check_as(&document, &machine, workflow);
        let errors = found.iter().filter(|found| found.severity == Severity::Error).count();
        let uses_jsonata = machine.uses_jsonata();
        let program = Arc::new(Program::compile_read(&document, Arc::new(machine)));
        ProjectMachine { document, workflow, mocks, errors, program, uses_jsonata }
    }

    /// Its states, for a list of them and of their mocks.
    pub fn machine(&self) -> &Machine {
        self.program.machine()
    }
}

impl PartialEq for ProjectMachine {
    /// The rest follows from these.
    fn eq(&self, other: &ProjectMachine) -> bool {
        self.workflow == other.workflow
            && self.mocks == other.mocks
            && (Arc::ptr_eq(&self.program, &other.program) || self.document.text() == other.document.text())
    }
}

/// The project's machines besides the open one, by name.
#[derive(Clone, Debug, Default)]
pub struct Project {
    pub(super) machines: SortedMap<Arc<str>, ProjectMachine>,
}

impl Project {
    /// The machines in the order of their names.
    pub fn machines(&self) -> impl Iterator<Item = (&Arc<str>, &ProjectMachine)> {
        self.machines.iter()
    }

    /// The machine of a name.
    pub fn get(&self, name: &str) -> Option<&ProjectMachine> {
        self.machines.get(name)
    }

    /// A name that no machine has yet.
    pub fn free_name(&self) -> String {
        let names = (1..=MACHINES_MAX + 1).map(|number| format!("machine-{number}"));
        names.into_iter().find(|name| self.get(name).is_none()).unwrap_or_default()
    }

    /// Makes a machine Standard or Express.
    pub(super) fn set_workflow(&mut self, name: &str, workflow: WorkflowType) {
        if let Some(machine) = self.machines.get_mut(name) {
            let mocks = std::mem::take(&mut machine.mocks);
            *machine = ProjectMachine::new(machine.document.clone(), workflow, mocks);
        }
    }

    /// What a machine's calls answer.
    pub(super) fn mocks_mut(&mut self, name: &str) -> Option<&mut MockPlan> {
        self.machines.get_mut(name).map(|machine| &mut machine.mocks)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.machines.is_empty()
    }

    /// Whether any is written in `JSONata`.
    pub(super) fn use_jsonata(&self) -> bool {
        self.machines.values().any(|machine| machine.uses_jsonata)
    }

    /// Reads those again that are written in `JSONata`: what reads expressions has come or gone.
    pub(super) fn refresh(&mut self) {
        for machine in self.machines.values_mut().filter(|machine| machine.uses_jsonata) {
            let mocks = std::mem::take(&mut machine.mocks);
            *machine = ProjectMachine::new(machine.document.clone(), machine.workflow, mocks);
        }
    }

    /// All but one.
    pub(super) fn without(&self, name: &str) -> Project {
        let mut machines = self.machines.clone();
        machines.remove(name);
        Project { machines }
    }

    pub(super) fn to_setup(&self) -> SortedMap<Arc<str>, OtherMachine> {
        let other = |machine: &ProjectMachine| OtherMachine {
            program: machine.program.clone(),
            workflow: machine.workflow,
            mocks: machine.mocks.clone(),
        };
        self.machines.iter().map(|(name, machine)| (name.clone(), other(machine))).collect()
    }

    /// Its readable form, for saving.
    pub(super) fn to_json(&self) -> Value {
        Value::object(self.machines.iter().map(|(name, machine)| {
            let members = [
                ("definition", Value::String(machine.document.shared_text())),
                ("workflow", Value::from(machine.workflow.as_str())),
                ("mocks", machine.mocks.to_json()),
            ];
            (name.clone(), Value::object(members))
        }))
    }

    /// Reads what was saved; what is no machine, or one too many, is left out.
    pub(super) fn from_json(value: &Value) -> Project {
        let mut project = Project::default();
        for (name, saved) in value.as_object().into_iter().flatten() {
            let Some(text) = saved.get("definition").and_then(Value::as_str) else { continue };
            let workflow = WorkflowType::of_name(saved.get("workflow").and_then(Value::as_str).unwrap_or_default());
            let mocks = saved.get("mocks").map(|mocks| MockPlan::from_json(mocks).0).unwrap_or_default();
            if project.room_for(name, text).is_ok() {
                let machine = ProjectMachine::new(Document::new(text), workflow, mocks);
                project.machines.insert(name.clone(), machine);
            }
        }
        project
    }

    /// Puts a machine in; of one of the same name, whose place it takes, the type and the mocks stay. Gives how many
    /// errors it has, or why it is refused.
    pub(super) fn add(&mut self, name: &str, text: String) -> Result<usize, String> {
        self.room_for(name, &text)?;
        let document = Document::new(text);
        if let Some(error) = document.errors().first() {
            let place = document.position(error.span.start);
            return Err(format!("‘{name}’ is not ASL JSON: {place}: {error}. Nothing was added."));
        }
        let before = self.machines.remove(name);
        let (workflow, mocks) = before.map(|before| (before.workflow, before.mocks)).unwrap_or_default();
        let machine = ProjectMachine::new(document, workflow, mocks);
        let errors = machine.errors;
        self.machines.insert(name.into(), machine);
        Ok(errors)
    }

    /// Gives a machine another name, or says why it is refused.
    pub(super) fn rename(&mut self, from: &str, to: &Arc<str>) -> Result<(), String> {
        if to.is_empty() {
            return Err("A state machine needs a name.".to_owned());
        }
        if to.len() > NAME_BYTES_MAX {
            return Err(format!("A state machine's name has at most {NAME_BYTES_MAX} characters."));
        }
        if self.get(to).is_some() {
            return Err(format!("The project has a state machine ‘{to}’."));
        }
        let machine = self.machines.remove(from);
        self.machines.extend(machine.map(|machine| (to.clone(), machine)));
        Ok(())
    }

    /// Whether another text fits in, or why not.
    fn room_for(&self, name: &str, text: &str) -> Result<(), String> {
        let others = self.machines.iter().filter(|(own, _)| &***own != name);
        let (count, bytes) =
            others.fold((0, 0), |(count, bytes), (_, machine)| (count + 1, bytes + machine.document.text().len()));
        if text.len() > TEXT_BYTES_MAX {
            return Err(format!("‘{name}’ is larger than 1 MiB, which is the most the service takes."));
        }
        if count >= MACHINES_MAX {
            return Err(format!("A project has at most {MACHINES_MAX} other state machines."));
        }
        if bytes + text.len() > PROJECT_BYTES_MAX {
            return Err("The project's other state machines would have more than 2 MiB together.".to_owned());
        }
        Ok(())
    }
}

/// Sets what a state's calls answer.
pub(super) fn set_mock(plan: &mut MockPlan, state: Arc<str>, mock: Option<StateMock>) {
    match mock {
        Some(mock) => drop(plan.states.insert(state, mock)),
        None => drop(plan.states.remove(&state)),
    }
}
