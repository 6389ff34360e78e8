//! Choice rules.

pub(super) mod empty;
pub(super) mod next;
pub(super) mod operand;
pub(super) mod operator;

use crate::asl::fields::Holder;
use crate::lint::context::{Context, Held};

/// Every choice rule, nested ones too.
fn rules<'c, 'a>(context: &'c Context<'a>) -> impl Iterator<Item = &'c Held<'a>> {
    context.held.iter().filter(|held| held.holder == Holder::Rule)
}
