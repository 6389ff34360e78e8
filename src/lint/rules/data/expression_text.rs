//! ASL509 expression-text: A `JSONata` expression cannot be read.
//!
//! What stands between `{%` and `%}` is an expression of `JSONata` 2.0.6. It has no context of its own: the input is
//! `$states.input`, a variable is `$name`, and a name without `$` means nothing at the top level.
//!
//! Instead of `{% order.total %}` write `{% $states.input.order.total %}`.

use crate::json::{NodeRef, Span};
use crate::lint::context::Context;
use crate::lint::{Code, Diagnostic, Rule, Severity};
use crate::query::jsonata::{ErrorKind, Expression, expression_text};

use super::evaluated_strings;

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(509),
    name: "expression-text",
    severity: Severity::Error,
    summary: "A `JSONata` expression cannot be read.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    evaluated_strings(context, &mut |held, node, at, text| {
        let Some(text) = expression_text(text) else { return };
        // What a deployment tool fills in may be any part of an expression.
        let Some(error) = Expression::parse(text).err().filter(|_| !text.contains("${")) else { return };
        let help = match error.kind {
            ErrorKind::Unavailable => return,
            ErrorKind::Unsupported => "begin with `$states.input` or a variable's `$name`",
            _ => "write an expression of JSONata 2.0.6 between `{%` and `%}`",
        };
        let span = error.span.map_or(node.span(), |span| place(node, span));
        let message = format!("{}: {}", context.subject(held.state), error.message);
        found.push(RULE.found(at.pointer(), span, message, help));
    });
}

/// Where a part of an expression stands in the document, which may write a character as an escape.
fn place(node: NodeRef<'_>, part: Span) -> Span {
    let (source, start) = (node.source(), node.span().start);
    let offset = |wanted: usize| start + raw_offset(source, wanted + "{%".len());
    // An error at the end of an expression still needs something to underline.
    let (start, end) = (offset(part.start), offset(part.end.max(part.start)));
    Span { start, end: end.max(start + 1).min(node.span().end) }
}

/// The byte of a string literal at which the byte `wanted` of its text is written.
fn raw_offset(literal: &str, wanted: usize) -> usize {
    let (mut raw, mut decoded) = (1, 0);
    while decoded < wanted {
        let Some(c) = literal.get(raw..).and_then(|rest| rest.chars().next()) else { break };
        let (written, meant) = match (c, literal.as_bytes().get(raw + 1)) {
            ('\\', Some(b'u')) => unicode(&literal[raw..]),
            ('\\', _) => (2, 1),
            _ => (c.len_utf8(), c.len_utf8()),
        };
        raw += written;
        decoded += meant;
    }
    raw.min(literal.len())
}

/// The length of a `\u` escape, or of the two that make one character, and of what it stands for.
fn unicode(rest: &str) -> (usize, usize) {
    let unit = |from: usize| rest.get(from..from + 4).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    match unit(2) {
        Some(0xd800..=0xdbff) if rest.get(6..8) == Some("\\u") => (12, 4),
        Some(unit) => (6, char::from_u32(unit).map_or(3, char::len_utf8)),
        None => (2, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asl::Machine;
    use crate::json::Document;
    use crate::lint;

    #[track_caller]
    fn underlined(expression: &str, expected: &str) {
        let text = format!(
            r#"{{"QueryLanguage": "JSONata", "StartAt": "A", "States": {{"A": {{"Type": "Succeed", "Output": "{expression}"}}}}}}"#
        );
        let document = Document::new(text.clone());
        let found = lint::check(&document, &Machine::read(&document));
        let found: Vec<_> = found.iter().filter(|found| found.code == RULE.code).collect();
        assert_eq!(found.len(), 1, "{expression}");
        assert_eq!(&text[found[0].span.range()], expected, "{expression}");
    }

    #[test]
    fn the_exact_place_is_underlined() {
        underlined("{% 1 + phone %}", "phone");
        underlined(r#"{% \"a\\tb\" & phone %}"#, "phone");
        underlined(r"{% 'é\u00e9𝄞\ud834\udd1e' & phone %}", "phone");
        underlined("{% $a[1,2) %}", ",");
        underlined("{% $a ?? 1 %}", "?");
    }
}
