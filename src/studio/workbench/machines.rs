//! The project's other machines, as a person puts them in, names them and takes them out.

use std::sync::Arc;

use super::{ToastKind, Workbench};
use crate::sim::{machine_named, starts_execution};
use crate::studio::executions::ExecutionsView;

/// The machines that Tasks start by a name of their own, that a mock does not answer, and that the project does not have.
pub fn wanted_machines(workbench: &Workbench) -> Vec<Arc<str>> {
    let drawn = &workbench.drawn;
    let starts = |state: &&crate::asl::State| {
        state.resource.as_ref().is_some_and(starts_execution) && workbench.run.mocks.get(&state.name).is_none()
    };
    let mut names: Vec<Arc<str>> = Vec::new();
    for state in drawn.machine.states.iter().filter(starts) {
        let Some(node) = drawn.document.find(&state.pointer) else { continue };
        let arguments = node.get("Parameters").or_else(|| node.get("Arguments"));
        let arn =
            arguments.and_then(|arguments| arguments.get("StateMachineArn")).and_then(crate::json::NodeRef::as_str);
        let Some(name) = arn.and_then(machine_named) else { continue };
        let known = name == workbench.name || workbench.run.machines.get(name).is_some();
        if !known && !name.is_empty() && names.iter().all(|other| **other != *name) {
            names.push(name.into());
        }
    }
    names
}

impl Workbench {
    /// Takes a machine out of the project.
    pub(in crate::studio) fn remove_machine(&mut self, name: &str) {
        if self.run.machines.machines.remove(name).is_some() {
            self.executions = ExecutionsView::Machines(None);
            self.announce(format!("‘{name}’ is no longer part of the project."));
        }
    }

    /// Gives a machine another name, unless that is taken or none.
    pub(in crate::studio) fn rename_machine(&mut self, from: &Arc<str>, to: &str) {
        if to == &**from || self.run.machines.get(from).is_none() {
            return;
        }
        let to: Arc<str> = to.into();
        let renamed = self.is_not_open(&to).and_then(|()| self.run.machines.rename(from, &to));
        match renamed {
            Ok(()) => self.executions = ExecutionsView::Machines(Some(to)),
            Err(words) => self.notify(ToastKind::Error, words),
        }
    }

    /// Puts a machine into the project, in place of one of the same name.
    pub(in crate::studio) fn add_machine(&mut self, name: &str, text: String) {
        let added = self.is_not_open(name).and_then(|()| self.run.machines.add(name, text));
        let errors = match added {
            Ok(0) => String::new(),
            Ok(1) => " It has 1 error.".to_owned(),
            Ok(errors) => format!(" It has {errors} errors."),
            Err(words) => return self.notify(ToastKind::Error, words),
        };
        self.executions = ExecutionsView::Machines(Some(name.into()));
        self.announce(format!("‘{name}’ is part of the project.{errors}"));
    }

    fn is_not_open(&self, name: &str) -> Result<(), String> {
        if name == self.name { Err(format!("‘{name}’ is the state machine that is open.")) } else { Ok(()) }
    }
}
