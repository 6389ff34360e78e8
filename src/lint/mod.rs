//! What is wrong with a machine, where, and what to do about it.
//!
//! One rule is one file under `rules`, one row of [`RULES`] and one pair of fixtures under `tests/fixtures/lint`; its
//! module documentation is its user documentation. Severities follow the service: an **error** is what
//! `CreateStateMachine` refuses, a **warning** what it accepts and an execution regrets, a **hint** is worth knowing.
//! Must never know: how a state runs ([`crate::sim`]), how a command changes a document ([`crate::edit`]).
//!
//! **Invariant:** checking is total and bounded: any document gives at most [`MAX_DIAGNOSTICS`] findings and one more
//! that says how many were left out (`tests/lint.rs`).
//! **Invariant:** a fix removes the finding it belongs to (`tests/lint.rs`).
//!
//! ```
//! use stepwright::{asl::Machine, json::Document, lint};
//! let document = Document::new(r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}}}"#);
//! let found = lint::check(&document, &Machine::read(&document));
//! assert_eq!(found[0].code.to_string(), "ASL101");
//! assert_eq!(found[0].at.as_str(), "/States/A/Next");
//! ```

mod context;
mod diagnostic;
mod paths;
mod pieces;
mod rules;
mod similar;
mod variables;
mod worst;

use crate::asl::{Machine, WorkflowType};
use crate::json::{Document, Pointer, Span};

use context::Context;
pub use diagnostic::{Code, Diagnostic, Fix, Severity};
pub use pieces::Linting;
pub use rules::RULES;

/// How many findings are kept. Errors first: a thousand hints do not hide one error.
pub const MAX_DIAGNOSTICS: usize = 200;

/// The code of the finding that says how many were left out.
pub const MORE: Code = Code(0);

/// The code of the finding that says that expressions were not checked.
pub const NOT_CHECKED: Code = Code(1);

/// The first code that is about more than the text.
const STRUCTURE: Code = Code(100);

/// A kind of finding.
pub struct Rule {
    /// Its number, never used for anything else.
    pub code: Code,
    /// Its name in words joined by hyphens.
    pub name: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The code `ValidateStateMachineDefinition` gives it, where the service reports it too.
    pub aws: Option<&'static str>,
    /// What it finds, in one sentence.
    pub summary: &'static str,
    /// Finds it.
    check: fn(&Context<'_>, &mut Vec<Diagnostic>),
}

impl Rule {
    fn found(&self, at: Pointer, span: Span, message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
        let (message, help) = (message.into(), help.into());
        Diagnostic { code: self.code, severity: self.severity, aws: self.aws, at, span, message, help, fix: None }
    }
}

/// The rule of a code.
pub fn rule(code: Code) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.code == code)
}

/// Says that the `JSONata` of a document was not checked, at the first place that names the language.
pub fn not_checked(document: &Document, reason: &str) -> Diagnostic {
    let named = document.text().find("\"JSONata\"").map(|start| Span { start, end: start + "\"JSONata\"".len() });
    Diagnostic {
        code: NOT_CHECKED,
        severity: Severity::Warning,
        aws: None,
        at: Pointer::root(),
        span: named.unwrap_or(Span { start: 0, end: 0 }),
        message: format!("JSONata expressions are not checked: {reason}"),
        help: "load JSONata again, then they are".to_owned(),
        fix: None,
    }
}

/// Everything the rules find in a Standard machine, in the order of the text.
pub fn check(document: &Document, machine: &Machine) -> Vec<Diagnostic> {
    check_as(document, machine, WorkflowType::Standard)
}

/// Everything the rules find in a machine of a type, in the order of the text.
pub fn check_as(document: &Document, machine: &Machine, workflow: WorkflowType) -> Vec<Diagnostic> {
    let mut linting = Linting::new(document.clone(), machine, workflow);
    loop {
        if let Some(found) = linting.step() {
            return found;
        }
    }
}
