//! Which retrier or catcher takes an error, and how long a retry waits.

use std::sync::Arc;

use super::chance::Random;
use super::error::{Origin, StatesError};
use super::limits;
use crate::asl::StateId;
use crate::json::Value;

/// One entry of `Retry`.
#[derive(Clone, Debug)]
pub(crate) struct Retrier {
    pub errors: Vec<Arc<str>>,
    pub interval_seconds: f64,
    pub max_attempts: i64,
    pub backoff_rate: f64,
    pub max_delay_seconds: Option<f64>,
    pub full_jitter: bool,
}

/// One entry of `Catch`; its data flow is the state's.
#[derive(Clone, Debug)]
pub(crate) struct Catcher {
    pub errors: Vec<Arc<str>>,
    pub next: Result<StateId, Arc<str>>,
}

impl Retrier {
    /// Reads an entry. Fields of the wrong type count as absent.
    pub(crate) fn read(value: &Value) -> Retrier {
        let number = |key: &str| value.get(key).and_then(Value::as_f64);
        Retrier {
            errors: error_names(value),
            interval_seconds: number("IntervalSeconds").unwrap_or(1.0).clamp(0.0, limits::SECONDS_MAX as f64),
            max_attempts: value.get("MaxAttempts").and_then(Value::as_i64).unwrap_or(3),
            backoff_rate: number("BackoffRate").unwrap_or(2.0).max(1.0),
            max_delay_seconds: number("MaxDelaySeconds"),
            full_jitter: value.get("JitterStrategy").and_then(Value::as_str) == Some("FULL"),
        }
    }

    /// The delay before retry number `retry` (from 0), without jitter: interval times rate to the power, capped.
    pub(crate) fn delay_ms(&self, retry: u32) -> i64 {
        let seconds = self.interval_seconds * self.backoff_rate.powi(retry.min(1_000_000) as i32);
        let capped = self.max_delay_seconds.map_or(seconds, |max| seconds.min(max.max(0.0)));
        (capped.min(limits::SECONDS_MAX as f64) * 1_000.0).round() as i64
    }

    /// The delay with jitter, which is drawn after the cap (observed: floci-io/floci#2455).
    pub(crate) fn jittered_ms(&self, retry: u32, random: &mut Random) -> i64 {
        let delay = self.delay_ms(retry);
        if self.full_jitter { random.up_to(delay.unsigned_abs()) as i64 } else { delay }
    }
}

/// The delays before the retries that an entry of `Retry` allows, without jitter (ASL spec, "Retrying after error"); of very
/// many the first [`PLANNED_RETRIES_MAX`](limits::PLANNED_RETRIES_MAX).
pub fn planned_delays_ms(retrier: &Value) -> Vec<i64> {
    let retrier = Retrier::read(retrier);
    let most = retrier.max_attempts.clamp(0, limits::PLANNED_RETRIES_MAX);
    (0..most as u32).map(|retry| retrier.delay_ms(retry)).collect()
}

/// The names of `ErrorEquals`.
pub(crate) fn error_names(value: &Value) -> Vec<Arc<str>> {
    let names = value.get("ErrorEquals").and_then(Value::as_array).unwrap_or_default();
    names.iter().filter_map(|name| name.as_str().map(Arc::from)).collect()
}

/// Whether a list of names covers an error.
///
/// `States.ALL` covers neither `States.Runtime` nor `States.DataLimitExceeded` (AWS: "Error names"); recordings show that
/// nothing covers `States.Runtime`, but that `States.ALL` does take a *task's* answer that is too large, so only a
/// state's own payload has [`Origin::DataLimit`]. `States.TaskFailed` covers what a task answers, except its timeout.
pub(crate) fn covers(names: &[Arc<str>], error: &StatesError) -> bool {
    if error.origin == Origin::Runtime {
        return false;
    }
    let own = error.failure.error.as_deref();
    names.iter().any(|name| match &**name {
        "States.ALL" => error.origin != Origin::DataLimit,
        "States.TaskFailed" => error.origin == Origin::Task && own != Some("States.Timeout"),
        // "States.Timeout" is also a heartbeat that did not come (AWS: "Error names"), whichever name a mock gives it.
        "States.HeartbeatTimeout" | "States.Timeout" if error.origin == Origin::Heartbeat => true,
        name => own == Some(name),
    })
}

/// The retrier that takes an error and has attempts left: its position and how often it has retried.
///
/// The first retrier that covers the error decides; when it has no attempts left, none is asked after it.
pub(crate) fn choose(retriers: &[Retrier], counts: &[u32], error: &StatesError) -> Option<(usize, u32)> {
    let index = retriers.iter().position(|retrier| covers(&retrier.errors, error))?;
    let count = counts.get(index).copied().unwrap_or(0);
    (i64::from(count) < retriers[index].max_attempts).then_some((index, count))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn retrier(text: &str) -> Retrier {
        Retrier::read(&Value::parse(text).unwrap())
    }

    #[track_caller]
    fn delays(text: &str, expected: &[i64]) {
        let retrier = retrier(text);
        let found: Vec<i64> = (0..expected.len() as u32).map(|retry| retrier.delay_ms(retry)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn delays_follow_the_specification() {
        delays("{}", &[1_000, 2_000, 4_000, 8_000, 16_000]);
        delays(r#"{"IntervalSeconds": 2, "BackoffRate": 1.5}"#, &[2_000, 3_000, 4_500, 6_750]);
        delays(r#"{"IntervalSeconds": 3, "BackoffRate": 1}"#, &[3_000, 3_000, 3_000]);
        delays(r#"{"IntervalSeconds": 3, "BackoffRate": 2, "MaxDelaySeconds": 10}"#, &[3_000, 6_000, 10_000, 10_000]);
        assert_eq!(retrier(r#"{"BackoffRate": 1e300}"#).delay_ms(u32::MAX), limits::SECONDS_MAX * 1_000);
    }

    #[test]
    fn the_delays_of_so_many_retries_are_planned() {
        let planned = |text: &str| planned_delays_ms(&Value::parse(text).unwrap());
        assert_eq!(planned("{}"), [1_000, 2_000, 4_000]);
        assert_eq!(planned(r#"{"MaxAttempts": 4, "MaxDelaySeconds": 3}"#), [1_000, 2_000, 3_000, 3_000]);
        assert!(planned(r#"{"MaxAttempts": 0}"#).is_empty() && planned(r#"{"MaxAttempts": -1}"#).is_empty());
        let most = limits::PLANNED_RETRIES_MAX as usize;
        assert_eq!(planned(r#"{"MaxAttempts": 99999999, "BackoffRate": 1}"#).len(), most);
    }

    #[test]
    fn full_jitter_is_drawn_within_the_capped_delay() {
        let retrier = retrier(r#"{"IntervalSeconds": 10, "MaxDelaySeconds": 15, "JitterStrategy": "FULL"}"#);
        let mut random = Random(7);
        let drawn: Vec<i64> = (0..1_000).map(|_| retrier.jittered_ms(1, &mut random)).collect();
        assert!(drawn.iter().all(|delay| (0..=15_000).contains(delay)));
        assert!(drawn.iter().any(|delay| *delay < 1_500) && drawn.iter().any(|delay| *delay > 13_500));
    }

    #[test]
    fn names_cover_what_the_service_lets_them_cover() {
        let error = |origin, name: &str| StatesError::new(origin, name, None);
        let covered = |names: &[&str], error: &StatesError| {
            covers(&names.iter().map(|name| Arc::from(*name)).collect::<Vec<_>>(), error)
        };
        let task = error(Origin::Task, "Oops");
        assert!(covered(&["Other", "Oops"], &task) && covered(&["States.TaskFailed"], &task));
        assert!(covered(&["States.ALL"], &task) && !covered(&["oops"], &task));
        let timeout = error(Origin::Timeout, "States.Timeout");
        assert!(covered(&["States.Timeout"], &timeout) && !covered(&["States.TaskFailed"], &timeout));
        let heartbeat = error(Origin::Heartbeat, "States.Timeout");
        assert!(covered(&["States.HeartbeatTimeout"], &heartbeat) && covered(&["States.Timeout"], &heartbeat));
        let thrown = error(Origin::Heartbeat, "States.HeartbeatTimeout");
        assert!(covered(&["States.Timeout"], &thrown) && !covered(&["States.TaskFailed"], &thrown));
        let runtime = error(Origin::Runtime, "States.Runtime");
        assert!(!covered(&["States.ALL"], &runtime) && !covered(&["States.Runtime"], &runtime));
        let limit = error(Origin::DataLimit, "States.DataLimitExceeded");
        assert!(!covered(&["States.ALL"], &limit) && covered(&["States.DataLimitExceeded"], &limit));
        assert!(!covered(&["States.TaskFailed"], &error(Origin::State, "Oops")));
    }

    #[test]
    fn each_retrier_counts_for_itself() {
        let retriers = [
            retrier(r#"{"ErrorEquals": ["A"], "MaxAttempts": 1}"#),
            retrier(r#"{"ErrorEquals": ["States.ALL"], "MaxAttempts": 2}"#),
        ];
        let error = |name: &str| StatesError::new(Origin::Task, name, None);
        assert_eq!(choose(&retriers, &[], &error("A")), Some((0, 0)));
        assert_eq!(choose(&retriers, &[1, 0], &error("A")), None);
        assert_eq!(choose(&retriers, &[1, 1], &error("B")), Some((1, 1)));
        assert_eq!(choose(&retriers, &[1, 2], &error("B")), None);
    }
}
