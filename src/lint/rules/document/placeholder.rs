//! ASL005 placeholder: A `${…}` placeholder is not filled in.
//!
//! Terraform, AWS SAM and `CloudFormation` replace placeholders when they deploy. Here they stay as they are: a simulated
//! Task is found by its state's name, so runs work all the same.

use crate::lint::context::{Context, placeholder};
use crate::lint::{Code, Diagnostic, Rule, Severity};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(5),
    name: "placeholder",
    severity: Severity::Hint,
    aws: None,
    summary: "A `${…}` placeholder is not filled in.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in context.document.nodes() {
        if let Some(name) = placeholder(node).filter(|_| node.key() != Some("Comment")) {
            let message = format!("`{name}` is filled in when the machine is deployed");
            found.push(RULE.found(node.pointer(), node.span(), message, "nothing to do for a run here"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asl::Machine;
    use crate::json::Document;
    use crate::lint;

    #[test]
    fn what_each_tool_fills_in_is_a_hint_and_no_error() {
        let found = |resource: &str| {
            let text = format!(
                r#"{{"StartAt": "T", "States": {{"T": {{"Type": "Task", "Resource": {resource}, "End": true}}}}}}"#
            );
            let document = Document::new(text);
            let found = lint::check(&document, &Machine::read(&document));
            found.into_iter().map(|found| (found.code, found.message)).collect::<Vec<_>>()
        };
        let hint = |name: &str| vec![(RULE.code, format!("`{name}` is filled in when the machine is deployed"))];
        assert_eq!(found(r#""${FnArn}""#), hint("${FnArn}"));
        assert_eq!(found(r#""arn:aws:lambda:#{AWS::Region}:1:function:${self:f}""#), hint("#{AWS::Region}"));
        assert_eq!(found(r#"{"Fn::GetAtt": ["Fn", "Arn"]}"#), hint("Fn::GetAtt"));
        assert_eq!(found(r#""function""#).first().map(|(code, _)| *code), Some(Code(602)));
    }
}
