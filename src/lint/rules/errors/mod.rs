//! Retriers and catchers.

pub(super) mod empty_errors;
pub(super) mod reserved_name;
pub(super) mod states_all;

use crate::asl::fields::Holder;
use crate::json::NodeRef;
use crate::lint::context::{Context, Held};

/// Every retrier and catcher with its list of errors.
fn handlers<'a>(context: &Context<'a>) -> impl Iterator<Item = (Held<'a>, NodeRef<'a>)> + use<'a> {
    let held = context.held().filter(|held| matches!(held.holder, Holder::Retrier | Holder::Catcher));
    held.filter_map(|held| Some((held, held.node.get("ErrorEquals")?)))
}
