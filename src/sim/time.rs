//! Virtual time, and the calendar it is written in.

use std::fmt;

/// A moment in virtual time: milliseconds since the Unix epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VirtualTime(pub i64);

impl VirtualTime {
    /// Later than everything.
    pub const MAX: VirtualTime = VirtualTime(i64::MAX);

    /// This moment and some milliseconds.
    #[must_use]
    pub fn plus_ms(self, ms: i64) -> VirtualTime {
        VirtualTime(self.0.saturating_add(ms))
    }

    /// This moment and some seconds.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> VirtualTime {
        self.plus_ms(seconds.saturating_mul(1_000))
    }

    /// The milliseconds from another moment to this one.
    pub fn since(self, earlier: VirtualTime) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Reads an RFC 3339 date and time as Step Functions accepts it: a capital `T`, and `Z` or an offset.
    pub fn parse(text: &str) -> Option<VirtualTime> {
        let (date, time) = text.split_once('T')?;
        let (clock, offset_minutes) = match time.strip_suffix('Z') {
            Some(clock) => (clock, 0),
            None => split_offset(time)?,
        };
        let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
        let (clock, fraction) = clock.split_once('.').map_or((clock, None), |(clock, rest)| (clock, Some(rest)));
        let [hour, minute, second] = numbers(clock, ':', [2, 2, 2])?;
        let ms = fraction.map_or(Some(0), fraction_ms)?;
        if !(1..=12).contains(&month) || !(1..=days_in(year, month)).contains(&day) {
            return None;
        }
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let seconds = days_from_civil(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second;
        Some(VirtualTime((seconds - offset_minutes * 60) * 1_000 + ms))
    }

    fn parts(self) -> (i64, i64, i64, i64, i64) {
        let days = self.0.div_euclid(86_400_000);
        let (year, month, day) = civil_from_days(days);
        let ms = self.0.rem_euclid(86_400_000);
        (year, month, day, ms / 1_000, ms % 1_000)
    }

    /// As `GetExecutionHistory` is printed: microseconds and a numeric offset.
    pub fn to_offset_string(self) -> String {
        let (year, month, day, second, ms) = self.parts();
        let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{ms:03}000+00:00")
    }
}

/// As the context object shows it: `2026-01-01T00:00:00.000Z`.
impl fmt::Display for VirtualTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day, second, ms) = self.parts();
        let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{ms:03}Z")
    }
}

fn split_offset(time: &str) -> Option<(&str, i64)> {
    let at = time.rfind(['+', '-'])?;
    let sign = if time.as_bytes().get(at) == Some(&b'-') { -1 } else { 1 };
    let [hours, minutes] = numbers(time.get(at + 1..)?, ':', [2, 2])?;
    (hours < 24 && minutes < 60).then_some((time.get(..at)?, sign * (hours * 60 + minutes)))
}

/// Numbers of fixed widths between separators.
fn numbers<const N: usize>(text: &str, separator: char, widths: [usize; N]) -> Option<[i64; N]> {
    let mut out = [0; N];
    let mut parts = text.split(separator);
    for (slot, width) in out.iter_mut().zip(widths) {
        let part = parts.next()?;
        if part.len() != width || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *slot = part.parse().ok()?;
    }
    parts.next().is_none().then_some(out)
}

fn fraction_ms(digits: &str) -> Option<i64> {
    if digits.is_empty() || digits.len() > 9 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let three: String = digits.chars().chain("000".chars()).take(3).collect();
    three.parse().ok()
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 of a Gregorian date (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The inverse of [`days_from_civil`].
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day_of_year - (153 * shifted + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_round_trip() {
        for (text, ms) in [
            ("1970-01-01T00:00:00.000Z", 0),
            ("2026-02-28T23:59:59.999Z", 1_772_323_199_999),
            ("2000-02-29T12:00:00.500Z", 951_825_600_500),
            ("1969-12-31T23:59:59.000Z", -1_000),
        ] {
            assert_eq!(VirtualTime::parse(text), Some(VirtualTime(ms)), "{text}");
            assert_eq!(VirtualTime(ms).to_string(), text);
        }
        assert_eq!(VirtualTime::parse("1970-01-01T01:00:00+01:00"), Some(VirtualTime(0)));
        assert_eq!(VirtualTime::parse("1970-01-01T00:00:00.25-00:30"), Some(VirtualTime(1_800_250)));
    }

    #[test]
    fn what_the_service_refuses_is_refused() {
        for text in [
            "2016-13-05T21:29:29Z",
            "05-12-2016T21:29:29Z",
            "2016-12-05T25:29:29Z",
            "2016-12-05 21:29:29Z",
            "2016-12-05T21:29:29",
            "2016-12-05t21:29:29Z",
            "2015-02-29T00:00:00Z",
            "",
            "T",
            "é016-12-05T21:29:29Z",
        ] {
            assert_eq!(VirtualTime::parse(text), None, "{text}");
        }
    }
}
