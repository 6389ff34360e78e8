//! ASL304 choice-operand: A comparison is given the wrong kind of value.
//!
//! `NumericEquals` takes a number, `StringEquals` a string, `BooleanEquals` and `IsNull` true or false,
//! `TimestampEquals` an RFC 3339 time, and every `…Path` a path to the value to compare with.
//!
//! Instead of `"NumericEquals": "5"` write `"NumericEquals": 5`.

use crate::json::{NodeRef, TextEdit, Value, quote};
use crate::lint::context::{Context, is_broken, is_placeholder};
use crate::lint::{Code, Diagnostic, Rule, Severity};
use crate::query::{Comparison, Operator, Timestamp};

use super::{operator, rules};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(304),
    name: "choice-operand",
    severity: Severity::Error,
    aws: Some("SCHEMA_VALIDATION_FAILED"),
    summary: "A comparison is given the wrong kind of value.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for held in rules(context) {
        for (member, value) in held.node.members() {
            let Some(wanted) = operator(&member.key).map(Wanted::by) else { continue };
            if is_broken(value) || is_placeholder(value) || wanted.is(value) {
                continue;
            }
            let shown = value.as_str().map_or(value.kind_name().to_owned(), |text| format!("‘{text}’"));
            let words = wanted.describe();
            let message = format!("{}: `{}` is {shown}, expected {words}", context.subject(held.state), member.key);
            let fix = wanted.meant(value);
            let fix = fix.map(|text| (format!("Change to {text}"), TextEdit::replace(value.span(), text)));
            let found_here = RULE.found(held.at.key(&member.key), value.span(), message, format!("write {words}"));
            found.push(found_here.with_fix_if(fix));
        }
    }
}

/// What a comparison takes.
enum Wanted {
    Text,
    Number,
    Flag,
    Timestamp,
    Path,
}

impl Wanted {
    fn by(operator: Operator) -> Wanted {
        match operator.comparison {
            _ if operator.by_path => Wanted::Path,
            Comparison::String(_) | Comparison::StringMatches => Wanted::Text,
            Comparison::Numeric(_) => Wanted::Number,
            Comparison::Timestamp(_) => Wanted::Timestamp,
            Comparison::Boolean
            | Comparison::IsNull
            | Comparison::IsPresent
            | Comparison::IsNumeric
            | Comparison::IsString
            | Comparison::IsBoolean
            | Comparison::IsTimestamp => Wanted::Flag,
        }
    }

    fn is(&self, value: NodeRef<'_>) -> bool {
        match self {
            Wanted::Text => value.as_str().is_some(),
            Wanted::Number => value.as_number().is_some(),
            Wanted::Flag => value.as_bool().is_some(),
            Wanted::Timestamp => value.as_str().and_then(Timestamp::parse).is_some(),
            Wanted::Path => value.as_str().is_some_and(|text| text.starts_with('$')),
        }
    }

    fn describe(&self) -> &'static str {
        match self {
            Wanted::Text => "a string",
            Wanted::Number => "a number",
            Wanted::Flag => "true or false",
            Wanted::Timestamp => "a time such as 2026-01-15T09:41:00Z",
            Wanted::Path => "a path that begins with `$`",
        }
    }

    /// The same value with or without its quotes, where that is what was meant.
    fn meant(&self, value: NodeRef<'_>) -> Option<String> {
        let text = value.as_str();
        match self {
            Wanted::Number => text.filter(|text| is_number(text)).map(str::to_owned),
            Wanted::Flag => text.filter(|text| matches!(*text, "true" | "false")).map(str::to_owned),
            Wanted::Text => (value.as_number().is_some() || value.as_bool().is_some()).then(|| quote(value.source())),
            Wanted::Timestamp | Wanted::Path => None,
        }
    }
}

/// Whether a text alone is a number as JSON spells it.
fn is_number(text: &str) -> bool {
    matches!(Value::parse(text), Ok(Value::Number(_))) && text.trim() == text
}
