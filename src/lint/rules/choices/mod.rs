//! Choice rules.

pub(super) mod empty;
pub(super) mod next;
pub(super) mod operand;
pub(super) mod operator;

use crate::asl::fields::Holder;
use crate::lint::context::{Context, Held};
use crate::query::{OPERATORS, Operator};

/// Every choice rule, nested ones too.
fn rules<'a>(context: &Context<'a>) -> impl Iterator<Item = Held<'a>> + use<'a> {
    context.held().filter(|held| held.holder == Holder::Rule)
}

/// The comparison of a name.
pub(super) fn operator(name: &str) -> Option<Operator> {
    OPERATORS.into_iter().find(|operator| operator.name == name)
}
