//! Expressions whose evaluation would take seconds, or never end, were its work not counted.

use stepwright::query::jsonata::{BuiltIn, Engine, Variables};

/// One a line.
const TEXTS: &str = include_str!("../../tests/fixtures/jsonata/heavy.txt");

/// How many there are.
pub(crate) fn count() -> usize {
    TEXTS.lines().count()
}

/// The text of one.
pub(crate) fn text(index: usize) -> &'static str {
    TEXTS.lines().nth(index).unwrap_or_default()
}

/// Evaluates one. Gives what came of it.
pub(crate) fn evaluate(index: usize) -> String {
    let compiled = match BuiltIn.parse(text(index)) {
        Ok(compiled) => compiled,
        Err(error) => return error.to_string(),
    };
    match compiled.evaluate(&mut Variables::default()) {
        Ok(value) => format!("{} bytes", value.map_or(0, |value| value.to_string().len())),
        Err(error) => error.to_string(),
    }
}
