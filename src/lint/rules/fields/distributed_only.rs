//! ASL210 distributed-only: A Map whose iterations are inline has a field of distributed ones.
//!
//! `ItemReader`, `ItemBatcher`, `ResultWriter` and `Label` belong to a Map Run, which only a Map in `DISTRIBUTED` mode has.

use crate::asl::{StateKind, child_workflow};
use crate::lint::context::{Context, is_placeholder, key_span, named};
use crate::lint::{Code, Diagnostic, Rule, Severity};

const FIELDS: [&str; 4] = ["ItemReader", "ItemBatcher", "ResultWriter", "Label"];

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(210),
    name: "distributed-only",
    severity: Severity::Warning,
    aws: None,
    summary: "A Map whose iterations are inline has a field of distributed ones.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for (_, state, node) in context.states().filter(|(_, state, _)| state.kind == Some(StateKind::Map)) {
        let processor = node.get("ItemProcessor").or_else(|| node.get("Iterator"));
        let config = processor.and_then(|processor| processor.get("ProcessorConfig"));
        let is_unknown = |value| is_placeholder(value);
        let is_open =
            [processor, config, config.and_then(|config| config.get("Mode"))].into_iter().flatten().any(is_unknown);
        if is_open || processor.is_none() || child_workflow(node).is_some() {
            continue;
        }
        for name in FIELDS.into_iter().filter(|name| node.get(name).is_some()) {
            let message = format!("{}: `{name}` has no meaning in an inline Map", named(&state.name));
            let help = "set `Mode` to `DISTRIBUTED` in `ProcessorConfig`, or remove it";
            found.push(RULE.found(state.pointer.key(name), key_span(node, name), message, help));
        }
    }
}
