//! Moments as ISO 8601 writes them with an offset.

/// A moment, comparable across offsets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp {
    /// Whole seconds since 1970-01-01T00:00:00Z.
    pub seconds: i64,
    /// Nanoseconds of the second.
    pub nanos: u32,
}

impl Timestamp {
    /// Reads `2024-02-29T12:30:00.5+01:00`: a capital `T`, and a capital `Z` or an offset. Seconds may be left out, as
    /// in the service's Java.
    pub fn parse(text: &str) -> Option<Timestamp> {
        let (date, time) = text.split_once('T')?;
        let [year, month, day] = fields(date, '-', [4, 2, 2])?;
        let zone = time.find(['Z', '+', '-'])?;
        let (time, offset) = (time.get(..zone)?, time.get(zone..)?);
        let (clock, fraction) = time.split_once('.').map_or((time, None), |(clock, digits)| (clock, Some(digits)));
        let [hour, minute, second] = match fields(clock, ':', [2, 2, 2]) {
            Some(fields) => fields,
            None if fraction.is_none() => {
                let [hour, minute] = fields(clock, ':', [2, 2])?;
                [hour, minute, 0]
            }
            None => return None,
        };
        let nanos = match fraction {
            Some(digits) => number(digits, 1..=9)? * 10_i64.pow(9 - digits.len() as u32),
            None => 0,
        };
        let valid = (1..=12).contains(&month)
            && (1..=days_in(year, month)).contains(&day)
            && hour < 24
            && minute < 60
            && second < 60;
        let seconds = ((days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second - offset_seconds(offset)?;
        valid.then_some(Timestamp { seconds, nanos: nanos as u32 })
    }

    /// Milliseconds since 1970-01-01T00:00:00Z, rounded down.
    pub fn millis(self) -> i64 {
        self.seconds * 1000 + i64::from(self.nanos / 1_000_000)
    }
}

fn offset_seconds(text: &str) -> Option<i64> {
    if text == "Z" {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let [hours, minutes] = fields(text.get(1..)?, ':', [2, 2])?;
    (hours <= 18 && minutes < 60).then_some(sign * (hours * 60 + minutes) * 60)
}

fn fields<const N: usize>(text: &str, separator: char, widths: [usize; N]) -> Option<[i64; N]> {
    let mut out = [0; N];
    let mut parts = text.split(separator);
    for (slot, width) in out.iter_mut().zip(widths) {
        *slot = number(parts.next()?, width..=width)?;
    }
    parts.next().is_none().then_some(out)
}

fn number(digits: &str, width: std::ops::RangeInclusive<usize>) -> Option<i64> {
    let plain = width.contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

fn days_in(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01, by counting years from March so that the leap day is last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let of_year = (153 * month + 2) / 5 + day - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read() {
        for (text, seconds, nanos) in [
            ("1970-01-01T00:00:00Z", 0, 0),
            ("2012-10-09T19:00:55Z", 1_349_809_255, 0),
            ("2012-10-09T20:00:55.25+01:00", 1_349_809_255, 250_000_000),
            ("2000-02-29T00:00Z", 951_782_400, 0),
            ("1969-12-31T23:59:59-00:30", 1_799, 0),
        ] {
            assert_eq!(Timestamp::parse(text), Some(Timestamp { seconds, nanos }), "{text}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for text in [
            "",
            "2012-10-09T19:00:55",
            "2012-10-09 19:00:55Z",
            "2016-13-05T21:29:29Z",
            "2016-12-05T25:29:29Z",
            "05-12-2016T21:29:29Z",
            "2023-02-29T00:00:00Z",
            "2023-02-24",
            "2012-10-09T19:00:55z",
            "2012-10-09T19:00:55.Z",
            "2012-10-09T19:00.5Z",
            "2012-10-09T19:00:55+1:00",
            "T",
            "é-é-éTZ",
        ] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
    }
}
