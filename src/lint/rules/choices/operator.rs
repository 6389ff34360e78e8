//! ASL301 choice-operator: A choice rule does not compare exactly one thing.
//!
//! A rule is a `Variable` with one comparison, or one of `And`, `Or` and `Not`; in `JSONata` it is a `Condition`.
//!
//! Instead of two comparisons in one rule write two rules in an `And`.

use crate::asl::QueryLanguage;
use crate::lint::context::{Context, Held, opening};
use crate::lint::similar::nearest;
use crate::lint::{Code, Diagnostic, Rule, Severity};
use crate::query::OPERATORS;

use super::{operator, rules};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(301),
    name: "choice-operator",
    severity: Severity::Error,
    aws: Some("SCHEMA_VALIDATION_FAILED"),
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

fn jsonata(held: Held<'_>, subject: &str) -> Option<Diagnostic> {
    let is_jsonpath = held.node.members().any(|(member, _)| operator(&member.key).is_some());
    if held.node.get("Condition").is_some() || is_jsonpath {
        return None;
    }
    let message = format!("{subject}: a rule has no `Condition`");
    Some(RULE.found(held.at.clone(), opening(held.node), message, "add `\"Condition\": \"{% … %}\"`"))
}

fn jsonpath(held: Held<'_>, subject: &str) -> Option<Diagnostic> {
    if held.node.get("Condition").is_some() {
        return None;
    }
    let is_operator = |key: &str| operator(key).is_some();
    let keys: Vec<&str> = held.node.members().map(|(member, _)| &*member.key).collect();
    let compared: Vec<&str> =
        keys.iter().copied().filter(|key| is_operator(key) || matches!(*key, "And" | "Or" | "Not")).collect();
    let variable = held.node.get("Variable");
    let report = |message: String, help: String| RULE.found(held.at.clone(), opening(held.node), message, help);
    match compared.as_slice() {
        [] if is_misspelt(held) => None,
        [] => {
            Some(report(format!("{subject}: a rule has no comparison"), "add one, such as `StringEquals`".to_owned()))
        }
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

/// Whether a key that is no field is nearly a comparison, which is then what is reported.
fn is_misspelt(held: Held<'_>) -> bool {
    let names = || OPERATORS.iter().map(|operator| operator.name);
    let mut unknown = held.node.members().filter(|(member, _)| held.field(&member.key).is_none());
    unknown.any(|(member, _)| nearest(&member.key, names()).is_some())
}
