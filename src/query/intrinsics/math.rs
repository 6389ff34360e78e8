//! Intrinsic functions that count and that leave something to chance.

use crate::json::Value;
use crate::query::intrinsic::whole_argument;
use crate::query::{Env, splitmix};

pub(in crate::query) fn add(arguments: &[Value], _: &mut dyn Env) -> Result<Value, String> {
    let (a, b) = (whole_argument("MathAdd", arguments, 0)?, whole_argument("MathAdd", arguments, 1)?);
    let sum = a.checked_add(b).ok_or("Invalid arguments in States.MathAdd: the sum is beyond 64 bits")?;
    Ok(Value::from(sum))
}

pub(in crate::query) fn random(arguments: &[Value], env: &mut dyn Env) -> Result<Value, String> {
    let (first, end) = (whole_argument("MathRandom", arguments, 0)?, whole_argument("MathRandom", arguments, 1)?);
    if first >= end {
        return Err(format!(
            "Invalid arguments in States.MathRandom: the start must be less than the end, found {first} and {end}"
        ));
    }
    let chance = match arguments.get(2) {
        Some(_) => splitmix(&mut whole_argument("MathRandom", arguments, 2)?.cast_unsigned()),
        None => env.random(),
    };
    // The high half of the product is uniform enough and never reaches the end.
    let offset = (u128::from(chance) * u128::from(first.abs_diff(end))) >> 64;
    Ok(Value::from((i128::from(first) + offset.cast_signed()) as i64))
}

#[expect(clippy::unnecessary_wraps, reason = "the signature all intrinsics share")]
pub(in crate::query) fn uuid(_: &[Value], env: &mut dyn Env) -> Result<Value, String> {
    let bits = (u128::from(env.random()) << 64) | u128::from(env.random());
    // RFC 9562: version 4, variant 10.
    let bits = bits & !(0xf << 76) & !(0b11 << 62) | (4 << 76) | (0b10 << 62);
    let digits = format!("{bits:032x}");
    let part = |range: std::ops::Range<usize>| digits.get(range).unwrap_or("");
    let parts = [part(0..8), part(8..12), part(12..16), part(16..20), part(20..32)];
    Ok(Value::string(parts.join("-")))
}
