//! The text itself.

pub(super) mod duplicate_key;
pub(super) mod empty;
pub(super) mod placeholder;
pub(super) mod syntax;
pub(super) mod too_deep;
pub(super) mod too_large;
