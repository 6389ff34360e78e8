//! The inspector: everything about the selected state, or about the machine.

mod choice;
mod errors;
mod field;
mod flow;
mod panel;
mod run;
mod stages;

pub use panel::Inspector;
