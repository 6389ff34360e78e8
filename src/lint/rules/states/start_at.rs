//! ASL102 start-at: A flow does not say where it starts.
//!
//! The machine, every branch and every item processor needs `StartAt`, the name of one of its own states.
//!
//! Instead of `{"States": {"A": …}}` write `{"StartAt": "A", "States": {"A": …}}`.

use crate::asl::{Scope, ScopeId};
use crate::json::{NodeRef, TextEdit, quote};
use crate::lint::context::{Context, is_broken, is_placeholder, key_span, opening};
use crate::lint::{Code, Diagnostic, Rule, Severity};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(102),
    name: "start-at",
    severity: Severity::Error,
    aws: Some("SCHEMA_VALIDATION_FAILED"),
    summary: "A flow does not say where it starts.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for (id, scope, node) in context.scopes() {
        if !node.is_object() || scope.start.is_some() {
            continue;
        }
        match node.get("StartAt") {
            None => found.push(missing(context, scope, node)),
            Some(start) if is_broken(start) || is_placeholder(start) => {}
            Some(start) => found.push(wrong(context, id, scope, start)),
        }
    }
}

fn missing(context: &Context<'_>, scope: &Scope, node: NodeRef<'_>) -> Diagnostic {
    let flow = flow(context, scope);
    let message = format!("{flow} has no `StartAt`, the name of its first state");
    let first = node.get("States").and_then(|states| states.members().next()).map(|(member, _)| member.key.clone());
    let fix = first.and_then(|name| {
        let key = node.members().next()?.0.key_span;
        let space = &context.document.text()[node.span().start + 1..key.start];
        let at = crate::json::Span { start: key.start, end: key.start };
        let insert = format!("\"StartAt\": {},{}", quote(&name), if space.is_empty() { " " } else { space });
        Some((format!("Start at ‘{name}’"), TextEdit::replace(at, insert)))
    });
    RULE.found(scope.pointer.clone(), opening(node), message, "add `\"StartAt\": \"<a state's name>\"`")
        .with_fix_if(fix)
}

fn wrong(context: &Context<'_>, id: ScopeId, scope: &Scope, start: NodeRef<'_>) -> Diagnostic {
    let (flow, at) = (flow(context, scope), scope.pointer.key("StartAt"));
    let Some(name) = start.as_str() else {
        let message = format!("{flow}: `StartAt` is {}, expected the name of a state", start.kind_name());
        return RULE.found(at, start.span(), message, "write the name of the first state in quotes");
    };
    let message = format!("{flow}: `StartAt` names ‘{name}’, and there is no such state");
    let (help, fix) = crate::lint::rules::flow::dangling_target::meant(context.machine, Some(id), name);
    let fix = fix.map(|(label, name)| (label, TextEdit::replace(start.span(), quote(&name))));
    RULE.found(at, start.span(), message, help).with_fix_if(fix)
}

/// A flow as messages name it.
pub(in crate::lint::rules) fn flow(context: &Context<'_>, scope: &Scope) -> String {
    match scope.owner {
        None => "the machine".to_owned(),
        owner => match scope.pointer.last().and_then(|last| last.parse::<usize>().ok()) {
            Some(index) => format!("{}, branch {}", context.subject(owner), index + 1),
            None => format!("{}, item processor", context.subject(owner)),
        },
    }
}

/// Where the key of a flow's field stands, or the flow's opening.
pub(in crate::lint::rules) fn place(node: NodeRef<'_>, key: &str) -> crate::json::Span {
    if node.get(key).is_some() { key_span(node, key) } else { opening(node) }
}
