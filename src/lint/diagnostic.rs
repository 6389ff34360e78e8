//! One finding.

use std::fmt;

use crate::json::{Pointer, Span, TextEdit};

/// The number of a rule, written `ASL101`. Grouped by hundreds: 0 text, 1 structure, 2 fields, 3 choices, 4 errors,
/// 5 data, 6 tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Code(pub u16);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ASL{:03}", self.0)
    }
}

/// How bad a finding is, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The service refuses the definition.
    Error,
    /// The service accepts it, and an execution will not do what was meant.
    Warning,
    /// Worth knowing.
    Hint,
}

impl Severity {
    /// All of them, worst first.
    pub const ALL: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Hint];

    /// The word for people.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "hint",
        }
    }
}

/// A change that removes a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as a button says it.
    pub label: String,
    /// The change.
    pub edit: TextEdit,
}

/// Something wrong at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule that found it.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// The code the service gives it, where it reports it too (AWS: `ValidateStateMachineDefinitionDiagnostic`).
    pub aws: Option<&'static str>,
    /// The value it is about: the stable address, for the canvas and the inspector.
    pub at: Pointer,
    /// The bytes it is about, for the code panel.
    pub span: Span,
    /// What was found and what was expected.
    pub message: String,
    /// What to do.
    pub help: String,
    /// A change that does it, where there is one sure change.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    pub(super) fn with_fix(self, label: impl Into<String>, edit: TextEdit) -> Diagnostic {
        Diagnostic { fix: Some(Fix { label: label.into(), edit }), ..self }
    }

    pub(super) fn with_fix_if(self, fix: Option<(String, TextEdit)>) -> Diagnostic {
        match fix {
            Some((label, edit)) => self.with_fix(label, edit),
            None => self,
        }
    }
}
