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

/// Bits of a filter that tells most objects apart from those in which a key may stand twice.
const FILTER: usize = 1 << 13;

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    // A state's name twice is a rule of its own.
    let members = context.scopes().flat_map(|(_, _, node)| node.members());
    let flows = members.filter(|(member, _)| &*member.key == "States").map(|(_, states)| states.span().start);
    let flows = flows.collect::<SortedSet<_>>();
    for node in context.document.nodes().filter(|node| node.members().len() > 1 && may_repeat(*node)) {
        look(node, &flows, found);
    }
}

/// Whether two keys may be equal: as few bits as keys are set where each has one of its own.
fn may_repeat(node: NodeRef<'_>) -> bool {
    if node.members().len() <= SMALL {
        return true;
    }
    let mut filter = [0_u64; FILTER / 64];
    let mut is_new = |key: &str| {
        let hash = key.bytes().fold(0_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        let bit = (hash ^ (hash >> 13)) as usize % FILTER;
        let (word, bit) = (&mut filter[bit / 64], 1 << (bit % 64));
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    };
    !node.members().all(|(member, _)| is_new(&member.key))
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

#[cfg(test)]
mod tests {
    use crate::asl::Machine;
    use crate::json::Document;

    #[test]
    fn a_key_is_found_twice_among_any_number() {
        for members in [2, 13, 40, 300, 20_000] {
            let keys: Vec<String> = (0..members).map(|at| format!(r#""k{at}":1"#)).collect();
            let found = |keys: &[String]| {
                let text = format!(
                    r#"{{"StartAt":"A","States":{{"A":{{"Type":"Pass","Result":{{{}}},"End":true}}}}}}"#,
                    keys.join(",")
                );
                let document = Document::new(text);
                let all = crate::lint::check(&document, &Machine::read(&document));
                all.iter().filter(|diagnostic| diagnostic.code.0 == 2).count()
            };
            assert_eq!(found(&keys), 0, "{members}");
            let twice: Vec<String> = keys.iter().chain(&keys[members / 2..=members / 2]).cloned().collect();
            assert_eq!(found(&twice), 1, "{members}");
        }
    }
}
