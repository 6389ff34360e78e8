//! ASL503 template-value: A key ends in `.$` and its value cannot be filled in.
//!
//! In a payload template the value of a key that ends in `.$` is a path or a call of an intrinsic function.
//!
//! Instead of `"id.$": "order.id"` write `"id.$": "$.order.id"`, or for the text itself `"id": "order.id"`.

use crate::json::{TextEdit, quote};
use crate::lint::context::{Context, is_placeholder};
use crate::lint::{Code, Diagnostic, Rule, Severity};
use crate::query::Expr;

use super::in_templates;

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(503),
    name: "template-value",
    severity: Severity::Error,
    aws: Some("SCHEMA_VALIDATION_FAILED"),
    summary: "A key ends in `.$` and its value cannot be filled in.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    in_templates(context, &mut |held, node, at| {
        let subject = || context.subject(held.state);
        for (member, value) in node.members() {
            let Some(plain) = member.key.strip_suffix(".$").filter(|_| !is_placeholder(value)) else { continue };
            let what = match value.as_str() {
                None => format!("is {}, expected a path or an intrinsic function", value.kind_name()),
                Some(text) => match Expr::parse(text) {
                    Ok(_) => continue,
                    Err(error) => format!("is ‘{text}’: {error}"),
                },
            };
            let message = format!("{}: `{}` {what}", subject(), member.key);
            let help = format!("write a path such as `$.order.id`, or the key without `.$`: `{plain}`");
            let found_here = RULE.found(at.key(&member.key), value.span(), message, help);
            // A text that looks like a path or a call was meant to be one.
            let literal = value.as_str().is_none_or(|text| !text.starts_with('$') && !text.starts_with("States."));
            if !literal || node.get(plain).is_some() {
                found.push(found_here);
                continue;
            }
            let edit = TextEdit::replace(member.key_span, quote(plain));
            found.push(found_here.with_fix(format!("Rename to `{plain}`"), edit));
        }
    });
}
