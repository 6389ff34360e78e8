//! ASL603 unknown-action: An integration has no such action.
//!
//! An optimised integration knows only some of its service's actions; the others are reached through
//! `arn:aws:states:::aws-sdk:<service>:<action>`, the action in camel case. An `ItemReader` reads with `s3:getObject` or
//! `s3:listObjectsV2`, a `ResultWriter` writes with `s3:putObject`.
//!
//! Instead of `arn:aws:states:::dynamodb:query` write `arn:aws:states:::aws-sdk:dynamodb:query`.

use crate::asl::Integration;
use crate::asl::fields::Holder;
use crate::asl::services::{SDK_NAMES, SERVICES, Service, sdk_long_names, sdk_refuses};
use crate::json::{TextEdit, quote};
use crate::lint::context::{Context, is_placeholder, named};
use crate::lint::similar::nearest;
use crate::lint::{Code, Diagnostic, Rule, Severity};

use super::calls;

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(603),
    name: "unknown-action",
    severity: Severity::Error,
    aws: Some("SCHEMA_VALIDATION_FAILED"),
    summary: "An integration has no such action.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    data_sources(context, found);
    for call in calls(context).filter(|call| !call.is_placeholder()) {
        let problem = match &call.resource.integration {
            Integration::Optimised { service, action } => optimised(service, action),
            Integration::AwsSdk { service, action } => sdk(service, action),
            Integration::Lambda | Integration::Activity | Integration::Other => None,
        };
        let Some(Problem { what, help, other }) = problem else { continue };
        let message = format!("{}: {what}", named(&call.state.name));
        let fix = other.map(|other| {
            let text = call.resource.text.replacen(&call.short_name(), &other, 1);
            (format!("Change to `{other}`"), TextEdit::replace(call.value.span(), quote(&text)))
        });
        found.push(RULE.found(call.at(), call.value.span(), message, help).with_fix_if(fix));
    }
}

/// What is wrong, what to do, and what to write in place of the service and the action.
struct Problem {
    what: String,
    help: String,
    other: Option<String>,
}

fn optimised(service: &str, action: &str) -> Option<Problem> {
    let Some(row) = Service::find(service) else {
        let meant = nearest(service, SERVICES.iter().map(|row| row.id)).and_then(Service::find);
        let meant = meant.filter(|meant| meant.action(action).is_some()).map(|meant| format!("{}:{action}", meant.id));
        return Some(Problem {
            what: format!("there is no integration with `{service}`"),
            help: "name an integrated service, or call it through `aws-sdk`".to_owned(),
            other: meant.or_else(|| Some(format!("aws-sdk:{}:{action}", sdk_name(service)))),
        });
    };
    if row.action(action).is_some() {
        return None;
    }
    let names = || row.actions.iter().map(|action| action.name);
    let meant = nearest(action, names()).map(|meant| format!("{service}:{meant}"));
    let through_sdk = || row.sdk.map(|sdk| format!("aws-sdk:{sdk}:{action}"));
    let known = names().collect::<Vec<_>>().join(", ");
    let others = row.sdk.map_or(String::new(), |sdk| format!("; the others are at `aws-sdk:{sdk}`"));
    Some(Problem {
        what: format!("the integration with `{service}` has no action `{action}`"),
        help: format!("it has {known}{others}"),
        other: meant.or_else(through_sdk),
    })
}

/// Of the SDK's hundreds of services and thousands of actions it is known how they are spelt and which are left out.
fn sdk(service: &str, action: &str) -> Option<Problem> {
    let name = Some(sdk_name(service)).filter(|name| name != service).or_else(|| misspelt(service).map(str::to_owned));
    if let Some(name) = name {
        return Some(Problem {
            what: format!("the AWS SDK integration has no service `{service}`"),
            help: format!("it is called `{name}` there"),
            other: Some(format!("aws-sdk:{name}:{action}")),
        });
    }
    if sdk_refuses(service, action) {
        return Some(Problem {
            what: format!("the AWS SDK integration with `{service}` leaves `{action}` out"),
            help: "call it from a function".to_owned(),
            other: None,
        });
    }
    let first = action.chars().next().filter(char::is_ascii_uppercase)?;
    let camel = format!("{}{}", first.to_ascii_lowercase(), &action[first.len_utf8()..]);
    Some(Problem {
        what: format!("`{action}` is no action of the AWS SDK's `{service}`"),
        help: "write it in camel case".to_owned(),
        other: Some(format!("aws-sdk:{service}:{camel}")),
    })
}

/// The service that was meant, where a name is that of no service and one letter or an ending from that of one. More is
/// not taken for a slip: services are added all the time, and some have like names or are a new version of another.
fn misspelt(service: &str) -> Option<&'static str> {
    if service.len() < 5 || sdk_long_names().any(|name| name == service) {
        return None;
    }
    let digits = |name: &str| name.chars().filter(char::is_ascii_digit).collect::<String>();
    let is_near = |name: &&str| {
        let is_cut = name.starts_with(service) && name.len() - service.len() <= 2;
        (is_cut || is_one_off(service, name)) && digits(name) == digits(service)
    };
    sdk_long_names().find(is_near)
}

/// Whether two words differ in one letter, or in two that stand beside each other and are swapped.
fn is_one_off(a: &str, b: &str) -> bool {
    let before = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a.as_bytes()[before..], &b.as_bytes()[before..]);
    let after = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    match (&a[..a.len() - after], &b[..b.len() - after]) {
        ([] | [_], [] | [_]) => true,
        ([a, next_a], [b, next_b]) => a == next_b && b == next_a,
        _ => false,
    }
}

/// What the SDK integrations call a service: small letters and digits.
fn sdk_name(service: &str) -> String {
    let known = SDK_NAMES.iter().find(|(other, _)| other.eq_ignore_ascii_case(service));
    known.map_or_else(
        || service.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect(),
        |(_, name)| (*name).to_owned(),
    )
}

/// What reads a Map's items and writes its results (refused otherwise: floci-io/floci#1588).
fn data_sources(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for held in context.held() {
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
    fn a_service_has_one_name_a_kind_of_integration() {
        let change = |resource: &str| {
            let task = format!(r#"{{"Type": "Task", "Resource": "arn:aws:states:::{resource}", "End": true}}"#);
            let document = Document::new(format!(r#"{{"StartAt": "S", "States": {{"S": {task}}}}}"#));
            let found = lint::check(&document, &Machine::read(&document));
            found.into_iter().find(|found| found.code == RULE.code).map(|found| found.fix.map(|fix| fix.label))
        };
        let to = |other: &str| Some(Some(format!("Change to `{other}`")));
        assert_eq!(change("sns:publish"), None);
        assert_eq!(change("aws-sdk:eventbridge:putEvents"), None);
        assert_eq!(change("aws-sdk:anything:new"), None);
        assert_eq!(change("s3:getObject"), to("aws-sdk:s3:getObject"));
        assert_eq!(change("stepfunctions:startExecution"), to("aws-sdk:sfn:startExecution"));
        assert_eq!(change("lamda:invoke"), to("lambda:invoke"));
        assert_eq!(change("sns:Publish"), to("sns:publish"));
        assert_eq!(change("events:listRules"), to("aws-sdk:eventbridge:listRules"));
        assert_eq!(change("http:get"), Some(None));
        assert_eq!(change("aws-sdk:stepfunctions:startExecution"), to("aws-sdk:sfn:startExecution"));
        assert_eq!(change("aws-sdk:DynamoDB:query"), to("aws-sdk:dynamodb:query"));
        assert_eq!(change("aws-sdk:dynamo:query"), to("aws-sdk:dynamodb:query"));
        assert_eq!(change("aws-sdk:secretmanager:getSecretValue"), to("aws-sdk:secretsmanager:getSecretValue"));
        assert_eq!(change("aws-sdk:cloudwacth:getMetricData"), to("aws-sdk:cloudwatch:getMetricData"));
        assert_eq!(change("aws-sdk:ce:getCostAndUsage"), to("aws-sdk:costexplorer:getCostAndUsage"));
        // What may be new is not called misspelt.
        for service in ["evs", "wafv3", "bedrockagentcore", "rtbfabric", "signin", "${Service}"] {
            assert_eq!(change(&format!("aws-sdk:{service}:list")), None);
        }
        assert_eq!(change("aws-sdk:sts:assumeRole"), Some(None));
        assert_eq!(change("aws-sdk:sts:getCallerIdentity"), None);
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
