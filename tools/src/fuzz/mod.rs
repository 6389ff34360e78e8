//! Tries the whole core on machines nobody would write, and on real ones spoilt.
//!
//! `make fuzz CASES=1000000 SEED=1 CORPUS=folder` makes cases by their number from a seed and asks [everything that must
//! hold](Case::check) of each; `CASE=7`, or the name of a file that was kept, does one alone; `FAILURES=folder` keeps
//! what fails. Two workers are processes of their own, so that a full stack, a hang or all memory used up ends one of
//! them and is counted like a panic.
//! The last line is one JSON object.
#![expect(clippy::print_stdout, reason = "the lines it prints are what it is for")]

mod case;
mod check;
mod corpus;
mod dice;
mod machine;
mod memory;
mod page;
mod result;
mod walk;
mod words;
mod worker;

use std::path::PathBuf;
use std::process::ExitCode;

pub use check::Case;
pub use memory::Counting;
pub use walk::Ending;

/// What was asked for.
#[derive(Clone, Debug)]
struct Order {
    /// How many cases.
    cases: u64,
    /// What they are made from.
    seed: u64,
    /// Where the definitions of others lie.
    corpus: Option<PathBuf>,
    /// Where what fails is kept.
    failures: Option<PathBuf>,
    /// A case that works longer than so many milliseconds is reported; the largest history, each of whose paths looks at
    /// as much as it may, takes about fifteen seconds.
    slow_ms: u64,
    /// A case that takes more than so many megabytes is reported; two runs of the largest histories are held at once.
    memory_mb: u64,
}

impl Order {
    fn read() -> Order {
        let number = |name: &str, usual| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual);
        Order {
            cases: number("CASES", 100_000),
            seed: number("SEED", 1),
            corpus: std::env::args_os().nth(1).map(PathBuf::from),
            failures: std::env::var_os("FAILURES").filter(|name| !name.is_empty()).map(PathBuf::from),
            slow_ms: number("SLOW_MS", 30_000),
            memory_mb: number("MEMORY_MB", 2_048),
        }
    }
}

/// Does what the arguments and the environment ask for.
pub fn main() -> ExitCode {
    let order = Order::read();
    if let Some(share) = worker::Share::read() {
        return worker::work(&order, share);
    }
    match std::env::var("CASE").ok().filter(|case| !case.is_empty()) {
        Some(case) => worker::one(&order, &case),
        None => result::supervise(&order),
    }
}
