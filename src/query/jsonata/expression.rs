//! An expression as the product sees it, and the seam to the engine that reads and evaluates it.
//!
//! The engine is a third of everything the page can load, and most definitions need none of it. So nothing here names
//! one: a native program has the built-in engine from the start, and the page installs one when it has fetched it. Until
//! then every text is refused as [`ErrorKind::Unavailable`], which says nothing about the text.

use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;

use super::{ErrorKind, ExpressionError, Scope};
use crate::json::Value;
use crate::sort::SortedSet;

/// What reads expressions.
pub trait Engine: Send + Sync {
    /// Reads the expression of a state machine.
    fn parse(&self, text: &str) -> Result<Arc<dyn Compiled>, ExpressionError>;
}

/// An expression an engine has read.
pub trait Compiled: fmt::Debug + Send + Sync {
    /// What the expression asks of its scope.
    fn reads(&self) -> &Reads;
    /// The expression's value; `None` is undefined.
    fn evaluate(&self, scope: &mut dyn Scope) -> Result<Option<Value>, ExpressionError>;
}

/// What an expression asks of its scope.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reads {
    /// The variables it names, called functions among them.
    pub names: SortedSet<String>,
    /// The fields of `$states` it reads; `None` where it may read all of them.
    pub states: Option<SortedSet<String>>,
    /// Whether it draws a number.
    pub random: bool,
    /// The variables it needs from outside: those it names, but for what it binds itself, the language's functions, and
    /// those it asks `$exists` about.
    pub free: SortedSet<String>,
    /// Those among them that it calls.
    pub called: SortedSet<String>,
    /// The functions it calls with too few or too many arguments, in words.
    pub miscounted: SortedSet<String>,
}

thread_local! {
    /// The engine of the program: part of it as a library is, set when it starts, and not of any workbench or run.
    static INSTALLED: RefCell<Option<Arc<dyn Engine>>> = RefCell::new(at_start());
}

#[cfg(not(target_arch = "wasm32"))]
#[expect(clippy::unnecessary_wraps, reason = "the page begins without one")]
fn at_start() -> Option<Arc<dyn Engine>> {
    Some(Arc::new(super::BuiltIn))
}

/// Not even named here, or the linker would put it into the page.
#[cfg(target_arch = "wasm32")]
fn at_start() -> Option<Arc<dyn Engine>> {
    None
}

/// Puts an engine in place for this thread, or takes it away.
pub fn install(engine: Option<Arc<dyn Engine>>) {
    INSTALLED.with_borrow_mut(|installed| *installed = engine);
}

/// Whether there is an engine.
pub fn is_installed() -> bool {
    INSTALLED.with_borrow(Option::is_some)
}

/// A compiled expression.
#[derive(Clone, Debug)]
pub struct Expression {
    text: Box<str>,
    compiled: Arc<dyn Compiled>,
}

impl Expression {
    /// Reads the expression of a state machine.
    pub fn parse(text: &str) -> Result<Expression, ExpressionError> {
        let engine = INSTALLED.with_borrow(Clone::clone);
        let engine = engine.ok_or_else(|| unavailable("JSONata is not loaded"))?;
        Ok(Expression { text: text.into(), compiled: engine.parse(text)? })
    }

    /// The expression as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the expression may read a field of `$states`.
    pub fn reads_states(&self, field: &str) -> bool {
        let reads = self.compiled.reads();
        reads.names.contains("states") && reads.states.as_ref().is_none_or(|fields| fields.contains(field))
    }

    /// The fields of `$states` that the expression names.
    pub fn states_fields(&self) -> impl Iterator<Item = &str> {
        self.compiled.reads().states.iter().flatten().map(String::as_str)
    }

    /// What the expression asks of its scope.
    pub fn reads(&self) -> &Reads {
        self.compiled.reads()
    }

    /// The expression's value; `None` is undefined.
    pub fn evaluate(&self, scope: &mut dyn Scope) -> Result<Option<Value>, ExpressionError> {
        self.compiled.evaluate(scope)
    }
}

/// The engine cannot be asked.
pub(super) fn unavailable(message: impl Into<String>) -> ExpressionError {
    ExpressionError { kind: ErrorKind::Unavailable, code: String::new(), message: message.into(), span: None }
}
