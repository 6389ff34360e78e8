//! ASL203 missing-field: A required field is missing.
//!
//! A Task needs `Resource`, a Choice `Choices`, a Parallel `Branches`, a Map `ItemProcessor`, a Wait exactly one of
//! `Seconds`, `SecondsPath`, `Timestamp` and `TimestampPath`, a retrier `ErrorEquals`, a catcher also `Next`.

use crate::asl::fields::{self, Holder};
use crate::lint::context::{Context, Held, key_span, opening};
use crate::lint::{Code, Diagnostic, Rule, Severity};

use super::owner;

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(203),
    name: "missing-field",
    severity: Severity::Error,
    summary: "A required field is missing.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for held in context.held.iter().filter(|held| held.node.is_object()) {
        if held.holder == Holder::State && held.kind.is_none() {
            continue;
        }
        for field in fields::required(held.holder, held.kind, held.language) {
            // These three have rules of their own.
            let own_rule = matches!(field.name, "StartAt" | "States" | "Type");
            if !own_rule && held.node.get(field.name).is_none() {
                let message = format!("{} needs `{}`", owner(context, held), field.name);
                let help = format!("add `{}`: {}", field.name, lower_first(field.doc));
                found.push(report(context, held, message, help));
            }
        }
        for group in fields::GROUPS.iter().filter(|group| group.required && group.is_on(held.holder, held.kind)) {
            let mut names = group.names.iter().copied().filter(|name| held.field(name).is_some()).peekable();
            if names.peek().is_none() || group.names.iter().any(|name| held.node.get(name).is_some()) {
                continue;
            }
            let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
            let message = format!("{} needs one of {}", owner(context, held), names.join(", "));
            found.push(report(context, held, message, format!("add {}", names.first().map_or("", |name| name))));
        }
    }
}

fn report(context: &Context<'_>, held: &Held<'_>, message: String, advice: String) -> Diagnostic {
    let named = held.state.filter(|_| held.holder == Holder::State).and_then(|id| context.machine.state(id));
    let states = named.and_then(|state| context.scope_node(state.scope)?.get("States"));
    let span = match (named, states) {
        (Some(state), Some(states)) => key_span(states, &state.name),
        _ => opening(held.node),
    };
    RULE.found(held.at.clone(), span, message, advice)
}

fn lower_first(doc: &str) -> String {
    let mut letters = doc.trim_end_matches('.').chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}
