//! What measures and tries Stepwright, and is no part of it: `src/bin/conformance` (`make conformance`) replays recordings of
//! the service, [`fuzz`] (`make fuzz`) tries definitions nobody would write. Timings are in `benches/`.

pub mod fuzz;
