//! ASL603 unknown-action: An integration has no such action.
//!
//! An optimised integration knows only some of its service's actions; the others are reached through
//! `arn:aws:states:::aws-sdk:<service>:<action>`, the action in camel case. An `ItemReader` reads with `s3:getObject` or
//! `s3:listObjectsV2`, a `ResultWriter` writes with `s3:putObject`.
//!
//! Instead of `arn:aws:states:::dynamodb:query` write `arn:aws:states:::aws-sdk:dynamodb:query`.

use crate::asl::Integration;
use crate::asl::fields::Holder;
use crate::json::{TextEdit, quote};
use crate::lint::context::{Context, is_placeholder, named};
use crate::lint::similar::nearest;
use crate::lint::{Code, Diagnostic, Rule, Severity};

/// The actions of services whose optimised actions are few (AWS: "Integrating optimized services").
const ACTIONS: [(&str, &[&str]); 9] = [
    ("apigateway", &["invoke"]),
    ("batch", &["submitJob"]),
    ("dynamodb", &["getItem", "putItem", "updateItem", "deleteItem"]),
    ("ecs", &["runTask"]),
    ("events", &["putEvents"]),
    ("http", &["invoke"]),
    ("lambda", &["invoke"]),
    ("sns", &["publish"]),
    ("sqs", &["sendMessage"]),
];

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(603),
    name: "unknown-action",
    severity: Severity::Error,
    summary: "An integration has no such action.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    data_sources(context, found);
    for (_, state, node) in context.states() {
        let (Some(resource), Some(value)) = (&state.resource, node.get("Resource")) else { continue };
        if let Integration::AwsSdk { service, action } = &resource.integration
            && let Some(first) = action.chars().next().filter(char::is_ascii_uppercase)
        {
            let camel = format!("{}{}", first.to_ascii_lowercase(), &action[first.len_utf8()..]);
            let message = format!("{}: `{action}` is no action of the AWS SDK's `{service}`", named(&state.name));
            let text = resource.text.replacen(&format!("{service}:{action}"), &format!("{service}:{camel}"), 1);
            let edit = TextEdit::replace(value.span(), quote(&text));
            let found_here = RULE.found(state.pointer.key("Resource"), value.span(), message, "write it in camel case");
            found.push(found_here.with_fix(format!("Change to `{camel}`"), edit));
        }
        let Integration::Optimised { service, action } = &resource.integration else { continue };
        let row = ACTIONS.iter().find(|(name, _)| *name == &**service);
        let Some((_, actions)) = row.filter(|(_, actions)| !actions.contains(&&**action)) else { continue };
        if action.contains("${") {
            continue;
        }
        let message = format!("{}: the integration with `{service}` has no action `{action}`", named(&state.name));
        let meant = nearest(action, actions.iter().copied());
        let other = meant.map_or_else(|| format!("aws-sdk:{service}:{action}"), |meant| format!("{service}:{meant}"));
        let text = resource.text.replacen(&format!("{service}:{action}"), &other, 1);
        let edit = TextEdit::replace(value.span(), quote(&text));
        let help = format!("it has {}; the others are at `aws-sdk:{service}`", actions.join(", "));
        let found_here = RULE.found(state.pointer.key("Resource"), value.span(), message, help);
        found.push(found_here.with_fix(format!("Change to `{other}`"), edit));
    }
}

/// What reads a Map's items and writes its results (refused otherwise: floci-io/floci#1588).
fn data_sources(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for held in &context.held {
        let known: &[&str] = match held.holder {
            Holder::ItemReader => &["s3:getObject", "s3:listObjectsV2"],
            Holder::ResultWriter => &["s3:putObject"],
            _ => continue,
        };
        let Some(value) = held.node.get("Resource").filter(|value| !is_placeholder(*value)) else { continue };
        let Some(text) = value.as_str() else { continue };
        let is_known = match text.split(':').collect::<Vec<_>>().as_slice() {
            ["arn", _, "states", "", "", service, action] => known.contains(&&*format!("{service}:{action}")),
            _ => false,
        };
        if !is_known {
            let message = format!("{}: `Resource` is ‘{text}’", context.subject(held.state));
            let arns: Vec<String> = known.iter().map(|known| format!("`arn:aws:states:::{known}`")).collect();
            let help = format!("write {}", arns.join(" or "));
            found.push(RULE.found(held.at.key("Resource"), value.span(), message, help));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asl::Machine;
    use crate::json::Document;
    use crate::lint;

    fn messages(state: &str) -> Vec<String> {
        let document = Document::new(format!(r#"{{"StartAt": "S", "States": {{"S": {state}}}}}"#));
        let found = lint::check(&document, &Machine::read(&document));
        found.into_iter().filter(|found| found.code == RULE.code).map(|found| found.message).collect()
    }

    #[test]
    fn an_sdk_action_is_in_camel_case() {
        let task = |resource: &str| messages(&format!(r#"{{"Type": "Task", "Resource": "{resource}", "End": true}}"#));
        assert_eq!(task("arn:aws:states:::aws-sdk:s3:getObject"), [""; 0]);
        let refused = "state ‘S’: `GetObject` is no action of the AWS SDK's `s3`";
        assert_eq!(task("arn:aws:states:::aws-sdk:s3:GetObject.waitForTaskToken"), [refused]);
    }

    #[test]
    fn a_reader_reads_and_a_writer_writes() {
        let map = |reader: &str, writer: &str| {
            messages(&format!(
                r#"{{"Type": "Map", "End": true, "ItemReader": {{"Resource": "{reader}", "Parameters": {{"Bucket": "b"}}}},
                    "ResultWriter": {{"Resource": "{writer}", "Parameters": {{"Bucket": "b"}}}}, "ItemProcessor":
                    {{"ProcessorConfig": {{"Mode": "DISTRIBUTED"}}, "StartAt": "P", "States": {{"P": {{"Type": "Succeed"}}}}}}}}"#
            ))
        };
        let (list, put) = ("arn:aws-cn:states:::s3:listObjectsV2", "arn:aws:states:::s3:putObject");
        assert_eq!(map(list, put), [""; 0]);
        assert_eq!(map("arn:${AWS::Partition}:states:::s3:getObject", "${Writer}"), [""; 0]);
        assert_eq!(map(put, put), [format!("state ‘S’: `Resource` is ‘{put}’")]);
        assert_eq!(map(list, list), [format!("state ‘S’: `Resource` is ‘{list}’")]);
        assert_eq!(map("arn:aws:states:::aws-sdk:s3:getObject", put).len(), 1);
    }
}
