//! ASL301 choice-operator: A choice rule does not compare exactly one thing.
//!
//! A rule is a `Variable` with one comparison, or one of `And`, `Or` and `Not`; in `JSONata` it is a `Condition`.
//!
//! Instead of two comparisons in one rule write two rules in an `And`.

use crate::asl::QueryLanguage;
use crate::asl::fields::{self, OPERATORS};
use crate::json::{TextEdit, quote};
use crate::lint::context::{Context, Held, opening};
use crate::lint::similar::nearest;
use crate::lint::{Code, Diagnostic, Rule, Severity};

use super::rules;

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(301),
    name: "choice-operator",
    severity: Severity::Error,
    summary: "A choice rule does not compare exactly one thing.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for held in rules(context) {
        let subject = context.subject(held.state);
        let diagnostic = match held.language {
            QueryLanguage::Jsonata => jsonata(held, &subject),
            QueryLanguage::JsonPath => jsonpath(held, &subject),
        };
        found.extend(diagnostic);
    }
}

fn jsonata(held: &Held<'_>, subject: &str) -> Option<Diagnostic> {
    let is_jsonpath = held.node.members().any(|(member, _)| fields::operator(&member.key).is_some());
    if held.node.get("Condition").is_some() || is_jsonpath {
        return None;
    }
    let message = format!("{subject}: a rule has no `Condition`");
    Some(RULE.found(held.at.clone(), opening(held.node), message, "add `\"Condition\": \"{% … %}\"`"))
}

fn jsonpath(held: &Held<'_>, subject: &str) -> Option<Diagnostic> {
    if held.node.get("Condition").is_some() {
        return None;
    }
    let is_operator = |key: &str| fields::operator(key).is_some();
    let keys: Vec<&str> = held.node.members().map(|(member, _)| &*member.key).collect();
    let compared: Vec<&str> =
        keys.iter().copied().filter(|key| is_operator(key) || matches!(*key, "And" | "Or" | "Not")).collect();
    let variable = held.node.get("Variable");
    let report = |message: String, help: String| RULE.found(held.at.clone(), opening(held.node), message, help);
    match compared.as_slice() {
        [] => Some(none(held, subject, &keys)),
        [one] if is_operator(one) && variable.is_none() => {
            Some(report(format!("{subject}: a rule has `{one}` and no `Variable`"), "name what is compared".to_owned()))
        }
        [one] if !is_operator(one) && variable.is_some() => {
            let message = format!("{subject}: a rule has `{one}` and `Variable`");
            Some(report(message, format!("put `Variable` into the rules of `{one}`")))
        }
        [_] => None,
        several => {
            let names: Vec<String> = several.iter().map(|key| format!("`{key}`")).collect();
            let message = format!("{subject}: a rule has {}, expected one", names.join(" and "));
            Some(report(message, "make it several rules inside an `And`".to_owned()))
        }
    }
}

/// A rule without comparison, perhaps a misspelt one.
fn none(held: &Held<'_>, subject: &str, keys: &[&str]) -> Diagnostic {
    let message = format!("{subject}: a rule has no comparison");
    let mut unknown = keys.iter().copied().filter(|key| held.field(key).is_none());
    let names = || OPERATORS.iter().map(|(name, _)| *name);
    let meant = unknown.find_map(|key| Some((key, nearest(key, names())?)));
    let advice =
        meant.map_or("add one, such as `StringEquals`".to_owned(), |(_, name)| format!("did you mean `{name}`?"));
    let fix = meant.and_then(|(key, name)| {
        let (member, _) = held.node.members().find(|(member, _)| &*member.key == key)?;
        Some((format!("Rename to `{name}`"), TextEdit::replace(member.key_span, quote(name))))
    });
    RULE.found(held.at.clone(), opening(held.node), message, advice).with_fix_if(fix)
}
