//! ASL201 unknown-field: A field is not known where it stands.
//!
//! Every type of state has its own fields; the table in `docs/fields.md` says which. The service refuses others.
//!
//! Instead of `{"Type": "Wait", "Second": 5}` write `{"Type": "Wait", "Seconds": 5}`.

use crate::asl::fields::{self, Holder};
use crate::json::{TextEdit, quote};
use crate::lint::context::{Context, Held, HeldField, remove_member};
use crate::lint::similar::nearest;
use crate::lint::{Code, Diagnostic, Rule, Severity};

use super::owner;
use crate::lint::rules::choices::operator;
use crate::query::OPERATORS;

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(201),
    name: "unknown-field",
    severity: Severity::Error,
    aws: Some("SCHEMA_VALIDATION_FAILED"),
    summary: "A field is not known where it stands.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for held in context.held() {
        if held.holder == Holder::State && held.kind.is_none() {
            continue;
        }
        let unknown = |known: &HeldField<'_>| known.field.is_none() && !is_known(held, &known.member.key);
        for HeldField { member, .. } in held.fields().filter(unknown) {
            if context.known.worst.leaves_out(found, RULE.severity, member.key_span) {
                continue;
            }
            let message = format!("{} has no field `{}`", owner(context, held), member.key);
            let names = fields::of(held.holder, held.kind, held.language).map(|field| field.name);
            let operators = OPERATORS.iter().map(|operator| operator.name);
            let names = names.chain(operators.filter(|_| held.holder == Holder::Rule));
            let absent = names.filter(|name| held.node.get(name).is_none());
            let (help, fix) = if let Some(name) = nearest(&member.key, absent) {
                let edit = TextEdit::replace(member.key_span, quote(name));
                (format!("did you mean `{name}`?"), Some((format!("Rename to `{name}`"), edit)))
            } else {
                let fix = remove_member(held.node, &member.key);
                (elsewhere(held, &member.key), fix.map(|edit| (format!("Remove `{}`", member.key), edit)))
            };
            found.push(RULE.found(held.at.key(&member.key), member.key_span, message, help).with_fix_if(fix));
        }
    }
}

fn is_known(held: Held<'_>, name: &str) -> bool {
    fields::rows(held.holder).any(|field| field.name == name && field.suits(held.kind))
        || (held.holder == Holder::Rule && operator(name).is_some())
}

/// What to do, with the types that do have the field.
fn elsewhere(held: Held<'_>, name: &str) -> String {
    let row = fields::rows(Holder::State).find(|field| field.name == name);
    match row.filter(|_| held.holder == Holder::State) {
        Some(field) => {
            let kinds: Vec<&str> = field.kinds.iter().map(|kind| kind.as_str()).collect();
            format!("remove it; it belongs to {}", kinds.join(", "))
        }
        None => "remove it, or put the note in `Comment`".to_owned(),
    }
}
