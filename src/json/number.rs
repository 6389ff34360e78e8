//! Numbers as the service tells them apart: whole numbers, decimals, and whole numbers beyond 64 bits.

use std::fmt;
use std::sync::Arc;

use super::parse_double;

/// A JSON number.
#[derive(Clone, Debug)]
pub enum Number {
    /// A whole number within 64 bits.
    Int(i64),
    /// A decimal, or a number written with an exponent.
    Double(f64),
    /// A whole number beyond 64 bits, as it was written.
    Big(Arc<str>),
}

impl Number {
    /// Reads the text of a JSON number; `None` where it is not one.
    pub fn parse(text: &str) -> Option<Number> {
        if let Ok(number) = text.parse::<i64>() {
            return Some(if text == "-0" { Number::Int(0) } else { Number::Int(number) });
        }
        if text.bytes().skip(usize::from(text.starts_with('-'))).all(|byte| byte.is_ascii_digit()) && !text.is_empty() {
            return Some(Number::Big(text.into()));
        }
        let number = parse_double(text)?;
        // JSON has no infinity: a literal beyond the range of a double is held at its end.
        Some(Number::Double(number.clamp(f64::MIN, f64::MAX)))
    }

    /// How many bytes [`Display`](fmt::Display) writes.
    pub(super) fn text_len(&self) -> usize {
        match self {
            Number::Int(number) => {
                usize::from(*number < 0) + number.unsigned_abs().checked_ilog10().map_or(1, |log| log as usize + 1)
            }
            Number::Double(_) => self.to_string().len(),
            Number::Big(text) => text.len(),
        }
    }

    /// The nearest double.
    pub fn as_f64(&self) -> f64 {
        match self {
            Number::Int(number) => *number as f64,
            Number::Double(number) => *number,
            Number::Big(text) => parse_double(text).unwrap_or(f64::MAX),
        }
    }

    /// The number where it is whole and within 64 bits; `2.0` is whole.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Number::Int(number) => Some(*number),
            Number::Double(number) if number.fract() == 0.0 && number.abs() < 9.2e18 => Some(*number as i64),
            Number::Double(_) | Number::Big(_) => None,
        }
    }
}

/// Equal as written: `1` and `1.0` differ, as in the service's outputs. Compare [`Number::as_f64`] for arithmetic.
impl PartialEq for Number {
    fn eq(&self, other: &Number) -> bool {
        match (self, other) {
            (Number::Int(a), Number::Int(b)) => a == b,
            (Number::Double(a), Number::Double(b)) => a.to_bits() == b.to_bits(),
            (Number::Big(a), Number::Big(b)) => a == b,
            _ => false,
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Number::Int(number) => write!(f, "{number}"),
            Number::Double(number) => write_double(f, *number),
            Number::Big(text) => f.write_str(text),
        }
    }
}

/// The service is written in Java and prints decimals as `Double.toString` does: plain between 10^-3 and 10^7 with at
/// least one digit after the point, else with an exponent.
fn write_double(f: &mut fmt::Formatter<'_>, number: f64) -> fmt::Result {
    let size = number.abs();
    if number == 0.0 || (1e-3..1e7).contains(&size) {
        return write!(f, "{number:?}");
    }
    let text = format!("{number:e}");
    match text.split_once('e') {
        Some((digits, exponent)) if digits.contains('.') => write!(f, "{digits}E{exponent}"),
        Some((digits, exponent)) => write!(f, "{digits}.0E{exponent}"),
        None => f.write_str(&text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_the_kind_they_were_written_in() {
        for (text, printed) in [
            ("1", "1"),
            ("-0", "0"),
            ("1.0", "1.0"),
            ("0.1", "0.1"),
            ("1e2", "100.0"),
            ("12345678.5", "1.23456785E7"),
            ("1e21", "1.0E21"),
            ("0.0001", "1.0E-4"),
            ("12345678901234567890", "12345678901234567890"),
        ] {
            assert_eq!(Number::parse(text).unwrap().to_string(), printed, "{text}");
        }
        assert_ne!(Number::parse("1"), Number::parse("1.0"));
        assert_eq!(Number::parse("1e999"), Some(Number::Double(f64::MAX)));
        assert!(Number::parse("x").is_none());
    }
}
