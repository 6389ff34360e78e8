//! What the palette offers, and which examples ship. A label is written once and is the accessible name everywhere.

use crate::asl::StateKind;
use crate::edit::Template;
use crate::json::Value;

/// A machine that ships with the app.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// Its name.
    pub name: &'static str,
    /// What it shows.
    pub about: &'static str,
    pub(super) definition: &'static str,
    /// Input, mocks and objects, one JSON object.
    pub(super) setup: &'static str,
}

/// The examples; the app opens with the first.
pub const EXAMPLES: &[Example] = &[
    Example {
        name: "order-processing",
        about: "An order workflow: a retried Lambda, parallel branches, a human approval, compensation.",
        definition: include_str!("../../public/examples/order-processing.asl.json"),
        setup: include_str!("../../public/examples/order-processing.mocks.json"),
    },
    Example {
        name: "order-published",
        about: "The same workflow as it was published, with the mistakes it has.",
        definition: include_str!("../../public/examples/order-published.asl.json"),
        setup: include_str!("../../public/examples/order-processing.mocks.json"),
    },
    Example {
        name: "catalog-import",
        about: "A distributed Map over a CSV in a virtual bucket: child executions, tolerated failures, results written.",
        definition: include_str!("../../public/examples/catalog-import.asl.json"),
        setup: include_str!("../../public/examples/catalog-import.mocks.json"),
    },
    Example {
        name: "parcels-jsonata",
        about: "An order in JSONata: variables, partitions, conditions, an inline Map.",
        definition: include_str!("../../public/examples/parcels-jsonata.asl.json"),
        setup: include_str!("../../public/examples/parcels-jsonata.mocks.json"),
    },
];

/// A palette entry: a bare state type, or a Task that calls a service.
#[derive(Clone, Copy, Debug)]
pub struct PaletteItem {
    /// The label, which is the accessible name.
    pub label: &'static str,
    /// The type it adds.
    pub kind: StateKind,
    /// For an action: what it calls, and with what.
    pub template: Option<CallText>,
}

/// A service call as JSON text, in either query language.
#[derive(Clone, Copy, Debug)]
pub struct CallText {
    /// The `Resource`.
    resource: &'static str,
    /// `Parameters`, in `JSONPath`.
    parameters: &'static str,
    /// `Arguments`, in `JSONata`.
    arguments: &'static str,
    /// `TimeoutSeconds`, where the call waits for somebody.
    timeout: Option<i64>,
}

impl CallText {
    /// The members of a state that makes the call.
    pub fn parse(self) -> Option<Template> {
        let members = |key, text| {
            let resource = ("Resource", Value::from(self.resource));
            let timeout = self.timeout.map(|seconds| ("TimeoutSeconds", Value::from(seconds)));
            Some(Value::object([resource, (key, Value::parse(text).ok()?)].into_iter().chain(timeout)))
        };
        let json_path = members("Parameters", self.parameters)?;
        Some(Template { json_path, jsonata: members("Arguments", self.arguments)? })
    }
}

/// The state types.
pub const FLOW: [PaletteItem; 8] = {
    const fn item(label: &'static str, kind: StateKind) -> PaletteItem {
        PaletteItem { label, kind, template: None }
    }
    [
        item("Task", StateKind::Task),
        item("Pass", StateKind::Pass),
        item("Choice", StateKind::Choice),
        item("Wait", StateKind::Wait),
        item("Succeed", StateKind::Succeed),
        item("Fail", StateKind::Fail),
        item("Parallel", StateKind::Parallel),
        item("Map", StateKind::Map),
    ]
};

/// Service calls, ready to be filled in.
pub const ACTIONS: [PaletteItem; 8] = {
    const fn task(label: &'static str, call: CallText) -> PaletteItem {
        PaletteItem { label, kind: StateKind::Task, template: Some(call) }
    }
    const fn call(resource: &'static str, parameters: &'static str, arguments: &'static str) -> CallText {
        CallText { resource, parameters, arguments, timeout: None }
    }
    [
        task(
            "Lambda Invoke",
            call(
                "arn:aws:states:::lambda:invoke",
                r#"{"FunctionName": "arn:aws:lambda:us-east-1:123456789012:function:my-function", "Payload.$": "$"}"#,
                r#"{"FunctionName": "arn:aws:lambda:us-east-1:123456789012:function:my-function", "Payload": "{% $states.input %}"}"#,
            ),
        ),
        task(
            "Wait for approval",
            CallText {
                timeout: Some(86_400),
                ..call(
                    "arn:aws:states:::lambda:invoke.waitForTaskToken",
                    r#"{"FunctionName": "arn:aws:lambda:us-east-1:123456789012:function:request-approval", "Payload": {"input.$": "$", "taskToken.$": "$$.Task.Token"}}"#,
                    r#"{"FunctionName": "arn:aws:lambda:us-east-1:123456789012:function:request-approval", "Payload": {"input": "{% $states.input %}", "taskToken": "{% $states.context.Task.Token %}"}}"#,
                )
            },
        ),
        task(
            "SNS Publish",
            call(
                "arn:aws:states:::sns:publish",
                r#"{"TopicArn": "arn:aws:sns:us-east-1:123456789012:my-topic", "Message.$": "$"}"#,
                r#"{"TopicArn": "arn:aws:sns:us-east-1:123456789012:my-topic", "Message": "{% $states.input %}"}"#,
            ),
        ),
        task(
            "SQS SendMessage",
            call(
                "arn:aws:states:::sqs:sendMessage",
                r#"{"QueueUrl": "https://sqs.us-east-1.amazonaws.com/123456789012/my-queue", "MessageBody.$": "$"}"#,
                r#"{"QueueUrl": "https://sqs.us-east-1.amazonaws.com/123456789012/my-queue", "MessageBody": "{% $states.input %}"}"#,
            ),
        ),
        task(
            "DynamoDB PutItem",
            call(
                "arn:aws:states:::dynamodb:putItem",
                r#"{"TableName": "my-table", "Item": {"id": {"S.$": "$.id"}}}"#,
                r#"{"TableName": "my-table", "Item": {"id": {"S": "{% $states.input.id %}"}}}"#,
            ),
        ),
        task(
            "EventBridge PutEvents",
            call(
                "arn:aws:states:::events:putEvents",
                r#"{"Entries": [{"Source": "my.app", "DetailType": "event", "Detail.$": "$", "EventBusName": "default"}]}"#,
                r#"{"Entries": [{"Source": "my.app", "DetailType": "event", "Detail": "{% $states.input %}", "EventBusName": "default"}]}"#,
            ),
        ),
        task(
            "Step Functions StartExecution",
            call(
                "arn:aws:states:::states:startExecution.sync:2",
                r#"{"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:child", "Input.$": "$"}"#,
                r#"{"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:child", "Input": "{% $states.input %}"}"#,
            ),
        ),
        task(
            "S3 GetObject",
            call(
                "arn:aws:states:::aws-sdk:s3:getObject",
                r#"{"Bucket": "my-bucket", "Key.$": "$.key"}"#,
                r#"{"Bucket": "my-bucket", "Key": "{% $states.input.key %}"}"#,
            ),
        ),
    ]
};
