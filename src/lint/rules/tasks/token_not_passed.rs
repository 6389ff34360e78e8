//! ASL601 token-not-passed: A Task waits for a token it never gives away.
//!
//! A `.waitForTaskToken` Task goes on when somebody returns its token. Where its parameters do not pass
//! `$$.Task.Token` on (`$states.context.Task.Token` in `JSONata`), nobody can, and it waits until it times out.

use crate::asl::{Pattern, QueryLanguage};
use crate::json::NodeRef;
use crate::lint::context::{Context, is_placeholder, key_span, named};
use crate::lint::{Code, Diagnostic, Rule, Severity};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(601),
    name: "token-not-passed",
    severity: Severity::Warning,
    aws: None,
    summary: "A Task waits for a token it never gives away.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for (_, state, node) in context.states() {
        if state.resource.as_ref().is_none_or(|resource| resource.pattern != Pattern::WaitForTaskToken) {
            continue;
        }
        let (key, token) = match state.language {
            QueryLanguage::JsonPath => ("Parameters", "$$.Task.Token"),
            QueryLanguage::Jsonata => ("Arguments", "$states.context.Task.Token"),
        };
        let parameters = node.get(key);
        if parameters.is_some_and(|parameters| passes_token(parameters)) {
            continue;
        }
        let message = format!("{} waits for its task token and does not pass it on", named(&state.name));
        let help = format!("put `{token}` into `{key}`, where the one who answers finds it");
        let key = if parameters.is_some() { key } else { "Resource" };
        found.push(RULE.found(state.pointer.key(key), key_span(node, key), message, help));
    }
}

/// Recursion is bounded by the parser's nesting limit.
fn passes_token(node: NodeRef<'_>) -> bool {
    let in_text = node.as_str().is_some_and(|text| {
        let whole = matches!(text, "$$" | "$$.Task")
            || (text.contains("$states.context") && !text.contains("$states.context."));
        whole || text.contains("Task.Token") || text.contains("['Token']")
    });
    let filled_in = node.as_str().is_none() && is_placeholder(node);
    in_text || filled_in || node.children().any(passes_token)
}
