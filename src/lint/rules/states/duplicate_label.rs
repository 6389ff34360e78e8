//! ASL112 duplicate-label: Two Maps have the same label.
//!
//! A `Label` names the Map Runs of one distributed Map; another Map of the machine needs another.

use crate::lint::context::{Context, is_placeholder, named};
use crate::lint::{Code, Diagnostic, Rule, Severity};
use crate::sort::SortedMap;

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(112),
    name: "duplicate-label",
    severity: Severity::Error,
    aws: Some("DUPLICATE_LABEL_NAME"),
    summary: "Two Maps have the same label.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let mut first: SortedMap<&str, &str> = SortedMap::new();
    for (_, state, node) in context.states() {
        let Some(label) = node.get("Label").filter(|label| !is_placeholder(*label)) else { continue };
        let Some(text) = label.as_str() else { continue };
        if let Some(other) = first.get(text) {
            let message = format!("{}: `Label` is ‘{text}’, as that of {}", named(&state.name), named(other));
            found.push(RULE.found(state.pointer.key("Label"), label.span(), message, "write another label"));
        } else {
            first.insert(text, &state.name);
        }
    }
}
