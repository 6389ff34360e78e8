//! Random numbers, and the identifiers that are functions of a run's seed.

use super::ids::TaskToken;

/// A small generator of random numbers (splitmix64): a run's randomness is part of its snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Random(pub(crate) u64);

impl Random {
    /// The sequence a seed begins.
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    /// The next number.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// A number from 0 to `max`, both included.
    pub fn up_to(&mut self, max: u64) -> u64 {
        match max.checked_add(1) {
            Some(count) => ((u128::from(self.draw()) * u128::from(count)) >> 64) as u64,
            None => self.draw(),
        }
    }
}

/// The finaliser of splitmix64.
pub(crate) fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// Identifiers that look like the service's but are functions of the run: from a seed and a text.
pub(crate) fn uuid_of(seed: u64, text: &str) -> String {
    crate::query::uuid(hash_of(seed ^ 1, text), hash_of(seed ^ 2, text))
}

/// A number that a seed and a text decide, such as the seed of a nested execution: FNV-1a, then mixed.
pub(crate) fn hash_of(seed: u64, text: &str) -> u64 {
    let start = 0xcbf2_9ce4_8422_2325 ^ mix(seed);
    mix(text.bytes().fold(start, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)))
}

/// A task's token: long and opaque, as the service's, and a function of the seed, the state and the attempt.
pub(crate) fn token_of(seed: u64, place: &str) -> TaskToken {
    let parts: Vec<String> = (0..4_u64).map(|part| uuid_of(seed ^ mix(part), place).replace('-', "")).collect();
    TaskToken::new(format!("AQDk{}", parts.concat()))
}
