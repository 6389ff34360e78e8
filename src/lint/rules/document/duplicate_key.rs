//! ASL002 duplicate-key: A key stands twice in one object.
//!
//! Readers of JSON take the last of two equal keys and drop the other without a word.
//!
//! Instead of `{"Next": "A", "Next": "B"}` keep the one that is meant.

use std::collections::BTreeSet;

use crate::json::{NodeRef, Pointer};
use crate::lint::context::Context;
use crate::lint::{Code, Diagnostic, Rule, Severity};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(2),
    name: "duplicate-key",
    severity: Severity::Warning,
    summary: "A key stands twice in one object.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    // A state's name twice is a rule of its own.
    let flows: BTreeSet<Pointer> = context.machine.scopes.iter().map(|scope| scope.pointer.key("States")).collect();
    if let Some(root) = context.document.root() {
        visit(root, &Pointer::root(), &flows, found);
    }
}

/// Recursion is bounded by the parser's nesting limit.
fn visit(node: NodeRef<'_>, at: &Pointer, flows: &BTreeSet<Pointer>, found: &mut Vec<Diagnostic>) {
    let mut seen = BTreeSet::new();
    let is_flow = flows.contains(at);
    for (member, value) in node.members() {
        let inner = at.key(&member.key);
        if !seen.insert(&*member.key) && !is_flow {
            let message = format!("`{}` stands twice in the same object; the last one counts", member.key);
            found.push(RULE.found(inner.clone(), member.key_span, message, "remove one of the two"));
        }
        visit(value, &inner, flows, found);
    }
    for (index, value) in node.elements().enumerate().filter(|(_, value)| value.is_object() || value.is_array()) {
        visit(value, &at.index(index), flows, found);
    }
}
