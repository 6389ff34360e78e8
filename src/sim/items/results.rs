//! What the scopes of a Parallel or Map have given so far.

use std::sync::Arc;

use crate::json::Value;

/// How many results are copied when one of them changes after a checkpoint.
const BLOCK: usize = 64;

/// A place for each scope's result. Cloning shares the blocks, so that a checkpoint in the middle of a large Map copies
/// hardly anything.
#[derive(Clone, Debug, Default)]
pub(crate) struct Results(Vec<Arc<[Option<Value>; BLOCK]>>);

impl Results {
    /// No results yet of so many scopes.
    pub(crate) fn of(count: usize) -> Results {
        let empty = Arc::new([const { None }; BLOCK]);
        Results(vec![empty; count.div_ceil(BLOCK)])
    }

    pub(crate) fn set(&mut self, index: usize, result: Value) {
        if let Some(block) = self.0.get_mut(index / BLOCK) {
            Arc::make_mut(block)[index % BLOCK] = Some(result);
        }
    }

    /// How many results there are.
    pub(crate) fn count(&self) -> usize {
        self.0.iter().flat_map(|block| block.iter()).flatten().count()
    }

    /// The results there are, in the order of their scopes.
    pub(crate) fn to_value(&self) -> Value {
        Value::array(self.0.iter().flat_map(|block| block.iter().flatten().cloned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_stand_in_the_order_of_their_scopes_and_a_copy_keeps_its_own() {
        let mut results = Results::of(BLOCK + 1);
        results.set(BLOCK, Value::from(2));
        let before = results.clone();
        results.set(3, Value::from(1));
        assert_eq!((results.to_value().to_string(), results.count()), ("[1,2]".to_owned(), 2));
        assert_eq!(before.to_value().to_string(), "[2]");
        assert!(Arc::ptr_eq(&before.0[1], &results.0[1]), "a block that did not change is shared");
        results.set(BLOCK * 2, Value::Null);
        assert_eq!(results.to_value().to_string(), "[1,2]", "there is no such scope");
    }
}
