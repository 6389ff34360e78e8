//! Definitions as other formats hold them: text in, text out.

pub mod yaml;
