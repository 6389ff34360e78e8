//! What a Task calls.

pub(super) mod express_map;
pub(super) mod express_resource;
pub(super) mod foreign_resource;
pub(super) mod missing_argument;
pub(super) mod no_timeout;
pub(super) mod pattern;
pub(super) mod resource;
pub(super) mod token_not_passed;
pub(super) mod unknown_action;
pub(super) mod unknown_argument;

use crate::asl::services::{Action, Members, Service};
use crate::asl::{Integration, QueryLanguage, Resource, State, StateId};
use crate::json::{NodeRef, Pointer};
use crate::lint::context::{Context, is_placeholder};

/// A Task that calls something.
struct Call<'a> {
    id: StateId,
    state: &'a State,
    node: NodeRef<'a>,
    resource: &'a Resource,
    /// The value of `Resource`.
    value: NodeRef<'a>,
}

/// Every Task with a resource.
fn calls<'a>(context: &Context<'a>) -> impl Iterator<Item = Call<'a>> {
    context.states().filter_map(|(id, state, node)| {
        Some(Call { id, state, node, resource: state.resource.as_ref()?, value: node.get("Resource")? })
    })
}

impl<'a> Call<'a> {
    /// Where the resource is.
    fn at(&self) -> Pointer {
        self.state.pointer.key("Resource")
    }

    /// Whether a deployment tool fills in a part of the resource.
    fn is_placeholder(&self) -> bool {
        is_placeholder(self.value)
    }

    /// The action it calls, where the table of services has it.
    fn action(&self) -> Option<&'static Action> {
        match &self.resource.integration {
            Integration::Optimised { action, .. } | Integration::AwsSdk { action, .. } => {
                Service::of(&self.resource.integration)?.action(action)
            }
            Integration::Lambda | Integration::Activity | Integration::Other => None,
        }
    }

    /// The name of the action, for a message.
    fn short_name(&self) -> String {
        self.resource.short_name()
    }

    /// The field that gives the action its arguments.
    fn arguments_key(&self) -> &'static str {
        match self.state.language {
            QueryLanguage::JsonPath => "Parameters",
            QueryLanguage::Jsonata => "Arguments",
        }
    }

    /// What the action takes, with the field that gives it and its value, where that is written out.
    fn arguments(&self) -> Option<(Members, &'static str, NodeRef<'a>)> {
        let key = self.arguments_key();
        let value = self.node.get(key).filter(|value| value.is_object() && !is_placeholder(*value))?;
        Some((self.action()?.arguments, key, value))
    }

    /// A member's own name: without the end that says that a path gives its value.
    fn plain_key<'k>(&self, key: &'k str) -> (&'k str, bool) {
        let plain = key.strip_suffix(".$").filter(|_| self.state.language == QueryLanguage::JsonPath);
        (plain.unwrap_or(key), plain.is_some())
    }
}
