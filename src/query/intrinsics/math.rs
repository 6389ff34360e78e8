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
    let high = env.random();
    Ok(Value::string(crate::query::uuid(high, env.random())))
}
