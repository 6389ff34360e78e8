//! The service's quotas that a definition is judged by before it runs, and that a run keeps to.

/// How many characters a definition may have (AWS: "Quotas related to state machines", 1 MB).
pub const DEFINITION_CHARS_MAX: usize = 1_048_576;

/// How many characters a state's name may have (AWS: "State machine structure").
pub const STATE_NAME_CHARS_MAX: usize = 80;

/// How many bytes of JSON an input, output or result may have (AWS: "Quotas related to task executions").
pub const PAYLOAD_BYTES_MAX: usize = 262_144;

/// How many bytes of JSON the variables of one `Assign` may have together (AWS: "Passing data between states with
/// variables", limits).
pub const ASSIGNED_BYTES_MAX: usize = 262_144;
