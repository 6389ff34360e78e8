//! ASL605 express-map: A Map of an Express workflow is distributed.
//!
//! A distributed Map starts child executions in a Map Run, which only a Standard execution has. Its children may be
//! Express (`ExecutionType`), but then no Map among their own states is distributed. `CreateStateMachine` refuses the
//! machine.

use crate::asl::{WorkflowType, child_workflow};
use crate::lint::context::{Context, key_span, named};
use crate::lint::{Code, Diagnostic, Rule, Severity};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(605),
    name: "express-map",
    severity: Severity::Error,
    aws: Some("SCHEMA_VALIDATION_FAILED"),
    summary: "A Map of an Express workflow is distributed.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for (id, state, node) in context.states() {
        if child_workflow(node).is_none() || !context.is_express(id) {
            continue;
        }
        let key = if node.get("ItemProcessor").is_some() { "ItemProcessor" } else { "Iterator" };
        let message = format!("{}: {}", named(&state.name), WorkflowType::NO_DISTRIBUTED_MAP);
        let help = "set `Mode` to `INLINE`, or make the workflow Standard";
        found.push(RULE.found(state.pointer.key(key), key_span(node, key), message, help));
    }
}
