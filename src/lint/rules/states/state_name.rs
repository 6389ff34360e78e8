//! ASL105 state-name: A state's name is empty, too long or unprintable.
//!
//! A name has 1 to 80 characters and no control characters.

use crate::asl::quotas::STATE_NAME_CHARS_MAX;
use crate::lint::context::{Context, key_span};
use crate::lint::{Code, Diagnostic, Rule, Severity};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(105),
    name: "state-name",
    severity: Severity::Error,
    aws: Some("INVALID_STATE_NAME"),
    summary: "A state's name is empty, too long or unprintable.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for (id, state, _) in context.states() {
        let count = state.name.chars().count();
        let message = if count == 0 {
            "a state has an empty name".to_owned()
        } else if count > STATE_NAME_CHARS_MAX {
            let shown: String = state.name.chars().take(24).collect();
            format!("state ‘{shown}…’: the name has {count} characters, at most {STATE_NAME_CHARS_MAX} are allowed")
        } else if let Some(c) = state.name.chars().find(|c| c.is_control()) {
            format!("state ‘{}’: the name has the control character U+{:04X}", state.name.escape_default(), c as u32)
        } else {
            continue;
        };
        let states = context.scope_node(state.scope).and_then(|node| node.get("States"));
        let Some(states) = states.filter(|_| context.state_node(id).is_some()) else { continue };
        found.push(RULE.found(state.pointer.clone(), key_span(states, &state.name), message, "rename the state"));
    }
}
