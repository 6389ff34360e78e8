//! What the service refuses before it evaluates anything: operators newer than 2.0.6, and references to a context that
//! an expression of a state machine does not have.

use jlens_core::ast::{FallbackOp, Node, NodeKind, Span};

use super::{error_at, syntax};
use crate::query::jsonata::{ErrorKind, ExpressionError};

/// An operator that version 2.0.6 does not have yet, as its parser says it.
pub(super) fn newer_operator(root: &Node, source: &str) -> Option<ExpressionError> {
    let mut found = None;
    root.walk(&mut |node| {
        if let NodeKind::Fallback { op, lhs, .. } = &node.kind {
            // `??` is read as a condition that begins with another `?`, and `?:` as one without its middle.
            let token = match op {
                FallbackOp::Coalesce => "?",
                FallbackOp::Default => ":",
            };
            let after = source.get(lhs.span.end..).unwrap_or_default();
            let at = lhs.span.end + after.find(op.symbol()).unwrap_or_default() + 1;
            let message = format!("The symbol \"{token}\" cannot be used as a unary operator");
            found.get_or_insert_with(|| syntax("S0211", message, Span::new(at, at + 1)));
        }
    });
    found
}

/// Walks the parts of an expression that are evaluated without a context. Predicates and groups are not among them: each
/// has its items for a context. The engine's parser bounds how deep they nest.
#[derive(Default)]
struct TopLevel {
    found: Option<ExpressionError>,
}

/// A reference to the context where there is none (floci-io/floci#2670).
pub(super) fn top_level_reference(root: &Node) -> Option<ExpressionError> {
    let mut walk = TopLevel::default();
    walk.node(root);
    walk.found
}

impl TopLevel {
    fn refuse(&mut self, name: &str, span: Span) {
        let message = format!("Reference to '{name}' at the top level is not supported.");
        self.found.get_or_insert_with(|| error_at(ErrorKind::Unsupported, "", message, Some(span)));
    }

    fn nodes<'n>(&mut self, nodes: impl IntoIterator<Item = &'n Node>) {
        nodes.into_iter().for_each(|node| self.node(node));
    }

    fn node(&mut self, node: &Node) {
        if self.found.is_some() {
            return;
        }
        match &node.kind {
            // Every step after the first has the one before it for its context.
            NodeKind::Path { steps, .. } => self.nodes(steps.first()),
            NodeKind::Name { name } => self.refuse(name, node.span),
            NodeKind::Variable { name } if name.is_empty() || name == "$" => {
                self.refuse(if name.is_empty() { "$" } else { "$$" }, node.span);
            }
            NodeKind::Wildcard => self.refuse("*", node.span),
            NodeKind::Descendant => self.refuse("**", node.span),
            NodeKind::Parent { .. } => self.refuse("%", node.span),
            _ => self.children(node),
        }
    }

    fn children(&mut self, node: &Node) {
        match &node.kind {
            NodeKind::Binary { lhs, rhs, .. } | NodeKind::Fallback { lhs, rhs, .. } | NodeKind::Apply { lhs, rhs } => {
                self.nodes([&**lhs, &**rhs]);
            }
            NodeKind::Bind { rhs, .. } => self.node(rhs),
            NodeKind::Negate { expr } => self.node(expr),
            NodeKind::Array { items } => self.nodes(items),
            NodeKind::Object { pairs } => self.nodes(pairs.iter().flat_map(|(key, value)| [key, value])),
            NodeKind::Condition { condition, then, otherwise } => {
                self.nodes([&**condition, &**then].into_iter().chain(otherwise.as_deref()));
            }
            NodeKind::Block { exprs, .. } => self.nodes(exprs),
            NodeKind::Function { procedure, args } | NodeKind::Partial { procedure, args } => {
                // `sum(…)` without its `$` is refused when it is called, with a hint.
                if !matches!(&procedure.kind, NodeKind::Path { .. }) {
                    self.node(procedure);
                }
                self.nodes(args);
            }
            NodeKind::Lambda(lambda) => self.node(&lambda.body),
            _ => {}
        }
    }
}
