//! The table of results in the project's readme.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use super::report::{Count, Report};

const BEGIN: &str = "<!-- conformance: written by `README=README.md make conformance` -->\n";
const END: &str = "<!-- end of conformance -->";

/// A corpus with more areas than this gets one row: the parts of a language's suite say nothing to a reader.
const AREAS_MAX: usize = 24;

/// Writes the results between the two marks of a file.
pub(super) fn rewrite(file: &Path, report: &Report) -> Result<(), String> {
    let text = std::fs::read_to_string(file).map_err(|error| error.to_string())?;
    let parts = text.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let (before, after) = parts.ok_or_else(|| format!("it has not the lines {BEGIN}{END}"))?;
    let text = format!("{before}{BEGIN}\n{}\n{END}{after}", table(report));
    std::fs::write(file, text).map_err(|error| error.to_string())
}

fn table(report: &Report) -> String {
    let mut corpora: BTreeMap<&str, Vec<(&str, Count)>> = BTreeMap::new();
    for (corpus, area, count) in report.counts() {
        corpora.entry(corpus).or_default().push((area, count));
    }
    let mut out =
        "| corpus | area | passed | failed | not replayable |\n| --- | --- | ---: | ---: | ---: |\n".to_owned();
    let mut row = |corpus: &str, area: &str, count: Count| {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "| {corpus} | {area} | {} | {} | {} |", count.passed, count.failed, count.skipped);
    };
    for (corpus, areas) in &corpora {
        let sum = areas.iter().fold(Count::default(), |sum, (_, count)| sum.add(*count));
        row(&format!("**{corpus}**"), &format!("{} areas", areas.len()), sum);
        for (area, count) in areas.iter().filter(|_| areas.len() <= AREAS_MAX) {
            row(corpus, area, *count);
        }
    }
    out
}
