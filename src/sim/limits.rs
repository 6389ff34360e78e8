//! Every bound of the simulator, by name. A number without its source is this project's own choice.

/// How many events a Standard execution's history may hold (AWS: "Quotas related to state machine executions"). An
/// Express execution's is not bounded there; here it ends at the same length.
pub const HISTORY_EVENTS_MAX: usize = 25_000;

/// How many bytes of memory the events of a run may take up in all: its own, those of its child executions, and those of the
/// executions of other machines that it starts. What events share counts once. The service has no such limit; a page has no
/// more than 4 GiB, and holds two runs at most, one that is made again and the one that is shown meanwhile, beside what of
/// that one is done again for a visit that somebody inspects.
pub const HISTORY_BYTES_MAX: usize = 512 << 20;

pub use crate::asl::quotas::{ASSIGNED_BYTES_MAX, PAYLOAD_BYTES_MAX};

/// How deep arrays and objects may nest in what a state hands on and in its variables: as deep as a text that is read, so
/// that whatever a run prints can be read again. Deeper ones fail as larger ones do.
pub const VALUE_DEPTH_MAX: usize = crate::json::MAX_DEPTH;

/// How many trace records an event of a history may have, on average: what was decided after it. A state that is retried
/// without an event writes more, and the first are kept.
pub const TRACE_RECORDS_PER_EVENT_MAX: usize = 4;

/// How many values after stages of one visit are kept, the first: each try has its own.
pub const STAGE_RECORDS_MAX: usize = 1_000;

/// Of how many items of one try of a Map the value after `ItemSelector` is kept, the first.
pub const STAGE_ITEMS_MAX: usize = 100;

/// How long a Standard execution may run, in milliseconds: one year.
pub const STANDARD_DURATION_MS_MAX: i64 = 365 * 24 * 3_600_000;

/// How long an Express execution may run, in milliseconds: five minutes.
pub const EXPRESS_DURATION_MS_MAX: i64 = 300_000;

/// How many iterations of an inline Map run at the same time (AWS: "Inline mode").
pub const MAP_INLINE_CONCURRENCY_MAX: usize = 40;

/// How many child executions of a distributed Map run at the same time (AWS: "Distributed mode").
pub const MAP_DISTRIBUTED_CONCURRENCY_MAX: usize = 10_000;

/// How many scopes (branches and iterations) may be open at once; beyond it the Map or Parallel that asks fails.
pub const SCOPES_MAX: usize = 20_000;

/// How deep Parallel and Map may nest at run time. The parser's nesting limit keeps documents well below it.
pub const SCOPE_DEPTH_MAX: usize = 64;

/// The characters of an error name that are kept (AWS: `SensitiveError`).
pub const ERROR_CHARS_MAX: usize = 256;

/// The characters of a cause that are kept (AWS: `SensitiveCause`).
pub const CAUSE_CHARS_MAX: usize = 32_768;

/// How long an unmocked Task takes, in milliseconds.
pub const LATENCY_DEFAULT_MS: u64 = 100;

/// The longest latency a mock may ask for, in milliseconds: one year.
pub const LATENCY_MS_MAX: u64 = STANDARD_DURATION_MS_MAX as u64;

/// The longest delay of any timer, in seconds, as the language's schema bounds it.
pub const SECONDS_MAX: i64 = 99_999_999;

/// How many checkpoints a run keeps; at the limit every other one is dropped and the distance doubles.
pub const CHECKPOINTS_MAX: usize = 64;

/// The first distance between checkpoints, in events. A checkpoint copies what the open Maps have collected, so it is
/// worth many events; a branch from the past plays fewer than this again.
pub const CHECKPOINT_EVENTS: usize = 256;

/// How many inputs [`step`](crate::sim::Simulation::step) may consume before the next event shows. Only inputs that
/// leave no event count, and each of those ends a timer, a task or a scope.
pub const SILENT_INPUTS_MAX: usize = 50_000;

/// How many inputs a replay consumes at once; what is left happens as the run advances.
pub const REPLAY_INPUTS_MAX: usize = 100_000;

/// How many inputs more than the run it repeats a replay may consume at once.
pub const REPLAY_INPUTS_MORE: usize = 100;

/// How many inputs from outside (approvals, heartbeats, aborts) a journal keeps.
pub const JOURNAL_ENTRIES_MAX: usize = 10_000;

/// How many items an `ItemReader` may read (the service's own limit is 100 million, more than a page holds).
pub const READER_ITEMS_MAX: usize = 100_000;

/// The bytes a batch of a distributed Map may have (AWS: "`ItemBatcher` (Map)").
pub const BATCH_BYTES_MAX: i64 = 262_144;

/// The bytes of an input or output in a log record, escaped (AWS: "`CloudWatch` Logs payloads", 248 KB).
pub const LOG_PAYLOAD_BYTES_MAX: usize = 248 * 1_024;

/// How many events a history may have for its execution to be redriven: fewer than this (AWS: "Redrive eligibility").
pub const REDRIVE_EVENTS_MAX: usize = 24_999;

/// How long after its end an execution can be redriven, in milliseconds: 14 days.
pub const REDRIVE_PERIOD_MS: i64 = 14 * 24 * 3_600_000;

/// How often a map run can be redriven (AWS: "Redriving Map Runs").
pub const MAP_RUN_REDRIVES_MAX: u32 = 1_000;

/// How many child executions of distributed Maps one execution may have.
pub const CHILDREN_MAX: usize = 200_000;

/// How many events of child executions are kept to be looked at; later ones are only counted.
pub const CHILD_EVENTS_KEPT_MAX: usize = 100_000;

/// How deep executions may start executions: one that starts itself ends here.
pub const NESTED_DEPTH_MAX: usize = 16;

/// How many executions of the project's machines one run may start.
pub const NESTED_EXECUTIONS_MAX: usize = 10_000;

/// After how many events of nested executions no more are started. Those that run have their own limits.
pub const NESTED_EVENTS_MAX: usize = 500_000;

/// How many characters an execution's name may have (AWS: `Name`).
pub const NAME_CHARS_MAX: usize = 80;

/// Of how many retries the delays are said before a run.
pub const PLANNED_RETRIES_MAX: i64 = 1_000;
