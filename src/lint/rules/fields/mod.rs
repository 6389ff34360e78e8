//! Fields and their values, by the table of fields.

pub(super) mod distributed_only;
pub(super) mod exclusive;
pub(super) mod heartbeat;
pub(super) mod missing_field;
pub(super) mod query_language;
pub(super) mod range;
pub(super) mod ruled_out;
pub(super) mod shape;
pub(super) mod unknown_field;
pub(super) mod wrong_language;

use crate::asl::fields::Holder;
use crate::lint::context::{Context, Held};

/// What has a field, for a message: `state ‘A’: a Wait`, `state ‘A’: a retrier`, `the machine: a state machine`.
fn owner(context: &Context<'_>, held: Held<'_>) -> String {
    let subject = context.subject(held.state);
    match (held.holder, held.kind) {
        (Holder::State, Some(kind)) => format!("{subject}: a {}", kind.as_str()),
        (holder, _) => format!("{subject}: {}", holder.describe()),
    }
}
