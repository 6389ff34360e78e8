//! ASL508 variable-name: `Assign` gives a variable a name it cannot have.
//!
//! A variable's name is an identifier of at most 80 characters, without dots and brackets, and not `states`. In a branch
//! or an iteration it is not that of a variable of a flow around it (AWS: "Passing data between states with variables",
//! "Variable scope").

use crate::asl::fields::{Holder, Shape};
use crate::asl::{QueryLanguage, ScopeId, StateId};
use crate::json::MAX_DEPTH;
use crate::lint::context::{Context, Held};
use crate::lint::{Code, Diagnostic, Rule, Severity};
use crate::sort::SortedSet;

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
    let owned = owned(context);
    for held in context.held() {
        for assign in held.shaped(|shape| shape == Shape::Variables) {
            for (member, _) in assign.value.members() {
                let name = variable(held, &member.key);
                let is_taken = || held.state.is_some_and(|state| is_taken(context, &owned, state, name));
                let shadows = || is_taken().then_some("has the name of one of a flow around this one");
                let Some(why) = fault(name).or_else(shadows) else { continue };
                let message = format!("{}: the variable ‘{name}’ {why}", context.subject(held.state));
                let at = held.at.key(&assign.member.key).key(&member.key);
                found.push(RULE.found(at, member.key_span, message, "rename the variable"));
            }
        }
    }
}

/// The name of the variable that a key of `Assign` sets.
fn variable<'k>(held: Held<'_>, key: &'k str) -> &'k str {
    key.strip_suffix(".$").filter(|_| held.language == QueryLanguage::JsonPath).unwrap_or(key)
}

/// Which flow has which variable. What a catcher assigns is left out: recorded, the service takes an inner variable of
/// the same name.
fn owned<'a>(context: &Context<'a>) -> SortedSet<(&'a str, ScopeId)> {
    let mut owned = SortedSet::new();
    for held in context.held().filter(|held| held.holder != Holder::Catcher) {
        let Some(state) = held.state.and_then(|state| context.machine.state(state)) else { continue };
        for assign in held.shaped(|shape| shape == Shape::Variables) {
            for (member, _) in assign.value.members() {
                owned.insert((variable(held, &member.key), state.scope));
            }
        }
    }
    owned
}

/// Whether a flow around a state's own has a variable of that name.
fn is_taken(context: &Context<'_>, owned: &SortedSet<(&str, ScopeId)>, state: StateId, name: &str) -> bool {
    let around = |id: &StateId| context.machine.scope(context.machine.state(*id)?.scope)?.owner;
    let mut owners = std::iter::successors(around(&state), around).take(MAX_DEPTH);
    owners.any(|owner| context.machine.state(owner).is_some_and(|owner| owned.contains(&(name, owner.scope))))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asl::Machine;
    use crate::json::Document;
    use crate::lint;

    #[track_caller]
    fn taken(outer: &str, inner: &str, expected: &[&str]) {
        let document = Document::new(format!(
            r#"{{"StartAt": "P", "States": {{
                "P": {{"Type": "Parallel", {outer}, "End": true, "Branches": [{{"StartAt": "M", "States": {{
                    "M": {{"Type": "Map", "End": true, "ItemProcessor": {{"StartAt": "I", "States": {{
                        "I": {{"Type": "Pass", "Assign": {{{inner}}}, "End": true}}}}}}}}}}}}]}},
                "Z": {{"Type": "Succeed"}}}}}}"#
        ));
        let found = lint::check(&document, &Machine::read(&document));
        let at = found.iter().filter(|found| found.code == RULE.code).map(|found| found.at.as_str().to_owned());
        assert_eq!(at.collect::<Vec<_>>(), expected, "{outer} {inner}");
    }

    #[test]
    fn an_inner_variable_has_a_name_of_its_own() {
        let inner = "/States/P/Branches/0/States/M/ItemProcessor/States/I/Assign";
        taken(r#""Assign": {"x": 1}"#, r#""y": 2"#, &[]);
        taken(r#""Assign": {"x": 1}"#, r#""x": 2, "y": 3"#, &[&format!("{inner}/x")]);
        taken(r#""Assign": {"x.$": "$.a"}"#, r#""x.$": "$""#, &[&format!("{inner}/x.$")]);
        let catcher = r#""Catch": [{"ErrorEquals": ["States.ALL"], "Assign": {"x": 1}, "Next": "Z"}]"#;
        taken(catcher, r#""x": 2"#, &[]);
    }
}
