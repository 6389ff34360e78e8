//! Task resources: which service a Task calls and how it waits for the answer.

use std::sync::Arc;

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
        let parts: Vec<&str> = base.split(':').collect();
        let integration = match parts.as_slice() {
            ["arn", _, "lambda", _, _, "function", ..] => Integration::Lambda,
            ["arn", _, "states", _, _, "activity", _] => Integration::Activity,
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
