//! What measures and tries Stepwright, and is no part of it: `src/bin/conformance` (`make conformance`) replays recordings of
//! the service, [`agreement`] holds what the page shows of each run against what was done in it, and [`fuzz`] (`make fuzz`)
//! tries definitions nobody would write. Timings are in `benches/`.

pub mod agreement;
pub mod fuzz;
