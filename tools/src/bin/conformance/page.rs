//! What the page shows of every run, held against what was done in it.

use std::fmt;

use stepwright::sim::Simulation;
use stepwright_tools::agreement::{Compared, compare};

/// How many runs were looked at, and where the page differs.
#[derive(Default)]
pub(crate) struct Page {
    runs: usize,
    compared: Compared,
    differences: Vec<String>,
}

impl Page {
    /// Looks at a run of a definition.
    pub(crate) fn show(&mut self, case: &str, definition: &str, run: &Simulation) {
        self.runs += 1;
        match compare(definition, run) {
            Ok(compared) => self.compared = self.compared + compared,
            Err(difference) => self.differences.push(format!("{case}: {difference}")),
        }
    }

    /// Whether all that it shows was done.
    pub(crate) fn agrees(&self) -> bool {
        self.differences.is_empty()
    }
}

/// A line a difference, and the sum.
impl fmt::Display for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for difference in &self.differences {
            writeln!(f, "the page differs in {difference}")?;
        }
        let Page { runs, compared: Compared { moments, retries, caught, failed }, differences } = self;
        let agree = runs - differences.len();
        writeln!(
            f,
            "page: shows {agree} of {runs} runs as they were, in {moments} moments, with {retries} retries, {caught} errors \
             caught and {failed} states failed"
        )
    }
}
