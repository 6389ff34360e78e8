//! The definition's text and what is wrong with it.

mod editor;
mod problems;

use std::sync::Arc;

use crate::lint::Diagnostic;

pub use editor::Code;
pub use problems::Problems;

/// Diagnostics by identity: a document that did not change keeps its list, so what is worked out from it is too.
#[derive(Clone)]
struct Found(Arc<[Diagnostic]>);

impl PartialEq for Found {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}
