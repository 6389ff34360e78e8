//! What a person does to the objects in the virtual buckets: steps that Undo takes back. The run happens again over what
//! has changed.

use super::{Handling, view};
use crate::studio::executions::ExecutionsView;
use crate::studio::executions::objects::{self, NewObject, ObjectError, ObjectName};
use crate::studio::workbench::{ToastKind, Workbench};

/// About the objects in the virtual buckets.
#[derive(Clone, Debug)]
pub enum ObjectAction {
    /// Add an object and show it.
    Add(NewObject),
    /// Put a text into a bucket, whatever was there.
    Set {
        /// The bucket and the key.
        name: ObjectName,
        /// The object's text.
        text: String,
    },
    /// Give an object another bucket or key.
    Rename {
        /// Its name.
        from: ObjectName,
        /// Its new one.
        to: ObjectName,
    },
    /// Take an object out of its bucket.
    Remove(ObjectName),
}

impl ObjectAction {
    pub(super) fn handling(&self) -> Handling {
        match self {
            ObjectAction::Add(_) | ObjectAction::Set { .. } | ObjectAction::Rename { .. } | ObjectAction::Remove(_) => {
                Handling::RUN.saved()
            }
        }
    }
}

pub(super) fn reduce(workbench: &mut Workbench, action: ObjectAction) {
    match action {
        ObjectAction::Add(new) => workbench.record("Add an object", None, |workbench| add(workbench, new)),
        ObjectAction::Set { name, text } => {
            let label = format!("Change the object {name}");
            let set = workbench.record(&label, None, |workbench| workbench.run.set_object(&name, text.into()));
            changed(workbench, set);
        }
        ObjectAction::Rename { from, to } => {
            let label = format!("Rename the object {from}");
            let renamed = workbench.record(&label, None, |workbench| workbench.run.rename_object(&from, &to));
            if renamed.is_ok() {
                workbench.drafts.rename_object(&from, &to);
                workbench.executions = ExecutionsView::Objects(Some(to));
            }
            changed(workbench, renamed);
        }
        ObjectAction::Remove(name) => {
            workbench.record(&format!("Remove the object {name}"), None, |workbench| {
                let objects = std::mem::take(&mut workbench.run.objects);
                workbench.run.objects = objects.without(&name.bucket, &name.key);
            });
            workbench.executions = ExecutionsView::Objects(None);
            workbench.announce(format!("Removed {name}."));
            workbench.replay();
        }
    }
}

fn add(workbench: &mut Workbench, new: NewObject) {
    let added = objects::add(&workbench.drawn, &mut workbench.run, new);
    if let Ok(name) = &added {
        workbench.announce(format!("Added {name}."));
        view::show_executions(workbench, ExecutionsView::Objects(Some(name.clone())));
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
