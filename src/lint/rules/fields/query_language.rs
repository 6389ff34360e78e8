//! ASL208 query-language: A state asks for `JSONPath` in a `JSONata` machine.
//!
//! A `JSONPath` machine may have `JSONata` states; the reverse is refused.

use crate::asl::QueryLanguage;
use crate::lint::context::{Context, named, remove_member};
use crate::lint::{Code, Diagnostic, Rule, Severity};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(208),
    name: "query-language",
    severity: Severity::Error,
    aws: Some("SCHEMA_VALIDATION_FAILED"),
    summary: "A state asks for `JSONPath` in a `JSONata` machine.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if context.machine.language != QueryLanguage::Jsonata {
        return;
    }
    for (_, state, node) in context.states() {
        let Some(value) = node.get("QueryLanguage").filter(|value| value.as_str() == Some("JSONPath")) else {
            continue;
        };
        let message =
            format!("{}: `QueryLanguage` cannot be JSONPath in a machine that says JSONata", named(&state.name));
        let fix = remove_member(node, "QueryLanguage").map(|edit| ("Remove `QueryLanguage`".to_owned(), edit));
        let help = "write the state in JSONata, or take `QueryLanguage` from the machine to its JSONata states";
        let found_here = RULE.found(state.pointer.key("QueryLanguage"), value.span(), message, help);
        found.push(found_here.with_fix_if(fix));
    }
}
