//! What `StartSyncExecution` answers about an Express execution.

use std::sync::Arc;

use crate::json::Value;
use crate::sim::Status;
use crate::sim::children::ChildExecution;
use crate::sim::history::Failure;
use crate::sim::time::VirtualTime;

/// An Express execution as `StartSyncExecution` answers it. The call succeeds even where the execution failed.
#[derive(Clone, Debug, PartialEq)]
pub struct SyncExecution {
    /// The execution's ARN.
    pub execution_arn: Arc<str>,
    /// The state machine's ARN.
    pub state_machine_arn: Arc<str>,
    /// The execution's name.
    pub name: Arc<str>,
    /// When it began.
    pub start: VirtualTime,
    /// When it ended.
    pub stop: VirtualTime,
    /// `SUCCEEDED`, `FAILED` or `TIMED_OUT`.
    pub status: Status,
    /// The error and the cause, where it failed.
    pub failure: Failure,
    /// The input.
    pub input: Value,
    /// The output, where it succeeded.
    pub output: Option<Value>,
    /// What it costs.
    pub billing: BillingDetails,
}

/// What an Express execution is billed by (AWS: `BillingDetails`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BillingDetails {
    /// The duration, rounded up to 100 ms.
    pub duration_ms: i64,
    /// The memory, in steps of 64 MB.
    pub memory_mb: i64,
}

/// The step in which duration is billed.
const DURATION_STEP_MS: i64 = 100;

/// The step in which memory is billed. The service says no more of it than that it depends on the definition, the size of
/// the data and what runs in parallel, which for definitions and data of usual sizes stays within the first step; so this
/// is the least that is billed, not a measurement.
const MEMORY_STEP_MB: i64 = 64;

impl BillingDetails {
    fn of(start: VirtualTime, stop: VirtualTime) -> BillingDetails {
        let steps = (stop.since(start).max(1) as u64).div_ceil(DURATION_STEP_MS as u64);
        BillingDetails { duration_ms: (steps as i64).saturating_mul(DURATION_STEP_MS), memory_mb: MEMORY_STEP_MB }
    }
}

impl SyncExecution {
    /// An ended execution of a machine.
    pub(crate) fn of(execution: &ChildExecution, machine_arn: &Arc<str>) -> SyncExecution {
        let stop = execution.stop.unwrap_or(execution.start);
        SyncExecution {
            execution_arn: execution.arn.clone(),
            state_machine_arn: machine_arn.clone(),
            name: execution.name.clone(),
            start: execution.start,
            stop,
            status: execution.status,
            failure: execution.failure.clone(),
            input: execution.input.clone(),
            output: execution.output.clone(),
            billing: BillingDetails::of(execution.start, stop),
        }
    }

    /// The API's response, input and output as the texts of JSON values.
    pub fn to_json(&self) -> Value {
        let text = |text: &Arc<str>| Value::String(text.clone());
        let included = || Value::object([("included", Value::from(true))]);
        let billing = Value::object([
            ("billedDurationInMilliseconds", Value::from(self.billing.duration_ms)),
            ("billedMemoryUsedInMB", Value::from(self.billing.memory_mb)),
        ]);
        let mut members = vec![("billingDetails", billing)];
        members.extend(self.failure.cause.as_ref().map(|cause| ("cause", text(cause))));
        members.extend(self.failure.error.as_ref().map(|error| ("error", text(error))));
        members.extend([
            ("executionArn", text(&self.execution_arn)),
            ("input", Value::from(self.input.to_string())),
            ("inputDetails", included()),
            ("name", text(&self.name)),
        ]);
        if let Some(output) = &self.output {
            members.extend([("output", Value::from(output.to_string())), ("outputDetails", included())]);
        }
        members.extend([
            ("startDate", Value::from(self.start.to_string())),
            ("stateMachineArn", text(&self.state_machine_arn)),
            ("status", Value::from(self.status.as_str())),
            ("stopDate", Value::from(self.stop.to_string())),
        ]);
        Value::object(members)
    }

    /// The same as the AWS SDK integration spells it: every key begins with a capital letter.
    pub(crate) fn to_sdk_json(&self) -> Value {
        capitalised(&self.to_json())
    }
}

/// An object with its keys, and those of the objects in it, capitalised. What comes here is two levels deep.
fn capitalised(value: &Value) -> Value {
    let Value::Object(members) = value else { return value.clone() };
    Value::object(members.iter().map(|(key, value)| {
        let mut letters = key.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        (first.chain(letters).collect::<String>(), capitalised(value))
    }))
}
