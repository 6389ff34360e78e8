//! ASL403 reserved-name: An error name begins with `States.` and is none of the service's.
//!
//! Names that begin with `States.` are reserved. A misspelt one never matches.
//!
//! Instead of `States.TimeOut` write `States.Timeout`; name your own errors otherwise.

use crate::asl::StateKind;
use crate::json::{NodeRef, Pointer, TextEdit, quote};
use crate::lint::context::{Context, is_placeholder};
use crate::lint::similar::nearest;
use crate::lint::{Code, Diagnostic, Rule, Severity};

use super::handlers;

/// The reserved names (specification and AWS: "Handling errors in Step Functions workflows").
const NAMES: [&str; 17] = [
    "States.ALL",
    "States.BranchFailed",
    "States.DataLimitExceeded",
    "States.ExceedToleratedFailureThreshold",
    "States.HeartbeatTimeout",
    "States.Http.Socket",
    "States.IntrinsicFailure",
    "States.ItemReaderFailed",
    "States.NoChoiceMatched",
    "States.ParameterPathFailure",
    "States.Permissions",
    "States.QueryEvaluationError",
    "States.ResultPathMatchFailure",
    "States.ResultWriterFailed",
    "States.Runtime",
    "States.TaskFailed",
    "States.Timeout",
];

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(403),
    name: "reserved-name",
    severity: Severity::Warning,
    aws: None,
    summary: "An error name begins with `States.` and is none of the service's.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for (held, errors) in handlers(context) {
        for (index, error) in errors.elements().enumerate() {
            if let Some(name) = unknown(error) {
                let at = held.at.key("ErrorEquals").index(index);
                found.push(report(&context.subject(held.state), at, error, name));
            }
        }
    }
    for (id, state, node) in context.states().filter(|(_, state, _)| state.kind == Some(StateKind::Fail)) {
        let error = node.get("Error").and_then(|error| Some((error, unknown(error)?)));
        if let Some((error, name)) = error {
            found.push(report(&context.subject(Some(id)), state.pointer.key("Error"), error, name));
        }
    }
}

/// A name that begins as those of the service do and is none of them.
fn unknown(error: NodeRef<'_>) -> Option<&str> {
    let name = error.as_str().filter(|name| name.starts_with("States.") && !NAMES.contains(name))?;
    (!name.starts_with("States.Http.StatusCode.") && !is_placeholder(error)).then_some(name)
}

fn report(subject: &str, at: Pointer, error: NodeRef<'_>, name: &str) -> Diagnostic {
    let meant = nearest(name, NAMES);
    let message = format!("{subject}: ‘{name}’ is none of the errors the service reserves `States.` for");
    let help =
        meant.map_or("name your own errors without `States.`".to_owned(), |meant| format!("did you mean ‘{meant}’?"));
    let fix = meant.map(|meant| (format!("Change to ‘{meant}’"), TextEdit::replace(error.span(), quote(meant))));
    RULE.found(at, error.span(), message, help).with_fix_if(fix)
}
