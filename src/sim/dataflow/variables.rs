//! The variables that a state's expressions see.

use std::sync::Arc;

use crate::json::{Object, Value};
use crate::sim::limits;

/// The variables of a scope; an inner scope reads the outer one's.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Variables {
    own: Object,
    outer: Option<Arc<Variables>>,
}

impl Variables {
    pub(crate) fn inside(outer: Arc<Variables>) -> Variables {
        Variables { own: Object::default(), outer: Some(outer) }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        let scopes = std::iter::successors(Some(self), |scope| scope.outer.as_deref());
        scopes.take(limits::SCOPE_DEPTH_MAX + 1).find_map(|scope| scope.own.get(name))
    }

    pub(crate) fn assign(&mut self, assigned: &Object) {
        self.own.extend(assigned.iter().map(|(name, value)| (name.clone(), value.clone())));
    }
}
