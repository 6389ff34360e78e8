//! ASL508 variable-name: `Assign` gives a variable a name it cannot have.
//!
//! A variable's name is an identifier of at most 80 characters, without dots and brackets, and not `states`.

use crate::asl::QueryLanguage;
use crate::asl::fields::Shape;
use crate::lint::context::Context;
use crate::lint::{Code, Diagnostic, Rule, Severity};

/// The service's limit.
const MAX_CHARACTERS: usize = 80;

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(508),
    name: "variable-name",
    severity: Severity::Error,
    aws: Some("SCHEMA_VALIDATION_FAILED"),
    summary: "`Assign` gives a variable a name it cannot have.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for held in &context.held {
        for assign in held.shaped(|shape| shape == Shape::Variables) {
            for (member, _) in assign.value.members() {
                let stripped = member.key.strip_suffix(".$").filter(|_| held.language == QueryLanguage::JsonPath);
                let name = stripped.unwrap_or(&member.key);
                let Some(why) = fault(name) else { continue };
                let message = format!("{}: the variable ‘{name}’ {why}", context.subject(held.state));
                let at = held.at.key(&assign.member.key).key(&member.key);
                found.push(RULE.found(at, member.key_span, message, "rename the variable"));
            }
        }
    }
}

fn fault(name: &str) -> Option<&'static str> {
    let mut letters = name.chars();
    let starts_well = letters.next().is_some_and(|c| c.is_alphabetic() || c == '_');
    if name == "states" {
        Some("has the name reserved for `$states`")
    } else if name.chars().count() > MAX_CHARACTERS {
        Some("has a name of more than 80 characters")
    } else if !starts_well || !letters.all(|c| c.is_alphanumeric() || c == '_') {
        Some("has a name that is no identifier: letters, digits and `_` only, no digit first")
    } else {
        None
    }
}
