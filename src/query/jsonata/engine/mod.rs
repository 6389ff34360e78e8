//! The one place that names the library which reads and evaluates `JSONata`.
//!
//! What an expression may see is bound by a prefix: `($total:=…;` before the expression and `)` after it, where each
//! variable is a field of the evaluation's input. So values are read as they are needed. The few expressions that might
//! read the input as such (`$keys()` takes its context for its argument) get their variables as bindings instead.

mod check;
mod functions;
mod values;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use jlens_core::ast::{Ast, NodeKind, Span};
use jlens_core::output::Output;
use jlens_core::{Bindings, Options};

use self::values::{Input, Reached, Results, Root, to_json};
use super::nesting::depth_bound;
use super::{ErrorKind, ExpressionError, LIMITS, Scope};
use crate::json::{self, Value};

/// The service's words for an evaluation that grew too large (floci-io/floci#2737).
const MEMORY: &str = "Expression evaluation memory limit exceeded: Check for excessive memory usage";
/// The service's words for one that went too deep (floci-io/floci#2737).
const STACK: &str = "Stack overflow error: Check for non-terminating recursive function. Consider rewriting as \
                     tail-recursive.";
/// The words of the language's own guard for one that does not end.
const TIMEOUT: &str = "Expression evaluation timeout: Check for infinite loop";

/// The code of every limit, as the language's own guard has it.
const LIMIT_CODE: &str = "U1001";

/// How many levels the prefix puts around an expression.
const WRAPPED_DEPTH: usize = 2;

/// A compiled expression.
#[derive(Clone, Debug)]
pub struct Expression {
    text: Box<str>,
    /// `None` where the text nests too deep to be read.
    program: Option<jlens_core::Expression>,
    binding: Binding,
    /// The variables the expression names.
    names: BTreeSet<String>,
    /// The fields of `$states` the expression reads; `None` where it may read all of them.
    states: Option<BTreeSet<String>>,
    max_steps: u64,
}

/// How an expression gets its variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Binding {
    /// By a prefix of so many bytes.
    Prefix(usize),
    /// By the library's bindings.
    Bindings,
}

impl Expression {
    /// Reads the expression of a state machine.
    pub fn parse(text: &str) -> Result<Expression, ExpressionError> {
        let Some(plain) = compile(text)? else { return Ok(Expression::unread(text)) };
        let root = &plain.ast().root;
        if let Some(error) = check::newer_operator(root, text).or_else(|| check::top_level_reference(root)) {
            return Err(error);
        }
        let names = names(plain.ast());
        let reads = plain.reads();
        let states = reads.binding("states").filter(|_| !reads.every_binding());
        let states = states.and_then(|read| Some(read.fields()?.keys().cloned().collect()));
        let max_steps = max_steps(plain.ast());
        let (program, binding) = if reads.input().is_some() {
            (Some(plain), Binding::Bindings)
        } else {
            let prefix = prefix(&names);
            (compile(&format!("{prefix}{text})"))?, Binding::Prefix(prefix.len()))
        };
        Ok(Expression { text: text.into(), program, binding, names, states, max_steps })
    }

    /// Reads an expression of the language itself, which has a context, `$eval` and the operators of later versions. Its
    /// own tests are written in it.
    pub fn parse_general(text: &str) -> Result<Expression, ExpressionError> {
        let Some(program) = compile(text)? else { return Ok(Expression::unread(text)) };
        let (names, max_steps) = (names(program.ast()), max_steps(program.ast()));
        let program = Some(program);
        Ok(Expression { text: text.into(), program, binding: Binding::Bindings, names, states: None, max_steps })
    }

    /// What nests too deep to be read.
    fn unread(text: &str) -> Expression {
        Expression {
            text: text.into(),
            program: None,
            binding: Binding::Bindings,
            names: BTreeSet::new(),
            states: None,
            max_steps: 0,
        }
    }

    /// The expression as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the expression may read a field of `$states`.
    pub fn reads_states(&self, field: &str) -> bool {
        self.names.contains("states") && self.states.as_ref().is_none_or(|fields| fields.contains(field))
    }

    /// The expression's value; `None` is undefined.
    pub fn evaluate(&self, scope: &mut dyn Scope) -> Result<Option<Value>, ExpressionError> {
        let drawn = self.draws().then(|| scope.random());
        let options = self.options(scope, drawn, LIMITS.depth);
        let mut functions = functions::pure().clone();
        if let Some(seed) = drawn {
            functions = functions::with_random(functions, seed);
        }
        if self.binding == Binding::Bindings {
            functions = self.bind(functions, scope).var(functions::REMOVED, serde_json::Value::Null);
        }
        let found = self.run(self.program()?, scope, &functions, &options)?;
        if found.is_none() && self.is_function(scope, &functions, &options) {
            let message = "the result is a function".to_owned();
            return Err(error_at(ErrorKind::NotJson, "", message, None));
        }
        Ok(found)
    }

    /// The value in the language itself: with a context, and within a depth.
    pub fn evaluate_general(
        &self,
        input: Option<&Value>,
        scope: &mut dyn Scope,
        depth: usize,
    ) -> Result<Option<Value>, ExpressionError> {
        let drawn = self.draws().then(|| scope.random());
        let options = self.options(scope, drawn, depth);
        let bindings = self.bind(Bindings::new(), scope);
        let reached = Reached::new(scope);
        let input = Input(reached.clone(), input.cloned());
        let write = |output: Output<'_, '_>| output.write(&mut Results(&reached));
        let found = self.program()?.evaluate_source_to(&input, &bindings, &options, write);
        found.map_err(|error| self.thrown(&error))
    }

    fn program(&self) -> Result<&jlens_core::Expression, ExpressionError> {
        let too_deep = || error_at(ErrorKind::Exceeded, LIMIT_CODE, STACK.to_owned(), None);
        self.program.as_ref().ok_or_else(too_deep)
    }

    fn options(&self, scope: &dyn Scope, seed: Option<u64>, depth: usize) -> Options {
        Options::new()
            .now(scope.now_ms())
            // Nothing may be drawn from the machine's clock, not even by a function that is not recognised.
            .seed(seed.unwrap_or_default())
            .max_steps(self.max_steps)
            .max_depth(depth + WRAPPED_DEPTH)
            .max_array_length(LIMITS.items)
            .max_string_length(LIMITS.string_bytes)
            .max_result_size(LIMITS.result_bytes)
    }

    fn draws(&self) -> bool {
        functions::RANDOM.iter().any(|name| self.names.contains(*name))
    }

    fn bind(&self, bindings: Bindings, scope: &dyn Scope) -> Bindings {
        let known = self.names.iter().filter_map(|name| Some((name, scope.variable(name)?)));
        known.fold(bindings, |bindings, (name, value)| bindings.var(name.clone(), to_json(&value)))
    }

    fn run(
        &self,
        program: &jlens_core::Expression,
        scope: &dyn Scope,
        bindings: &Bindings,
        options: &Options,
    ) -> Result<Option<Value>, ExpressionError> {
        let reached = Reached::new(scope);
        let write = |output: Output<'_, '_>| output.write(&mut Results(&reached));
        let found = match self.binding {
            Binding::Prefix(_) => program.evaluate_source_to(&Root(reached.clone()), bindings, options, write),
            Binding::Bindings => program.evaluate_source_to(&Input(reached.clone(), None), bindings, options, write),
        };
        found.map_err(|error| self.thrown(&error))
    }

    /// Whether the value is a function, which is written as nothing.
    fn is_function(&self, scope: &dyn Scope, bindings: &Bindings, options: &Options) -> bool {
        let prefix = if self.binding == Binding::Bindings { "(".to_owned() } else { prefix(&self.names) };
        let asked = compile(&format!("{prefix}$type(({})))", self.text));
        let Ok(Some(asked)) = asked else { return false };
        let kind = self.run(&asked, scope, bindings, options);
        kind.is_ok_and(|kind| kind.as_ref().and_then(Value::as_str) == Some("function"))
    }

    fn thrown(&self, error: &jlens_core::Error) -> ExpressionError {
        let before = match self.binding {
            Binding::Prefix(bytes) => bytes,
            Binding::Bindings => 0,
        };
        let span = error.span().filter(|span| span.start >= before);
        let span = span.map(|span| Span::new(span.start - before, span.end.saturating_sub(before)));
        let limit = match error.code() {
            "D1011" => Some(STACK),
            "D1012" | "U1006" => Some(TIMEOUT),
            "U1001" => Some(MEMORY),
            _ => None,
        };
        match limit {
            Some(message) => error_at(ErrorKind::Exceeded, LIMIT_CODE, message.to_owned(), span),
            None => error_at(ErrorKind::Thrown, error.code(), error.message(), span),
        }
    }
}

/// How many steps an evaluation may take.
fn max_steps(ast: &Ast) -> u64 {
    let mut most = LIMITS.steps;
    ast.root.walk(&mut |node| {
        if matches!(node.kind, NodeKind::Regex { .. }) {
            most = LIMITS.matching_steps;
        }
    });
    most
}

/// Reads a text within the limits; `None` where it nests too deep to be read.
fn compile(text: &str) -> Result<Option<jlens_core::Expression>, ExpressionError> {
    let whole = Span::new(0, text.len());
    if text.len() > LIMITS.text_bytes {
        let message = format!("The expression has more than {} bytes", LIMITS.text_bytes);
        return Err(syntax(LIMIT_CODE, message, whole));
    }
    if depth_bound(text) > LIMITS.nesting {
        return Ok(None);
    }
    let compiled = jlens_core::Expression::compile(text).map(Some);
    compiled.map_err(|error| syntax(error.code(), error.message(), error.span().unwrap_or(whole)))
}

/// Every variable an expression names, called functions among them.
fn names(ast: &Ast) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    ast.root.walk(&mut |node| {
        if let NodeKind::Variable { name } = &node.kind
            && !matches!(&**name, "" | "$")
        {
            names.insert(name.clone());
        }
    });
    names
}

/// Binds each variable to the field of that name. A function keeps its name unless a variable takes it; `$eval` is none.
fn prefix(names: &BTreeSet<String>) -> String {
    let mut prefix = String::from("(");
    for name in names {
        // Writing to a String cannot fail.
        let _ = if functions::is_one(name) {
            write!(prefix, "${name}:=$exists(`{name}`)?`{name}`:${name};")
        } else {
            write!(prefix, "${name}:=`{name}`;")
        };
    }
    prefix
}

fn syntax(code: &str, message: String, span: Span) -> ExpressionError {
    error_at(ErrorKind::Syntax, code, message, Some(span))
}

fn error_at(kind: ErrorKind, code: &str, message: String, span: Option<Span>) -> ExpressionError {
    let span = span.map(|span| json::Span { start: span.start, end: span.end });
    ExpressionError { kind, code: code.to_owned(), message, span }
}
