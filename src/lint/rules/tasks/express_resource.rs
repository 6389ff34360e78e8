//! ASL604 express-resource: A Task of an Express workflow waits for a job, a token or an activity's worker.
//!
//! An Express execution calls services and goes on with their response. `.sync`, `.sync:2`, `.waitForTaskToken` and
//! activities need a Standard one; so they do in the item processor of a distributed Map whose `ExecutionType` is
//! `EXPRESS`. `CreateStateMachine` refuses the machine.

use crate::lint::context::{Context, named};
use crate::lint::{Code, Diagnostic, Rule, Severity};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(604),
    name: "express-resource",
    severity: Severity::Error,
    aws: Some("SCHEMA_VALIDATION_FAILED"),
    summary: "A Task of an Express workflow waits for a job, a token or an activity's worker.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for (id, state, node) in context.states() {
        let (Some(resource), Some(value)) = (&state.resource, node.get("Resource")) else { continue };
        let Some(refusal) = resource.express_refusal().filter(|_| context.is_express(id)) else { continue };
        let message = format!("{}: {refusal}", named(&state.name));
        let help = "call the service without waiting, or make the workflow Standard";
        found.push(RULE.found(state.pointer.key("Resource"), value.span(), message, help));
    }
}
