//! Intrinsic functions that count and that leave something to chance.

use crate::json::Value;
use crate::query::intrinsic::{invalid, rounded_argument, whole_argument};
use crate::query::{Env, splitmix};

pub(in crate::query) fn add(arguments: &[Value], _: &mut dyn Env) -> Result<Value, String> {
    // Observed: the operands and the sum must be within 32 bits.
    let operand = |index| i32::try_from(rounded_argument("MathAdd", arguments, index)?).map_err(|_| invalid("MathAdd"));
    let sum = operand(0)?.checked_add(operand(1)?).ok_or_else(|| invalid("MathAdd"))?;
    Ok(Value::from(i64::from(sum)))
}

pub(in crate::query) fn random(arguments: &[Value], env: &mut dyn Env) -> Result<Value, String> {
    let (first, end) = (whole_argument("MathRandom", arguments, 0)?, whole_argument("MathRandom", arguments, 1)?);
    if first >= end {
        return Err(invalid("MathRandom"));
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
