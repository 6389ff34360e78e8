//! The interpreter alone, for a page that times it beside its peers (`scripts/bench-chromium.mjs`): compiled as the
//! product is, and no part of it.

#[path = "core/heavy.rs"]
mod heavy;
#[path = "core/runs.rs"]
mod runs;

use wasm_bindgen::prelude::wasm_bindgen;

fn main() {}

/// The text of an expression whose work is heavy; nothing beyond the last.
#[wasm_bindgen]
pub fn heavy_text(index: usize) -> Option<String> {
    (index < heavy::count()).then(|| heavy::text(index).to_owned())
}

/// Evaluates it. Gives what came of it.
#[wasm_bindgen]
pub fn heavy_evaluate(index: usize) -> String {
    heavy::evaluate(index)
}

/// A run to be timed.
#[wasm_bindgen]
pub struct Run(runs::Run);

#[wasm_bindgen]
impl Run {
    /// The run that a benchmark's name begins with.
    #[wasm_bindgen(constructor)]
    pub fn new(name: &str) -> Run {
        Run(runs::named(name))
    }

    /// Runs so many turns or items. Gives how many states were entered.
    pub fn all(&self, count: usize) -> usize {
        self.0.of_all(count)
    }
}
