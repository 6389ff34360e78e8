//! ASL505 template-conflict: A template gives one field twice.
//!
//! In a payload template `"a.$"` gives the field `a` from a path. Where `"a"` stands beside it, the service refuses the
//! definition.

use crate::lint::context::{Context, remove_member};
use crate::lint::{Code, Diagnostic, Rule, Severity};
use crate::sort;

use super::{templates, walk};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(505),
    name: "template-conflict",
    severity: Severity::Error,
    summary: "A template gives one field twice.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for (held, at, template) in templates(context, true) {
        let subject = context.subject(held.state);
        walk(template, &at, &mut |node, at| {
            let keys = sort::set(node.members().map(|(member, _)| &*member.key));
            for (member, _) in node.members() {
                let Some(plain) = member.key.strip_suffix(".$").filter(|plain| keys.contains(plain)) else { continue };
                let message = format!("{subject}: `{plain}` and `{}` both give the field `{plain}`", member.key);
                let fix = remove_member(node, plain).map(|edit| (format!("Remove `{plain}`"), edit));
                let found_here = RULE.found(at.key(&member.key), member.key_span, message, "keep one of them");
                found.push(found_here.with_fix_if(fix));
            }
        });
    }
}
