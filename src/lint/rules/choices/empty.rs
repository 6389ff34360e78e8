//! ASL303 choice-empty: A list of rules is empty.
//!
//! `Choices`, `And` and `Or` hold at least one rule.

use crate::asl::StateKind;
use crate::json::NodeRef;
use crate::lint::context::Context;
use crate::lint::{Code, Diagnostic, Rule, Severity};

use super::rules;

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(303),
    name: "choice-empty",
    severity: Severity::Error,
    aws: Some("SCHEMA_VALIDATION_FAILED"),
    summary: "A list of rules is empty.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let is_empty = |node: &NodeRef<'_>| node.is_array() && node.elements().len() == 0;
    for (id, state, node) in context.states().filter(|(_, state, _)| state.kind == Some(StateKind::Choice)) {
        if let Some(choices) = node.get("Choices").filter(is_empty) {
            let message = format!("{}: `Choices` is empty", context.subject(Some(id)));
            found.push(RULE.found(state.pointer.key("Choices"), choices.span(), message, "add a rule"));
        }
    }
    for held in rules(context) {
        for key in ["And", "Or"] {
            if let Some(list) = held.node.get(key).filter(is_empty) {
                let message = format!("{}: `{key}` is empty", context.subject(held.state));
                found.push(RULE.found(held.at.key(key), list.span(), message, "add a rule to it"));
            }
        }
    }
}
