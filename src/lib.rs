//! Stepwright: a workbench for AWS Step Functions in the browser.
pub mod asl;
pub mod json;
pub mod studio;

#[cfg(feature = "studio")]
pub mod platform;
#[cfg(feature = "studio")]
pub mod ui;
