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
    let errors = context.document.errors();
    // What follows the first error after which the text is read otherwise than it was meant may follow from it.
    let first = errors.iter().position(|error| !error.is_local()).map_or(errors.len(), |first| first + 1);
    let (errors, rest) = errors.split_at(first);
    let errors = errors.iter().filter(|error| error.expected != Expected::LessDepth);
    found.extend(errors.map(|error| {
        let at = context.document.node_at(error.span.start).map_or(Pointer::root(), NodeRef::pointer);
        let help = match error.expected {
            Expected::NoComment => "write the note in a `Comment` field",
            Expected::Key | Expected::Value => "remove a comma too many, or write what is missing",
            _ if rest.is_empty() || error.is_local() => "mend the text here",
            _ => "mend the text here; what comes after it is checked then",
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asl::Machine;

    const ORDER: &str = r#"{
      "StartAt": "Check",
      "States": {
        "Check": {"Type": "Choice",
          "Choices": [{"Variable": "$.total", "NumericGreaterThan": 5, "Next": "Both"}], "Default": "Done"},
        "Both": {"Type": "Parallel", "Next": "Done",
          "Branches": [{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 1, "End": true}}}]},
        "Done": {"Type": "Succeed"}
      }
    }"#;

    fn errors(text: &str) -> Vec<Diagnostic> {
        let document = Document::new(text);
        let found = crate::lint::check(&document, &Machine::read(&document));
        found.into_iter().filter(|found| found.severity == Severity::Error).collect()
    }

    #[test]
    fn one_character_too_few_is_one_error_where_it_is_missing() {
        assert_eq!(errors(ORDER), []);
        for (at, character) in ORDER.char_indices().filter(|(_, character)| "{}[]\",:".contains(*character)) {
            let broken = format!("{}{}", &ORDER[..at], &ORDER[at + 1..]);
            let found = errors(&broken);
            let Some(first) = found.first().filter(|found| found.code == RULE.code) else {
                // A closing brace more or less may leave JSON of another shape.
                assert!(Document::new(broken.as_str()).errors().is_empty(), "{character} at {at}: {found:?}");
                continue;
            };
            let syntax = found.iter().filter(|found| found.code == RULE.code).count();
            assert!(syntax <= 2, "{character} at {at}: {found:?}");
            if !matches!(character, '{' | '}' | '[' | ']' | '"') {
                let line = |at: usize| broken[..at].matches('\n').count();
                assert!(line(first.span.start) <= line(at) + 1, "{character} at {at}: {first:?}");
            }
        }
    }

    #[test]
    fn what_changes_nothing_else_is_named_each_time() {
        let text = r#"{"StartAt": "A", // a note
            "States": {"A": {"Type": "Pass", "Next": "B",}}, // another
            }"#;
        let found = errors(text);
        let syntax = found.iter().filter(|found| found.code == RULE.code).count();
        assert_eq!((syntax, found.len()), (4, 5), "the target that is missing is found, too: {found:?}");
    }
}
