//! What a Task asks of Step Functions itself, and how the service words its answers.

use std::sync::Arc;

use super::OtherMachine;
use crate::asl::{Integration, Pattern, Resource};
use crate::json::Value;
use crate::sim::about::About;
use crate::sim::children::ChildExecution;
use crate::sim::history::Failure;
use crate::sim::limits;
use crate::sim::mock::sdk_metadata;
use crate::sim::world::{Reply, TaskSignal, Then};
use crate::sim::{Status, WorkflowType};
use crate::sort::SortedMap;

/// A call of Step Functions' own API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    /// To start an execution.
    Start(Start),
    /// To answer a task token.
    Send(Send),
}

/// A call that starts an execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Start {
    /// `aws-sdk:sfn:…` and not `states:…`.
    sdk: bool,
    pub(super) manner: Manner,
}

/// How such a Task goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// With the service's response.
    Begin,
    /// When the execution has ended; `.sync:2` has its input and output as JSON.
    Sync { json: bool },
    /// When somebody returns the token.
    Callback,
    /// `startSyncExecution`: when the Express execution has ended, however it did.
    Synchronous,
}

/// A call that answers a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Send {
    Success,
    Failure,
    Heartbeat,
}

impl Ask {
    /// What a resource asks for; `None` for all that is no call of this API.
    pub(crate) fn of(resource: &Resource) -> Option<Ask> {
        let (sdk, action) = match &resource.integration {
            Integration::Optimised { service, action } if &**service == "states" => (false, action),
            Integration::AwsSdk { service, action } if &**service == "sfn" => (true, action),
            _ => return None,
        };
        let manner = match (&**action, resource.pattern, sdk) {
            ("startExecution", Pattern::RequestResponse, _) => Manner::Begin,
            ("startExecution", Pattern::WaitForTaskToken, _) => Manner::Callback,
            ("startExecution", Pattern::Sync, false) => Manner::Sync { json: false },
            ("startExecution", Pattern::Sync2, false) => Manner::Sync { json: true },
            ("startSyncExecution", Pattern::RequestResponse, true) => Manner::Synchronous,
            ("sendTaskSuccess", Pattern::RequestResponse, true) => return Some(Ask::Send(Send::Success)),
            ("sendTaskFailure", Pattern::RequestResponse, true) => return Some(Ask::Send(Send::Failure)),
            ("sendTaskHeartbeat", Pattern::RequestResponse, true) => return Some(Ask::Send(Send::Heartbeat)),
            _ => return None,
        };
        Some(Ask::Start(Start { sdk, manner }))
    }
}

/// Why a call is refused: the API's exception and its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    error: &'static str,
    message: String,
}

impl Refusal {
    fn new(error: &'static str, message: impl Into<String>) -> Refusal {
        Refusal { error, message: message.into() }
    }

    pub(super) fn exists(arn: &str) -> Refusal {
        Refusal::new("ExecutionAlreadyExists", format!("Execution Already Exists: '{arn}'"))
    }

    /// A limit of this simulator.
    pub(super) fn limit(most: usize, what: &str) -> Refusal {
        Refusal::new("ExecutionLimitExceeded", format!("A simulated run has at most {most} {what}"))
    }

    fn failure(&self, sdk: bool, request_id: &str) -> Failure {
        let Refusal { error, message } = self;
        if sdk {
            return sdk_failure(error, message, request_id);
        }
        Failure::new(
            format!("StepFunctions.{error}Exception"),
            format!(
                "{message} (Service: AWSStepFunctions; Status Code: 400; Error Code: {error}; Request ID: {request_id}; \
                 Proxy: null)"
            ),
        )
    }
}

/// An exception of the API as the AWS SDK integration words it (recorded for `InvalidToken`).
fn sdk_failure(error: &str, message: &str, request_id: &str) -> Failure {
    Failure::new(
        format!("Sfn.{error}Exception"),
        format!("{message} (Service: Sfn, Status Code: 400, Request ID: {request_id}) (SDK Attempt Count: 1)"),
    )
}

impl Start {
    /// Whether the pattern works with a machine of that type (AWS: `StateMachineTypeNotSupported`).
    pub(super) fn fits(self, workflow: WorkflowType) -> Result<(), Refusal> {
        let fits = match self.manner {
            Manner::Begin | Manner::Callback => true,
            Manner::Sync { .. } => workflow == WorkflowType::Standard,
            Manner::Synchronous => workflow == WorkflowType::Express,
        };
        let words = "This operation is not supported by this type of state machine";
        if fits { Ok(()) } else { Err(Refusal::new("StateMachineTypeNotSupported", words)) }
    }

    pub(super) fn reply(self, execution: &ChildExecution, request_id: &str) -> Reply {
        let response = || self.response(execution, request_id);
        match self.manner {
            Manner::Begin => Reply { worker: None, submitted: None, then: soon(TaskSignal::Succeeded(response())) },
            Manner::Callback => Reply { worker: None, submitted: Some(response()), then: Then::Hold },
            Manner::Sync { .. } => Reply { worker: None, submitted: Some(response()), then: Then::Nested },
            Manner::Synchronous => Reply { worker: None, submitted: None, then: Then::Nested },
        }
    }

    pub(super) fn refused(self, refusal: &Refusal, request_id: &str) -> Reply {
        Reply { worker: None, submitted: None, then: soon(TaskSignal::Failed(refusal.failure(self.sdk, request_id))) }
    }

    /// `StartExecution`'s response. The SDK integration has times as text, the optimised one as milliseconds.
    fn response(self, execution: &ChildExecution, request_id: &str) -> Value {
        let arn = ("ExecutionArn", Value::String(execution.arn.clone()));
        if self.sdk {
            return Value::object([arn, ("StartDate", Value::from(execution.start.to_string()))]);
        }
        let date = ("StartDate", Value::from(execution.start.0));
        let body = Value::object([arn.clone(), date.clone()]);
        let [http, metadata] = sdk_metadata(body.json_len(), request_id);
        Value::object([arn, http, metadata, date])
    }
}

fn soon(signal: TaskSignal) -> Then {
    Then::After(limits::LATENCY_DEFAULT_MS, signal)
}

impl Send {
    /// What the holder of the token hears, or why the answer is refused.
    pub(crate) fn signal(self, parameters: &Value) -> Result<TaskSignal, Refusal> {
        let text = |key: &str| parameters.get(key).and_then(Value::as_str).map(Arc::from);
        match self {
            Send::Heartbeat => Ok(TaskSignal::Heartbeat),
            Send::Failure => Ok(TaskSignal::Failed(Failure { error: text("Error"), cause: text("Cause") })),
            Send::Success => {
                let output = match parameters.get("Output") {
                    // The API takes the output as the text of a JSON value.
                    Some(Value::String(text)) => {
                        Value::parse(text).map_err(|error| invalid_output(&format!("Invalid JSON: {error}")))?
                    }
                    Some(output) => output.clone(),
                    None => return Err(invalid_output("there is no Output")),
                };
                if output.json_len() > limits::PAYLOAD_BYTES_MAX {
                    return Err(invalid_output("larger than 262,144 bytes"));
                }
                Ok(TaskSignal::Succeeded(output))
            }
        }
    }

    /// What the Task gets that sent the answer.
    pub(crate) fn reply(outcome: Result<(), Refusal>, request_id: &str) -> Reply {
        let signal = match outcome {
            Ok(()) => TaskSignal::Succeeded(Value::empty_object()),
            Err(refusal) => TaskSignal::Failed(refusal.failure(true, request_id)),
        };
        Reply { worker: None, submitted: None, then: soon(signal) }
    }

    /// The token is one of this run's, and nobody waits for it any more.
    pub(crate) fn too_late() -> Refusal {
        Refusal::new("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'")
    }
}

fn invalid_output(why: &str) -> Refusal {
    Refusal::new("InvalidOutput", format!("Invalid Output: '{why}'"))
}

/// Whether a Task with this resource starts an execution of another machine.
pub fn starts_execution(resource: &Resource) -> bool {
    matches!(Ask::of(resource), Some(Ask::Start(_)))
}

/// The name in a state machine's ARN, which a version or an alias may follow.
pub fn machine_named(arn: &str) -> Option<&str> {
    let parts: Vec<&str> = arn.split(':').collect();
    match parts.as_slice() {
        ["arn", _, "states", _, _, "stateMachine", name, ..] => Some(name),
        _ => None,
    }
}

/// The machine that a `StateMachineArn` names: an ARN with or without a version or alias, a bare name, or what a
/// deployment tool fills in: `${ChildStateMachineArn}` is `child`, and `${aws_sfn_state_machine.child.arn}` too.
pub(super) fn target<'m>(
    machines: &'m SortedMap<Arc<str>, OtherMachine>,
    text: &str,
) -> Option<(&'m Arc<str>, &'m OtherMachine)> {
    let name = machine_named(text).unwrap_or(text);
    if let Some(found) = machines.get_key_value(name) {
        return Some(found);
    }
    let inner = name.strip_prefix("${")?.strip_suffix('}')?;
    let inner = inner.strip_suffix(".arn").or(inner.strip_suffix(".Arn")).unwrap_or(inner);
    let inner = plain(inner.rsplit('.').next().unwrap_or(inner));
    let shorter = ["arn", "statemachine"].iter().scan(inner.clone(), |rest, ending| {
        if let Some(shorter) = rest.strip_suffix(ending) {
            *rest = shorter.to_owned();
        }
        Some(rest.clone())
    });
    let meant: Vec<String> = std::iter::once(inner).chain(shorter).filter(|name| !name.is_empty()).collect();
    meant.iter().find_map(|meant| machines.iter().find(|(name, _)| plain(name) == *meant))
}

/// A name as it is compared with a placeholder: no case, no separators.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The execution's name, where the Task gives one (AWS: "name" of `StartExecution`).
pub(super) fn name(parameters: &Value) -> Result<Option<Arc<str>>, Refusal> {
    let name = match parameters.get("Name") {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(name)) => name,
        Some(other) => return Err(Refusal::new("InvalidName", format!("Invalid Name: '{other}'"))),
    };
    let forbidden = |c: char| c.is_whitespace() || c.is_control() || "<>{}[]?*\"#%\\^|~`$&,;:/".contains(c);
    if name.is_empty() || name.chars().count() > limits::NAME_CHARS_MAX || name.contains(forbidden) {
        return Err(Refusal::new("InvalidName", format!("Invalid Name: '{name}'")));
    }
    Ok(Some(name.clone()))
}

/// The execution's input: JSON, or the text of it. Recorded: none at all and null are an empty object.
pub(super) fn input(parameters: &Value) -> Result<Value, Refusal> {
    let input = match parameters.get("Input") {
        None | Some(Value::Null) => Value::empty_object(),
        Some(Value::String(text)) => Value::parse(text).unwrap_or_else(|_| Value::String(text.clone())),
        Some(input) => input.clone(),
    };
    if input.json_len() > limits::PAYLOAD_BYTES_MAX {
        let words = "Invalid State Machine Execution Input: larger than 262,144 bytes";
        return Err(Refusal::new("InvalidExecutionInput", words));
    }
    Ok(input)
}

/// `DescribeExecution`'s response as `.sync` and `.sync:2` give it: recorded, with the keys in the order of the alphabet,
/// and times in milliseconds.
pub(super) fn description(execution: &ChildExecution, about: &About, json: bool) -> Value {
    let payload = |value: &Value| if json { value.clone() } else { Value::from(value.to_string()) };
    let text = |text: &Arc<str>| Value::String(text.clone());
    let included = || Value::object([("Included", Value::from(true))]);
    let mut members = Vec::new();
    members.extend(execution.failure.cause.as_ref().map(|cause| ("Cause", text(cause))));
    members.extend(execution.failure.error.as_ref().map(|error| ("Error", text(error))));
    members.extend([
        ("ExecutionArn", text(&execution.arn)),
        ("Input", payload(&execution.input)),
        ("InputDetails", included()),
        ("Name", text(&execution.name)),
    ]);
    if let Some(output) = &execution.output {
        members.extend([("Output", payload(output)), ("OutputDetails", included())]);
    }
    members.push(("RedriveCount", Value::from(0)));
    if execution.status == Status::Succeeded {
        let reason = "Execution is SUCCEEDED and cannot be redriven";
        members
            .extend([("RedriveStatus", Value::from("NOT_REDRIVABLE")), ("RedriveStatusReason", Value::from(reason))]);
    } else {
        members.push(("RedriveStatus", Value::from("REDRIVABLE")));
    }
    members.extend([
        ("StartDate", Value::from(execution.start.0)),
        ("StateMachineArn", text(&about.machine_id)),
        ("Status", Value::from(execution.status.as_str())),
        ("StopDate", Value::from(execution.stop.unwrap_or(execution.start).0)),
    ]);
    Value::object(members)
}
