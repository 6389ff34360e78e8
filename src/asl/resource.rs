//! Task resources: which service a Task calls and how it waits for the answer.

use std::sync::Arc;

use crate::json::{Kind, NodeRef};

/// How a Task waits (AWS: "Service integration patterns").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// Goes on with the service's answer.
    RequestResponse,
    /// `.sync`: waits for the job the service started.
    Sync,
    /// `.sync:2`: the same for a nested execution, with its output as JSON.
    Sync2,
    /// `.waitForTaskToken`: waits until somebody returns the token.
    WaitForTaskToken,
}

impl Pattern {
    const SUFFIXES: [(&'static str, Pattern); 3] =
        [(".waitForTaskToken", Pattern::WaitForTaskToken), (".sync:2", Pattern::Sync2), (".sync", Pattern::Sync)];

    /// How it is written at the end of a resource; empty for request/response.
    pub fn suffix(self) -> &'static str {
        Pattern::SUFFIXES.into_iter().find(|(_, pattern)| *pattern == self).map_or("", |(suffix, _)| suffix)
    }
}

/// What kind of resource it is, which decides its events and the shape of its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Integration {
    /// A Lambda function's own ARN.
    Lambda,
    /// An activity's ARN, which workers poll.
    Activity,
    /// An optimised integration, such as `lambda` `invoke`.
    Optimised {
        /// The service, such as `sns`.
        service: Arc<str>,
        /// The action, such as `publish`.
        action: Arc<str>,
    },
    /// An AWS SDK integration, such as `s3` `getObject`.
    AwsSdk {
        /// The service, such as `dynamodb`.
        service: Arc<str>,
        /// The API action in camel case.
        action: Arc<str>,
    },
    /// No ARN Step Functions knows, for example a `${placeholder}`.
    Other,
}

/// The `Resource` of a Task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// The text, as written.
    pub text: Arc<str>,
    /// What it is.
    pub integration: Integration,
    /// How the Task waits.
    pub pattern: Pattern,
}

impl Resource {
    /// Reads a resource; anything that is no known ARN is [`Integration::Other`].
    pub fn parse(text: &str) -> Resource {
        let (base, pattern) = Pattern::SUFFIXES
            .into_iter()
            .find_map(|(suffix, pattern)| Some((text.strip_suffix(suffix)?, pattern)))
            .unwrap_or((text, Pattern::RequestResponse));
        let parts = arn_parts(base);
        let integration = match parts.as_slice() {
            ["arn", _, "lambda", _, _, "function", ..] => Integration::Lambda,
            ["arn", _, "states", _, _, "activity", _] => Integration::Activity,
            // What Step Functions has by ARN beside activities, none of which can be called as such.
            ["arn", _, "states", _, _, "stateMachine" | "execution" | "express" | "mapRun", ..] => Integration::Other,
            ["arn", _, "states", _, _, "aws-sdk", service, action] => {
                Integration::AwsSdk { service: (*service).into(), action: (*action).into() }
            }
            ["arn", _, "states", _, _, service, action] => {
                Integration::Optimised { service: (*service).into(), action: (*action).into() }
            }
            _ => Integration::Other,
        };
        Resource { text: text.into(), integration, pattern }
    }

    /// Reads the value of a `Resource`: its text, or an object that a deployment replaces by one.
    pub fn read(node: NodeRef<'_>) -> Option<Resource> {
        match node.as_str() {
            Some(text) => Some(Resource::parse(text)),
            None => deployed_text(node).map(|text| Resource::parse(&text)),
        }
    }

    /// How the service refuses the resource in an Express machine (recorded); `None` where it does not.
    pub fn express_refusal(&self) -> Option<String> {
        let pattern = match self.pattern {
            Pattern::RequestResponse if self.integration == Integration::Activity => {
                return Some("Express state machine does not support Activity ARN".to_owned());
            }
            Pattern::RequestResponse => return None,
            Pattern::Sync | Pattern::Sync2 => ".sync",
            Pattern::WaitForTaskToken => ".waitForTaskToken",
        };
        Some(format!("Express state machine does not support '{pattern}' service integration"))
    }

    /// The service and action as the inspector and the history name them: `lambda:invoke`, `aws-sdk:s3:getObject`.
    pub fn short_name(&self) -> String {
        match &self.integration {
            Integration::Lambda => self.text.rsplit_once(":function:").map_or("lambda", |(_, name)| name).to_owned(),
            Integration::Activity => self.text.rsplit(':').next().unwrap_or("activity").to_owned(),
            Integration::Optimised { service, action } => format!("{service}:{action}"),
            Integration::AwsSdk { service, action } => format!("aws-sdk:{service}:{action}"),
            Integration::Other => self.text.to_string(),
        }
    }
}

/// The parts of an ARN between its colons; those of a `${AWS::Region}` part nothing.
fn arn_parts(text: &str) -> Vec<&str> {
    if !text.contains('$') {
        return text.split(':').collect();
    }
    let mut inside = false;
    let mut before = '\0';
    let parts = text.split(|c: char| {
        inside = (inside || (before == '$' && c == '{')) && c != '}';
        before = c;
        c == ':' && !inside
    });
    parts.collect()
}

/// The text of a value, or what a deployment makes of an object with one of its functions, with placeholders in the
/// notation of `Fn::Sub` (AWS `CloudFormation`: "Intrinsic function reference"). Recursion is bounded by the parser's
/// nesting limit.
fn deployed_text(node: NodeRef<'_>) -> Option<String> {
    match node.kind() {
        Kind::String(text) => return Some(text.to_string()),
        Kind::Placeholder => return Some(node.source().to_owned()),
        _ => {}
    }
    let mut members = node.members();
    let (Some((member, value)), None) = (members.next(), members.next()) else { return None };
    let placeholder = |name: &str| Some(format!("${{{name}}}"));
    match &*member.key {
        "Ref" => placeholder(value.as_str()?),
        "Fn::GetAtt" => {
            let names: Option<Vec<&str>> = value.elements().map(NodeRef::as_str).collect();
            let path = names.filter(|names| !names.is_empty()).map(|names| names.join("."));
            placeholder(&path.or_else(|| value.as_str().map(str::to_owned))?)
        }
        // Its text, or its text and what the names in it stand for.
        "Fn::Sub" => value.as_str().or_else(|| value.at(0)?.as_str()).map(str::to_owned),
        "Fn::Join" => {
            let between = value.at(0)?.as_str()?;
            let parts: Option<Vec<String>> = value.at(1)?.elements().map(deployed_text).collect();
            Some(parts?.join(between))
        }
        function if function.starts_with("Fn::") => placeholder(function),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;

    #[test]
    fn resources_are_told_apart() {
        let read = |text: &str| {
            let resource = Resource::parse(text);
            (resource.short_name(), resource.pattern)
        };
        let cases = [
            ("arn:aws:states:::lambda:invoke", "lambda:invoke", Pattern::RequestResponse),
            ("arn:aws:states:::lambda:invoke.waitForTaskToken", "lambda:invoke", Pattern::WaitForTaskToken),
            ("arn:aws:states:::states:startExecution.sync:2", "states:startExecution", Pattern::Sync2),
            ("arn:aws:states:::glue:startJobRun.sync", "glue:startJobRun", Pattern::Sync),
            ("arn:aws:states:::aws-sdk:s3:getObject", "aws-sdk:s3:getObject", Pattern::RequestResponse),
            ("arn:aws:lambda:us-east-1:123456789012:function:f:live", "f:live", Pattern::RequestResponse),
            ("arn:aws:states:us-east-1:123456789012:activity:a", "a", Pattern::RequestResponse),
            ("${aws_lambda_function.f.arn}", "${aws_lambda_function.f.arn}", Pattern::RequestResponse),
        ];
        for (text, name, pattern) in cases {
            assert_eq!(read(text), (name.to_owned(), pattern), "{text}");
        }
        assert_eq!(Resource::parse("${x}").integration, Integration::Other);
    }

    #[test]
    fn a_part_that_is_filled_in_at_deployment_may_have_colons() {
        let own = Resource::parse("arn:${AWS::Partition}:states:::sqs:sendMessage.waitForTaskToken");
        assert_eq!((&*own.short_name(), own.pattern), ("sqs:sendMessage", Pattern::WaitForTaskToken));
        let function = Resource::parse("arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:f");
        assert_eq!(function.integration, Integration::Lambda);
        let activity = Resource::parse("arn:aws:states:${AWS::Region}:${AWS::AccountId}:activity:${Name}");
        assert_eq!(activity.integration, Integration::Activity);
    }

    #[test]
    fn an_object_that_a_deployment_replaces_is_read_as_its_text() {
        #[track_caller]
        fn gives(value: &str, text: Option<&str>) {
            let document = Document::new(value);
            let read = document.root().and_then(Resource::read);
            assert_eq!(read.map(|resource| resource.text.to_string()).as_deref(), text, "{value}");
        }
        gives(r#""arn:aws:states:::sns:publish""#, Some("arn:aws:states:::sns:publish"));
        gives(r#"{"Fn::GetAtt": ["Fn", "Arn"]}"#, Some("${Fn.Arn}"));
        gives(r#"{"Fn::GetAtt": "Fn.Arn"}"#, Some("${Fn.Arn}"));
        gives(r#"{"Ref": "Activity"}"#, Some("${Activity}"));
        let sub = "arn:${AWS::Partition}:states:::lambda:invoke";
        gives(&format!(r#"{{"Fn::Sub": "{sub}"}}"#), Some(sub));
        gives(&format!(r#"{{"Fn::Sub": ["{sub}", {{"x": 1}}]}}"#), Some(sub));
        let join = r#"{"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":states:::lambda:invoke"]]}"#;
        gives(join, Some(sub));
        gives(r#"{"Fn::ImportValue": {"Fn::Sub": "${Stack}-fn"}}"#, Some("${Fn::ImportValue}"));
        for nothing in ["1", "null", "[]", "{}", r#"{"Ref": 1}"#, r#"{"Ref": "A", "B": 1}"#, r#"{"A": "b"}"#] {
            gives(nothing, None);
        }
        gives("${bare}", Some("${bare}"));
    }
}
