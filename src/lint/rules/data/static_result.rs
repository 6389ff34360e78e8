//! ASL511 static-result: The `Result` of a Pass is read as a template.
//!
//! `Result` is passed on as it stands, keys that end in `.$` and texts that look like paths too. What is to be filled in
//! belongs in `Parameters`.
//!
//! Instead of `"Result": {"id.$": "$.order.id"}` write `"Parameters": {"id.$": "$.order.id"}`.

use crate::asl::{QueryLanguage, StateKind};
use crate::json::TextEdit;
use crate::lint::context::{Context, key_span, named};
use crate::lint::{Code, Diagnostic, Rule, Severity};

use super::{At, is_path, walk};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(511),
    name: "static-result",
    severity: Severity::Warning,
    aws: Some("PASS_RESULT_IS_STATIC"),
    summary: "The `Result` of a Pass is read as a template.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for (_, state, node) in context.states() {
        let is_pass = state.kind == Some(StateKind::Pass) && state.language == QueryLanguage::JsonPath;
        let Some(result) = node.get("Result").filter(|_| is_pass) else { continue };
        let at = state.pointer.key("Result");
        // The first is enough: all of them are mended alike.
        let mut first = None;
        walk(result, &At::Of(&at), &mut |value, at| {
            let is_key = value.key().is_some_and(|key| key.ends_with(".$")) && value.span() != result.span();
            if first.is_none() && (is_key || value.as_str().is_some_and(is_path)) {
                first = Some((value, at.pointer()));
            }
        });
        let Some((value, at)) = first else { continue };
        let message = format!("{}: `Result` passes on {} as it stands", named(&state.name), value.source());
        let help = "write `Parameters` in its place, whose keys that end in `.$` are filled in";
        let found_here = RULE.found(at, value.span(), message, help);
        let is_template = value.key().is_some_and(|key| key.ends_with(".$")) && value.as_str().is_some_and(is_path);
        let moved = is_template && result.is_object() && node.get("Parameters").is_none();
        let edit = moved.then(|| TextEdit::replace(key_span(node, "Result"), "\"Parameters\""));
        found.push(found_here.with_fix_if(edit.map(|edit| ("Rename to `Parameters`".to_owned(), edit))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asl::Machine;
    use crate::json::Document;
    use crate::lint;

    #[test]
    fn a_result_is_literal() {
        let at = |result: &str| {
            let state = format!(r#"{{"Type": "Pass", "Result": {result}, "End": true}}"#);
            let document = Document::new(format!(r#"{{"StartAt": "S", "States": {{"S": {state}}}}}"#));
            let found = lint::check(&document, &Machine::read(&document));
            found.into_iter().find(|found| found.code == RULE.code).map(|found| found.at.as_str().to_owned())
        };
        assert_eq!(at(r#"{"a": 1, "b": ["text", null]}"#), None);
        assert_eq!(at(r#""$.a""#).as_deref(), Some("/States/S/Result"));
        assert_eq!(at(r#"{"a": [{"b.$": "$.c"}]}"#).as_deref(), Some("/States/S/Result/a/0/b.$"));
        assert_eq!(at(r#"{"a.$": 1}"#).as_deref(), Some("/States/S/Result/a.$"));
        assert_eq!(at(r#"["States.UUID()"]"#).as_deref(), Some("/States/S/Result/0"));
    }
}
