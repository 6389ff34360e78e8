//! ASL204 shape: A field's value is of the wrong kind.
//!
//! The table of fields says what each takes: a string, a whole number, one of some words, an RFC 3339 time with capital
//! `T` and `Z`, an object, an array. In `JSONata` most also take an expression, `{% … %}`.
//!
//! Instead of `"TimeoutSeconds": "60"` write `"TimeoutSeconds": 60`.

use crate::asl::QueryLanguage;
use crate::asl::fields::{Field, Holder, Shape};
use crate::json::NodeRef;
use crate::lint::context::{Context, Held, HeldField, is_broken, is_placeholder};
use crate::lint::{Code, Diagnostic, Rule, Severity};
use crate::query::Timestamp;

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(204),
    name: "shape",
    severity: Severity::Error,
    aws: Some("SCHEMA_VALIDATION_FAILED"),
    summary: "A field's value is of the wrong kind.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for held in context.held() {
        for HeldField { value, field, .. } in held.fields() {
            let Some(field) = field else { continue };
            // A missing or wrong type, start or list of states has a rule of its own.
            if matches!(field.name, "Type" | "StartAt" | "States") || passes(held, field, value) {
                continue;
            }
            let subject = context.subject(held.state);
            let shown = value.as_str().map_or(value.kind_name().to_owned(), |text| format!("‘{text}’"));
            let wanted = wanted(field, held.language);
            let message = format!("{subject}: `{}` is {shown}, expected {wanted}", field.name);
            found.push(RULE.found(held.at.key(field.name), value.span(), message, format!("write {wanted}")));
        }
    }
}

fn passes(held: Held<'_>, field: &Field, value: NodeRef<'_>) -> bool {
    let expression = field.expression && held.language == QueryLanguage::Jsonata;
    is_broken(value)
        || is_placeholder(value)
        || (field.nullable && value.is_null())
        || (expression && value.as_str().is_some_and(|text| text.starts_with("{%")))
        || fits(field.shape, value)
}

fn fits(shape: Shape, value: NodeRef<'_>) -> bool {
    match shape {
        Shape::Text | Shape::StateName | Shape::Resource | Shape::Path | Shape::ReferencePath(_) | Shape::TextPath => {
            value.as_str().is_some()
        }
        Shape::Flag => value.as_bool().is_some(),
        Shape::Integer(..) => value.as_number().is_some_and(|number| number.as_i64().is_some()),
        Shape::Number(..) => value.as_number().is_some(),
        Shape::OneOf(words) => value.as_str().is_some_and(|text| words.contains(&text)),
        Shape::Timestamp => value.as_str().and_then(Timestamp::parse).is_some(),
        Shape::Variables | Shape::States | Shape::One(_) => value.is_object(),
        // The specification wants an object in `Parameters`; the service takes any value as a literal.
        Shape::Json | Shape::Template => true,
        Shape::Items => value.is_array() || value.is_object(),
        Shape::Texts => {
            value.is_array() && value.elements().all(|text| text.as_str().is_some() || is_placeholder(text))
        }
        // The states of a branch that is no object are reported with the branch.
        Shape::Many(holder) => {
            let needs_one = holder == Holder::Branch;
            value.is_array()
                && value.elements().all(|item| item.is_object() || is_placeholder(item) || is_broken(item))
                && !(needs_one && value.elements().len() == 0)
        }
    }
}

fn wanted(field: &Field, language: QueryLanguage) -> String {
    let plain = match field.shape {
        Shape::Text | Shape::Resource => "a string".to_owned(),
        Shape::StateName => "the name of a state".to_owned(),
        Shape::Path | Shape::ReferencePath(_) => "a path that begins with `$`".to_owned(),
        Shape::TextPath => "a path or an intrinsic function".to_owned(),
        Shape::Flag => "true or false".to_owned(),
        Shape::Integer(..) => "a whole number".to_owned(),
        Shape::Number(..) => "a number".to_owned(),
        Shape::OneOf(words) => words.join(" or "),
        Shape::Timestamp => "a time such as 2026-01-15T09:41:00Z".to_owned(),
        Shape::Variables | Shape::States | Shape::One(_) => "an object".to_owned(),
        Shape::Json | Shape::Template => "a value".to_owned(),
        Shape::Items => "an array".to_owned(),
        Shape::Texts => "an array of strings".to_owned(),
        Shape::Many(Holder::Branch) => "an array of at least one object".to_owned(),
        Shape::Many(_) => "an array of objects".to_owned(),
    };
    let or_null = if field.nullable { " or null" } else { "" };
    let or_expression =
        if field.expression && language == QueryLanguage::Jsonata { " or an expression in {% %}" } else { "" };
    format!("{plain}{or_null}{or_expression}")
}
