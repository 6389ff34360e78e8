//! Whether the part that reads and evaluates `JSONata` has come.

use super::{Handling, run};
use crate::studio::workbench::{Workbench, jsonata};

/// About the part that reads and evaluates `JSONata`.
#[derive(Clone, Debug)]
pub enum JsonataAction {
    /// Fetch it if the definition needs it and it is not there: the page has opened, or a person tries again.
    Load,
    /// It is there.
    Ready,
    /// It could not be fetched, or it has stopped, and why.
    Failed(String),
}

impl JsonataAction {
    pub(super) fn handling(&self) -> Handling {
        match self {
            JsonataAction::Load => Handling::TEXT,
            JsonataAction::Ready | JsonataAction::Failed(_) => Handling::RUN,
        }
    }
}

pub(super) fn reduce(workbench: &mut Workbench, action: JsonataAction) {
    match action {
        JsonataAction::Load => jsonata::try_again(workbench),
        JsonataAction::Ready => {
            if let Some(playing) = jsonata::ready(workbench) {
                run::start(workbench, playing);
            }
        }
        JsonataAction::Failed(reason) => jsonata::failed(workbench, reason),
    }
}
