//! ASL304 choice-operand: A comparison is given the wrong kind of value.
//!
//! `NumericEquals` takes a number, `StringEquals` a string, `BooleanEquals` and `IsNull` true or false,
//! `TimestampEquals` an RFC 3339 time, and every `…Path` a path to the value to compare with.
//!
//! Instead of `"NumericEquals": "5"` write `"NumericEquals": 5`.

use crate::asl::fields::{self, Operand};
use crate::json::{NodeRef, Number, TextEdit, quote};
use crate::lint::context::{Context, is_broken, is_placeholder};
use crate::lint::timestamp::is_timestamp;
use crate::lint::{Code, Diagnostic, Rule, Severity};

use super::rules;

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(304),
    name: "choice-operand",
    severity: Severity::Error,
    summary: "A comparison is given the wrong kind of value.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for held in rules(context) {
        for (member, value) in held.node.members() {
            let Some(operand) = fields::operator(&member.key) else { continue };
            if is_broken(value) || is_placeholder(value) || fits(operand, value) {
                continue;
            }
            let shown = value.as_str().map_or(value.kind_name().to_owned(), |text| format!("‘{text}’"));
            let wanted = wanted(operand);
            let message = format!("{}: `{}` is {shown}, expected {wanted}", context.subject(held.state), member.key);
            let fix = meant(operand, value);
            let fix = fix.map(|text| (format!("Change to {text}"), TextEdit::replace(value.span(), text)));
            let found_here = RULE.found(held.at.key(&member.key), value.span(), message, format!("write {wanted}"));
            found.push(found_here.with_fix_if(fix));
        }
    }
}

fn fits(operand: Operand, value: NodeRef<'_>) -> bool {
    match operand {
        Operand::Text | Operand::Pattern => value.as_str().is_some(),
        Operand::Number => value.as_number().is_some(),
        Operand::Flag => value.as_bool().is_some(),
        Operand::Timestamp => value.as_str().is_some_and(is_timestamp),
        Operand::Path => value.as_str().is_some_and(|text| text.starts_with('$')),
    }
}

fn wanted(operand: Operand) -> &'static str {
    match operand {
        Operand::Text | Operand::Pattern => "a string",
        Operand::Number => "a number",
        Operand::Flag => "true or false",
        Operand::Timestamp => "a time such as 2026-01-15T09:41:00Z",
        Operand::Path => "a path that begins with `$`",
    }
}

/// The same value with or without its quotes, where that is what was meant.
fn meant(operand: Operand, value: NodeRef<'_>) -> Option<String> {
    let text = value.as_str();
    match operand {
        Operand::Number => text.filter(|text| Number::parse(text).is_some() && *text == text.trim()).map(str::to_owned),
        Operand::Flag => text.filter(|text| matches!(*text, "true" | "false")).map(str::to_owned),
        Operand::Text | Operand::Pattern => {
            (value.as_number().is_some() || value.as_bool().is_some()).then(|| quote(value.source()))
        }
        Operand::Timestamp | Operand::Path => None,
    }
}
