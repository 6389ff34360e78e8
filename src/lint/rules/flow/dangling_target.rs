//! ASL101 dangling-target: A transition names a state that is not there.
//!
//! `Next`, `Default` and the `Next` of rules and catchers name a state of the same flow. A transition may neither leave
//! a branch or an item processor nor enter one.
//!
//! Instead of `"Next": "shipOrder"` write `"Next": "ShipOrder"`.

use crate::asl::{Machine, ScopeId, TransitionKind};
use crate::json::{TextEdit, quote};
use crate::lint::context::{Context, named};
use crate::lint::similar::nearest;
use crate::lint::{Code, Diagnostic, MAX_DIAGNOSTICS, Rule, Severity};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(101),
    name: "dangling-target",
    severity: Severity::Error,
    aws: Some("MISSING_TRANSITION_TARGET"),
    summary: "A transition names a state that is not there.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let machine = context.machine;
    for transition in machine.transitions.iter().filter(|transition| transition.to.is_none()) {
        let (Some(state), Some(node)) =
            (machine.state(transition.from), context.inside(transition.from, &transition.pointer))
        else {
            continue;
        };
        if transition.target.contains("${") {
            continue;
        }
        let subject = named(&state.name);
        let target = &transition.target;
        let field = match transition.kind {
            TransitionKind::Next => "`Next`".to_owned(),
            TransitionKind::Choice(index) => format!("`Next` of rule {}", index + 1),
            TransitionKind::Default => "`Default`".to_owned(),
            TransitionKind::Catch(index) => format!("`Next` of catcher {}", index + 1),
        };
        let elsewhere = machine.state_named(target).is_some();
        let (message, (help, fix)) = if elsewhere {
            let message = format!(
                "{subject}: {field} names ‘{target}’, which is in another flow: no transition crosses a branch's boundary"
            );
            (message, ("end the inner flow, and go on from the state around it".to_owned(), None))
        } else {
            let message = format!("{subject}: {field} names ‘{target}’, and there is no such state");
            // Only so many findings are kept, and looking for what was meant is the slowest part of one.
            let names = if found.len() < MAX_DIAGNOSTICS { Some(state.scope) } else { None };
            (message, meant(machine, names, target))
        };
        let fix = fix.map(|(label, name)| (label, TextEdit::replace(node.span(), quote(&name))));
        found.push(RULE.found(transition.pointer.clone(), node.span(), message, help).with_fix_if(fix));
    }
}

/// What to do about a name nobody has: the help, and a label and name to put in its place.
pub(in crate::lint::rules) fn meant(
    machine: &Machine,
    scope: Option<ScopeId>,
    target: &str,
) -> (String, Option<(String, String)>) {
    let states = scope.and_then(|scope| machine.scope(scope)).map_or(&[][..], |scope| &scope.states);
    let names = states.iter().filter_map(|id| machine.state(*id)).map(|state| &*state.name);
    match nearest(target, names) {
        Some(name) => (format!("did you mean ‘{name}’?"), Some((format!("Change to ‘{name}’"), name.to_owned()))),
        None => ("name a state of this flow, or add one of that name".to_owned(), None),
    }
}
