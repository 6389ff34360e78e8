//! `JSONata` states. This build has no engine for the language, and says so when one is entered.

use std::sync::Arc;

use super::{DataFlow, Field, FieldValue, Flow, Site, StateEnv, Trouble};
use crate::json::{Object, Value};

/// What a `JSONata` state fails with.
pub(crate) const UNSUPPORTED: &str = "The query language JSONata is not supported by this build of the simulator.";

/// The data flow of a state whose language has no engine.
#[derive(Debug)]
pub(crate) struct Unsupported;

fn refuse<T>() -> Flow<T> {
    Err(Trouble::runtime(UNSUPPORTED))
}

impl DataFlow for Unsupported {
    fn effective_input(&self, _env: &mut StateEnv) -> Flow<Value> {
        refuse()
    }

    fn arguments(&self, _env: &mut StateEnv) -> Flow<Value> {
        refuse()
    }

    fn output(&self, _env: &mut StateEnv, _result: Value) -> Flow<Value> {
        refuse()
    }

    fn assign(&self, _env: &mut StateEnv, _site: Site, _basis: &Value) -> Flow<Option<Arc<Object>>> {
        refuse()
    }

    fn choose(&self, _env: &mut StateEnv) -> Flow<Option<usize>> {
        refuse()
    }

    fn chosen_output(&self, _env: &mut StateEnv, _rule: Option<usize>) -> Flow<Value> {
        refuse()
    }

    fn caught(&self, _env: &mut StateEnv, _catcher: usize, _error_output: Value) -> Flow<Value> {
        refuse()
    }

    fn field(&self, _env: &mut StateEnv, _field: Field) -> Flow<Option<FieldValue>> {
        refuse()
    }

    fn item_input(&self, _env: &mut StateEnv, _item: Value) -> Flow<Value> {
        refuse()
    }

    fn bad_items(&self, _found: &FieldValue) -> Trouble {
        Trouble::runtime(UNSUPPORTED)
    }

    fn bad_wait(&self, _field: Field, _found: &FieldValue) -> Trouble {
        Trouble::runtime(UNSUPPORTED)
    }
}
