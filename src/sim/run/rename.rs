//! A state's new name: what people answered to its tasks is still an answer to them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Simulation;
use super::journal::Act;
use crate::sim::execution::{token_of, uuid_of};
use crate::sim::world::TaskToken;

impl Simulation {
    /// Renames a state in the journal: a task's token is a function of its state's name, so that answers survive edits
    /// elsewhere. The run shows the new name once it is [replayed](Simulation::replay_on).
    pub fn rename_state(&mut self, from: &str, to: &str) {
        let tokens = self.tokens_by_name(from, to);
        for entry in &mut Arc::make_mut(&mut self.journal).entries {
            if let Act::Resolve(token, _) = &mut entry.act
                && let Some(renamed) = tokens.get(token.as_str())
            {
                *token = renamed.clone();
            }
        }
    }

    /// The token under a new name of every token of a state that the journal has.
    fn tokens_by_name(&self, from: &str, to: &str) -> BTreeMap<String, TaskToken> {
        let answered: Vec<&str> = self
            .journal
            .entries
            .iter()
            .filter_map(|entry| match &entry.act {
                Act::Resolve(token, _) => Some(token.as_str()),
                Act::Abort(_) | Act::Redrive => None,
            })
            .collect();
        if answered.is_empty() {
            return BTreeMap::new();
        }
        let execution = &self.head.execution;
        let seed = execution.about.seed;
        let callbacks = execution.tokens.get(from).copied().unwrap_or_default();
        let callback = |count: u32| {
            let token = |name: &str| token_of(seed, &format!("{name}#{count}"));
            (token(from).to_string(), token(to))
        };
        // A task without a token of its own is answered by its call's identifier.
        let call = |id: u64| (uuid_of(seed ^ id, from), TaskToken::new(uuid_of(seed ^ id, to)));
        let all = (1..=callbacks).map(callback).chain((0..=execution.last_id()).map(call));
        all.filter(|(token, _)| answered.contains(&token.as_str())).collect()
    }
}
