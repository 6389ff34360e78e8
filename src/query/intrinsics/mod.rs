//! The intrinsic functions themselves, by what they work on.

pub(super) mod array;
pub(super) mod code;
pub(super) mod java;
pub(super) mod math;
pub(super) mod text;

#[cfg(test)]
mod tests;
