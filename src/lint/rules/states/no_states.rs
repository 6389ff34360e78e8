//! ASL103 no-states: A flow has no states.
//!
//! The machine, every branch and every item processor needs `States`, an object with at least one state in it.
//!
//! Instead of `{"StartAt": "A"}` write `{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}`.

use crate::json::NodeRef;
use crate::lint::context::{Context, is_broken, is_placeholder, opening};
use crate::lint::{Code, Diagnostic, Rule, Severity};

use super::start_at::{flow, place};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(103),
    name: "no-states",
    severity: Severity::Error,
    aws: Some("SCHEMA_VALIDATION_FAILED"),
    summary: "A flow has no states.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for (_, scope, node) in context.scopes() {
        let flow = flow(context, scope);
        if !node.is_object() {
            if !is_broken(node) && !is_placeholder(node) {
                let message = format!("{flow} is {}, expected an object with `StartAt` and `States`", node.kind_name());
                found.push(RULE.found(
                    scope.pointer.clone(),
                    opening(node),
                    message,
                    "write `{\"StartAt\": …, \"States\": {…}}`",
                ));
            }
            continue;
        }
        let message = match node.get("States") {
            None => format!("{flow} has no `States`"),
            Some(states) if is_broken(states) || is_placeholder(states) => continue,
            Some(states) if !states.is_object() => {
                format!("{flow}: `States` is {}, expected an object of states by name", states.kind_name())
            }
            Some(states) if states.members().len() == 0 => format!("{flow}: `States` is empty"),
            Some(_) => continue,
        };
        let at = if node.get("States").is_some() { scope.pointer.key("States") } else { scope.pointer.clone() };
        found.push(RULE.found(at, place(node, "States"), message, "add at least one state"));
    }
    for (_, state, node) in context.states().filter(|(_, _, node)| !node.is_object()) {
        report_state(&state.name, state.pointer.clone(), node, found);
    }
}

fn report_state(name: &str, at: crate::json::Pointer, node: NodeRef<'_>, found: &mut Vec<Diagnostic>) {
    if !is_broken(node) && !is_placeholder(node) {
        let message = format!("state ‘{name}’ is {}, expected an object with a `Type`", node.kind_name());
        found.push(RULE.found(at, opening(node), message, "write `{\"Type\": …}`"));
    }
}
