//! The program that weighs an expression: the same, evaluated before it while its work is counted.
//!
//! The engine takes a tracer with a document as the input, not with a source that is read as it is needed. So what the
//! expression may read is gathered first, and the expression is evaluated twice: an evaluation is a function of what it is
//! given. A function whose work grows faster than its arguments is put behind one that says beforehand what it will do,
//! and so is one that is a value, since the tracer is not told what those are called with.

use std::fmt::Write as _;

use jlens_core::ast::{Ast, Node, NodeKind};
use jlens_core::reads::{Read, Reads as Known};

use super::functions;
use super::roles::{self, CALLBACKS, Role};
use crate::query::jsonata::ExpressionError;
use crate::sort::{SortedMap, SortedSet};

/// A program that weighs another.
#[derive(Clone, Debug)]
pub(super) struct Watched {
    pub(super) program: jlens_core::Expression,
    /// What stands before the text in it.
    pub(super) prefix: usize,
    pub(super) roles: SortedMap<usize, Role>,
    /// Makes the document of what is read.
    pub(super) gather: jlens_core::Expression,
}

/// A function that says what it will do: its name, its signature, its parameters and what it says.
const SAYING: [(&str, &str, &str, &str); 15] = [
    ("distinct", "<x:x>", "$v", "$·compared:=$v;"),
    // It says nothing more than its argument: that is enough to end before it.
    ("sort", "<af?:a>", "$v,$f", ""),
    ("keys", "<x-:a<s>>", "$v", "$·keyed:=$v;"),
    ("match", "<s-f<s:o>n?:a<o>>", "$v,$p,$n", MATCHES),
    ("split", "<s-(sf)n?:a<s>>", "$v,$p,$n", MATCHES),
    ("replace", "<s-(sf)(sf)n?:s>", "$v,$p,$r,$n", REPLACES),
    ("join", "<a<s>s?:s>", "$v,$s", "$·units:=$·count($v)*$·length($s)/4;"),
    // Each byte of what is no letter of a URL is written by itself.
    ("encodeUrl", "<s-:s>", "$v", "$·units:=16*$·length($v);"),
    ("encodeUrlComponent", "<s-:s>", "$v", "$·units:=16*$·length($v);"),
    ("formatNumber", "<n-so?:s>", "$v,$p,$o", "$·picture:=$p;"),
    ("formatInteger", "<n-s:s>", "$v,$p", "$·picture:=$p;"),
    ("parseInteger", "<s-s:n>", "$v,$p", "$·picture:=$p;"),
    ("fromMillis", "<n-s?s?:s>", "$v,$p,$z", "$·picture:=$p;$·units:=300;"),
    ("now", "<s?s?:s>", "$p,$z", "$·picture:=$p;$·units:=300;"),
    // A regular expression is made of it.
    ("toMillis", "<s-s?:n>", "$v,$p", "$·picture:=$p;$·units:=1800;"),
];

/// Each match copies the text it is found in, so all of them are counted beforehand as far as they may go.
const MATCHES: &str = "$·units:=$·type($p)='function'?($l:=$·length($v)+1;$m:=$·floor(40000000/$l)+1;\
                       $·matched:=$·count($·match($v,$p,$n<$m?$n:$m));$·matched>=$m?1e15:$·matched*$l/10):0;";
/// The same, and the replacement may repeat the text.
const REPLACES: &str = "$·units:=$·length($v)*($·type($r)='string'?$·length($r):1)/8;\
                        $·units:=$·type($p)='function'?($l:=$·length($v)+1;$m:=$·floor(40000000/$l)+1;\
                        $·matched:=$·count($·match($v,$p,$n<$m?$n:$m));$·matched>=$m?1e15:$·matched*$l/10):0;";

/// What these call.
const CALLED: [&str; 5] = ["type", "length", "floor", "count", "match"];

/// The parameters of the service's own functions that are no callbacks.
const OWN_PARAMETERS: [(&str, &str); 3] = [("partition", "$a,$b"), ("range", "$a,$b,$c"), ("hash", "$a,$b")];

/// How deep the parts are told apart that are read.
const GATHERED_DEPTH: usize = 4;

impl Watched {
    /// The program that weighs an expression whose program begins with `variables`.
    pub(super) fn of(text: &str, ast: &Ast, known: &Known, variables: &str) -> Result<Watched, ExpressionError> {
        let named = Named::of(&ast.root);
        let (own, watching) = named.prefixes();
        let prefix = format!("({own}{}{watching}", variables.strip_prefix('(').unwrap_or_default());
        let gather = gather(&named.all, known);
        let program = super::compile_program(&format!("{prefix}{text})"))?;
        let gather = super::compile_program(&gather)?;
        let roles = roles::of(&program.ast().root, &named.bound, &named.lambdas());
        Ok(Watched { prefix: prefix.len(), roles, gather, program })
    }
}

/// The names in an expression.
#[derive(Default)]
struct Named {
    all: SortedSet<String>,
    bound: SortedSet<String>,
    /// How often each is bound to a function of the expression's own that takes whatever it is given, and to other things.
    binds: SortedMap<String, (usize, usize)>,
    /// Functions that are not called where they are named.
    values: SortedSet<String>,
}

impl Named {
    fn of(root: &Node) -> Named {
        let (mut named, mut called) = (Named::default(), SortedSet::new());
        root.walk(&mut |node| named.visit(node, &mut called));
        named
    }

    /// A node is visited before what it holds.
    fn visit(&mut self, node: &Node, called: &mut SortedSet<usize>) {
        node.attrs.focus.iter().chain(&node.attrs.index).for_each(|name| self.bind(name, false));
        match &node.kind {
            NodeKind::Function { procedure, .. } => drop(called.insert(roles::place(procedure))),
            NodeKind::Lambda(def) => def.params.iter().for_each(|name| self.bind(name, false)),
            NodeKind::Bind { lhs, rhs } => {
                if let NodeKind::Variable { name } = &lhs.kind {
                    self.bind(
                        name,
                        matches!(&rhs.kind, NodeKind::Lambda(def) if def.signature.is_none() && !def.thunk),
                    );
                    called.insert(roles::place(lhs));
                }
            }
            NodeKind::Variable { name } if !matches!(&**name, "" | "$") => {
                self.all.insert(name.clone());
                if functions::is_one(name) && !called.contains(&roles::place(node)) {
                    self.values.insert(name.clone());
                }
            }
            _ => {}
        }
    }

    fn bind(&mut self, name: &str, to_lambda: bool) {
        self.bound.insert(name.to_owned());
        let (lambdas, others) = self.binds.entry(name.to_owned()).or_default();
        *if to_lambda { lambdas } else { others } += 1;
    }

    fn lambdas(&self) -> SortedSet<String> {
        self.binds.iter().filter(|(_, (_, others))| *others == 0).map(|(name, _)| name.clone()).collect()
    }

    /// What a prefix adds: first the language's own functions under other names, which is told before any variable takes
    /// one of them, then, after the variables, the functions that are watched.
    fn prefixes(&self) -> (String, String) {
        let mut own: SortedSet<&str> = SortedSet::new();
        let mut watching = String::new();
        let catalog = jlens_core::function_catalog();
        for name in self.all.iter().map(String::as_str) {
            let (signature, parameters, says) = match SAYING.iter().find(|saying| saying.0 == name) {
                Some((_, signature, parameters, says)) => ((*signature).to_owned(), (*parameters).to_owned(), *says),
                None if !self.values.contains(name) || CALLBACKS.contains(&name) => continue,
                None => {
                    match (OWN_PARAMETERS.iter().find(|own| own.0 == name), catalog.iter().find(|f| f.name == name)) {
                        (Some((_, parameters)), _) => (signature_of(name), (*parameters).to_owned(), ""),
                        (None, Some(function)) => {
                            let parameters: Vec<_> = function.params.iter().map(|name| format!("${name}")).collect();
                            (function.signature.clone(), parameters.join(","), "")
                        }
                        (None, None) => continue,
                    }
                }
            };
            own.insert(name);
            own.extend(CALLED);
            // A variable of that name is no function. Writing to a String cannot fail.
            let _ = write!(
                watching,
                "${name}:=$·type(${name})='function'?function({parameters}){signature}{{({says}$·{name}({parameters}))}}\
                 :${name};"
            );
        }
        let own: Vec<_> = own.into_iter().map(|name| format!("$·{name}:=${name};")).collect();
        (own.concat(), watching)
    }
}

fn signature_of(name: &str) -> String {
    functions::signatures()
        .find(|(known, _)| *known == name)
        .map_or_else(String::new, |(_, signature)| signature.to_owned())
}

/// An expression that makes an object of what is read of the variables.
fn gather(names: &SortedSet<String>, known: &Known) -> String {
    let members = names.iter().map(|name| {
        let read = known.binding(name).filter(|_| !known.every_binding());
        format!("\"{name}\":{}", part(&format!("`{name}`"), read, GATHERED_DEPTH))
    });
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

/// Of an object, the members that are read.
fn part(path: &str, read: Option<&Read>, depth: usize) -> String {
    let plain = |name: &String| !name.contains(['"', '`', '\\']) && !name.contains(char::is_control);
    match read.and_then(Read::fields) {
        Some(fields) if depth > 0 && !fields.is_empty() && fields.keys().all(plain) => {
            let members = fields
                .iter()
                .map(|(name, read)| format!("\"{name}\":{}", part(&format!("{path}.`{name}`"), Some(read), depth - 1)));
            format!("($type({path})='object'?{{{}}}:{path})", members.collect::<Vec<_>>().join(","))
        }
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::work::said;
    use super::*;

    fn watched(text: &str) -> Watched {
        let expression = jlens_core::Expression::compile(text).unwrap();
        Watched::of(text, expression.ast(), &expression.reads(), "(").unwrap()
    }

    #[test]
    fn every_function_that_says_what_it_will_do_is_watched_under_its_own_name() {
        for (name, ..) in SAYING {
            let (own, watching) = Named::of(&jlens_core::parse(&format!("${name}()")).unwrap().root).prefixes();
            assert!(own.contains(&format!("$·{name}:=${name};")), "{name}: {own}");
            assert!(watching.starts_with(&format!("${name}:=")), "{name}: {watching}");
        }
    }

    #[test]
    fn what_is_said_has_the_name_of_no_function() {
        for name in [said::UNITS, said::COMPARED, said::KEYS, said::PICTURE, said::MATCHED] {
            assert!(!functions::is_one(name.trim_start_matches(roles::OWN)), "{name}");
            assert!(SAYING.iter().any(|saying| saying.3.contains(&format!("${name}:="))), "{name}");
        }
    }

    #[test]
    fn a_function_that_is_a_value_is_watched_unless_it_is_linear() {
        for (text, is_watched) in [
            ("$reduce($a, $append)", true),
            ("$map($a, $range)", true),
            ("$contains($a, ?)", true),
            ("$a ~> $zip($b)", false),
            ("$a ~> $reverse", false),
            ("$a ~> $merge", false),
            ("$a ~> $shuffle", true),
            ("$map($a, $string)", false),
            ("$append($a, $b)", false),
            ("$a ~> $append($b)", false),
        ] {
            assert_eq!(watched(text).prefix > 1, is_watched, "{text}");
        }
    }

    #[test]
    fn what_is_read_is_gathered_and_nothing_else() {
        let made = |text: &str| watched(text).gather.source().to_owned();
        assert_eq!(made("$a.b[c = 1]"), "{\"a\":($type(`a`)='object'?{\"b\":`a`.`b`}:`a`)}");
        assert_eq!(made("$a.**"), "{\"a\":`a`}");
    }
}
