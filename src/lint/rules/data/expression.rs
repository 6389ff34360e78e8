//! ASL506 expression: A `JSONata` expression is not closed, or not opened.
//!
//! An expression is a string that begins with `{%` and ends with `%}`, with nothing before or after. Any other string
//! is passed on as it stands.

use crate::asl::QueryLanguage;
use crate::asl::fields::{Holder, Shape};
use crate::lint::context::Context;
use crate::lint::{Code, Diagnostic, Rule, Severity};

use super::walk;

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(506),
    name: "expression",
    severity: Severity::Error,
    summary: "A `JSONata` expression is not closed, or not opened.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for held in context.held.iter().filter(|held| held.language == QueryLanguage::Jsonata) {
        let subject = context.subject(held.state);
        for (member, value) in held.node.members() {
            let shape = held.field(&member.key).map(|field| (field.expression, field.shape));
            let evaluated = matches!(shape, Some((true, _) | (_, Shape::Variables)));
            if !evaluated || held.holder == Holder::Machine {
                continue;
            }
            walk(value, &held.at.key(&member.key), &mut |node, at| {
                let Some(text) = node.as_str() else { return };
                let (opened, closed) = (text.starts_with("{%"), text.ends_with("%}"));
                let (message, help) = match (opened, closed) {
                    (true, false) => ("an expression is opened with `{%` and not closed", "end it with `%}`"),
                    (false, true) => ("an expression is closed with `%}` and not opened", "begin it with `{%`"),
                    _ => return,
                };
                found.push(RULE.found(at.clone(), node.span(), format!("{subject}: {message}"), help));
            });
        }
    }
}
