//! A state's new name: what people answered to its tasks is still an answer to them.

use std::sync::Arc;

use super::Simulation;
use super::journal::Act;
use crate::sim::chance::{token_of, uuid_of};
use crate::sim::ids::TaskToken;
use crate::sort::{SortedMap, SortedSet};

impl Simulation {
    /// Renames a state in what people did and left undone: a task's token is a function of its state's name, so that
    /// answers survive edits elsewhere. The run shows the new name once it is [replayed](Simulation::replay_on).
    pub fn rename_state(&mut self, from: &str, to: &str) {
        let tokens = self.tokens_by_name(from, to);
        if tokens.is_empty() {
            return;
        }
        let renew = |token: &mut TaskToken| {
            if let Some(renamed) = tokens.get(token.as_str()) {
                *token = renamed.clone();
            }
        };
        let done = Arc::make_mut(&mut self.journal).entries.iter_mut().chain(&mut self.skipped);
        for entry in done.chain(self.script.iter_mut().map(|line| &mut line.entry)) {
            if let Act::Resolve(token, _) = &mut entry.act {
                renew(token);
            }
        }
        let spans = Arc::make_mut(&mut Arc::make_mut(&mut self.head).spans);
        for span in spans.iter_mut() {
            renew(&mut span.task.token);
        }
    }

    /// The token under a new name of every token of a state that the journal has, or that a task was held by.
    fn tokens_by_name(&self, from: &str, to: &str) -> SortedMap<String, TaskToken> {
        let entries = self.journal.entries.iter().chain(&self.skipped);
        let acts = entries.chain(self.script.iter().map(|line| &line.entry)).map(|entry| &entry.act);
        let answered = acts.filter_map(|act| match act {
            Act::Resolve(token, _) => Some(token),
            Act::Abort(_) | Act::Redrive => None,
        });
        let known: SortedSet<&str> =
            answered.chain(self.head.spans.iter().map(|span| &span.task.token)).map(TaskToken::as_str).collect();
        if known.is_empty() {
            return SortedMap::new();
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
        all.filter(|(token, _)| known.contains(token.as_str())).collect()
    }
}
