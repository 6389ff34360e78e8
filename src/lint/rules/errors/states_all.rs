//! ASL401 states-all: `States.ALL` is not alone or not last.
//!
//! `States.ALL` stands alone in its `ErrorEquals`, in the last retrier or catcher: it takes every error, so nothing
//! after it would ever be used.

use crate::lint::context::Context;
use crate::lint::{Code, Diagnostic, Rule, Severity};

use super::handlers;

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(401),
    name: "states-all",
    severity: Severity::Error,
    aws: Some("SCHEMA_VALIDATION_FAILED"),
    summary: "`States.ALL` is not alone or not last.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for (held, errors) in handlers(context) {
        let Some((index, all)) = errors.elements().enumerate().find(|(_, error)| error.as_str() == Some("States.ALL"))
        else {
            continue;
        };
        let subject = || context.subject(held.state);
        let what = held.holder.describe();
        let at = || held.at.key("ErrorEquals").index(index);
        if errors.elements().len() > 1 {
            let message = format!("{}: {what} names other errors beside `States.ALL`", subject());
            found.push(RULE.found(
                at(),
                all.span(),
                message,
                "`States.ALL` takes them all: remove the others, or give them their own",
            ));
        }
        let list = held.node.parent();
        let is_last = list.and_then(|list| list.elements().next_back()).is_none_or(|last| last == held.node);
        if !is_last {
            let message = format!("{}: {what} for `States.ALL` is not the last", subject());
            found.push(RULE.found(at(), all.span(), message, "move it to the end: what follows it is never used"));
        }
    }
}
