//! Flows and the states in them.

pub(super) mod duplicate_label;
pub(super) mod duplicate_state;
pub(super) mod label;
pub(super) mod no_states;
pub(super) mod start_at;
pub(super) mod state_name;
pub(super) mod state_type;
