//! ASL507 looks-like-path: A template passes on the text of a path.
//!
//! In a payload template only a key that ends in `.$` is filled in. `"orderId": "$.orderId"` passes on the text
//! `$.orderId`.
//!
//! Instead of `"orderId": "$.orderId"` write `"orderId.$": "$.orderId"`.

use crate::json::{TextEdit, quote};
use crate::lint::context::Context;
use crate::lint::{Code, Diagnostic, Rule, Severity};

use super::{in_templates, is_path};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(507),
    name: "looks-like-path",
    severity: Severity::Warning,
    aws: Some("NO_DOLLAR"),
    summary: "A template passes on the text of a path.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    in_templates(context, &mut |held, node, at| {
        let subject = || context.subject(held.state);
        for (member, value) in node.members().filter(|(member, _)| !member.key.ends_with(".$")) {
            let Some(text) = value.as_str().filter(|text| is_path(text)) else { continue };
            let key = format!("{}.$", member.key);
            let message = format!("{}: `{}` is the text ‘{text}’, not what it names", subject(), member.key);
            let help = format!("write the key as `{key}`");
            let found_here = RULE.found(at.key(&member.key), value.span(), message, help);
            if node.get(&key).is_some() {
                found.push(found_here);
                continue;
            }
            let edit = TextEdit::replace(member.key_span, quote(&key));
            found.push(found_here.with_fix(format!("Rename to `{key}`"), edit));
        }
    });
}
