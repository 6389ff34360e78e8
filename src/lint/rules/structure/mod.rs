//! States and the ways between them.

pub(super) mod dangling_target;
pub(super) mod duplicate_state;
pub(super) mod endless_loop;
pub(super) mod next_or_end;
pub(super) mod no_end_state;
pub(super) mod no_states;
pub(super) mod start_at;
pub(super) mod state_name;
pub(super) mod state_type;
pub(super) mod unreachable_state;
