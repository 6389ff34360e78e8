//! A check of the definition that is under way.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::asl::Machine;
use crate::lint::{Diagnostic, Linting};

type UnderWay = Linting<Arc<Machine>>;

/// What is done of a check. A copy has nothing done: who goes on with it begins again.
#[derive(Default)]
pub(super) struct Checking {
    under_way: Mutex<Option<UnderWay>>,
    /// How many pieces were done of all checks: that one more was is how the page knows that it may ask for the next.
    pieces: usize,
}

impl Checking {
    /// Whether there is one.
    pub(super) fn is_under_way(&mut self) -> bool {
        self.slot().is_some()
    }

    /// Begins one, in place of any other.
    pub(super) fn begin(&mut self, linting: UnderWay) {
        *self.slot() = Some(linting);
        self.pieces += 1;
    }

    /// Drops it: what it is of has changed.
    pub(super) fn forget(&mut self) {
        *self.slot() = None;
    }

    /// Does a piece of it. The last gives what was found, and ends it.
    pub(super) fn step(&mut self) -> Option<Vec<Diagnostic>> {
        self.pieces += 1;
        let found = self.slot().as_mut()?.step()?;
        self.forget();
        Some(found)
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
