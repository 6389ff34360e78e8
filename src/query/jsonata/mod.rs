//! `JSONata` as Step Functions has it: version 2.0.6, without `$eval`, with six functions of the service's own.
//!
//! An expression has no context of its own: it sees `$states` and the variables, and nothing else. The language itself is
//! a library's; only `engine` names it. The page fetches it apart, when a definition is written in the language, as a
//! module of its own: [`Remote`] is the page's side of it, [`Served`] the module's.
//!
//! **Invariant:** an evaluation is a function of the expression, the scope and the numbers the scope draws, and every one
//! ends within [`LIMITS`].
//! Must never know: which field an expression stands in, or how an execution goes on after an error.
//!
//! ```
//! use stepwright::json::Value;
//! use stepwright::query::jsonata::{Expression, Variables};
//! let mut scope = Variables::default().with("order", Value::parse(r#"{"items": [{"price": 2}, {"price": 3}]}"#).unwrap());
//! let total = Expression::parse("$sum($order.items.price)").unwrap();
//! assert_eq!(total.evaluate(&mut scope).unwrap().unwrap().to_string(), "5");
//! ```

mod engine;
mod error;
mod expression;
mod members;
mod nesting;
mod remote;
#[cfg(test)]
mod tests;
mod wire;

pub use engine::{BuiltIn, General, Served};
pub use error::{ErrorKind, ExpressionError};
pub use expression::{Compiled, Engine, Expression, Reads, install, is_installed};
pub use remote::{Module, Remote};

use super::splitmix;
use crate::json::Value;
use crate::sort::SortedMap;

/// What an expression may see.
pub trait Scope {
    /// What `$name` names; `$states` is one of them.
    fn variable(&self, name: &str) -> Option<Value>;
    /// The moment, in milliseconds since the Unix epoch, for `$now` and `$millis`.
    fn now_ms(&self) -> i64;
    /// The next number of the execution's own sequence, for `$random`, `$shuffle` and `$uuid`.
    fn random(&mut self) -> u64;
}

/// The bounds every evaluation keeps.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many bytes an expression may have.
    pub text_bytes: usize,
    /// How deep an expression's text may nest to be read: half of what ends the stack of a page, measured, and more than
    /// an evaluation can reach. What nests deeper fails when it is evaluated, as it would.
    pub nesting: usize,
    /// How deep an evaluation may go. Observed of the service: about 100 (floci-io/floci#2737).
    pub depth: usize,
    /// How much work an evaluation may be: a unit is an item copied or eight bytes of a text, a part that is walked
    /// through is six, a step of the language twenty. It stands for the service's clock, which no replay could repeat,
    /// and is about a quarter of a second of a page.
    pub work: u64,
    /// How many steps an evaluation may take whose text bounds its work otherwise.
    pub steps: u64,
    /// The same for an expression with a regular expression, where a step is 1,024 attempts of the matcher.
    pub matching_steps: u64,
    /// How many items a sequence may have. Observed of the service: 873,782 (floci-io/floci#2737).
    pub items: usize,
    /// How many bytes a string may have. Observed of the service: between 2^22 and 2^23 (floci-io/floci#2737).
    pub string_bytes: usize,
    /// How many bytes of JSON a result may have; far more than a state may hand on.
    pub result_bytes: usize,
}

/// The bounds every evaluation keeps.
pub const LIMITS: Limits = Limits {
    text_bytes: 1 << 17,
    nesting: 150,
    depth: 100,
    work: 8_000_000,
    steps: 1_000_000,
    matching_steps: 20_000,
    items: 873_782,
    string_bytes: 6_990_256,
    result_bytes: 8 << 20,
};

/// The text inside `{%` and `%}`; `None` where a string is no expression. Nothing may stand before or after.
pub fn expression_text(text: &str) -> Option<&str> {
    text.strip_prefix("{%")?.strip_suffix("%}")
}

/// The simplest [`Scope`]: named values, the beginning of time, and a fixed sequence of numbers.
#[derive(Clone, Debug, Default)]
pub struct Variables {
    values: SortedMap<String, Value>,
    seed: u64,
}

impl Variables {
    /// The same with one more variable.
    #[must_use]
    pub fn with(mut self, name: &str, value: Value) -> Variables {
        self.values.insert(name.to_owned(), value);
        self
    }
}

impl Scope for Variables {
    fn variable(&self, name: &str) -> Option<Value> {
        self.values.get(name).cloned()
    }

    fn now_ms(&self) -> i64 {
        0
    }

    fn random(&mut self) -> u64 {
        splitmix(&mut self.seed)
    }
}
