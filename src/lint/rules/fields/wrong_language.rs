//! ASL202 wrong-language: A field belongs to the other query language.
//!
//! A state in `JSONPath` has `InputPath`, `Parameters`, `ResultSelector`, `ResultPath` and `OutputPath`; a state in
//! `JSONata` has `Arguments` and `Output` in their place.

use crate::asl::QueryLanguage;
use crate::asl::fields;
use crate::lint::context::{Context, HeldField};
use crate::lint::{Code, Diagnostic, Rule, Severity};

use super::owner;
use crate::lint::rules::choices::operator;

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(202),
    name: "wrong-language",
    severity: Severity::Error,
    aws: Some("SCHEMA_VALIDATION_FAILED"),
    summary: "A field belongs to the other query language.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for held in context.held() {
        let is_jsonata_rule = held.holder == fields::Holder::Rule && held.language == QueryLanguage::Jsonata;
        for HeldField { member, field, .. } in held.fields() {
            // A row that suits and speaks the language was found, or there is none but of another language.
            let mut rows = fields::rows(held.holder).filter(|row| row.name == &*member.key && row.suits(held.kind));
            let is_other =
                (field.is_none() && rows.next().is_some()) || (is_jsonata_rule && operator(&member.key).is_some());
            if !is_other {
                continue;
            }
            let (language, other) = match held.language {
                QueryLanguage::JsonPath => ("JSONPath", "JSONata"),
                QueryLanguage::Jsonata => ("JSONata", "JSONPath"),
            };
            let message =
                format!("{} in {language} has no `{}`: it belongs to {other}", owner(context, held), member.key);
            let help = match instead(&member.key) {
                Some(instead) => format!("use {instead}, or change `QueryLanguage`"),
                None => "remove it, or change `QueryLanguage`".to_owned(),
            };
            found.push(RULE.found(held.at.key(&member.key), member.key_span, message, help));
        }
    }
}

/// What does the same in the other language.
fn instead(name: &str) -> Option<&'static str> {
    Some(match name {
        "Parameters" => "`Arguments`",
        "Arguments" => "`Parameters`",
        "InputPath" => "`$states.input` in `Arguments`",
        "Result" | "ResultSelector" | "ResultPath" | "OutputPath" => "`Output`",
        "Output" => "`ResultPath` and `OutputPath`",
        "ItemsPath" => "`Items`",
        "Items" => "`ItemsPath`",
        "Condition" => "`Variable` and a comparison",
        name if operator(name).is_some() || matches!(name, "Variable" | "And" | "Or" | "Not") => "`Condition`",
        "RoleArn.$" => "`RoleArn`",
        "ErrorPath" => "`Error`",
        "CausePath" => "`Cause`",
        name if name.ends_with("Path") => "the field without `Path`",
        _ => return None,
    })
}
