//! `JSONPath` as Step Functions has it: paths, payload templates, intrinsic functions and Choice comparisons.
//!
//! The service evaluates paths with Jayway's library, so that library's behaviour counts here and not RFC 9535; where
//! a recording of the service differs from the library, the recording counts.
//!
//! **Invariant:** everything is total and deterministic. No text and no value panics (`tests/query.rs`), every loop and
//! depth is held by [`LIMITS`], and chance arrives through [`Env`].
//! Must never know: what a state is, or how an execution goes on after an error.
//!
//! ```
//! use stepwright::json::Value;
//! use stepwright::query::{Document, Path, Template};
//! let mut env = Document::new(Value::parse(r#"{"order": {"id": 7, "items": [1, 2]}}"#).unwrap());
//! assert_eq!(Path::parse("$.order.items[*]").unwrap().select(&env).unwrap().to_string(), "[1,2]");
//! let template = Value::parse(r#"{"label.$": "States.Format('order {}', $.order.id)", "kind": "new"}"#).unwrap();
//! let made = Template::compile(&template).unwrap().eval(&mut env).unwrap();
//! assert_eq!(made.to_string(), r#"{"label":"order 7","kind":"new"}"#);
//! ```

mod choice;
mod cursor;
mod error;
mod expr;
mod filter;
mod intrinsic;
mod intrinsics;
pub mod jsonata;
mod path;
mod reference;
mod select;
mod template;

pub use choice::{Comparison, OPERATORS, Operand, Operator, Order, Rule, RuleError, RuleProblem, Timestamp};
pub use error::{Expected, NotFound, PathError, QueryError};
pub use expr::{Call, Expr};
pub use intrinsic::{Arity, INTRINSICS, Intrinsic};
pub use path::{Path, Root};
pub use reference::ReferencePath;
pub use template::{Template, TemplateError, TemplateFailure, TemplateProblem};

use crate::json::Value;

/// What an expression may see.
pub trait Env {
    /// What `$` names.
    fn input(&self) -> &Value;
    /// What `$$` names: the context object.
    fn context(&self) -> &Value;
    /// What `$name` names.
    fn variable(&self, name: &str) -> Option<&Value>;
    /// The next number of the execution's own sequence, for `States.UUID` and `States.MathRandom`.
    fn random(&mut self) -> u64;
}

/// The bounds every evaluation keeps.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many steps a path may have.
    pub steps: usize,
    /// How deep calls, parentheses and Choice rules may nest.
    pub nesting: usize,
    /// How many values one selection may look at.
    pub visits: usize,
    /// How many items `States.ArrayRange` may make. AWS: 1,000.
    pub range_items: usize,
    /// How many characters `States.Hash`, `States.Base64Encode` and `States.Base64Decode` take. AWS: 10,000.
    pub coded_chars: usize,
    /// How many bytes a string made by `States.Format` or `States.JsonToString` may have.
    pub text_bytes: usize,
    /// How many instructions a regular expression may compile to.
    pub regex_size: usize,
}

/// The bounds every evaluation keeps.
pub const LIMITS: Limits = Limits {
    steps: 256,
    nesting: 32,
    visits: 1_000_000,
    range_items: 1_000,
    coded_chars: 10_000,
    text_bytes: 4 << 20,
    regex_size: 2_000,
};

/// The simplest [`Env`]: one input, no context object, no variables, and a fixed sequence of numbers.
#[derive(Clone, Debug, Default)]
pub struct Document {
    input: Value,
    context: Value,
    seed: u64,
}

impl Document {
    /// An environment in which `$` is `input`.
    pub fn new(input: Value) -> Document {
        Document { input, context: Value::empty_object(), seed: 0 }
    }

    /// The same with a context object.
    #[must_use]
    pub fn with_context(self, context: Value) -> Document {
        Document { context, ..self }
    }
}

impl Env for Document {
    fn input(&self) -> &Value {
        &self.input
    }

    fn context(&self) -> &Value {
        &self.context
    }

    fn variable(&self, _name: &str) -> Option<&Value> {
        None
    }

    fn random(&mut self) -> u64 {
        splitmix(&mut self.seed)
    }
}

/// Two numbers as a random UUID's text (RFC 9562: version 4, variant 10).
pub(crate) fn uuid(high: u64, low: u64) -> String {
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        0x8000 | (low >> 48) & 0x3fff,
        low & 0xffff_ffff_ffff
    )
}

/// A count as a value's number.
pub(crate) fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// The next number of the sequence a seed begins (SplitMix64): small, well mixed, the same everywhere.
pub(crate) fn splitmix(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*seed ^ (*seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
