//! ASL512 unwrapped-expression: A `JSONata` state passes on the text of an expression.
//!
//! Only what stands between `{%` and `%}` is evaluated. `"Output": "$states.input"` passes on that text.
//!
//! Instead of `"$states.input.id"` write `"{% $states.input.id %}"`.

use crate::json::{TextEdit, quote};
use crate::lint::context::Context;
use crate::lint::{Code, Diagnostic, Rule, Severity};

use super::evaluated_strings;

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(512),
    name: "unwrapped-expression",
    severity: Severity::Warning,
    aws: None,
    summary: "A `JSONata` state passes on the text of an expression.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    evaluated_strings(context, &mut |place| {
        let text = place.text;
        if !text.starts_with("$states.") || text.ends_with("%}") {
            return;
        }
        let message = format!("{}: this is the text ‘{text}’, not its value", context.subject(place.held.state));
        let edit = TextEdit::replace(place.node.span(), quote(&format!("{{% {text} %}}")));
        let found_here = RULE.found(place.at.pointer(), place.node.span(), message, "put it between `{%` and `%}`");
        found.push(found_here.with_fix("Make it an expression", edit));
    });
}
