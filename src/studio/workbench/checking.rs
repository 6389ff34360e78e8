//! What is being worked out of a large definition, in pieces.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::asl::Machine;
use crate::lint::{Diagnostic, Linting};
use crate::sim::{Compiling, Program};

/// What is under way.
pub(super) enum UnderWay {
    /// A check of the definition.
    Check(Linting<Arc<Machine>>),
    /// What runs.
    Program(Compiling),
}

/// What the last piece gives.
pub(super) enum Made {
    /// What is wrong with the definition.
    Found(Vec<Diagnostic>),
    /// What runs.
    Program(Program),
}

/// What is done of a stage. A copy has nothing done: who goes on with it begins again.
#[derive(Default)]
pub(super) struct Checking {
    under_way: Mutex<Option<UnderWay>>,
    /// How many pieces were done of all: that one more was is how the page knows that it may ask for the next.
    pieces: usize,
}

impl Checking {
    /// Whether something is under way.
    pub(super) fn is_under_way(&mut self) -> bool {
        self.slot().is_some()
    }

    /// Begins something, in place of anything else.
    pub(super) fn begin(&mut self, under_way: UnderWay) {
        *self.slot() = Some(under_way);
        self.pieces += 1;
    }

    /// Does a piece of it. The last gives what came of it, and ends it.
    pub(super) fn step(&mut self) -> Option<Made> {
        self.pieces += 1;
        let made = match self.slot().as_mut()? {
            UnderWay::Check(linting) => Made::Found(linting.step()?),
            UnderWay::Program(compiling) => Made::Program(compiling.step()?),
        };
        self.forget();
        Some(made)
    }

    /// Drops it: what it is of has changed.
    pub(super) fn forget(&mut self) {
        *self.slot() = None;
    }

    pub(super) fn pieces(&self) -> usize {
        self.pieces
    }

    fn slot(&mut self) -> &mut Option<UnderWay> {
        self.under_way.get_mut().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clone for Checking {
    fn clone(&self) -> Checking {
        Checking::default()
    }
}

impl fmt::Debug for Checking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Checking").finish_non_exhaustive()
    }
}
