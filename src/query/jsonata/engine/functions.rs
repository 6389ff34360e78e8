//! The functions Step Functions adds to the language (AWS: "Transforming data with `JSONata`").

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use jlens_core::{Bindings, Error, HostCall, HostFunction, Result};
use serde_json::Value as Json;

use crate::query::intrinsics::code::digest;
use crate::query::{splitmix, uuid};
use crate::sort::SortedSet;

/// The functions that draw random numbers, the language's own among them.
pub(super) const RANDOM: [&str; 3] = ["random", "uuid", "shuffle"];

/// The functions the service adds to those of the language.
const OWN: [&str; 5] = ["partition", "range", "hash", "parse", "uuid"];

/// The function of the language that the service takes away.
pub(super) const REMOVED: &str = "eval";

/// Whether a name is a function's.
pub(super) fn is_one(name: &str) -> bool {
    static NAMES: OnceLock<SortedSet<&'static str>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        let language = jlens_core::function_catalog().into_iter().map(|function| function.name);
        language.chain(OWN).filter(|name| *name != REMOVED).collect()
    });
    names.contains(name)
}

type Implementation = fn(&[Option<Json>], &HostCall<'_>) -> Result<Option<Json>>;

/// The functions that are the same in every evaluation.
const PURE: [(&str, &str, Implementation); 4] = [
    ("partition", "<an:a>", partition),
    ("range", "<nnn?:a>", range),
    ("hash", "<ss?:s>", hash),
    ("parse", "<s:x>", parse),
];

/// The signatures of the functions that draw random numbers.
const DRAWING: [(&str, &str); 2] = [("random", "<n?:n>"), ("uuid", "<:s>")];

/// The signatures of the service's own functions.
pub(super) fn signatures() -> impl Iterator<Item = (&'static str, &'static str)> {
    PURE.into_iter().map(|(name, signature, _)| (name, signature)).chain(DRAWING)
}

/// The pure functions, made once.
pub(super) fn pure() -> &'static Bindings {
    static MADE: OnceLock<Bindings> = OnceLock::new();
    MADE.get_or_init(|| {
        PURE.into_iter().fold(Bindings::new(), |bindings, (name, signature, function)| {
            match HostFunction::with_signature(signature, function) {
                Ok(function) => bindings.function(name, function.without_input()),
                Err(_) => bindings,
            }
        })
    })
}

/// The same with the functions that draw from a sequence of their own, which `seed` begins.
pub(super) fn with_random(bindings: Bindings, seed: u64) -> Bindings {
    let state = Arc::new(AtomicU64::new(seed));
    let draw = move || {
        let mut next = state.load(Ordering::Relaxed);
        let drawn = splitmix(&mut next);
        state.store(next, Ordering::Relaxed);
        drawn
    };
    let numbers = draw.clone();
    let random = HostFunction::with_signature(DRAWING[0].1, move |arguments, _| {
        Ok(Some(match arguments.first().and_then(|seed| seed.as_ref()?.as_f64()) {
            Some(seed) => java_random(seed as i64).into(),
            None => unit(numbers() >> 11).into(),
        }))
    });
    let uuid = HostFunction::with_signature(DRAWING[1].1, move |_, _| Ok(Some(uuid(draw(), draw()).into())));
    let made = [("random", random), ("uuid", uuid)].into_iter();
    made.fold(bindings, |bindings, (name, function)| match function {
        Ok(function) => bindings.function(name, function.without_input()),
        Err(_) => bindings,
    })
}

/// A number from 0 to 1 out of 53 bits.
fn unit(bits: u64) -> f64 {
    bits as f64 / (1_u64 << 53) as f64
}

/// The first `nextDouble` of `java.util.Random`, which is what the service gives for a seed (floci-io/floci#2662).
fn java_random(seed: i64) -> f64 {
    const MULTIPLIER: u64 = 0x5_deec_e66d;
    const MASK: u64 = (1 << 48) - 1;
    let mut state = (seed as u64 ^ MULTIPLIER) & MASK;
    let mut next = |bits: u32| {
        state = state.wrapping_mul(MULTIPLIER).wrapping_add(0xb) & MASK;
        state >> (48 - bits)
    };
    let high = next(26) << 27;
    unit(high + next(27))
}

fn refused(message: String) -> Error {
    Error::new("D3137").with("message", message)
}

fn number(arguments: &[Option<Json>], index: usize) -> Option<f64> {
    arguments.get(index)?.as_ref()?.as_f64()
}

fn text(arguments: &[Option<Json>], index: usize) -> Option<&str> {
    arguments.get(index)?.as_ref()?.as_str()
}

/// A number cut to a whole one, toward zero (observed: floci-io/floci, its Step Functions page).
fn whole(arguments: &[Option<Json>], index: usize) -> Option<f64> {
    number(arguments, index).map(f64::trunc)
}

/// `$partition(array, size)`: pieces of equal size, the last one of what is left. Observed: of no items, and of a size
/// of zero, it is nothing.
fn partition(arguments: &[Option<Json>], _: &HostCall<'_>) -> Result<Option<Json>> {
    let Some(Some(Json::Array(items))) = arguments.first() else { return Ok(None) };
    let Some(size) = whole(arguments, 1) else { return Ok(None) };
    if items.is_empty() || size == 0.0 {
        return Ok(None);
    }
    if size < 0.0 {
        return Err(refused(format!("The size of $partition must be a positive integer but was {size}")));
    }
    Ok(Some(items.chunks(size as usize).map(|piece| Json::Array(piece.to_vec())).collect()))
}

/// Of more items `$range` runs out of memory (observed: floci-io/floci, its Step Functions page).
const RANGE_ITEMS_MAX: f64 = 360_145.0;

/// `$range(start, end, step)`: the end is one of them where a step lands on it. A sequence: of one item it is the item
/// itself, and of none it is nothing. Without a step it is nothing too (observed).
fn range(arguments: &[Option<Json>], _: &HostCall<'_>) -> Result<Option<Json>> {
    let (Some(start), Some(end), Some(step)) = (whole(arguments, 0), whole(arguments, 1), whole(arguments, 2)) else {
        return Ok(None);
    };
    if step == 0.0 {
        return Err(refused("The step of $range must not be 0".to_owned()));
    }
    let count = ((end - start) / step).floor() + 1.0;
    if count > RANGE_ITEMS_MAX {
        return Err(Error::new("U1001").with("message", super::MEMORY));
    }
    let item = |index: u32| {
        let number = start + step * f64::from(index);
        if number.fract() == 0.0 && number.abs() < 9e15 { Json::from(number as i64) } else { Json::from(number) }
    };
    let mut items: Vec<Json> = (0..count.max(0.0) as u32).map(item).collect();
    Ok(match items.len() {
        0 | 1 => items.pop(),
        _ => Some(Json::Array(items)),
    })
}

/// `$hash(text, algorithm)`, in hexadecimal; without an algorithm it is nothing (observed).
fn hash(arguments: &[Option<Json>], _: &HostCall<'_>) -> Result<Option<Json>> {
    let (Some(data), Some(algorithm)) = (text(arguments, 0), text(arguments, 1)) else { return Ok(None) };
    let data = data.as_bytes();
    let digest = digest(algorithm, data).ok_or_else(|| {
        refused(format!("The algorithm of $hash must be MD5, SHA-1, SHA-256, SHA-384 or SHA-512 but was {algorithm}"))
    })?;
    Ok(Some(digest.into()))
}

/// `$parse(text)`: the value of a JSON text.
fn parse(arguments: &[Option<Json>], _: &HostCall<'_>) -> Result<Option<Json>> {
    let Some(text) = text(arguments, 0) else { return Ok(None) };
    serde_json::from_str(text).map(Some).map_err(|error| refused(format!("The text of $parse is not JSON: {error}")))
}
