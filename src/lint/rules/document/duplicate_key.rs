//! ASL002 duplicate-key: A key stands twice in one object.
//!
//! Readers of JSON take the last of two equal keys and drop the other without a word.
//!
//! Instead of `{"Next": "A", "Next": "B"}` keep the one that is meant.

use crate::json::NodeRef;
use crate::lint::context::Context;
use crate::lint::{Code, Diagnostic, Rule, Severity};
use crate::sort::SortedSet;

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(2),
    name: "duplicate-key",
    severity: Severity::Warning,
    aws: None,
    summary: "A key stands twice in one object.",
    check,
};

/// Up to so many members, each is compared with those before it.
const SMALL: usize = 12;

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    // A state's name twice is a rule of its own.
    let members = context.scopes().flat_map(|(_, _, node)| node.members());
    let flows = members.filter(|(member, _)| &*member.key == "States").map(|(_, states)| states.span().start);
    let flows = flows.collect::<SortedSet<_>>();
    for node in context.document.nodes().filter(|node| node.members().len() > 1) {
        look(node, &flows, found);
    }
}

/// `flows` are the places of the objects that hold states.
fn look(node: NodeRef<'_>, flows: &SortedSet<usize>, found: &mut Vec<Diagnostic>) {
    let members = node.members();
    let mut seen = SortedSet::new();
    let is_small = members.len() <= SMALL;
    for (index, (member, value)) in members.enumerate() {
        let repeated = if is_small {
            node.members().take(index).any(|(before, _)| before.key == member.key)
        } else {
            !seen.insert(&*member.key)
        };
        if repeated && !flows.contains(&node.span().start) {
            let message = format!("`{}` stands twice in the same object; the last one counts", member.key);
            found.push(RULE.found(value.pointer(), member.key_span, message, "remove one of the two"));
        }
    }
}
