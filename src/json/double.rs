//! The nearest double to a decimal, as [`str::parse`] gives it, but without that function's table of powers of five: 10 kB
//! that do not compress, of a page that reads numbers from JSON alone.

/// The powers of ten that are doubles themselves.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];
/// Every whole number up to here is a double.
const WHOLE_MAX: u64 = 1 << f64::MANTISSA_DIGITS;
/// So many digits fit into 64 bits.
const DIGITS_SMALL: usize = 19;
/// The longest number half-way between two doubles has 767 digits: of those that follow here, only whether all are zeros
/// can matter.
const DIGITS_MAX: usize = 800;

/// Reads digits with an optional sign, point and exponent; beyond the doubles it is infinite. `None` for anything else.
pub(crate) fn parse(text: &str) -> Option<f64> {
    let signed = text.starts_with(['-', '+']);
    let unsigned = &text[usize::from(signed)..];
    let (mut small, mut count, mut scale, mut point) = (0_u64, 0_usize, 0_i64, false);
    let mut end = 0;
    for byte in unsigned.bytes() {
        match byte {
            b'0'..=b'9' => {
                // Of more digits than fit this is not read.
                small = small.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
                count += usize::from(count > 0 || byte != b'0');
                scale -= i64::from(point);
            }
            b'.' if !point => point = true,
            _ => break,
        }
        end += 1;
    }
    let (mantissa, rest) = unsigned.split_at(end);
    if end == usize::from(point) {
        return None;
    }
    let scale = scale + if rest.is_empty() { 0 } else { exponent(rest.strip_prefix(['e', 'E'])?)? };
    let short = count <= DIGITS_SMALL;
    let size = if count == 0 {
        0.0
    } else if short && small <= WHOLE_MAX && scale.unsigned_abs() < POWERS.len() as u64 {
        // Both are doubles, so that the one operation rounds as it should.
        let power = POWERS[scale.unsigned_abs() as usize];
        if scale < 0 { small as f64 / power } else { small as f64 * power }
    } else {
        match scale.saturating_add(count as i64) {
            ..-330 => 0.0,
            -330..311 if short => Big::of(small).scaled(scale, false),
            -330..311 => long(mantissa, scale),
            311.. => f64::INFINITY,
        }
    };
    Some(if text.starts_with('-') { -size } else { size })
}

/// An exponent; what no text is long enough to make up for is held at an end.
fn exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let size = digits.parse().unwrap_or(i64::MAX).min(i64::MAX / 4);
    Some(if text.starts_with('-') { -size } else { size })
}

fn long(mantissa: &str, scale: i64) -> f64 {
    let digits = mantissa
        .bytes()
        .filter(|byte| *byte != b'.')
        .map(|byte| u32::from(byte - b'0'))
        .skip_while(|digit| *digit == 0);
    let mut big = Big(Vec::new());
    let (mut left_out, mut more) = (0, false);
    for (place, digit) in digits.enumerate() {
        if place < DIGITS_MAX {
            big.multiply(10, digit);
        } else {
            left_out += 1;
            more |= digit != 0;
        }
    }
    big.scaled(scale + left_out, more)
}

/// A whole number of any size, the lowest 32 bits first.
struct Big(Vec<u32>);

impl Big {
    fn of(number: u64) -> Big {
        Big(vec![number as u32, (number >> 32) as u32])
    }

    fn multiply(&mut self, factor: u32, plus: u32) {
        let mut carry = u64::from(plus);
        for limb in &mut self.0 {
            carry += u64::from(*limb) * u64::from(factor);
            *limb = carry as u32;
            carry >>= 32;
        }
        if carry > 0 {
            self.0.push(carry as u32);
        }
    }

    /// Divides, and says whether something is left.
    fn divide(&mut self, divisor: u32) -> bool {
        let mut left = 0;
        for limb in self.0.iter_mut().rev() {
            let number = (left << 32) | u64::from(*limb);
            *limb = (number / u64::from(divisor)) as u32;
            left = number % u64::from(divisor);
        }
        left > 0
    }

    /// The nearest double to this times a power of ten, or, where there is `more`, to a little more than this.
    fn scaled(mut self, scale: i64, mut more: bool) -> f64 {
        let size = scale.unsigned_abs() as usize;
        let steps = std::iter::repeat_n(1_000_000_000, size / 9).chain([10_u32.pow((size % 9) as u32)]);
        let mut exponent = 0;
        if scale < 0 {
            // 2^(10/3) is more than ten: at least 64 bits are left of the quotient.
            let added = (64 + size * 10 / 3) / 32 + 1;
            self.0.splice(..0, std::iter::repeat_n(0, added));
            exponent = -32 * added as i64;
            for step in steps {
                more |= self.divide(step);
            }
        } else {
            for step in steps {
                self.multiply(step, 0);
            }
        }
        self.rounded(exponent, more)
    }

    /// The nearest double to this times a power of two; of two as near, the even one.
    fn rounded(&self, exponent: i64, more: bool) -> f64 {
        let length = self.0.iter().rposition(|limb| *limb != 0).map_or(0, |last| last + 1);
        let limb = |place: usize| u64::from(length.checked_sub(place).map_or(0, |at| self.0[at]));
        let zeros = (limb(1) as u32).leading_zeros();
        let top = (((limb(1) << 32) | limb(2)) << zeros) | (limb(3) >> (32 - zeros));
        let more =
            more || (limb(3) as u32) << zeros != 0 || self.0[..length.saturating_sub(3)].iter().any(|limb| *limb != 0);
        // `top` begins with its highest bit, which stands for this power of two.
        let exponent = exponent + 32 * length as i64 - i64::from(zeros) - 1;
        if exponent >= i64::from(f64::MAX_EXP) {
            return f64::INFINITY;
        }
        // Below the smallest normal double, fewer bits are kept.
        let lost = u32::try_from(i64::from(f64::MIN_EXP) - 1 - exponent).unwrap_or(0);
        let kept = top.checked_shr(lost).unwrap_or(0);
        let more = more || kept.checked_shl(lost) != Some(top);
        let biased = u64::try_from(exponent - i64::from(f64::MIN_EXP) + 1).unwrap_or(0);
        // A carry out of the fraction is the next exponent.
        let fraction = kept >> 11;
        let half = 1 << 10;
        let below = kept & (2 * half - 1);
        let up = below > half || (below == half && (more || fraction & 1 == 1));
        f64::from_bits((biased << 52) + fraction + u64::from(up))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn agrees(text: &str) {
        let (ours, std) = (parse(text), text.parse::<f64>().ok());
        assert_eq!(ours.map(f64::to_bits), std.map(f64::to_bits), "{text}: {ours:?} is not {std:?}");
    }

    #[test]
    fn a_decimal_is_the_double_that_the_standard_library_reads() {
        for text in [
            "0",
            "-0",
            "0.0",
            "-0.0e5",
            "1",
            "+1.5",
            ".5",
            "5.",
            "-12.25",
            "0.1",
            "1e22",
            "1e23",
            "9007199254740993",
            "1e-22",
            "0.30000000000000004",
            "9007199254740992.99999999999999999999",
            "9007199254740993.00000000000000000001",
            "18446744073709551616",
            "123456789012345678901234567890",
            "1.7976931348623157e308",
            "1.7976931348623158e308",
            "1.7976931348623159e308",
            "1e309",
            "1e310",
            "1e311",
            "1e99999999999999999999",
            "2.2250738585072014e-308",
            "2.2250738585072011e-308",
            "4.9406564584124654e-324",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "1e-324",
            "1e-330",
            "1e-331",
            "1e-99999999999999999999",
            "0e999999999",
            "8.5",
            "4.35",
            "0.000001",
            "6.02214076e23",
        ] {
            agrees(text);
        }
        let zeros = "0".repeat(5000);
        for text in [
            format!("0.{zeros}1e5001"),
            format!("1{zeros}e-5000"),
            format!("9007199254740993.{zeros}1"),
            format!("9007199254740993.{zeros}"),
            format!("1{zeros}"),
        ] {
            agrees(&text);
        }
    }

    #[test]
    fn what_is_no_decimal_has_no_double() {
        for text in [
            "", ".", "-", "+", "e5", "1e", "1e+", "1.2.3", "1x", "--1", "0x10", " 1", "1 ", "1e5.5", "1e--5", ".e1",
            "١",
        ] {
            agrees(text);
        }
        // The standard library has words for these.
        assert!(["inf", "-infinity", "NaN"].into_iter().all(|text| parse(text).is_none()));
    }

    proptest! {
        #[test]
        fn any_double_is_read_back(bits: u64) {
            let number = f64::from_bits(bits);
            prop_assume!(number.is_finite());
            for text in [format!("{number:e}"), format!("{number}"), format!("{number:.30e}"), format!("{number:.3e}"), format!("{number:.780e}")] {
                agrees(&text);
            }
        }

        #[test]
        fn any_decimal_is_the_nearest_double(sign in "[-+]?", whole in "[0-9]{0,40}", fraction in "(\\.[0-9]{0,40})?", exponent in "(e[-+]?[0-9]{1,3})?") {
            agrees(&format!("{sign}{whole}{fraction}{exponent}"));
        }

        #[test]
        fn half_way_it_is_the_even_one(fraction in 1_u128 << 52..1 << 53, doublings in 0_u32..70, tail in "(\\.0{0,900}1?)?") {
            agrees(&format!("{}{tail}", ((fraction << 1) | 1) << doublings));
        }

        #[test]
        fn half_way_of_fractions_it_is_the_even_one(fraction in 1_u128 << 52..1 << 53, halvings in 1_u32..26) {
            // n / 2^k is n * 5^k / 10^k.
            let half = (fraction << 1) | 1;
            for near in [half * 5_u128.pow(halvings) - 1, half * 5_u128.pow(halvings), half * 5_u128.pow(halvings) + 1] {
                agrees(&format!("{near}e-{halvings}"));
                agrees(&format!("{near}e-{}", halvings + 290));
            }
        }

        #[test]
        fn half_way_of_the_smallest_it_is_the_even_one(lower in 0_u64..1 << 51, more in "(0{0,20}1)?") {
            let odd = format!("{:.1074}", f64::from_bits(2 * lower + 1));
            agrees(&format!("{}{more}", halved(&odd)));
        }
    }

    /// Half a decimal, exactly.
    fn halved(decimal: &str) -> String {
        let mut left = 0;
        let mut half = |byte: u8| {
            let number = left * 10 + (byte - b'0');
            left = number % 2;
            char::from(b'0' + number / 2)
        };
        decimal.bytes().chain([b'0']).map(|byte| if byte == b'.' { '.' } else { half(byte) }).collect()
    }
}
