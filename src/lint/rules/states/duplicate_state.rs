//! ASL104 duplicate-state: Two states have the same name.
//!
//! State names are unique over the whole machine, its branches and item processors included: an execution's history
//! tells states apart by name alone.

use crate::lint::context::Context;
use crate::lint::{Code, Diagnostic, Rule, Severity};
use crate::sort::{self, SortedMap};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(104),
    name: "duplicate-state",
    severity: Severity::Error,
    aws: Some("DUPLICATE_STATE_NAME"),
    summary: "Two states have the same name.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let mut first: SortedMap<&str, usize> = SortedMap::new();
    let mut names = Vec::new();
    for (_, scope, node) in context.scopes() {
        for (member, _) in node.get("States").into_iter().flat_map(crate::json::NodeRef::members) {
            names.push((member, scope));
        }
    }
    sort::by_key(&mut names, |(member, _)| member.key_span.start);
    for (member, scope) in names {
        match first.get(&*member.key) {
            None => {
                first.insert(&member.key, member.key_span.start);
            }
            Some(start) => {
                let line = context.document.position(*start).line;
                let message = format!("a second state is named ‘{}’; the first is on line {line}", member.key);
                let help = "rename one of them: names are unique over the whole machine";
                let at = scope.pointer.key("States").key(&member.key);
                found.push(RULE.found(at, member.key_span, message, help));
            }
        }
    }
}
