//! Stepwright: a workbench for AWS Step Functions in the browser.
pub mod asl;
pub mod json;
pub mod lint;
pub mod query;
