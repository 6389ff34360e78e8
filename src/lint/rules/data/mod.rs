//! Paths, templates and what flows through them.

pub(super) mod expression;
pub(super) mod expression_text;
pub(super) mod lambda_envelope;
pub(super) mod looks_like_path;
pub(super) mod path;
pub(super) mod path_in_text;
pub(super) mod reference_path;
mod spans;
pub(super) mod static_result;
pub(super) mod template_conflict;
pub(super) mod template_value;
pub(super) mod too_large_payload;
pub(super) mod undefined_variable;
pub(super) mod unknown_function;
pub(super) mod unwrapped_expression;
pub(super) mod variable_name;

use crate::asl::QueryLanguage;
use crate::asl::fields::{Holder, Shape};
use crate::json::{NodeRef, Pointer};
use crate::lint::context::{Context, Held};
use crate::query::Path;

use spans::part_of;

/// Where a value is. It is put together only where something is found.
#[derive(Clone, Copy)]
enum At<'w> {
    Of(&'w Pointer),
    Key(&'w At<'w>, &'w str),
    Index(&'w At<'w>, usize),
}

impl At<'_> {
    fn pointer(&self) -> Pointer {
        match self {
            At::Of(pointer) => (*pointer).clone(),
            At::Key(around, key) => around.pointer().key(key),
            At::Index(around, index) => around.pointer().index(*index),
        }
    }

    /// The member `key` of what is there.
    fn key(&self, key: &str) -> Pointer {
        self.pointer().key(key)
    }
}

/// Visits every value in a payload template or an `Assign` of a `JSONPath` state.
fn in_templates<'a>(context: &Context<'a>, visit: &mut dyn FnMut(Held<'a>, NodeRef<'a>, &At<'_>)) {
    for held in context.held().filter(|held| held.language == QueryLanguage::JsonPath) {
        for field in held.shaped(|shape| matches!(shape, Shape::Template | Shape::Variables)) {
            let around = At::Of(&held.at);
            walk(field.value, &At::Key(&around, &field.member.key), &mut |node, at| visit(held, node, at));
        }
    }
}

/// Whether a text looks like a path or a call of an intrinsic function.
fn is_path(text: &str) -> bool {
    let intrinsic = text.strip_prefix("States.").is_some_and(|rest| rest.contains('(') && rest.ends_with(')'));
    let is_name = |rest: &str| rest.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let names = ["$.", "$$."].into_iter().any(|start| text.strip_prefix(start).is_some_and(is_name));
    let steps = ["$[", "$$[", "$.."].into_iter().any(|start| text.starts_with(start)) && Path::parse(text).is_ok();
    intrinsic || steps || (names && !text.contains(char::is_whitespace))
}

/// A string that a `JSONata` state evaluates.
struct Evaluated<'e, 'a> {
    held: Held<'a>,
    /// The field of the holder it is in.
    field: &'e str,
    node: NodeRef<'a>,
    at: &'e At<'e>,
    text: &'e str,
}

/// Visits every string in a field that a `JSONata` state evaluates.
fn evaluated_strings<'a>(context: &Context<'a>, visit: &mut dyn FnMut(Evaluated<'_, 'a>)) {
    let is_evaluated = |held: &Held<'_>| held.language == QueryLanguage::Jsonata && held.holder != Holder::Machine;
    for held in context.held().filter(is_evaluated) {
        for field in held.fields() {
            let evaluated = field.field.is_some_and(|field| field.expression || field.shape == Shape::Variables);
            if evaluated {
                let around = At::Of(&held.at);
                walk(field.value, &At::Key(&around, &field.member.key), &mut |node, at| {
                    let Some(text) = node.as_str() else { return };
                    visit(Evaluated { held, field: &field.member.key, node, at, text });
                });
            }
        }
    }
}

/// Visits every value inside one, itself first, with its address. Recursion is bounded by the parser's nesting limit.
fn walk<'a>(node: NodeRef<'a>, at: &At<'_>, visit: &mut dyn FnMut(NodeRef<'a>, &At<'_>)) {
    visit(node, at);
    for (member, value) in node.members() {
        walk(value, &At::Key(at, &member.key), visit);
    }
    for (index, value) in node.elements().enumerate() {
        walk(value, &At::Index(at, index), visit);
    }
}
