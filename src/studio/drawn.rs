//! What the canvas draws of the definition, and what of that is chosen.

use std::sync::Arc;

use crate::asl::Machine;
use crate::json::{Document, Pointer};

/// The last text that was JSON, which the canvas draws.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// The document.
    pub document: Document,
    /// What it means.
    pub machine: Arc<Machine>,
}

impl Drawn {
    pub(super) fn of(document: &Document) -> Drawn {
        Drawn { document: document.clone(), machine: Arc::new(Machine::read(document)) }
    }
}

/// What is chosen, in every view at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Selection {
    /// The machine itself.
    #[default]
    None,
    /// A state, by its object in the document.
    State(Pointer),
    /// A transition, by its target's name in the document.
    Transition(Pointer),
}

impl Selection {
    /// The chosen state.
    pub fn state(&self) -> Option<&Pointer> {
        match self {
            Selection::State(pointer) => Some(pointer),
            Selection::None | Selection::Transition(_) => None,
        }
    }
}
