//! The definition's text and what is wrong with it.

mod editor;
mod problems;

pub use editor::Code;
pub use problems::Problems;
