//! The `JSONPath` data flow: `InputPath`, `Parameters`, `ResultSelector`, `ResultPath`, `OutputPath`, and the `…Path`
//! twins of plain fields.

use std::sync::Arc;

use super::{DataFlow, Field, FieldValue, Flow, Problem, Site, StateEnv, Trouble};
use crate::asl::StateKind;
use crate::asl::fields::{self, Roots};
use crate::json::{Object, Pointer, Value};
use crate::query::{Expr, Path, QueryError, ReferencePath, Root, Rule, Template, TemplateFailure};
use crate::sim::error::Origin;
use crate::sim::trace::Stage;
use crate::sort::SortedMap;

/// A state's compiled fields.
#[derive(Debug)]
pub(crate) struct PathFlow {
    kind: StateKind,
    input_path: Selection,
    /// `Parameters`; of a Map it is `ItemSelector` or its old spelling.
    parameters: Option<Template>,
    /// `Result` of a Pass, literal.
    result: Option<Value>,
    result_selector: Option<Template>,
    result_path: Merge,
    output_path: Selection,
    assign: Option<Template>,
    rules: Vec<CompiledRule>,
    catchers: Vec<(Merge, Option<Template>)>,
    fields: SortedMap<Field, Source>,
}

#[derive(Debug)]
struct CompiledRule {
    rule: Option<Rule>,
    assign: Option<Template>,
}

/// `InputPath` and `OutputPath`.
#[derive(Debug)]
enum Selection {
    /// `$`, the default.
    All,
    /// `null`: an empty object.
    Nothing,
    Path(Path),
}

/// `ResultPath`.
#[derive(Debug)]
enum Merge {
    /// `$`, the default: the result takes the input's place.
    Replace,
    /// `null`: the result is dropped.
    Discard,
    At(ReferencePath),
}

/// Where a field's value comes from.
#[derive(Debug)]
enum Source {
    Literal(Value),
    Path(Path, Arc<str>),
    /// `ErrorPath` and `CausePath` also take an intrinsic call.
    Expr(Expr),
    Template(Template),
}

/// Collects what does not compile.
struct Compiler<'a> {
    at: &'a Pointer,
    problems: &'a mut Vec<Problem>,
}

impl Compiler<'_> {
    fn problem(&mut self, at: Pointer, message: String) {
        self.problems.push(Problem { at, message });
    }

    fn keep<T, E: std::fmt::Display>(&mut self, at: Pointer, what: &str, made: Result<T, E>) -> Option<T> {
        made.map_err(|error| self.problem(at, format!("{what}: {error}"))).ok()
    }

    fn template(&mut self, holder: &Value, key: &str, at: &Pointer) -> Option<Template> {
        let value = holder.get(key)?;
        self.keep(at.key(key), key, Template::compile(value))
    }

    fn selection(&mut self, state: &Value, key: &str) -> Selection {
        match state.get(key) {
            None => Selection::All,
            Some(Value::Null) => Selection::Nothing,
            Some(value) => match self.path(value, key, self.at) {
                Some(path) if path.text() == "$" => Selection::All,
                Some(path) => Selection::Path(path),
                None => Selection::All,
            },
        }
    }

    fn path(&mut self, value: &Value, key: &str, at: &Pointer) -> Option<Path> {
        let at = at.key(key);
        let Some(text) = value.as_str() else {
            self.problem(at, format!("{key}: expected a path, found {}", value.type_name()));
            return None;
        };
        self.keep(at, key, Path::parse(text))
    }

    /// A path of one place, from where the field lets it begin: the service creates no machine with another.
    fn reference(&mut self, value: &Value, key: &str, at: &Pointer) -> Option<Path> {
        let roots = fields::roots(key).unwrap_or(Roots::Context);
        let text = self.path(value, key, at)?.text().to_owned();
        let made = ReferencePath::parse_from(&text, |root| match root {
            Root::Input => true,
            Root::Variable(_) => roots != Roots::Input,
            Root::Context => roots == Roots::Context,
        });
        self.keep(at.key(key), key, made).map(ReferencePath::into_path)
    }

    fn merge(&mut self, holder: &Value, at: &Pointer) -> Merge {
        match holder.get("ResultPath") {
            None => Merge::Replace,
            Some(Value::Null) => Merge::Discard,
            Some(Value::String(text)) if &**text == "$" => Merge::Replace,
            Some(value) => {
                let text = value.as_str().unwrap_or_default();
                let path = self.keep(at.key("ResultPath"), "ResultPath", ReferencePath::parse(text));
                path.map_or(Merge::Discard, Merge::At)
            }
        }
    }

    fn rules(&mut self, state: &Value) -> Vec<CompiledRule> {
        let rules = state.get("Choices").and_then(Value::as_array).unwrap_or_default();
        let at = self.at.key("Choices");
        let compile = |(index, rule): (usize, &Value)| {
            let at = at.index(index);
            let assign = self.template(rule, "Assign", &at);
            CompiledRule { rule: self.keep(at, "Choice rule", Rule::compile(rule)), assign }
        };
        rules.iter().enumerate().map(compile).collect()
    }

    fn catchers(&mut self, state: &Value) -> Vec<(Merge, Option<Template>)> {
        let catchers = state.get("Catch").and_then(Value::as_array).unwrap_or_default();
        let at = self.at.key("Catch");
        let compile = |(index, catcher): (usize, &Value)| {
            let at = at.index(index);
            (self.merge(catcher, &at), self.template(catcher, "Assign", &at))
        };
        catchers.iter().enumerate().map(compile).collect()
    }

    fn source(&mut self, state: &Value, field: Field) -> Option<Source> {
        let holder = field.holder(state)?;
        let at = field.place().iter().fold(self.at.clone(), |at, key| at.key(key));
        let name = field.name();
        let mut members = holder.as_object()?.iter();
        if let Some((key, value)) = members.find(|(key, _)| key.strip_suffix("Path") == Some(name)) {
            if matches!(field, Field::Error | Field::Cause) {
                let made = Expr::parse_text(value.as_str().unwrap_or_default());
                return self.keep(at.key(key), key, made).map(Source::Expr);
            }
            let text = value.as_str().unwrap_or_default().into();
            return self.reference(value, key, &at).map(|path| Source::Path(path, text));
        }
        match field {
            // `Items` itself is a JSONata field.
            Field::Items => None,
            Field::ReaderArguments | Field::WriterArguments => {
                self.template(holder, "Parameters", &at).map(Source::Template)
            }
            Field::Credentials | Field::BatchInput => self.template(holder, name, &at).map(Source::Template),
            _ => holder.get(name).cloned().map(Source::Literal),
        }
    }
}

impl PathFlow {
    pub(crate) fn compile(kind: StateKind, state: &Value, at: &Pointer, problems: &mut Vec<Problem>) -> PathFlow {
        let mut compiler = Compiler { at, problems };
        let parameters = match (kind, state.get("ItemSelector")) {
            (StateKind::Map, Some(_)) => compiler.template(state, "ItemSelector", at),
            _ => compiler.template(state, "Parameters", at),
        };
        let fields = Field::ALL.into_iter().filter_map(|field| Some((field, compiler.source(state, field)?)));
        PathFlow {
            kind,
            fields: fields.collect(),
            input_path: compiler.selection(state, "InputPath"),
            parameters,
            result: state.get("Result").filter(|_| kind == StateKind::Pass).cloned(),
            result_selector: compiler.template(state, "ResultSelector", at),
            result_path: compiler.merge(state, at),
            output_path: compiler.selection(state, "OutputPath"),
            assign: compiler.template(state, "Assign", at),
            rules: compiler.rules(state),
            catchers: compiler.catchers(state),
        }
    }
}

impl DataFlow for PathFlow {
    fn stages(&self) -> &'static [Stage] {
        match self.kind {
            StateKind::Pass if self.result.is_some() => &[Stage::AfterInputPath, Stage::Result, Stage::AfterResultPath],
            StateKind::Pass => &[Stage::AfterInputPath, Stage::AfterParameters, Stage::AfterResultPath],
            StateKind::Task | StateKind::Parallel => &[
                Stage::AfterInputPath,
                Stage::AfterParameters,
                Stage::Result,
                Stage::AfterResultSelector,
                Stage::AfterResultPath,
            ],
            StateKind::Map => &[
                Stage::AfterInputPath,
                Stage::AfterItemsPath,
                Stage::AfterItemSelector,
                Stage::AfterItemBatcher,
                Stage::Result,
                Stage::AfterResultSelector,
                Stage::AfterResultPath,
            ],
            StateKind::Choice | StateKind::Wait | StateKind::Succeed => &[Stage::AfterInputPath],
            StateKind::Fail => &[],
        }
    }

    fn effective_input(&self, env: &mut StateEnv) -> Flow<Value> {
        select(&self.input_path, env)
    }

    fn arguments(&self, env: &mut StateEnv) -> Flow<Value> {
        if let Some(result) = &self.result {
            return Ok(result.clone());
        }
        // A Map's selector shapes each item, not the Map's own input.
        let arguments = match &self.parameters {
            Some(template) if self.kind != StateKind::Map => render(template, env)?,
            _ => env.input.clone(),
        };
        env.note(Stage::AfterParameters, &arguments);
        Ok(arguments)
    }

    fn output(&self, env: &mut StateEnv, result: Value) -> Flow<Value> {
        let result = match &self.result_selector {
            Some(template) => {
                env.input = result;
                render(template, env)?
            }
            None => result,
        };
        env.note(Stage::AfterResultSelector, &result);
        env.input = merge(&self.result_path, &env.raw, result)?;
        let merged = env.input.clone();
        env.note(Stage::AfterResultPath, &merged);
        select(&self.output_path, env)
    }

    fn assign(&self, env: &mut StateEnv, site: Site, basis: &Value) -> Flow<Option<Arc<Object>>> {
        let template = match site {
            Site::State => self.assign.as_ref(),
            Site::Rule(index) => self.rules.get(index).and_then(|rule| rule.assign.as_ref()),
            Site::Catcher(index) => self.catchers.get(index).and_then(|(_, assign)| assign.as_ref()),
        };
        let Some(template) = template else { return Ok(None) };
        env.input = basis.clone();
        match render(template, env)? {
            // Recorded: an empty Assign leaves no trace in the history.
            Value::Object(members) if members.is_empty() => Ok(None),
            Value::Object(members) => Ok(Some(members)),
            other => Err(Trouble::runtime(format!("Assign must give an object but gave: {other}"))),
        }
    }

    fn choose(&self, env: &mut StateEnv) -> Flow<Option<usize>> {
        for (index, compiled) in self.rules.iter().enumerate() {
            let Some(rule) = &compiled.rule else { continue };
            if rule.holds(env).map_err(|error| Trouble::runtime(error.choice_cause()))? {
                return Ok(Some(index));
            }
        }
        Ok(None)
    }

    fn chosen_output(&self, env: &mut StateEnv, _rule: Option<usize>) -> Flow<Value> {
        select(&self.output_path, env)
    }

    fn caught(&self, env: &mut StateEnv, catcher: usize, error_output: Value) -> Flow<Value> {
        match self.catchers.get(catcher) {
            Some((result_path, _)) => merge(result_path, &env.raw, error_output),
            None => Ok(error_output),
        }
    }

    fn field(&self, env: &mut StateEnv, field: Field) -> Flow<Option<FieldValue>> {
        let Some(source) = self.fields.get(&field) else { return Ok(None) };
        let (value, path) = match source {
            Source::Literal(value) => (value.clone(), None),
            Source::Path(path, text) => (read_field(path, env, field)?, Some(text.clone())),
            Source::Expr(expr) => {
                let input = env.input.clone();
                let named =
                    |error: QueryError| Trouble::runtime(error.field_cause(&format!("{}Path", field.name()), &input));
                (expr.eval(env).map_err(named)?, None)
            }
            Source::Template(template) => (render(template, env)?, None),
        };
        Ok(Some(FieldValue { value, path }))
    }

    fn item_input(&self, env: &mut StateEnv, item: Value) -> Flow<Value> {
        let Some(template) = &self.parameters else { return Ok(item) };
        let input = render(template, env)?;
        env.note(Stage::AfterItemSelector, &input);
        Ok(input)
    }

    fn bad_items(&self, found: &FieldValue) -> Trouble {
        // Recorded: a path into the context object is quoted with one `$`.
        let path = found.path.as_deref().unwrap_or("$");
        let path = path.strip_prefix('$').filter(|rest| rest.starts_with('$')).unwrap_or(path);
        Trouble::runtime(format!("Reference path \"{path}\" must point to array."))
    }

    fn bad_wait(&self, field: Field, found: &FieldValue) -> Trouble {
        let shown = found.value.as_str().map_or_else(|| found.value.to_string(), str::to_owned);
        let (by_path, literal) = match field {
            Field::Timestamp => (
                "does not reference a valid ISO-8601 extended offset date-time format string",
                "is not a valid ISO-8601 extended offset date-time format string",
            ),
            // Not in the recordings; worded as another implementation has it from the service.
            _ if found.value.as_i64().is_some() => ("references a negative value", "is a negative value"),
            _ => ("cannot be parsed as a long value", "cannot be parsed as a long value"),
        };
        Trouble::runtime(match &found.path {
            Some(path) => format!("The {}Path parameter {by_path}: {path} == {shown}", field.name()),
            None => format!("The {} parameter {literal}: {shown}", field.name()),
        })
    }
}

fn read_field(path: &Path, env: &mut StateEnv, field: Field) -> Flow<Value> {
    path.select(env).map_err(|error| match (field, error.missing_path()) {
        (Field::Seconds | Field::Timestamp, Some(missing)) => {
            Trouble::runtime(format!("The {}Path parameter does not reference an input value: {missing}", field.name()))
        }
        _ => query_trouble(&error),
    })
}

fn select(selection: &Selection, env: &StateEnv) -> Flow<Value> {
    match selection {
        Selection::All => Ok(env.input.clone()),
        Selection::Nothing => Ok(Value::empty_object()),
        Selection::Path(path) => path.select(env).map_err(|error| query_trouble(&error)),
    }
}

fn merge(at: &Merge, raw: &Value, result: Value) -> Flow<Value> {
    match at {
        Merge::Replace => Ok(result),
        Merge::Discard => Ok(raw.clone()),
        Merge::At(path) => path.set(raw, result).map_err(|error| Trouble {
            error: "States.ResultPathMatchFailure",
            cause: error.to_string(),
            origin: Origin::State,
            evaluation: None,
        }),
    }
}

fn render(template: &Template, env: &mut StateEnv) -> Flow<Value> {
    let input = env.input.clone();
    template.eval(env).map_err(|failure| template_trouble(&failure, &input))
}

fn template_trouble(failure: &TemplateFailure, input: &Value) -> Trouble {
    Trouble::runtime(failure.error.field_cause(&failure.field, input))
}

fn query_trouble(error: &QueryError) -> Trouble {
    Trouble::runtime(error.to_string())
}
