//! Stepwright: a workbench for AWS Step Functions in the browser.
pub mod json;
#[cfg(feature = "studio")]
pub mod ui;
