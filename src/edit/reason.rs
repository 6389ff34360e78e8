//! Why a command cannot be done, in plain sentences.

use std::fmt;

pub use crate::asl::quotas::STATE_NAME_CHARS_MAX as NAME_CHARS_MAX;
use crate::asl::{State, StateKind};
use crate::json::{BuildError, Pointer};

/// How many states are put in at once.
pub const STATES_PASTED_MAX: usize = 200;

/// Why a command is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Nothing may follow this state.
    NoNext {
        /// The state, with its type.
        state: String,
    },
    /// A transition would enter or leave a branch.
    OtherScope {
        /// The state it would leave.
        from: String,
        /// The state it would lead to.
        to: String,
    },
    /// A state cannot move into a flow inside itself.
    IntoItself {
        /// The state.
        state: String,
    },
    /// A state that ends the flow would leave this one without a way to it.
    CutsOff {
        /// The state that ends.
        state: String,
        /// The one nothing else leads to.
        lost: String,
    },
    /// A state's transition cannot follow it into another flow.
    LeadsOutside {
        /// The state.
        state: String,
        /// What its rule or catcher names.
        target: String,
    },
    /// The flow it would move to is written in another query language.
    OtherLanguage {
        /// The state.
        state: String,
        /// The language there.
        language: &'static str,
    },
    /// A state has this name.
    NameTaken(String),
    /// A name has at least one character.
    NameEmpty,
    /// A name has at most [`NAME_CHARS_MAX`] characters.
    NameTooLong(usize),
    /// A name stands twice in `States`, so that nobody can tell which one is meant.
    Repeated(String),
    /// More states than can be put in at once.
    TooManyStates(usize),
    /// Only a Parallel state has branches.
    NotParallel(String),
    /// A Parallel state has at least one branch.
    LastBranch(String),
    /// A Choice has at least one rule.
    LastRule(String),
    /// A flow has a start.
    StartNeeded,
    /// Only a Task, Parallel or Map retries and catches.
    CannotCatch(String),
    /// A catcher, or a rule, leads to another state, and there is none.
    NowhereToLead(String),
    /// Only a Choice has rules.
    NotAChoice(String),
    /// A transition names a state that does not exist.
    NoTarget(String),
    /// No state is at this place.
    NotAState(Pointer),
    /// No transition is at this place.
    NotATransition(Pointer),
    /// No flow is at this place.
    NotAScope(Pointer),
    /// The text does not allow it.
    Text(BuildError),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::NoNext { state } => write!(f, "{state} has no next state"),
            Reason::OtherScope { from, to } => {
                write!(f, "no transition enters or leaves a branch: {from} and {to} are in different flows")
            }
            Reason::IntoItself { state } => write!(f, "{state} cannot move into itself"),
            Reason::CutsOff { state, lost } => {
                write!(f, "{state} would end the flow here, and nothing else leads to {lost}")
            }
            Reason::LeadsOutside { state, target } => {
                write!(f, "{state} leads to {target}, which it could not reach from there")
            }
            Reason::OtherLanguage { state, language } => {
                write!(f, "{state} is written in another query language than {language}, which is used there")
            }
            Reason::NameTaken(name) => write!(f, "there is a state ‘{name}’ already"),
            Reason::NameEmpty => f.write_str("a state needs a name"),
            Reason::NameTooLong(chars) => {
                write!(f, "a state’s name has at most {NAME_CHARS_MAX} characters, this one has {chars}")
            }
            Reason::Repeated(name) => write!(f, "‘{name}’ is defined twice in its flow; rename one in the code first"),
            Reason::TooManyStates(count) => {
                write!(f, "at most {STATES_PASTED_MAX} states are put in at once, not {count}")
            }
            Reason::NotParallel(state) => write!(f, "{state} has no branches; only a Parallel state does"),
            Reason::LastBranch(state) => write!(f, "{state} needs at least one branch"),
            Reason::LastRule(state) => write!(f, "{state} needs at least one rule"),
            Reason::CannotCatch(state) => {
                write!(f, "{state} cannot retry or catch; only a Task, a Parallel and a Map can")
            }
            Reason::NowhereToLead(state) => write!(f, "there is no other state that {state} could lead to"),
            Reason::NotAChoice(state) => write!(f, "{state} has no rules; only a Choice does"),
            Reason::NoTarget(target) => write!(f, "there is no state ‘{target}’ to lead to"),
            Reason::StartNeeded => f.write_str("a flow needs a start"),
            Reason::NotAState(at) => write!(f, "there is no state at {at}"),
            Reason::NotATransition(at) => write!(f, "there is no transition at {at}"),
            Reason::NotAScope(at) if at.as_str().is_empty() => f.write_str("the document is not a state machine"),
            Reason::NotAScope(at) => write!(f, "there is no flow of states at {at}"),
            Reason::Text(error) => error.fmt(f),
        }
    }
}

/// Why there is no edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditError {
    /// The command would change nothing.
    Ignored,
    /// The command cannot be done.
    Denied(Reason),
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EditError::Ignored => f.write_str("nothing to change"),
            EditError::Denied(reason) => reason.fmt(f),
        }
    }
}

impl std::error::Error for EditError {}

impl From<Reason> for EditError {
    fn from(reason: Reason) -> EditError {
        EditError::Denied(reason)
    }
}

impl From<BuildError> for EditError {
    fn from(error: BuildError) -> EditError {
        EditError::Denied(Reason::Text(error))
    }
}

/// A state as sentences name it: `Task ‘Ship’`.
pub(super) fn called(state: &State) -> String {
    format!("{} ‘{}’", state.kind.map_or("state", StateKind::as_str), state.name)
}
