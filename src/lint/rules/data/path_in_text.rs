//! ASL510 path-in-text: A path stands where a text is taken as it is.
//!
//! The value of a field whose name does not end in `Path` is the text itself: `"Cause": "$.message"` fails with the cause
//! `$.message`, and `"StringEquals": "$.wanted"` compares with that very text. The field that reads a path has the same
//! name with `Path` behind it.
//!
//! Instead of `"Cause": "$.message"` write `"CausePath": "$.message"`.

use crate::asl::QueryLanguage;
use crate::asl::fields::Shape;
use crate::json::{TextEdit, quote};
use crate::lint::context::{Context, Held, HeldField};
use crate::lint::rules::choices::operator;
use crate::lint::{Code, Diagnostic, Rule, Severity};
use crate::query::Comparison;

use super::is_path;

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(510),
    name: "path-in-text",
    severity: Severity::Warning,
    aws: Some("NO_PATH"),
    summary: "A path stands where a text is taken as it is.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for held in context.held().filter(|held| held.language == QueryLanguage::JsonPath) {
        for field in held.fields().filter(|field| takes_text(*field)) {
            let HeldField { member, value, .. } = field;
            let Some(text) = value.as_str().filter(|text| is_path(text)) else { continue };
            let message =
                format!("{}: `{}` is the text ‘{text}’, not what it names", context.subject(held.state), member.key);
            let other = by_path(held, &member.key);
            let help = other.as_ref().map_or("write the text itself".to_owned(), |other| format!("write `{other}`"));
            let other = other.filter(|other| held.node.get(other).is_none());
            let fix =
                other.map(|other| (format!("Rename to `{other}`"), TextEdit::replace(member.key_span, quote(&other))));
            found.push(RULE.found(held.at.key(&member.key), value.span(), message, help).with_fix_if(fix));
        }
    }
}

fn takes_text(field: HeldField<'_>) -> bool {
    match field.field {
        Some(row) => row.shape == Shape::Text && row.name != "Comment",
        None => operator(&field.member.key).is_some_and(|operator| {
            !operator.by_path && matches!(operator.comparison, Comparison::String(_) | Comparison::StringMatches)
        }),
    }
}

/// The field that reads what a path names.
fn by_path(held: Held<'_>, name: &str) -> Option<String> {
    let names = [format!("{name}Path"), format!("{name}.$")];
    names.into_iter().find(|name| held.field(name).is_some() || operator(name).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asl::Machine;
    use crate::json::Document;
    use crate::lint;

    fn fixes(state: &str) -> Vec<Option<String>> {
        let document = Document::new(format!(r#"{{"StartAt": "S", "States": {{"S": {state}}}}}"#));
        let found = lint::check(&document, &Machine::read(&document));
        let found = found.into_iter().filter(|found| found.code == RULE.code);
        found.map(|found| found.fix.map(|fix| fix.label)).collect()
    }

    #[test]
    fn each_text_has_its_path() {
        let rename = |name: &str| Some(format!("Rename to `{name}`"));
        let fail = |fields: &str| fixes(&format!(r#"{{"Type": "Fail", {fields}}}"#));
        assert_eq!(
            fail(r#""Error": "$.e", "Cause": "States.Format('{}', $.c)""#),
            [rename("ErrorPath"), rename("CausePath")]
        );
        assert_eq!(fail(r#""Error": "Out.of.stock", "Cause": "costs $.50 more, $ each, see States.md""#), []);
        assert_eq!(fail(r#""Comment": "$.e""#), []);
        let rule = |rule: &str| {
            fixes(&format!(r#"{{"Type": "Choice", "Choices": [{{"Variable": "$.a", {rule}, "Next": "S"}}]}}"#))
        };
        assert_eq!(rule(r#""StringEquals": "$.b""#), [rename("StringEqualsPath")]);
        assert_eq!(rule(r#""StringMatches": "$.b""#), [None]);
        assert_eq!(rule(r#""StringEqualsPath": "$.b""#), []);
    }
}
