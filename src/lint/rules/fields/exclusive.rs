//! ASL207 exclusive: Two fields that exclude each other are both there.
//!
//! Of a literal field and its `…Path` only one may be there, of `Seconds` and `Timestamp` too, of `ItemProcessor` and
//! `Iterator`, and of `ItemSelector` and `Parameters` on a Map.

use crate::asl::fields;
use crate::lint::context::{Context, key_span, remove_member};
use crate::lint::{Code, Diagnostic, Rule, Severity};

use super::owner;

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(207),
    name: "exclusive",
    severity: Severity::Error,
    aws: Some("SCHEMA_VALIDATION_FAILED"),
    summary: "Two fields that exclude each other are both there.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for held in context.held() {
        for group in fields::GROUPS.iter().filter(|group| group.exclusive && group.is_on(held.holder, held.kind)) {
            let mut there = group.names.iter().filter(|name| held.node.get(name).is_some());
            let Some(first) = there.next() else { continue };
            for other in there {
                let message = format!("{} has both `{first}` and `{other}`", owner(context, held));
                let fix = remove_member(held.node, other).map(|edit| (format!("Remove `{other}`"), edit));
                let span = key_span(held.node, other);
                found.push(RULE.found(held.at.key(other), span, message, "keep one of them").with_fix_if(fix));
            }
        }
    }
}
