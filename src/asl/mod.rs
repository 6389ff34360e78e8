//! The meaning of a document: which states there are, how they nest, and where each leads.
//!
//! A [`Machine`] is a reading of a [`Document`], never changed: an edit changes the text and the machine is read anew.
//! Every state keeps the [`Pointer`] it was read from, which is its address in the text, the canvas and the simulator.
//! Beside it stand the tables of the language: which [`fields`] there are, which [`services`] can be called, the [`quotas`].
//! Must never know: what is wrong with a document ([`crate::lint`]), how a state runs ([`crate::sim`]).
//!
//! **Invariant:** reading is total. A missing or wrong field is `None`, an unknown type is a state without a kind.
//!
//! ```
//! use stepwright::{asl::Machine, json::Document};
//! let text = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Succeed"}}}"#;
//! let machine = Machine::read(&Document::new(text));
//! assert_eq!(machine.transitions[0].to, machine.state_named("B"));
//! ```

mod condition;
pub mod fields;
mod kind;
mod machine;
pub mod quotas;
mod read;
mod resource;
pub mod services;

pub use condition::describe_rule;
pub use kind::{QueryLanguage, StateKind, TransitionKind, WorkflowType, child_workflow};
pub use machine::{Machine, Scope, ScopeId, State, StateId, Transition};
pub use resource::{Integration, Pattern, Resource};

#[cfg(doc)]
use crate::json::{Document, Pointer};
