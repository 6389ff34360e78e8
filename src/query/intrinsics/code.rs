//! Intrinsic functions that encode and digest.

use base64::Engine;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use md5::Md5;
use sha1::{Digest, Sha1};
use sha2::{Sha256, Sha384, Sha512};

use crate::json::Value;
use crate::query::intrinsic::{argument, invalid, text_argument};
use crate::query::{Env, LIMITS};

/// Standard Base64; when decoding, padding may be missing and the last character's spare bits are dropped.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &ALPHABET,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

fn bounded<'a>(function: &str, text: &'a str) -> Result<&'a str, String> {
    let limit = LIMITS.coded_chars;
    if text.chars().nth(limit).is_some() {
        return Err(invalid(function));
    }
    Ok(text)
}

pub(in crate::query) fn base64_encode(arguments: &[Value], _: &mut dyn Env) -> Result<Value, String> {
    let text = bounded("Base64Encode", text_argument("Base64Encode", arguments, 0)?)?;
    Ok(Value::string(BASE64.encode(text)))
}

/// Observed: no text is refused. What is no Base64 character is passed over, the first `=` is the end, and a last
/// character that makes no byte is dropped, as Apache's codec does; it reads the alphabet for URLs too.
pub(in crate::query) fn base64_decode(arguments: &[Value], _: &mut dyn Env) -> Result<Value, String> {
    let text = bounded("Base64Decode", text_argument("Base64Decode", arguments, 0)?)?;
    let coded = text.split('=').next().unwrap_or_default().chars();
    let mut coded: String = coded
        .filter_map(|c| match c {
            '-' => Some('+'),
            '_' => Some('/'),
            '+' | '/' => Some(c),
            c => c.is_ascii_alphanumeric().then_some(c),
        })
        .collect();
    if coded.len() % 4 == 1 {
        coded.pop();
    }
    let bytes = BASE64.decode(coded).map_err(|_| invalid("Base64Decode"))?;
    Ok(Value::string(String::from_utf8_lossy(&bytes)))
}

/// The digest of some bytes in hexadecimal; `None` for an algorithm the service does not know.
pub(in crate::query) fn digest(algorithm: &str, data: &[u8]) -> Option<String> {
    let digest = match algorithm {
        "MD5" => Md5::digest(data).to_vec(),
        "SHA-1" => Sha1::digest(data).to_vec(),
        "SHA-256" => Sha256::digest(data).to_vec(),
        "SHA-384" => Sha384::digest(data).to_vec(),
        "SHA-512" => Sha512::digest(data).to_vec(),
        _ => return None,
    };
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('0');
    Some(digest.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect())
}

/// What is not a string is digested as JSON text.
pub(in crate::query) fn hash(arguments: &[Value], _: &mut dyn Env) -> Result<Value, String> {
    let data = match argument(arguments, 0) {
        Value::String(text) => text.to_string(),
        value => value.to_string(),
    };
    let data = bounded("Hash", &data)?.as_bytes();
    let algorithm = text_argument("Hash", arguments, 1)?;
    digest(algorithm, data).map(Value::string).ok_or_else(|| invalid("Hash"))
}
