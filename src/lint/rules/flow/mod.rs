//! The ways between states.

pub(super) mod dangling_target;
pub(super) mod endless_loop;
pub(super) mod next_or_end;
pub(super) mod no_end_state;
pub(super) mod unreachable_state;
