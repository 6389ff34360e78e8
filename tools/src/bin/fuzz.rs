//! `make fuzz`: see [`stepwright_tools::fuzz`].

use std::process::ExitCode;

use stepwright_tools::fuzz::{self, Counting};

/// Here and not in the library: what else is built with that has the usual allocator.
#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() -> ExitCode {
    fuzz::main()
}
