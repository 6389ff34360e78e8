//! ASL001 syntax: The text is not JSON.
//!
//! Step Functions refuses a definition that is not JSON. The rest of the text is read as well as it can be, so the
//! drawing and the other findings stay useful while you type.
//!
//! Instead of `{"StartAt": "A",}` write `{"StartAt": "A"}`.

use crate::json::{Document, Expected, Indel, NodeRef, Pointer, Span, SyntaxError, TextEdit};
use crate::lint::context::Context;
use crate::lint::{Diagnostic, Rule, Severity};

pub(in crate::lint) const RULE: Rule = Rule {
    code: crate::lint::Code(1),
    name: "syntax",
    severity: Severity::Error,
    aws: Some("INVALID_JSON_DESCRIPTION"),
    summary: "The text is not JSON.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    // Where there is nothing at all, that is what is reported.
    if context.document.text().trim().is_empty() {
        return;
    }
    let errors = context.document.errors().iter().filter(|error| error.expected != Expected::LessDepth);
    found.extend(errors.map(|error| {
        let at = context.document.node_at(error.span.start).map_or(Pointer::root(), NodeRef::pointer);
        let help = match error.expected {
            Expected::NoComment => "write the note in a `Comment` field",
            Expected::Key | Expected::Value => "remove a comma too many, or write what is missing",
            _ => "mend the text here",
        };
        RULE.found(at, error.span, error.to_string(), help).with_fix_if(without_comma(context.document, error))
    }));
}

/// A comma before a closing bracket goes.
fn without_comma(document: &Document, error: &SyntaxError) -> Option<(String, TextEdit)> {
    if !matches!(error.expected, Expected::Key | Expected::Value) || !matches!(error.found.as_str(), "}" | "]") {
        return None;
    }
    let before = document.text().get(..error.span.start)?.trim_end();
    let comma = before.strip_suffix(',')?.len();
    let delete = Span { start: comma, end: comma + 1 };
    Some(("Remove the comma".to_owned(), TextEdit::new(vec![Indel { delete, insert: String::new() }])?))
}
