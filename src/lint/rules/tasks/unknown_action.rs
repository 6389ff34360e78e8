//! ASL603 unknown-action: An integration has no such action.
//!
//! An optimised integration knows only some of its service's actions; the others are reached through
//! `arn:aws:states:::aws-sdk:<service>:<action>`.
//!
//! Instead of `arn:aws:states:::dynamodb:query` write `arn:aws:states:::aws-sdk:dynamodb:query`.

use crate::asl::Integration;
use crate::json::{TextEdit, quote};
use crate::lint::context::{Context, named};
use crate::lint::similar::nearest;
use crate::lint::{Code, Diagnostic, Rule, Severity};

/// The actions of services whose optimised actions are few (AWS: "Integrating optimized services").
const ACTIONS: [(&str, &[&str]); 9] = [
    ("apigateway", &["invoke"]),
    ("batch", &["submitJob"]),
    ("dynamodb", &["getItem", "putItem", "updateItem", "deleteItem"]),
    ("ecs", &["runTask"]),
    ("events", &["putEvents"]),
    ("http", &["invoke"]),
    ("lambda", &["invoke"]),
    ("sns", &["publish"]),
    ("sqs", &["sendMessage"]),
];

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(603),
    name: "unknown-action",
    severity: Severity::Error,
    summary: "An integration has no such action.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for (_, state, node) in context.states() {
        let (Some(resource), Some(value)) = (&state.resource, node.get("Resource")) else { continue };
        let Integration::Optimised { service, action } = &resource.integration else { continue };
        let row = ACTIONS.iter().find(|(name, _)| *name == &**service);
        let Some((_, actions)) = row.filter(|(_, actions)| !actions.contains(&&**action)) else { continue };
        if action.contains("${") {
            continue;
        }
        let message = format!("{}: the integration with `{service}` has no action `{action}`", named(&state.name));
        let meant = nearest(action, actions.iter().copied());
        let other = meant.map_or_else(|| format!("aws-sdk:{service}:{action}"), |meant| format!("{service}:{meant}"));
        let text = resource.text.replacen(&format!("{service}:{action}"), &other, 1);
        let edit = TextEdit::replace(value.span(), quote(&text));
        let help = format!("it has {}; the others are at `aws-sdk:{service}`", actions.join(", "));
        let found_here = RULE.found(state.pointer.key("Resource"), value.span(), message, help);
        found.push(found_here.with_fix(format!("Change to `{other}`"), edit));
    }
}
