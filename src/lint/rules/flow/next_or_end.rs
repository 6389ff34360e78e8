//! ASL108 next-or-end: A state says neither or both of where it leads and that it ends.
//!
//! Every Task, Pass, Wait, Parallel and Map has exactly one of `Next` and `"End": true`.

use crate::json::NodeRef;
use crate::lint::context::{Context, add_member, is_broken, is_placeholder, key_span, named, remove_member};
use crate::lint::{Code, Diagnostic, Rule, Severity};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(108),
    name: "next-or-end",
    severity: Severity::Error,
    aws: Some("SCHEMA_VALIDATION_FAILED"),
    summary: "A state says neither or both of where it leads and that it ends.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for (_, state, node) in context.states() {
        if !state.kind.is_some_and(crate::asl::StateKind::has_next) {
            continue;
        }
        let unknown = |value: NodeRef<'_>| is_broken(value) || is_placeholder(value);
        let (next, end) = (node.get("Next"), node.get("End"));
        if next.is_some_and(unknown) || end.is_some_and(unknown) {
            continue;
        }
        match (next, state.end) {
            (Some(_), true) => {
                let message = format!("{} has both `Next` and `\"End\": true`", named(&state.name));
                let fix = remove_member(node, "End").map(|edit| ("Remove `End`".to_owned(), edit));
                let span = key_span(node, "End");
                found.push(RULE.found(state.pointer.key("End"), span, message, "keep one of them").with_fix_if(fix));
            }
            (None, false) => {
                let states = context.scope_node(state.scope).and_then(|scope| scope.get("States"));
                let span = states.map_or(node.span(), |states| key_span(states, &state.name));
                let message = format!("{} has neither `Next` nor `\"End\": true`", named(&state.name));
                // `"End": false` is there already; a second `End` would be a repeated key.
                let fix = end.is_none().then(|| add_member(context.document, node, "\"End\": true")).flatten();
                let fix = fix.map(|edit| ("End here".to_owned(), edit));
                let help = "name the state that follows, or end the flow here";
                found.push(RULE.found(state.pointer.clone(), span, message, help).with_fix_if(fix));
            }
            (Some(_), false) | (None, true) => {}
        }
    }
}
