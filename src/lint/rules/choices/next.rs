//! ASL302 choice-next: `Next` is missing on an outermost rule or stands on an inner one.
//!
//! The rules directly in `Choices` say where to go; the rules inside `And`, `Or` and `Not` only say what matches.

use crate::lint::context::{Context, key_span, opening, remove_member};
use crate::lint::{Code, Diagnostic, Rule, Severity};

use super::rules;

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(302),
    name: "choice-next",
    severity: Severity::Error,
    aws: Some("SCHEMA_VALIDATION_FAILED"),
    summary: "`Next` is missing on an outermost rule or stands on an inner one.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for held in rules(context) {
        let subject = context.subject(held.state);
        let has_next = held.node.get("Next").is_some();
        if !held.nested && !has_next {
            let message = format!("{subject}: a rule has no `Next`");
            found.push(RULE.found(
                held.at.clone(),
                opening(held.node),
                message,
                "name the state to go to when it matches",
            ));
        }
        if held.nested && has_next {
            let message = format!("{subject}: a rule inside another has `Next`");
            let fix = remove_member(held.node, "Next").map(|edit| ("Remove `Next`".to_owned(), edit));
            let found_here =
                RULE.found(held.at.key("Next"), key_span(held.node, "Next"), message, "put it on the outermost rule");
            found.push(found_here.with_fix_if(fix));
        }
    }
}
