//! RFC 3339 times as the specification restricts them: a capital `T`, and a capital `Z` or an offset.

/// Whether a text is such a time.
pub(super) fn is_timestamp(text: &str) -> bool {
    let Some((date, rest)) = text.split_once('T') else { return false };
    let split = rest.find(['Z', '+', '-']).unwrap_or(rest.len());
    let (time, zone) = rest.split_at(split);
    let (time, fraction) = time.split_once('.').map_or((time, None), |(time, fraction)| (time, Some(fraction)));
    let zone_fits = zone == "Z"
        || zone.get(1..).and_then(|offset| numbers(offset, ':', &[2, 2])).is_some_and(|n| n[0] < 24 && n[1] < 60);
    let fraction_fits = fraction.is_none_or(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()));
    zone_fits && fraction_fits && is_date(date) && is_time(time)
}

fn is_date(text: &str) -> bool {
    numbers(text, '-', &[4, 2, 2]).is_some_and(|date| {
        let leap = date[0].is_multiple_of(4) && (!date[0].is_multiple_of(100) || date[0].is_multiple_of(400));
        let days = match date[1] {
            2 => 28 + u32::from(leap),
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        (1..=12).contains(&date[1]) && (1..=days).contains(&date[2])
    })
}

fn is_time(text: &str) -> bool {
    // A minute has a leap second now and then.
    numbers(text, ':', &[2, 2, 2]).is_some_and(|time| time[0] < 24 && time[1] < 60 && time[2] <= 60)
}

/// The numbers of a text of so many digits each.
fn numbers(text: &str, separator: char, digits: &[usize]) -> Option<Vec<u32>> {
    let parts: Vec<&str> = text.split(separator).collect();
    let fits = |part: &str, count: usize| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
    let all = parts.len() == digits.len() && parts.iter().zip(digits).all(|(part, count)| fits(part, *count));
    if all { parts.iter().map(|part| part.parse().ok()).collect() } else { None }
}

#[cfg(test)]
mod tests {
    use super::is_timestamp;

    #[test]
    fn the_specification_wants_capitals_and_a_zone() {
        for good in ["2016-12-05T21:29:29Z", "2016-12-05T21:29:29.123+05:30", "2024-02-29T00:00:00-00:00"] {
            assert!(is_timestamp(good), "{good}");
        }
        let bad = ["2016-12-05 21:29:29Z", "2016-12-05T25:29:29Z", "2016-12-05T21:29:29", "2016-12-05T21:29:29z"];
        for bad in bad.into_iter().chain(["2023-02-29T00:00:00Z", "2016-13-05T21:29:29Z", "T", "", "é"]) {
            assert!(!is_timestamp(bad), "{bad}");
        }
    }
}
