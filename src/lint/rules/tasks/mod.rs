//! What a Task calls.

pub(super) mod express_map;
pub(super) mod express_resource;
pub(super) mod resource;
pub(super) mod token_not_passed;
pub(super) mod unknown_action;
