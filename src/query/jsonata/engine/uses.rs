//! What an expression uses: the variables it reads from outside, and the calls of functions that cannot be right.

use std::sync::OnceLock;

use jlens_core::ast::{Node, NodeKind, Stage};

use super::functions;
use crate::sort::{SortedMap, SortedSet};

/// What is found in an expression.
#[derive(Default)]
pub(super) struct Uses {
    /// The variables it reads, but for those it binds itself, the functions of the language, and those whose presence it
    /// asks for.
    pub(super) free: SortedSet<String>,
    /// Those among them that it calls.
    pub(super) called: SortedSet<String>,
    /// The functions of the language it calls with too few or too many arguments, in words.
    pub(super) miscounted: SortedSet<String>,
}

/// Reads them off. A name bound anywhere in the expression counts as bound everywhere in it.
pub(super) fn of(root: &Node) -> Uses {
    let mut found = Found::default();
    root.walk(&mut |node| found.visit(node));
    let is_known = |name: &str| found.bound.contains(name) || functions::is_one(name);
    let free: SortedSet<String> =
        found.named.iter().filter(|name| !is_known(name) && !found.probed.contains(*name)).cloned().collect();
    let called = found.calls.keys().filter(|name| free.contains(*name)).cloned().collect();
    let own = found.calls.iter().filter(|(name, _)| !found.bound.contains(*name));
    let miscounted = own.flat_map(|(name, counts)| counts.iter().filter_map(|count| miscount(name, *count))).collect();
    Uses { free, called, miscounted }
}

#[derive(Default)]
struct Found {
    named: SortedSet<String>,
    bound: SortedSet<String>,
    /// What `$exists` is asked about.
    probed: SortedSet<String>,
    /// How many arguments each function is called with.
    calls: SortedMap<String, SortedSet<usize>>,
    /// Where the calls after a `~>` stand, whose first argument stands before it.
    applied: SortedSet<(usize, usize)>,
}

impl Found {
    fn visit(&mut self, node: &Node) {
        self.bound.extend(node.attrs.focus.iter().chain(&node.attrs.index).cloned());
        for stage in &node.attrs.stages {
            if let Stage::Index { var, .. } = stage {
                self.bound.insert(var.clone());
            }
        }
        match &node.kind {
            NodeKind::Variable { name } if !matches!(&**name, "" | "$") => {
                self.named.insert(name.clone());
            }
            NodeKind::Bind { lhs, .. } => self.bound.extend(variable(lhs).map(str::to_owned)),
            NodeKind::Lambda(lambda) => self.bound.extend(lambda.params.iter().cloned()),
            NodeKind::Function { procedure, args } | NodeKind::Partial { procedure, args } => {
                let applied = self.applied.contains(&(node.span.start, node.span.end));
                self.call(procedure, args.len() + usize::from(applied));
                if variable(procedure) == Some("exists") {
                    self.probed.extend(args.first().and_then(variable).map(str::to_owned));
                }
            }
            // Visited before what it holds.
            NodeKind::Apply { rhs, .. } => {
                self.applied.insert((rhs.span.start, rhs.span.end));
            }
            _ => {}
        }
    }

    fn call(&mut self, procedure: &Node, count: usize) {
        if let Some(name) = variable(procedure) {
            self.calls.entry(name.to_owned()).or_default().insert(count);
        }
    }
}

/// The variable a node names, or the one a path begins with.
fn variable(node: &Node) -> Option<&str> {
    match &node.kind {
        NodeKind::Variable { name } => Some(name),
        NodeKind::Path { steps, .. } => variable(steps.first()?),
        _ => None,
    }
}

/// How a call of a function of the language is wrong in its number of arguments.
fn miscount(name: &str, count: usize) -> Option<String> {
    let (least, most) = *arities().get(name)?;
    if count >= least && count <= most {
        return None;
    }
    let wanted = match (least, most) {
        (least, usize::MAX) => format!("at least {least}"),
        (least, most) if least == most => least.to_string(),
        (least, most) => format!("{least} to {most}"),
    };
    Some(format!("`${name}` takes {wanted} arguments, not {count}"))
}

/// How many arguments each function takes, at least and at most.
fn arities() -> &'static SortedMap<&'static str, (usize, usize)> {
    static MADE: OnceLock<SortedMap<&'static str, (usize, usize)>> = OnceLock::new();
    MADE.get_or_init(|| {
        let language = jlens_core::function_catalog().into_iter();
        let language = language.map(|function| (function.name, arity(&function.signature)));
        let own = functions::signatures().map(|(name, signature)| (name, arity(signature)));
        language.chain(own).filter(|(name, _)| functions::is_one(name)).collect()
    })
}

/// What a signature such as `<s-nn?:s>` says of the number of arguments. One that is marked `?` may be missing, one that
/// is marked `-` too, and `+` stands for several.
fn arity(signature: &str) -> (usize, usize) {
    let (mut depth, mut least, mut most) = (0, 0, 0_usize);
    for c in signature.trim_start_matches('<').chars() {
        match c {
            ':' if depth == 0 => break,
            '?' | '-' if depth == 0 => least -= 1,
            '+' if depth == 0 => return (least as usize, usize::MAX),
            '<' => depth += 1,
            '>' | ')' => depth -= 1,
            _ if depth > 0 => {}
            c => {
                (least, most) = (least + 1, most + 1);
                depth += i32::from(c == '(');
            }
        }
    }
    (least.max(0) as usize, most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uses(text: &str) -> Uses {
        of(&jlens_core::Expression::compile(text).unwrap().ast().root)
    }

    #[test]
    fn a_signature_says_how_many_arguments() {
        assert_eq!(arity("<s-nn?:s>"), (1, 3));
        assert_eq!(arity("<a<n>:n>"), (1, 1));
        assert_eq!(arity("<s-(sf)(sf)n?:s>"), (2, 4));
        assert_eq!(arity("<(nsb)-:n>"), (0, 1));
        assert_eq!(arity("<a+>"), (1, usize::MAX));
        assert_eq!(arity("<:n>"), (0, 0));
    }

    #[test]
    fn what_is_bound_inside_is_not_free() {
        let free = |text: &str| uses(text).free.into_iter().collect::<Vec<_>>().join(" ");
        assert_eq!(free("$states.input.a + $b"), "b states");
        assert_eq!(free("($x := 1; $f := function($y) { $x + $y + $z }; $f(2))"), "z");
        assert_eq!(free("$states.input.items@$i#$n.{ 'a': $i, 'n': $n, 'o': $o }"), "o states");
        assert_eq!(free("$map($states.input, function($v, $i) { $v }) ~> $sum"), "states");
        assert_eq!(free("$exists($maybe.a) ? $maybe.a : $sum([1])"), "");
    }

    #[test]
    fn calls_are_of_functions_and_well_counted() {
        let called = |text: &str| uses(text).called.into_iter().collect::<Vec<_>>().join(" ");
        assert_eq!(called("$unknown() + $sum([1]) + $uuid() + $eval('1')"), "eval unknown");
        assert_eq!(called("($f := $sum; $f([1]))"), "");
        let wrong = |text: &str| uses(text).miscounted.into_iter().collect::<Vec<_>>();
        for right in [
            "$substring('a', 1)",
            "'a' ~> $substring(1)",
            "$map([1], $string)",
            "$zip([1], [2], [3])",
            "$random()",
            "$random(7)",
            "$partition([1], 2)",
            "($sum := function($a, $b) { $a }; $sum(1, 2))",
        ] {
            assert_eq!(wrong(right), [""; 0], "{right}");
        }
        assert_eq!(wrong("$substring('a', 1, 2, 3)"), ["`$substring` takes 1 to 3 arguments, not 4"]);
        assert_eq!(wrong("$uuid(1)"), ["`$uuid` takes 0 arguments, not 1"]);
        assert_eq!(wrong("$append([1])"), ["`$append` takes 2 arguments, not 1"]);
    }
}
