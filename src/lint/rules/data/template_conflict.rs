//! ASL505 template-conflict: A template gives one field twice.
//!
//! In a payload template `"a.$"` gives the field `a` from a path. Where `"a"` stands beside it, the service refuses the
//! definition.

use crate::lint::context::{Context, remove_member};
use crate::lint::{Code, Diagnostic, Rule, Severity};
use crate::sort::SortedSet;

use super::in_templates;

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(505),
    name: "template-conflict",
    severity: Severity::Error,
    aws: Some("SCHEMA_VALIDATION_FAILED"),
    summary: "A template gives one field twice.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    in_templates(context, &mut |held, node, at| {
        let subject = || context.subject(held.state);
        if !node.members().any(|(member, _)| member.key.ends_with(".$")) {
            return;
        }
        let keys = node.members().map(|(member, _)| &*member.key).collect::<SortedSet<_>>();
        for (member, _) in node.members() {
            let Some(plain) = member.key.strip_suffix(".$").filter(|plain| keys.contains(plain)) else { continue };
            let message = format!("{}: `{plain}` and `{}` both give the field `{plain}`", subject(), member.key);
            let fix = remove_member(node, plain).map(|edit| (format!("Remove `{plain}`"), edit));
            let found_here = RULE.found(at.key(&member.key), member.key_span, message, "keep one of them");
            found.push(found_here.with_fix_if(fix));
        }
    });
}
