//! Payload templates: JSON in which keys ending in `.$` are computed.

use std::fmt;
use std::sync::Arc;

use crate::json::{Object, Pointer, Value};

use super::Env;
use super::error::{PathError, QueryError};
use super::expr::Expr;

/// A payload template, read once. What is not computed is shared between all its values.
#[derive(Clone, Debug)]
pub struct Template(Node);

#[derive(Clone, Debug)]
enum Node {
    Literal(Value),
    Computed { field: Arc<str>, expr: Expr },
    Array(Arc<[Node]>),
    Object(Arc<[(Arc<str>, Node)]>),
}

/// A payload template that cannot be used.
#[derive(Clone, Debug, PartialEq)]
pub struct TemplateError {
    /// The key with its `.$`.
    pub key: Arc<str>,
    /// Where in the template the key's value is.
    pub at: Pointer,
    /// What is wrong.
    pub problem: TemplateProblem,
}

/// What is wrong with a payload template's key.
#[derive(Clone, Debug, PartialEq)]
pub enum TemplateProblem {
    /// Its value is neither a path nor an intrinsic call.
    Expression {
        /// The text.
        text: Arc<str>,
        /// What is wrong with it.
        error: PathError,
    },
    /// Its value is not a string.
    NotAString,
    /// The object has the same key without `.$`.
    Duplicate,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = &self.key;
        match &self.problem {
            TemplateProblem::Expression { text, error } => write!(f, "the value `{text}` of `{key}`: {error}"),
            TemplateProblem::NotAString => write!(
                f,
                "the value of `{key}` must be a string holding a path or an intrinsic function, because the key ends \
                 in `.$`"
            ),
            TemplateProblem::Duplicate => {
                write!(f, "`{key}` and `{}` would make the same key", key.trim_end_matches(".$"))
            }
        }
    }
}

impl std::error::Error for TemplateError {}

/// An evaluation that failed, with the key it failed at.
#[derive(Clone, Debug, PartialEq)]
pub struct TemplateFailure {
    /// The key with its `.$`, as the service's causes name it.
    pub field: Arc<str>,
    /// What happened.
    pub error: QueryError,
}

impl TemplateFailure {
    /// The service's cause, after "An error occurred while executing the state …"; `input` is what `$` named.
    pub fn cause(&self, input: &Value) -> String {
        self.error.field_cause(&self.field, input)
    }
}

impl fmt::Display for TemplateFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.error)
    }
}

impl std::error::Error for TemplateFailure {}

impl Template {
    /// Reads a template.
    pub fn compile(node: &Value) -> Result<Template, TemplateError> {
        compile(node, &Pointer::root()).map(Template)
    }

    /// Whether nothing in it is computed.
    pub fn is_literal(&self) -> bool {
        matches!(self.0, Node::Literal(_))
    }

    /// The expressions in it, each with its key.
    pub fn expressions(&self) -> Vec<(&str, &Expr)> {
        let mut found = Vec::new();
        collect(&self.0, &mut found);
        found
    }

    /// Its value.
    pub fn eval(&self, env: &mut dyn Env) -> Result<Value, TemplateFailure> {
        eval(&self.0, env)
    }
}

fn compile(value: &Value, at: &Pointer) -> Result<Node, TemplateError> {
    match value {
        Value::Array(items) => {
            let nodes: Result<Vec<Node>, _> =
                items.iter().enumerate().map(|(index, item)| compile(item, &at.index(index))).collect();
            let nodes = nodes?;
            let literal = nodes.iter().all(|node| matches!(node, Node::Literal(_)));
            Ok(if literal { Node::Literal(value.clone()) } else { Node::Array(nodes.into()) })
        }
        Value::Object(members) => {
            let nodes: Result<Vec<_>, _> =
                members.iter().map(|(key, value)| compile_member(members, key, value, &at.key(key))).collect();
            let nodes = nodes?;
            let literal = nodes.iter().all(|(_, node)| matches!(node, Node::Literal(_)));
            Ok(if literal { Node::Literal(value.clone()) } else { Node::Object(nodes.into()) })
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(Node::Literal(value.clone())),
    }
}

fn compile_member(
    members: &Object,
    key: &Arc<str>,
    value: &Value,
    at: &Pointer,
) -> Result<(Arc<str>, Node), TemplateError> {
    let Some(name) = key.strip_suffix(".$") else {
        return Ok((key.clone(), compile(value, at)?));
    };
    let refuse = |problem| TemplateError { key: key.clone(), at: at.clone(), problem };
    let Value::String(text) = value else { return Err(refuse(TemplateProblem::NotAString)) };
    if members.contains_key(name) {
        return Err(refuse(TemplateProblem::Duplicate));
    }
    let expr = Expr::parse(text).map_err(|error| refuse(TemplateProblem::Expression { text: text.clone(), error }))?;
    Ok((name.into(), Node::Computed { field: key.clone(), expr }))
}

fn collect<'a>(node: &'a Node, found: &mut Vec<(&'a str, &'a Expr)>) {
    match node {
        Node::Literal(_) => {}
        Node::Computed { field, expr } => found.push((field, expr)),
        Node::Array(nodes) => nodes.iter().for_each(|node| collect(node, found)),
        Node::Object(nodes) => nodes.iter().for_each(|(_, node)| collect(node, found)),
    }
}

fn eval(node: &Node, env: &mut dyn Env) -> Result<Value, TemplateFailure> {
    match node {
        Node::Literal(value) => Ok(value.clone()),
        Node::Computed { field, expr } => {
            expr.eval(env).map_err(|error| TemplateFailure { field: field.clone(), error })
        }
        Node::Array(nodes) => {
            let items: Result<Vec<Value>, _> = nodes.iter().map(|node| eval(node, env)).collect();
            items.map(|items| Value::Array(Arc::new(items)))
        }
        Node::Object(nodes) => {
            let members: Result<Object, _> =
                nodes.iter().map(|(key, node)| Ok((key.clone(), eval(node, env)?))).collect();
            members.map(|members| Value::Object(Arc::new(members)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Document;
    use super::*;

    #[track_caller]
    fn give(template: &str, input: &str, output: &str) {
        let input = Value::parse(input).unwrap();
        let template = Template::compile(&Value::parse(template).unwrap());
        let made = template.map_err(|error| error.to_string()).and_then(|template| {
            let made = template.eval(&mut Document::new(input.clone()));
            made.map_err(|failure| format!("{}: {}", failure.error.error_name(), failure.cause(&input)))
        });
        assert_eq!(made.map_or_else(|error| error, |made| made.to_string()), output);
    }

    #[test]
    fn keys_ending_in_dollar_are_computed_at_any_depth() {
        give(
            r#"{"a":1,"b.$":"$.x","c":[{"d.$":"$.y[0]"},2]}"#,
            r#"{"x":5,"y":[6]}"#,
            r#"{"a":1,"b":5,"c":[{"d":6},2]}"#,
        );
        give(r#"["a.$","$.x"]"#, "{}", r#"["a.$","$.x"]"#);
        give(r#"{"a.$":"States.Array($, 1)"}"#, "{}", r#"{"a":[{},1]}"#);
    }

    #[test]
    fn causes_are_the_services() {
        give(
            r#"{"value.$":"$.no"}"#,
            r#"{"x":5}"#,
            r#"States.Runtime: The JSONPath '$.no' specified for the field 'value.$' could not be found in the input '{"x":5}'"#,
        );
        give(
            r#"{"a":{"v.$":"States.Format('{}', States.JsonToString($.no.b))"}}"#,
            "{}",
            "States.Runtime: The function 'States.JsonToString($.no.b)' had the following error: The JsonPath argument for the field \
             '$.no.b' could not be found in the input '{}'",
        );
        give(
            r#"{"v.$":"States.MathAdd('a', 1)"}"#,
            "{}",
            "States.Runtime: The function 'States.MathAdd('a', 1)' had the following error: Invalid arguments in States.MathAdd",
        );
        give(
            r#"{"v.$":"States.Array($.x[0])"}"#,
            r#"{"x":1}"#,
            "States.Runtime: The function 'States.Array($.x[0])' had the following error: Filter: [0] can only be applied to \
             arrays. Current context is: 1",
        );
    }

    #[test]
    fn bad_keys_are_named() {
        give(
            r#"{"a.$":1}"#,
            "{}",
            "the value of `a.$` must be a string holding a path or an intrinsic function, because the key ends in `.$`",
        );
        give(r#"{"a.$":"$.x","a":1}"#, "{}", "`a.$` and `a` would make the same key");
        give(
            r#"{"o":{"a.$":"x"}}"#,
            "{}",
            "the value `x` of `a.$`: expected a path beginning with `$`, or an intrinsic function such as \
             `States.Format('{}', $.x)`, found `x`",
        );
    }

    #[test]
    fn literals_are_shared() {
        let source = Value::parse(r#"{"big":[1,2,3],"a.$":"$"}"#).unwrap();
        let template = Template::compile(&source).unwrap();
        let made = template.eval(&mut Document::new(Value::empty_object())).unwrap();
        let (Some(Value::Array(a)), Some(Value::Array(b))) = (source.get("big"), made.get("big")) else { panic!() };
        assert!(Arc::ptr_eq(a, b));
    }
}
