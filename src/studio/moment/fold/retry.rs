//! What a failed attempt leads to, as the definition says: the next try, a catcher, or the end.
//!
//! The history tells it only with the next event; until then the views read it off the definition.

use std::sync::Arc;

use crate::json::{Document, NodeRef, Pointer};
use crate::studio::moment::Visit;

/// `MaxAttempts` where a retrier names none.
const MAX_ATTEMPTS_DEFAULT: i64 = 3;

/// What comes after a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::studio::moment) enum After {
    /// Retry `number` of at most `of`, both from 1.
    Retry { number: usize, of: usize },
    /// A catcher takes the error.
    Catch,
    /// Nothing takes it.
    Fail,
}

/// What the definition says about a visit whose last attempt failed.
pub(in crate::studio::moment) fn after(document: &Document, state: &Pointer, visit: &Visit) -> After {
    let Some(node) = document.find(state) else { return After::Fail };
    let Some(error) = visit.error.as_deref() else { return After::Fail };
    let retriers: Vec<NodeRef<'_>> = entries(node, "Retry").collect();
    let taker = |error: &str| retriers.iter().position(|retrier| covers(*retrier, error));
    if let Some(index) = taker(error) {
        let number = visit.failures().filter(|other| other.is_some_and(|other| taker(other) == Some(index))).count();
        let max = retriers[index].get("MaxAttempts").and_then(NodeRef::as_number).and_then(|n| n.as_i64());
        let of = usize::try_from(max.unwrap_or(MAX_ATTEMPTS_DEFAULT)).unwrap_or(0);
        if number <= of {
            return After::Retry { number, of };
        }
    }
    if entries(node, "Catch").any(|catcher| covers(catcher, error)) { After::Catch } else { After::Fail }
}

/// Which catcher of a state takes an error.
pub(in crate::studio::moment) fn catcher(
    document: &Document,
    state: &Pointer,
    error: Option<&Arc<str>>,
) -> Option<usize> {
    entries(document.find(state)?, "Catch").position(|catcher| error.is_none_or(|error| covers(catcher, error)))
}

fn entries<'a>(node: NodeRef<'a>, key: &str) -> impl Iterator<Item = NodeRef<'a>> {
    node.get(key).into_iter().flat_map(NodeRef::elements)
}

/// Whether `ErrorEquals` covers an error. `States.ALL` leaves out two errors, as the service does.
fn covers(entry: NodeRef<'_>, error: &str) -> bool {
    let names = entry.get("ErrorEquals").into_iter().flat_map(NodeRef::elements).filter_map(NodeRef::as_str);
    names.into_iter().any(|name| match name {
        "States.ALL" => !matches!(error, "States.Runtime" | "States.DataLimitExceeded"),
        "States.TaskFailed" => !matches!(error, "States.Timeout" | "States.Runtime" | "States.DataLimitExceeded"),
        "States.HeartbeatTimeout" | "States.Timeout" => matches!(error, "States.HeartbeatTimeout" | "States.Timeout"),
        name => name == error,
    })
}
