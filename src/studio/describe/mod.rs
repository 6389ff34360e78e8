//! How durations, clocks, numbers and data are worded, once for every view.
//!
//! ```
//! use stepwright::studio::describe;
//! assert_eq!(describe::long(11_524_000), "3 h 12 m 04 s");
//! assert_eq!(describe::clock(7_500), "00:00:07.500");
//! ```

mod event;

pub use event::{Tone, detail, icon, tone};

use crate::json::{Document, NodeRef, Value};
use crate::sim::Status;

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
/// Hours are counted up to two days: a 24-hour limit reads as it is written.
const DAYS_FROM: i64 = 48 * HOUR;
const DAY: i64 = 24 * HOUR;

/// A measured duration with two units at most: `820 ms`, `8.240 s`, `3 m 12 s`, `3 h 12 m`, `2 d 3 h`.
pub fn duration(ms: i64) -> String {
    match ms.max(0) {
        ms if ms < SECOND => format!("{ms} ms"),
        ms if ms < MINUTE => format!("{}.{:03} s", ms / SECOND, ms % SECOND),
        ms => units(ms, 2),
    }
}

/// A rounded duration for axes and sentences: `500 ms`, `2 s`, `8.2 s`, `3 h 12 m`.
pub fn short(ms: i64) -> String {
    match ms.max(0) {
        0 => "0".to_owned(),
        ms if ms < SECOND => format!("{ms} ms"),
        ms if ms < MINUTE && ms % SECOND < 100 => format!("{} s", ms / SECOND),
        ms if ms < MINUTE => format!("{}.{} s", ms / SECOND, ms % SECOND / 100),
        ms => units(ms, 2),
    }
}

/// A duration to the second, as a countdown shows it: `20 h 47 m 56 s`.
pub fn long(ms: i64) -> String {
    units(ms.max(0), 4)
}

/// A duration to the millisecond, for a title: `3 h 12 m 12.240 s`.
pub fn exact(ms: i64) -> String {
    let ms = ms.max(0);
    let rest = ms % MINUTE;
    let seconds = format!("{}.{:03} s", rest / SECOND, rest % SECOND);
    match ms {
        ms if ms < SECOND => format!("{ms} ms"),
        ms if ms < MINUTE => seconds,
        ms => format!("{} {seconds}", units(ms - rest, 3)),
    }
}

/// The whole units of a duration, largest first, at most `count` of them; zeros at the end are left out.
fn units(ms: i64, count: usize) -> String {
    let days = if ms >= DAYS_FROM { ms / DAY } else { 0 };
    let rest = ms - days * DAY;
    let all = [(days, "d"), (rest / HOUR, "h"), (rest % HOUR / MINUTE, "m"), (rest % MINUTE / SECOND, "s")];
    let first = all.iter().position(|(number, _)| *number > 0).unwrap_or(3);
    let shown = &all[first..(first + count).min(4)];
    let last = shown.iter().rposition(|(number, _)| *number > 0).unwrap_or(0);
    let word = |(index, (number, unit)): (usize, &(i64, &str))| match (index, *unit) {
        (0, _) | (_, "h") => format!("{number} {unit}"),
        _ => format!("{number:02} {unit}"),
    };
    shown[..=last].iter().enumerate().map(word).collect::<Vec<_>>().join(" ")
}

/// Virtual time since the start as a clock: `00:00:07.500`.
pub fn clock(ms: i64) -> String {
    let ms = ms.max(0);
    format!("{:02}:{:02}:{:02}.{:03}", ms / HOUR, ms % HOUR / MINUTE, ms % MINUTE / SECOND, ms % SECOND)
}

/// Seconds since the start for a table: `8.240`, and a clock beyond a minute.
pub fn stamp(ms: i64) -> String {
    match ms.max(0) {
        ms if ms < MINUTE => format!("{}.{:03}", ms / SECOND, ms % SECOND),
        ms => clock(ms),
    }
}

/// `25000` as `25,000`.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let comma = |(index, digit): (usize, char)| {
        let lead = index > 0 && (digits.len() - index).is_multiple_of(3);
        lead.then_some(',').into_iter().chain([digit])
    };
    digits.chars().enumerate().flat_map(comma).collect()
}

/// A number and its noun: `1 event`, `2 events`.
pub fn count(number: usize, noun: &str) -> String {
    format!("{} {noun}{}", grouped(number), if number == 1 { "" } else { "s" })
}

/// An execution's status in a word.
pub fn status_word(status: Status) -> &'static str {
    match status {
        Status::NotStarted => "Not started",
        Status::Running => "Running",
        Status::Succeeded => "Succeeded",
        Status::Failed => "Failed",
        Status::TimedOut => "Timed out",
        Status::Aborted => "Aborted",
    }
}

/// How much data: `61 B`, `2.1 KiB`.
pub fn bytes(count: usize) -> String {
    match count {
        0..1024 => format!("{count} B"),
        1024..1_048_576 => format!("{:.1} KiB", count as f64 / 1024.0),
        _ => format!("{:.1} MiB", count as f64 / 1_048_576.0),
    }
}

/// How many characters of a value a table cell shows.
const GLIMPSE_CHARS: usize = 160;

/// The beginning of a value on one line, without writing all of a large one.
pub fn glimpse(value: &Value) -> String {
    use std::fmt::Write;
    struct Head(String);
    impl Write for Head {
        fn write_str(&mut self, text: &str) -> std::fmt::Result {
            for c in text.chars() {
                if self.0.chars().count() >= GLIMPSE_CHARS {
                    self.0.push('…');
                    return Err(std::fmt::Error);
                }
                self.0.push(c);
            }
            Ok(())
        }
    }
    let mut head = Head(String::new());
    // The error is how a long value ends early.
    let _ = write!(head, "{value}");
    head.0
}

/// The value of a JSON text, or what is wrong with it and where.
pub fn read_json(text: &str) -> Result<Value, String> {
    let document = Document::new(text);
    match document.errors().first() {
        None => Ok(document.root().map_or(Value::Null, NodeRef::to_value)),
        Some(error) => {
            let place = document.position(error.span.start);
            Err(format!("Line {}, column {}: {error}", place.line, place.column))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_people_say_them() {
        for (ms, short_, duration_, long_) in [
            (0, "0", "0 ms", "0 s"),
            (820, "820 ms", "820 ms", "0 s"),
            (2_000, "2 s", "2.000 s", "2 s"),
            (8_240, "8.2 s", "8.240 s", "8 s"),
            (60_000, "1 m", "1 m", "1 m"),
            (192_000, "3 m 12 s", "3 m 12 s", "3 m 12 s"),
            (11_524_000, "3 h 12 m", "3 h 12 m", "3 h 12 m 04 s"),
            (3_600_000, "1 h", "1 h", "1 h"),
            (3_604_000, "1 h", "1 h", "1 h 00 m 04 s"),
            (86_400_000, "24 h", "24 h", "24 h"),
            (183_600_000, "2 d 3 h", "2 d 3 h", "2 d 3 h"),
            (-5, "0", "0 ms", "0 s"),
        ] {
            assert_eq!((short(ms), duration(ms), long(ms)), (short_.into(), duration_.into(), long_.into()), "{ms}");
        }
        assert_eq!(exact(11_532_240), "3 h 12 m 12.240 s");
        assert_eq!(exact(240), "240 ms");
        assert_eq!(clock(11_532_240), "03:12:12.240");
        assert_eq!(stamp(8_240), "8.240");
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!([1, 999, 1_000, 25_000, 1_234_567].map(grouped), ["1", "999", "1,000", "25,000", "1,234,567"]);
        assert_eq!((count(1, "event"), count(0, "event")), ("1 event".into(), "0 events".into()));
        assert_eq!((bytes(61), bytes(2_150)), ("61 B".into(), "2.1 KiB".into()));
    }

    #[test]
    fn wrong_json_is_told_with_its_place() {
        assert_eq!(read_json("{\"a\": 1}"), Value::parse("{\"a\":1}").map_err(|error| error.to_string()));
        assert_eq!(read_json("{\n  \"a\": ,}").unwrap_err(), "Line 2, column 8: expected a value, found `,`");
    }

    #[test]
    fn a_glimpse_of_a_large_value_is_short() {
        let large = Value::array((0..100_000).map(Value::from));
        assert_eq!(glimpse(&large).chars().count(), GLIMPSE_CHARS + 1);
        assert_eq!(glimpse(&Value::parse("{\"a\":1}").unwrap()), "{\"a\":1}");
    }
}
