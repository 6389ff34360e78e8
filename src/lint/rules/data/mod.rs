//! Paths, templates and what flows through them.

pub(super) mod expression;
pub(super) mod expression_text;
pub(super) mod lambda_envelope;
pub(super) mod looks_like_path;
pub(super) mod path;
pub(super) mod reference_path;
pub(super) mod template_conflict;
pub(super) mod template_value;
pub(super) mod variable_name;

use crate::asl::QueryLanguage;
use crate::asl::fields::{Holder, Shape};
use crate::json::{NodeRef, Pointer};
use crate::lint::context::{Context, Held};

/// Every payload template of a `JSONPath` state, with its address; with `variables` also every `Assign`.
fn templates<'c, 'a>(context: &'c Context<'a>, variables: bool) -> Vec<(&'c Held<'a>, Pointer, NodeRef<'a>)> {
    let held = context.held.iter().filter(|held| held.language == QueryLanguage::JsonPath);
    let fields = held.flat_map(|held| held.node.members().map(move |(member, value)| (held, &member.key, value)));
    let templates = fields.filter(|(held, key, _)| {
        held.field(key)
            .is_some_and(|field| field.shape == Shape::Template || (variables && field.shape == Shape::Variables))
    });
    templates.map(|(held, key, value)| (held, held.at.key(key), value)).collect()
}

/// A string that a `JSONata` state evaluates.
struct Evaluated<'e, 'a> {
    held: &'e Held<'a>,
    /// The field of the holder it is in.
    field: &'e str,
    node: NodeRef<'a>,
    at: &'e Pointer,
    text: &'e str,
}

/// Visits every string in a field that a `JSONata` state evaluates.
fn evaluated_strings<'a>(context: &Context<'a>, visit: &mut dyn FnMut(Evaluated<'_, 'a>)) {
    for held in context.held.iter().filter(|held| held.language == QueryLanguage::Jsonata) {
        for (member, value) in held.node.members() {
            let shape = held.field(&member.key).map(|field| (field.expression, field.shape));
            let evaluated = matches!(shape, Some((true, _) | (_, Shape::Variables)));
            if evaluated && held.holder != Holder::Machine {
                walk(value, &held.at.key(&member.key), &mut |node, at| {
                    let Some(text) = node.as_str() else { return };
                    visit(Evaluated { held, field: &member.key, node, at, text });
                });
            }
        }
    }
}

/// Visits every value inside one, itself first, with its address. Recursion is bounded by the parser's nesting limit.
fn walk<'a>(node: NodeRef<'a>, at: &Pointer, visit: &mut dyn FnMut(NodeRef<'a>, &Pointer)) {
    visit(node, at);
    for (member, value) in node.members() {
        walk(value, &at.key(&member.key), visit);
    }
    for (index, value) in node.elements().enumerate() {
        walk(value, &at.index(index), visit);
    }
}
