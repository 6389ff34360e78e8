//! ASL106 state-type: A state's type is missing or none of the eight.
//!
//! The types are Task, Pass, Choice, Wait, Succeed, Fail, Parallel and Map, spelled so.

use crate::asl::StateKind;
use crate::json::{TextEdit, quote};
use crate::lint::context::{Context, is_broken, is_placeholder, key_span, named};
use crate::lint::similar::nearest;
use crate::lint::{Code, Diagnostic, Rule, Severity};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(106),
    name: "state-type",
    severity: Severity::Error,
    aws: Some("SCHEMA_VALIDATION_FAILED"),
    summary: "A state's type is missing or none of the eight.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let kinds = StateKind::ALL.map(StateKind::as_str);
    for (_, state, node) in context.states() {
        if state.kind.is_some() || !node.is_object() {
            continue;
        }
        let subject = named(&state.name);
        let Some(value) = node.get("Type") else {
            let states = context.scope_node(state.scope).and_then(|scope| scope.get("States"));
            let span = states.map_or(node.span(), |states| key_span(states, &state.name));
            let help = format!("add `\"Type\"`: one of {}", kinds.join(", "));
            found.push(RULE.found(state.pointer.clone(), span, format!("{subject} has no `Type`"), help));
            continue;
        };
        if is_broken(value) || is_placeholder(value) {
            continue;
        }
        let at = state.pointer.key("Type");
        let Some(text) = value.as_str() else {
            let message = format!("{subject}: `Type` is {}, expected a string", value.kind_name());
            found.push(RULE.found(at, value.span(), message, format!("write one of {}", kinds.join(", "))));
            continue;
        };
        let message = format!("{subject}: ‘{text}’ is no type of state");
        let meant = nearest(text, kinds);
        let help = meant.map_or(format!("write one of {}", kinds.join(", ")), |kind| format!("did you mean ‘{kind}’?"));
        let fix = meant.map(|kind| (format!("Change to ‘{kind}’"), TextEdit::replace(value.span(), quote(kind))));
        found.push(RULE.found(at, value.span(), message, help).with_fix_if(fix));
    }
}
