//! Events as `CloudWatch` Logs shows them (AWS: "Using `CloudWatch` Logs to log execution history in Step Functions"). An
//! Express execution's history is to be found there alone.

use super::{EventType, HistoryEvent};
use crate::json::Value;
use crate::sim::limits;

/// How much of an execution is logged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogLevel {
    /// Every event.
    #[default]
    All,
    /// Whatever went wrong.
    Error,
    /// How the execution ended, if not well.
    Fatal,
    /// Nothing.
    Off,
}

impl LogLevel {
    /// All of them, from the most to the least.
    pub const ALL: [LogLevel; 4] = [LogLevel::All, LogLevel::Error, LogLevel::Fatal, LogLevel::Off];

    /// AWS's name.
    pub fn as_str(self) -> &'static str {
        match self {
            LogLevel::All => "ALL",
            LogLevel::Error => "ERROR",
            LogLevel::Fatal => "FATAL",
            LogLevel::Off => "OFF",
        }
    }

    /// Whether an event of this type is logged (AWS: "Log levels for Step Functions execution events").
    pub fn logs(self, kind: EventType) -> bool {
        match self {
            LogLevel::All => true,
            LogLevel::Error => is_fatal(kind) || is_error(kind),
            LogLevel::Fatal => is_fatal(kind),
            LogLevel::Off => false,
        }
    }
}

fn is_fatal(kind: EventType) -> bool {
    matches!(kind, EventType::ExecutionAborted | EventType::ExecutionFailed | EventType::ExecutionTimedOut)
}

/// The table of AWS leaves the last four out; they tell of failures as the others do.
fn is_error(kind: EventType) -> bool {
    matches!(
        kind,
        EventType::FailStateEntered
            | EventType::LambdaFunctionFailed
            | EventType::LambdaFunctionScheduleFailed
            | EventType::LambdaFunctionStartFailed
            | EventType::LambdaFunctionTimedOut
            | EventType::MapIterationAborted
            | EventType::MapIterationFailed
            | EventType::MapRunAborted
            | EventType::MapRunFailed
            | EventType::MapStateAborted
            | EventType::MapStateFailed
            | EventType::ParallelStateAborted
            | EventType::ParallelStateFailed
            | EventType::TaskFailed
            | EventType::TaskStartFailed
            | EventType::TaskStateAborted
            | EventType::TaskSubmitFailed
            | EventType::TaskTimedOut
            | EventType::WaitStateAborted
            | EventType::ActivityFailed
            | EventType::ActivityScheduleFailed
            | EventType::ActivityTimedOut
            | EventType::EvaluationFailed
    )
}

/// What `includeExecutionData: false` leaves out; names, errors and causes stay (recorded: localstack's `test_logs`, whose
/// snapshots are of the service).
const EXECUTION_DATA: [&str; 7] =
    ["input", "inputDetails", "output", "outputDetails", "parameters", "assignedVariables", "assignedVariablesDetails"];

impl HistoryEvent {
    /// The record of this event: numbers are texts and times milliseconds since 1970, as recorded.
    ///
    /// `redrive_count` is how often the execution had been redriven by then.
    pub fn log_record(&self, execution_arn: &str, redrive_count: u32, include_data: bool) -> Value {
        Value::object([
            ("id", Value::from(self.id.to_string())),
            ("type", Value::from(self.kind.as_str())),
            ("details", self.log_details(include_data)),
            ("previous_event_id", Value::from(self.previous_event_id.to_string())),
            ("event_timestamp", Value::from(self.time.0.to_string())),
            ("execution_arn", Value::from(execution_arn)),
            ("redrive_count", Value::from(redrive_count.to_string())),
        ])
    }

    fn log_details(&self, include_data: bool) -> Value {
        let Some(Value::Object(details)) = self.details_json() else { return Value::empty_object() };
        let mut members: Vec<(&str, Value)> = Vec::new();
        let kept = |key: &&str| include_data || !EXECUTION_DATA.contains(key);
        let mut cut = None;
        for (key, value) in details.iter().map(|(key, value)| (&**key, value)).filter(|(key, _)| kept(key)) {
            let value = match (key, value.as_str()) {
                ("input", Some(text)) if value.json_len() > limits::LOG_PAYLOAD_BYTES_MAX => {
                    cut = Some("inputDetails");
                    Value::from(beginning(text))
                }
                ("output", Some(text)) if value.json_len() > limits::LOG_PAYLOAD_BYTES_MAX => {
                    cut = Some("outputDetails");
                    Value::from(beginning(text))
                }
                _ if cut == Some(key) => Value::object([("truncated", Value::from(true))]),
                _ => value.clone(),
            };
            members.push((key, value));
        }
        Value::object(members)
    }
}

/// As much of a text as a record holds, escaped ("If escaped input or escaped output sent to `CloudWatch` Logs exceeds 248
/// KB, it will be truncated").
fn beginning(text: &str) -> &str {
    // Two bytes are the quotes'.
    let mut left = limits::LOG_PAYLOAD_BYTES_MAX - 2;
    let fits = |(_, c): &(usize, char)| {
        let mut buffer = [0; 4];
        let escaped = Value::from(&*c.encode_utf8(&mut buffer)).json_len() - 2;
        match left.checked_sub(escaped) {
            Some(rest) => {
                left = rest;
                true
            }
            None => false,
        }
    };
    let end = text.char_indices().take_while(fits).last().map_or(0, |(at, c)| at + c.len_utf8());
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::VirtualTime;
    use crate::sim::history::{EventDetails, Failure};

    /// The table of "Log levels for Step Functions execution events": the types that more levels than ALL log.
    const ERROR_AND_FATAL: [&str; 3] = ["ExecutionAborted", "ExecutionFailed", "ExecutionTimedOut"];
    const ERROR: [&str; 19] = [
        "FailStateEntered",
        "LambdaFunctionFailed",
        "LambdaFunctionScheduleFailed",
        "LambdaFunctionStartFailed",
        "LambdaFunctionTimedOut",
        "MapIterationAborted",
        "MapIterationFailed",
        "MapRunAborted",
        "MapRunFailed",
        "MapStateAborted",
        "MapStateFailed",
        "ParallelStateAborted",
        "ParallelStateFailed",
        "TaskFailed",
        "TaskStartFailed",
        "TaskStateAborted",
        "TaskSubmitFailed",
        "TaskTimedOut",
        "WaitStateAborted",
    ];
    /// Those it has no row for.
    const UNLISTED: [&str; 4] = ["ActivityFailed", "ActivityScheduleFailed", "ActivityTimedOut", "EvaluationFailed"];

    #[test]
    fn each_level_logs_the_types_of_the_table() {
        let named = |name: &str| EventType::ALL.iter().copied().find(|kind| kind.as_str() == name).unwrap();
        for name in ERROR_AND_FATAL.iter().chain(&ERROR).chain(&UNLISTED) {
            assert!(EventType::ALL.contains(&named(name)), "{name}");
        }
        for kind in EventType::ALL.iter().copied() {
            let fatal = ERROR_AND_FATAL.contains(&kind.as_str());
            let error = fatal || ERROR.contains(&kind.as_str()) || UNLISTED.contains(&kind.as_str());
            assert_eq!(LogLevel::ALL.map(|level| level.logs(kind)), [true, error, fatal, false], "{}", kind.as_str());
        }
    }

    fn event(kind: EventType, details: EventDetails) -> HistoryEvent {
        let time = VirtualTime(1_767_225_600_000);
        HistoryEvent { id: 3, previous_event_id: 2, time, kind, details, state: Some("S".into()), path: None }
    }

    #[track_caller]
    fn details(event: &HistoryEvent, include_data: bool, expected: &str) {
        assert_eq!(event.log_record("arn", 0, include_data).get("details").unwrap().to_string(), expected);
    }

    #[test]
    fn a_record_is_written_as_the_service_writes_it() {
        let failed = event(EventType::ExecutionFailed, EventDetails::Failed(Failure::new("E", "c")));
        assert_eq!(
            failed.log_record("arn:aws:states:us-east-1:123456789012:execution:M:run-1", 2, true).to_string(),
            r#"{"id":"3","type":"ExecutionFailed","details":{"error":"E","cause":"c"},"previous_event_id":"2","#
                .to_owned()
                + r#""event_timestamp":"1767225600000","#
                + r#""execution_arn":"arn:aws:states:us-east-1:123456789012:execution:M:run-1","redrive_count":"2"}"#
        );
    }

    #[test]
    fn data_is_left_out_and_errors_stay() {
        let input = Value::parse(r#"{"a":1}"#).unwrap();
        let entered = event(EventType::PassStateEntered, EventDetails::Entered { input: input.clone() });
        details(&entered, true, r#"{"name":"S","input":"{\"a\":1}","inputDetails":{"truncated":false}}"#);
        details(&entered, false, r#"{"name":"S"}"#);
        let started = EventDetails::Started { input: input.clone(), role_arn: "role".into() };
        details(&event(EventType::ExecutionStarted, started), false, r#"{"roleArn":"role"}"#);
        details(&event(EventType::ExecutionSucceeded, EventDetails::Output(input)), false, "{}");
        let failure = Failure::new("States.QueryEvaluationError", "why");
        let evaluation = EventDetails::Evaluation { failure, location: Some("Output".into()) };
        let expected = r#"{"error":"States.QueryEvaluationError","cause":"why","location":"Output","state":"S"}"#;
        details(&event(EventType::EvaluationFailed, evaluation), false, expected);
        details(&event(EventType::MapStateSucceeded, EventDetails::None), true, "{}");
        details(&event(EventType::MapStateStarted, EventDetails::Length(2)), false, r#"{"length":2}"#);
    }

    #[test]
    fn a_payload_beyond_the_limit_is_cut_by_its_escaped_length() {
        let output = Value::from("\"é".repeat(60_000));
        let record =
            event(EventType::ExecutionSucceeded, EventDetails::Output(output.clone())).log_record("a", 0, true);
        let details = record.get("details").unwrap();
        let text = details.get("output").unwrap();
        assert!(
            text.json_len() <= limits::LOG_PAYLOAD_BYTES_MAX && text.json_len() > limits::LOG_PAYLOAD_BYTES_MAX - 6
        );
        assert!(output.to_string().starts_with(text.as_str().unwrap()));
        assert_eq!(details.get("outputDetails").unwrap().to_string(), r#"{"truncated":true}"#);
    }
}
