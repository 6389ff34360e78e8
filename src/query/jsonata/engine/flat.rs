//! Expressions whose work their text and their input bound: each part of the input is touched a few times for each part
//! of the text, and nothing made is walked through again.

use jlens_core::ast::{BinaryOp, Node, NodeKind, Stage};

use super::functions;

/// How many nodes such an expression may have: each may touch the whole input.
const NODES: usize = 64;

/// The functions that work as long as their arguments are, and make nothing much longer.
const LINEAR: [&str; 35] = [
    "sum",
    "count",
    "max",
    "min",
    "average",
    "string",
    "length",
    "substring",
    "substringBefore",
    "substringAfter",
    "lowercase",
    "uppercase",
    "trim",
    "number",
    "floor",
    "ceil",
    "abs",
    "round",
    "sqrt",
    "power",
    "boolean",
    "not",
    "exists",
    "merge",
    "append",
    "lookup",
    "type",
    "millis",
    "random",
    "uuid",
    "join",
    "hash",
    "parse",
    "base64encode",
    "base64decode",
];

/// Whether an expression is one of them. It names no function as a value and binds nothing.
pub(super) fn is_flat(root: &Node) -> bool {
    let mut nodes = 0;
    root.walk(&mut |_| nodes += 1);
    nodes <= NODES && flat(root, false)
}

/// `inner` is what is evaluated for each item of a sequence: it sees that item and no variable, so that all of it
/// together touches each part of the sequence as often as if there were one item.
fn flat(node: &Node, inner: bool) -> bool {
    let attrs = &node.attrs;
    let is_tuple = attrs.tuple || attrs.focus.is_some() || attrs.index.is_some() || attrs.ancestor_label.is_some();
    let stages = attrs.stages.iter().chain(&attrs.predicate);
    let grouped = attrs.group.iter().flat_map(|group| &group.pairs);
    !is_tuple
        && stages.into_iter().all(|stage| matches!(stage, Stage::Filter { expr, .. } if flat(expr, true)))
        && grouped.into_iter().all(|(key, value)| flat(key, true) && flat(value, true))
        && kind_is_flat(node, inner)
}

fn kind_is_flat(node: &Node, inner: bool) -> bool {
    let all = |nodes: &[Node]| nodes.iter().all(|node| flat(node, inner));
    match &node.kind {
        NodeKind::String { .. }
        | NodeKind::Number { .. }
        | NodeKind::Bool { .. }
        | NodeKind::Null
        | NodeKind::Name { .. }
        | NodeKind::Wildcard => true,
        NodeKind::Variable { name } => name.is_empty() || (!inner && name != "$" && !functions::is_one(name)),
        NodeKind::Path { steps, .. } => path_is_flat(steps, inner),
        NodeKind::Binary { op, lhs, rhs } => *op != BinaryOp::Range && flat(lhs, inner) && flat(rhs, inner),
        NodeKind::Fallback { lhs, rhs, .. } => flat(lhs, inner) && flat(rhs, inner),
        NodeKind::Negate { expr } => flat(expr, inner),
        NodeKind::Array { items } => all(items),
        NodeKind::Object { pairs } => pairs.iter().all(|(key, value)| flat(key, inner) && flat(value, inner)),
        NodeKind::Condition { condition, then, otherwise } => {
            flat(condition, inner) && flat(then, inner) && otherwise.as_ref().is_none_or(|node| flat(node, inner))
        }
        NodeKind::Block { exprs, .. } => all(exprs),
        NodeKind::Function { procedure, args } => is_linear(procedure) && all(args),
        NodeKind::Apply { lhs, rhs } => flat(lhs, inner) && (is_linear(rhs) || is_call(rhs) && flat(rhs, inner)),
        NodeKind::Sort { terms } => terms.iter().all(|term| flat(&term.expr, true)),
        NodeKind::Regex { .. }
        | NodeKind::Descendant
        | NodeKind::Parent { .. }
        | NodeKind::Bind { .. }
        | NodeKind::Partial { .. }
        | NodeKind::Placeholder
        | NodeKind::Lambda(_)
        | NodeKind::Transform(_)
        | NodeKind::Error { .. } => false,
    }
}

/// A path goes through the input, and makes something in its last step alone.
fn path_is_flat(steps: &[Node], inner: bool) -> bool {
    let Some((first, rest)) = steps.split_first() else { return false };
    let Some((last, between)) = rest.split_last() else { return flat(first, inner) };
    let goes = |step: &Node| matches!(step.kind, NodeKind::Name { .. } | NodeKind::Wildcard | NodeKind::Sort { .. });
    let starts = matches!(first.kind, NodeKind::Variable { .. }) || goes(first);
    starts && flat(first, inner) && between.iter().all(|step| goes(step) && flat(step, true)) && flat(last, true)
}

fn is_call(node: &Node) -> bool {
    matches!(node.kind, NodeKind::Function { .. })
}

fn is_linear(procedure: &Node) -> bool {
    matches!(&procedure.kind, NodeKind::Variable { name } if LINEAR.contains(&name.as_str()))
        && procedure.attrs.predicate.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_nothing_that_is_walked_again_is_flat() {
        let flat = |text: &str| is_flat(&jlens_core::parse(text).unwrap().root);
        for text in [
            "$states.input",
            "{'all': $states.input, 'n': $count($states.input.orders)}",
            "$sum($states.input.orders[price > 10 and kind = 'a'].(price * quantity))",
            "$states.input.orders^(>price)[0].{'id': id, 'tags': tags[0]}",
            "$states.input.name = 'a' ? $uppercase($name) : $merge([$states.input, {'a': 1}])",
            "$states.input.orders{kind: $sum(price)}",
            "$order.items.price ~> $sum()",
            "$order.items.price ~> $sum",
        ] {
            assert!(flat(text), "{text}");
        }
        for text in [
            "($d := [$a, $a]; $d)",
            "$map($a, function($x) { $x })",
            "$a.[$, $].[$, $]",
            "[$a].[$, $]",
            "$a[id = $b.id]",
            "$a.(b = $c)",
            "[1..10]",
            "$a.**",
            "$pad('', 1000)",
            "$contains($a, /a/)",
            "$a ~> |$|{}|",
            "$map($a, $string)",
            "$a@$x.b",
        ] {
            assert!(!flat(text), "{text}");
        }
        assert!(!flat("$a+".repeat(40).trim_end_matches('+')));
    }
}
