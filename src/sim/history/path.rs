//! Where in a run something happened: the state's place in the document and the branches and iterations around it.

use std::fmt;
use std::sync::Arc;

use crate::json::Pointer;

/// What a step into a nested scope was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HopKind {
    /// Into a Parallel's branch.
    Branch,
    /// Into a Map's iteration.
    Iteration,
}

/// One step into a nested scope.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hop {
    /// The scope the owner ran in.
    pub outer: ScopePath,
    /// The Parallel or Map state's object in the document.
    pub owner: Pointer,
    /// Which of the two.
    pub kind: HopKind,
    /// The branch's or the item's position, from 0.
    pub index: usize,
    /// The event that entered the owner, which tells two visits apart.
    pub entered_event: u64,
    /// Which attempt of that visit, from 0: a retried Parallel or Map starts its scopes anew.
    pub attempt: u32,
}

/// A running scope's address: empty for the machine itself, else the hops into it, innermost first. Cloning is
/// constant time.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScopePath(Option<Arc<Hop>>);

impl ScopePath {
    /// The machine itself.
    pub fn root() -> ScopePath {
        ScopePath(None)
    }

    /// The scope a hop leads to.
    pub fn new(hop: Hop) -> ScopePath {
        ScopePath(Some(Arc::new(hop)))
    }

    /// The last hop into it; `None` for the machine itself.
    pub fn hop(&self) -> Option<&Hop> {
        self.0.as_deref()
    }

    /// The hops into it, innermost first.
    pub fn hops(&self) -> impl Iterator<Item = &Hop> {
        std::iter::successors(self.hop(), |hop| hop.outer.hop())
    }
}

/// Such as `/States/Each[2]/States/Both(0)`: brackets for items, parentheses for branches; empty for the machine.
impl fmt::Display for ScopePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(hop) = self.hop() else { return Ok(()) };
        let own = match hop.outer.hop() {
            Some(outer) => hop.owner.as_str().strip_prefix(outer.owner.as_str()).unwrap_or(hop.owner.as_str()),
            None => hop.owner.as_str(),
        };
        match hop.kind {
            HopKind::Branch => write!(f, "{}{own}({})", hop.outer, hop.index),
            HopKind::Iteration => write!(f, "{}{own}[{}]", hop.outer, hop.index),
        }
    }
}

/// A state's address in a run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatePath {
    /// The state's object in the document.
    pub state: Pointer,
    /// The scope it runs in.
    pub scope: ScopePath,
}

impl fmt::Display for StatePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.scope.hop() {
            Some(hop) => {
                let own = self.state.as_str();
                write!(f, "{}{}", self.scope, own.strip_prefix(hop.owner.as_str()).unwrap_or(own))
            }
            None => write!(f, "{}", self.state),
        }
    }
}
