//! The one place that names the library which reads and evaluates `JSONata`.
//!
//! What an expression may see is bound by a prefix: `($total:=…;` before the expression and `)` after it, where each
//! variable is a field of the evaluation's input. So values are read as they are needed. The few expressions that might
//! read the input as such (`$keys()` takes its context for its argument) get their variables as bindings instead.

mod check;
mod flat;
mod functions;
mod roles;
mod served;
mod uses;
mod values;
mod watched;
mod work;

use std::fmt::Write as _;
use std::rc::Rc;
use std::sync::Arc;

use jlens_core::ast::{Ast, NodeKind, Span};
use jlens_core::input::{Source, Sources};
use jlens_core::output::{Builder, Output};
use jlens_core::{Bindings, CancelToken, Options};

pub use self::served::Served;
use self::values::{Input, Nothing, Reached, Results, Root, to_json};
use self::watched::Watched;
use self::work::Work;
use super::nesting::depth_bound;
use super::{Compiled, Engine, ErrorKind, ExpressionError, LIMITS, Reads, Scope};
use crate::json::{self, Value};
use crate::sort::SortedSet;

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
/// How many more the functions that are watched are behind.
const WATCHED_DEPTH: usize = 4;

/// The engine as a part of the program.
#[derive(Clone, Copy, Debug)]
pub struct BuiltIn;

impl Engine for BuiltIn {
    fn parse(&self, text: &str) -> Result<Arc<dyn Compiled>, ExpressionError> {
        Ok(Arc::new(Code::parse(text)?))
    }
}

/// An expression of the language itself, which has a context, `$eval` and the operators of later versions. Its own tests
/// are written in it.
#[derive(Clone, Debug)]
pub struct General(Code);

impl General {
    /// Reads an expression.
    pub fn parse(text: &str) -> Result<General, ExpressionError> {
        let Some(program) = compile(text)? else { return Ok(General(Code::unread(text))) };
        let (reads, max_steps) = (reads(&program, false), max_steps(program.ast()));
        let program = Some(program);
        Ok(General(Code { program, reads, max_steps, ..Code::unread(text) }))
    }

    /// The value with a context, and within a depth.
    pub fn evaluate(
        &self,
        input: Option<&Value>,
        scope: &mut dyn Scope,
        depth: usize,
    ) -> Result<Option<Value>, ExpressionError> {
        let code = &self.0;
        let drawn = code.reads.random.then(|| scope.random());
        let options = code.options(scope.now_ms(), drawn, depth);
        let bindings = code.bind(Bindings::new(), &|name| scope.variable(name).as_ref().map(to_json));
        let reached = Reached::new(scope);
        let input = Input(reached.clone(), input.cloned());
        let write = |output: Output<'_, '_>| output.write(&mut Results(&reached));
        let found = code.program()?.evaluate_source_to(&input, &bindings, &options, write);
        found.map_err(|error| code.thrown(&error))
    }
}

/// A compiled expression.
#[derive(Clone, Debug)]
struct Code {
    text: Box<str>,
    /// What stands before the text in the program.
    prefix: Box<str>,
    /// `None` where the text nests too deep to be read.
    program: Option<jlens_core::Expression>,
    /// What weighs it beforehand, where its text does not tell how much it works.
    watched: Option<Box<Watched>>,
    binding: Binding,
    reads: Reads,
    max_steps: u64,
}

/// How an expression gets its variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Binding {
    /// By the prefix.
    Prefix,
    /// By the library's bindings.
    Bindings,
}

/// What an evaluation needs beside the values it reads.
struct Given {
    bindings: Bindings,
    options: Options,
    /// The same for the program that weighs it, and where its numbers begin: what is drawn is drawn there too.
    weighed: Option<(Bindings, Options, Option<u64>)>,
}

impl Compiled for Code {
    fn reads(&self) -> &Reads {
        &self.reads
    }

    fn evaluate(&self, scope: &mut dyn Scope) -> Result<Option<Value>, ExpressionError> {
        let drawn = self.reads.random.then(|| scope.random());
        let given = self.given(scope.now_ms(), drawn, &|name| scope.variable(name).as_ref().map(to_json));
        let reached = Reached::new(scope);
        self.run(&given, &reached, &mut Results(&reached))
    }
}

impl Code {
    fn parse(text: &str) -> Result<Code, ExpressionError> {
        let Some(plain) = compile(text)? else { return Ok(Code::unread(text)) };
        let root = &plain.ast().root;
        if let Some(error) = check::newer_operator(root, text).or_else(|| check::top_level_reference(root)) {
            return Err(error);
        }
        let (reads, max_steps, known) = (reads(&plain, true), max_steps(plain.ast()), plain.reads());
        // `{…}` and `[…].(…)` have the input for their context, and read nothing of it.
        let reads_input = known.input().is_some_and(|read| read.fields().is_none_or(|fields| !fields.is_empty()));
        let binding = if reads_input { Binding::Bindings } else { Binding::Prefix };
        let prefix: Box<str> = prefix(&reads.names, binding).into();
        let program = compile(&format!("{prefix}{text})"))?;
        let watched =
            if flat::is_flat(root) { None } else { Some(Box::new(Watched::of(text, plain.ast(), &known, &prefix)?)) };
        Ok(Code { text: text.into(), prefix, program, watched, binding, reads, max_steps })
    }

    /// What nests too deep to be read.
    fn unread(text: &str) -> Code {
        let (binding, reads) = (Binding::Bindings, Reads::default());
        let (text, prefix) = (text.into(), Box::default());
        Code { text, prefix, program: None, watched: None, binding, reads, max_steps: LIMITS.steps }
    }

    /// What an evaluation at a moment is given; `whole` gives a variable with everything in it.
    fn given(&self, now_ms: i64, drawn: Option<u64>, whole: &dyn Fn(&str) -> Option<serde_json::Value>) -> Given {
        let mut bindings = functions::pure().clone();
        if self.binding == Binding::Bindings {
            bindings = self.bind(bindings, whole).var(functions::REMOVED, serde_json::Value::Null);
        }
        let options = |depth| self.options(now_ms, drawn, depth);
        let weighed = self.watched.is_some().then(|| (bindings.clone(), options(LIMITS.depth + WATCHED_DEPTH), drawn));
        let (bindings, options) = (drawing(bindings, drawn), options(LIMITS.depth));
        Given { bindings, options, weighed }
    }

    /// The value, built from what `sources` gives.
    fn run<'s, S: Sources<'s> + 's, B: Builder>(
        &self,
        given: &'s Given,
        sources: &Rc<S>,
        builder: &mut B,
    ) -> Result<Option<B::Value>, ExpressionError> {
        let mut options = given.options.clone();
        if let (Some(watched), Some(weighed)) = (&self.watched, &given.weighed) {
            options = options.max_steps(self.weigh(watched, weighed, sources)?);
        }
        let write = |output: Output<'_, '_>| output.write(builder);
        let found = self.program()?.evaluate_source_to(&*self.input(sources), &given.bindings, &options, write);
        let found = found.map_err(|error| self.thrown(&error))?;
        if found.is_none() && self.is_function(given, sources) {
            return Err(error_at(ErrorKind::NotJson, "", "the result is a function".to_owned(), None));
        }
        Ok(found)
    }

    /// Ends what works too much; otherwise gives how many steps it takes.
    fn weigh<'s, S: Sources<'s> + 's>(
        &self,
        watched: &Watched,
        (bindings, options, drawn): &(Bindings, Options, Option<u64>),
        sources: &Rc<S>,
    ) -> Result<u64, ExpressionError> {
        let document = match self.binding {
            Binding::Prefix => {
                let all = watched.gather.evaluate_source(&*self.input(sources), functions::pure(), &Options::new());
                all.map_err(|error| self.thrown(&error))?
            }
            Binding::Bindings => None,
        };
        let mut spent = work::Spent::default();
        loop {
            let most = if self.has_regex() { spent.steps_left(LIMITS.work) } else { LIMITS.steps };
            let stop = CancelToken::new();
            let mut work = Work::new(&watched.roles, LIMITS.work.saturating_sub(spent.units), stop.clone());
            let options = options.clone().max_steps(most).cancel_token(stop);
            let bindings = drawing(bindings.clone(), *drawn);
            let ended = watched.program.evaluate_traced(document.as_ref(), &bindings, &options, &mut work);
            let Some(done) = work.done() else {
                return Err(error_at(ErrorKind::Exceeded, LIMIT_CODE, TIMEOUT.to_owned(), None));
            };
            let was_short = ended.as_ref().is_err_and(|error| error.code() == "U1006");
            if was_short && self.has_regex() && spent.may_go_on(&done, LIMITS.work) {
                continue;
            }
            // Any other error is that of the expression itself, which has its place.
            return match ended.map_err(|error| Self::thrown_after(watched.prefix, &error)) {
                Err(error) if error.kind == ErrorKind::Exceeded => Err(error),
                Err(_) | Ok(_) => Ok(done.steps),
            };
        }
    }

    fn has_regex(&self) -> bool {
        self.max_steps < LIMITS.steps
    }

    fn input<'s, S: Sources<'s> + 's>(&self, sources: &Rc<S>) -> Box<dyn Source<'s> + 's> {
        match self.binding {
            Binding::Prefix => Box::new(Root(sources.clone())),
            Binding::Bindings => Box::new(Nothing),
        }
    }

    fn program(&self) -> Result<&jlens_core::Expression, ExpressionError> {
        let too_deep = || error_at(ErrorKind::Exceeded, LIMIT_CODE, STACK.to_owned(), None);
        self.program.as_ref().ok_or_else(too_deep)
    }

    /// How an evaluation at a moment is bounded.
    fn options(&self, now_ms: i64, seed: Option<u64>, depth: usize) -> Options {
        Options::new()
            .now(now_ms)
            // Nothing may be drawn from the machine's clock, not even by a function that is not recognised.
            .seed(seed.unwrap_or_default())
            .max_steps(self.max_steps)
            .max_depth(depth + WRAPPED_DEPTH)
            .max_array_length(LIMITS.items)
            .max_string_length(LIMITS.string_bytes)
            .max_result_size(LIMITS.result_bytes)
    }

    fn bind(&self, bindings: Bindings, whole: &dyn Fn(&str) -> Option<serde_json::Value>) -> Bindings {
        let known = self.reads.names.iter().filter_map(|name| Some((name, whole(name)?)));
        known.fold(bindings, |bindings, (name, value)| bindings.var(name.clone(), value))
    }

    /// Whether the value is a function, which is written as nothing.
    fn is_function<'s, S: Sources<'s> + 's>(&self, given: &'s Given, sources: &Rc<S>) -> bool {
        let asked = compile(&format!("{}$type(({})))", self.prefix, self.text));
        let Ok(Some(asked)) = asked else { return false };
        let kind = asked.evaluate_source(&*self.input(sources), &given.bindings, &given.options);
        kind.is_ok_and(|kind| kind.as_ref().and_then(serde_json::Value::as_str) == Some("function"))
    }

    fn thrown(&self, error: &jlens_core::Error) -> ExpressionError {
        Self::thrown_after(self.prefix.len(), error)
    }

    fn thrown_after(before: usize, error: &jlens_core::Error) -> ExpressionError {
        let span = error.span().filter(|span| span.start >= before);
        let span = span.map(|span| Span::new(span.start - before, span.end.saturating_sub(before)));
        let limit = match error.code() {
            "D1011" => Some(STACK),
            "U1006" => Some(TIMEOUT),
            "U1001" => Some(MEMORY),
            _ => None,
        };
        match limit {
            Some(message) => error_at(ErrorKind::Exceeded, LIMIT_CODE, message.to_owned(), span),
            None => error_at(ErrorKind::Thrown, error.code(), error.message(), span),
        }
    }
}

/// The same with the functions that draw numbers, where there is something to draw.
fn drawing(bindings: Bindings, drawn: Option<u64>) -> Bindings {
    match drawn {
        Some(seed) => functions::with_random(bindings, seed),
        None => bindings,
    }
}

/// What an expression asks of its scope; one of the language itself reads all of it.
fn reads(program: &jlens_core::Expression, of_a_machine: bool) -> Reads {
    let names = names(program.ast());
    let random = functions::RANDOM.iter().any(|name| names.contains(*name));
    let known = of_a_machine.then(|| program.reads());
    let states = known.filter(|reads| !reads.every_binding()).and_then(|reads| {
        let states = reads.binding("states")?;
        Some(states.fields()?.keys().cloned().collect())
    });
    let uses::Uses { free, called, miscounted } =
        if of_a_machine { uses::of(&program.ast().root) } else { uses::Uses::default() };
    Reads { names, states, random, free, called, miscounted }
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
    compile_program(text).map(Some)
}

/// Reads a text that is made of one within the limits.
fn compile_program(text: &str) -> Result<jlens_core::Expression, ExpressionError> {
    let whole = Span::new(0, text.len());
    let compiled = jlens_core::Expression::compile(text);
    compiled.map_err(|error| syntax(error.code(), error.message(), error.span().unwrap_or(whole)))
}

/// Every variable an expression names, called functions among them.
fn names(ast: &Ast) -> SortedSet<String> {
    let mut names = SortedSet::new();
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
fn prefix(names: &SortedSet<String>, binding: Binding) -> String {
    let mut prefix = "(".to_owned();
    for name in names.iter().filter(|_| binding == Binding::Prefix) {
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

/// The module was asked what it cannot read.
fn unreadable() -> ExpressionError {
    error_at(ErrorKind::Unavailable, "", "the JSONata engine was asked what it cannot read".to_owned(), None)
}

fn error_at(kind: ErrorKind, code: &str, message: String, span: Option<Span>) -> ExpressionError {
    let span = span.map(|span| json::Span { start: span.start, end: span.end });
    ExpressionError { kind, code: code.to_owned(), message, span }
}
