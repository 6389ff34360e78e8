//! What becomes of a node's value, and so what it costs: told by where the node stands.

use jlens_core::ast::{BinaryOp, Node, NodeKind, Stage, TransformDef};

use super::functions;
use crate::sort::{SortedMap, SortedSet};

/// What becomes of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It is passed on.
    Nothing,
    /// Its items are gone through.
    Items,
    /// It is put into another, compared or walked through.
    Whole,
    /// The same, and texts are read letter by letter.
    Text,
    /// A text that may become a text for each letter.
    Split,
    /// Its items are sorted.
    Sorted,
    /// By it an item is sorted.
    Key,
    /// A member of it is looked up.
    Lookup,
    /// So many letters are made.
    Width,
    /// So many items are made, or it is the step between them.
    Range,
    /// What a transform puts into each part it finds; `nested` where these may lie in one another.
    Update {
        /// Whether they may.
        nested: bool,
    },
    /// Items are bound by it while the context stays, which is part of the result for each.
    Focus,
    /// What would make other values longer behind their backs.
    Refused,
}

/// What the arguments of a function of the language become; of the others, a text that is read.
const ARGUMENTS: [(&str, Role); 22] = [
    ("count", Role::Nothing),
    ("exists", Role::Nothing),
    ("type", Role::Nothing),
    ("lookup", Role::Lookup),
    ("map", Role::Items),
    ("filter", Role::Items),
    ("single", Role::Items),
    ("reduce", Role::Items),
    ("sift", Role::Items),
    ("each", Role::Items),
    ("sum", Role::Items),
    ("max", Role::Items),
    ("min", Role::Items),
    ("average", Role::Items),
    ("reverse", Role::Items),
    ("shuffle", Role::Items),
    ("sort", Role::Sorted),
    ("append", Role::Whole),
    ("merge", Role::Whole),
    ("split", Role::Split),
    ("pad", Role::Width),
    ("range", Role::Range),
];

/// The functions that may be a value and be called with what is in another: of one argument and linear in it.
pub(super) const CALLBACKS: [&str; 28] = [
    "string",
    "number",
    "boolean",
    "not",
    "exists",
    "type",
    "count",
    "sum",
    "max",
    "min",
    "average",
    "length",
    "uppercase",
    "lowercase",
    "trim",
    "floor",
    "ceil",
    "abs",
    "sqrt",
    "parse",
    "random",
    "uuid",
    "millis",
    "merge",
    "reverse",
    "spread",
    "zip",
    "base64encode",
];

/// Before the name under which a function stays known that is watched.
pub(super) const OWN: char = '·';

/// Where a node lies: what tells it from every other while the program lives.
pub(super) fn place(node: &Node) -> usize {
    std::ptr::from_ref(node).addr()
}

/// The roles of all nodes of a program; `bound` are the names the expression binds itself, and `lambdas` those among them
/// that are functions of its own and nothing else.
pub(super) fn of(root: &Node, bound: &SortedSet<String>, lambdas: &SortedSet<String>) -> SortedMap<usize, Role> {
    let mut roles = Roles { bound, lambdas, found: SortedMap::new() };
    roles.set(root, Role::Nothing);
    root.walk(&mut |node| roles.children(node));
    tail_calls(root, &mut roles.found);
    roles.found
}

struct Roles<'b> {
    bound: &'b SortedSet<String>,
    lambdas: &'b SortedSet<String>,
    found: SortedMap<usize, Role>,
}

impl Roles<'_> {
    fn set(&mut self, node: &Node, role: Role) {
        self.found.insert(place(node), role);
    }

    fn all<'n>(&mut self, nodes: impl IntoIterator<Item = &'n Node>, role: Role) {
        nodes.into_iter().for_each(|node| self.set(node, role));
    }

    /// Tells the roles of a node's children; a node is visited before what it holds.
    fn children(&mut self, node: &Node) {
        for stage in node.attrs.stages.iter().chain(&node.attrs.predicate) {
            if let Stage::Filter { expr, .. } = stage {
                self.set(expr, Role::Whole);
            }
        }
        for (key, value) in node.attrs.group.iter().flat_map(|group| &group.pairs) {
            self.all([key, value], Role::Whole);
        }
        match &node.kind {
            NodeKind::Path { steps, .. } => self.steps(steps),
            NodeKind::Binary { lhs, rhs, .. } => self.all([&**lhs, rhs], Role::Whole),
            NodeKind::Negate { expr } => self.set(expr, Role::Whole),
            NodeKind::Array { items } => items.iter().enumerate().for_each(|(index, item)| {
                let is_range = matches!(item.kind, NodeKind::Binary { op: BinaryOp::Range, .. });
                self.set(item, if is_range || index == 0 { Role::Items } else { Role::Whole });
            }),
            NodeKind::Object { pairs } => pairs.iter().for_each(|(key, value)| self.all([key, value], Role::Whole)),
            NodeKind::Condition { condition, then, otherwise } => {
                self.set(condition, Role::Whole);
                self.all(std::iter::once(&**then).chain(otherwise.as_deref()), Role::Nothing);
            }
            NodeKind::Fallback { lhs, rhs, .. } => {
                self.set(lhs, Role::Whole);
                self.set(rhs, Role::Nothing);
            }
            NodeKind::Block { exprs, .. } => self.all(exprs, Role::Nothing),
            NodeKind::Bind { lhs, rhs } => self.all([&**lhs, rhs], Role::Nothing),
            NodeKind::Apply { lhs, rhs } => self.apply(lhs, rhs),
            NodeKind::Function { procedure, args } => {
                self.set(procedure, Role::Nothing);
                self.arguments(procedure, args);
            }
            NodeKind::Partial { procedure, args } => {
                self.set(procedure, Role::Nothing);
                self.all(args, Role::Nothing);
            }
            NodeKind::Lambda(def) => self.set(&def.body, if def.thunk { Role::Nothing } else { Role::Whole }),
            NodeKind::Transform(def) => self.transform(def),
            NodeKind::Sort { terms } => terms.iter().for_each(|term| self.set(&term.expr, Role::Key)),
            NodeKind::Name { .. }
            | NodeKind::Variable { .. }
            | NodeKind::String { .. }
            | NodeKind::Number { .. }
            | NodeKind::Bool { .. }
            | NodeKind::Null
            | NodeKind::Regex { .. }
            | NodeKind::Wildcard
            | NodeKind::Descendant
            | NodeKind::Parent { .. }
            | NodeKind::Placeholder
            | NodeKind::Error { .. } => {}
        }
    }

    /// A name finds what is in its context; whatever else is a step is put into the sequence.
    fn steps(&mut self, steps: &[Node]) {
        let sorts = |steps: &[Node]| steps.iter().all(|step| matches!(step.kind, NodeKind::Sort { .. }));
        let mut stays = false;
        for (index, step) in steps.iter().enumerate() {
            let role = match &step.kind {
                _ if step.attrs.focus.is_some() && sorts(&steps[index + 1..]) => Role::Focus,
                NodeKind::Variable { .. } if index == 0 => Role::Nothing,
                // The context is the same for each item that was bound.
                _ if stays => Role::Whole,
                NodeKind::Variable { name } if name.is_empty() => Role::Items,
                NodeKind::Name { .. } | NodeKind::Wildcard | NodeKind::Descendant => Role::Items,
                _ => Role::Whole,
            };
            stays |= step.attrs.focus.is_some();
            self.set(step, role);
        }
    }

    fn apply(&mut self, lhs: &Node, rhs: &Node) {
        let role = match &rhs.kind {
            NodeKind::Function { procedure, .. } => self.argument(procedure),
            // One that is a value is watched, unless it is linear.
            NodeKind::Variable { name } if CALLBACKS.contains(&name.as_str()) => self.argument(rhs),
            _ => Role::Whole,
        };
        self.set(lhs, role);
        self.set(rhs, Role::Nothing);
    }

    fn is_own(&self, name: &str) -> bool {
        functions::is_one(name) && !self.bound.contains(name)
    }

    fn argument(&self, procedure: &Node) -> Role {
        let NodeKind::Variable { name } = &procedure.kind else { return Role::Text };
        let name = name.trim_start_matches(OWN);
        if self.lambdas.contains(name) {
            return Role::Nothing;
        }
        if !self.is_own(name) {
            return Role::Whole;
        }
        ARGUMENTS.iter().find(|(known, _)| *known == name).map_or(Role::Text, |(_, role)| *role)
    }

    fn arguments(&mut self, procedure: &Node, args: &[Node]) {
        let mut role = self.argument(procedure);
        // A function that is no lambda is called with what is in the others.
        let is_called_with = |arg: &Node| matches!(arg.kind, NodeKind::Lambda(_));
        if role == Role::Items && args.len() > 1 && !args.iter().any(is_called_with) {
            role = Role::Whole;
        }
        self.all(args, role);
        // Of what is put together, one may be as large as it was: the whole is no larger than that and what is charged.
        if let (NodeKind::Variable { name }, Some(first)) = (&procedure.kind, args.first())
            && name.trim_start_matches(OWN) == "append"
            && self.is_own("append")
            && args.len() == 2
        {
            self.set(first, Role::Items);
        }
    }

    /// The parts found must be the copy's own, or what is put into them would be put into values that were charged for.
    fn transform(&mut self, def: &TransformDef) {
        let goes = |step: &Node| {
            matches!(step.kind, NodeKind::Name { .. } | NodeKind::Wildcard | NodeKind::Descendant)
                || matches!(&step.kind, NodeKind::Variable { name } if name.is_empty())
        };
        let steps = match &def.pattern.kind {
            NodeKind::Path { steps, .. } => &steps[..],
            _ => std::slice::from_ref(&def.pattern),
        };
        let own = steps.iter().all(|step| goes(step) && step.attrs.focus.is_none());
        let nested = steps.iter().any(|step| matches!(step.kind, NodeKind::Wildcard | NodeKind::Descendant));
        self.set(&def.pattern, if own { Role::Items } else { Role::Refused });
        self.set(&def.update, Role::Update { nested });
        self.all(&def.delete, Role::Whole);
    }
}

fn is_append(call: &Node) -> bool {
    matches!(&call.kind, NodeKind::Function { procedure, .. }
        if matches!(&procedure.kind, NodeKind::Variable { name } if name.trim_start_matches(OWN) == "append"))
}

/// Marks the arguments of calls that end a function: their results are never told.
fn tail_calls(root: &Node, roles: &mut SortedMap<usize, Role>) {
    root.walk(&mut |node| {
        if let NodeKind::Lambda(def) = &node.kind
            && def.thunk
            && let NodeKind::Function { args, .. } = &def.body.kind
        {
            for arg in args {
                if let Some(role) = roles.get_mut(&place(arg))
                    && matches!(role, Role::Items | Role::Lookup)
                    && !is_append(&def.body)
                {
                    *role = Role::Whole;
                }
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_that_is_told_apart_is_one() {
        for name in ARGUMENTS.iter().map(|(name, _)| name).chain(&CALLBACKS) {
            assert!(functions::is_one(name), "{name}");
        }
    }
}
