//! ASL209 execution-type: A Map whose iterations are inline has a type of child executions.
//!
//! `ExecutionType` is the type of the child executions of a distributed Map. Where `Mode` is `INLINE`, or missing, there
//! are none, and the service refuses the field.

use crate::asl::fields::Holder;
use crate::json::NodeRef;
use crate::lint::context::{Context, is_placeholder, key_span, remove_member};
use crate::lint::{Code, Diagnostic, Rule, Severity};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(209),
    name: "execution-type",
    severity: Severity::Error,
    aws: Some("SCHEMA_VALIDATION_FAILED"),
    summary: "A Map whose iterations are inline has a type of child executions.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for held in context.held.iter().filter(|held| held.holder == Holder::ProcessorConfig) {
        let mode = held.node.get("Mode");
        let is_inline = mode.is_none_or(|mode| !is_placeholder(mode) && mode.as_str() == Some("INLINE"));
        if !is_inline || held.node.get("ExecutionType").is_none_or(NodeRef::is_null) {
            continue;
        }
        let message = format!("{}: an inline Map has no `ExecutionType`", context.subject(held.state));
        let fix = remove_member(held.node, "ExecutionType").map(|edit| ("Remove `ExecutionType`".to_owned(), edit));
        let at = held.at.key("ExecutionType");
        let span = key_span(held.node, "ExecutionType");
        found.push(RULE.found(at, span, message, "remove it, or set `Mode` to `DISTRIBUTED`").with_fix_if(fix));
    }
}
