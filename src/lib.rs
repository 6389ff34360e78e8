//! Stepwright: a workbench for AWS Step Functions in the browser.
pub mod asl;
pub mod json;
pub mod query;
pub mod sim;
