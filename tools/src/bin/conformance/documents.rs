//! The results as the project shows them: the tables of its documents, and the data of the app's Fidelity page.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use stepwright::studio::fidelity::{Area, Corpus, Count, documents};

use super::report::Report;

const BEGIN: &str = "<!-- conformance: written by `README=README.md make conformance` -->\n";
const END: &str = "<!-- end of conformance -->";

/// The document with every area, from the readme's folder.
const AREAS: &str = "docs/fidelity.md";

/// The app's data, from there too.
const DATA: &str = "src/studio/fidelity/measured.rs";

/// How the app's data begins.
const HEAD: &str = "\
//! What was measured. Written by `README=README.md make conformance`; not to be changed by hand.

use super::{Area, Corpus, Count};

const fn count(passed: usize, failed: usize, skipped: usize) -> Count {
    Count { passed, failed, skipped }
}

const fn area(name: &str, count: Count) -> Area<'_> {
    Area { name, count }
}

/// What came of every corpus.
#[rustfmt::skip]
pub const MEASURED: &[Corpus<'static>] = &[
";

/// A corpus with more areas than this gets one row: the parts of a language's suite say nothing to a reader.
const AREAS_MAX: usize = 24;

/// Writes the results between the two marks of the readme and of the document beside it, and as the app's data.
pub(super) fn rewrite(readme: &Path, report: &Report) -> Result<(), String> {
    let mut areas: BTreeMap<&str, Vec<Area<'_>>> = BTreeMap::new();
    for (corpus, name, count) in report.counts() {
        areas.entry(corpus).or_default().push(Area { name, count });
    }
    let failures = failures(report);
    let corpora: Vec<Corpus<'_>> = areas
        .iter()
        .map(|(name, areas)| {
            let (cases, kinds) = failures.get(name).map_or((&[][..], &[][..]), |(cases, kinds)| (cases, kinds));
            let count = areas.iter().map(|area| area.count).sum();
            let shown = if areas.len() <= AREAS_MAX { &areas[..] } else { &[] };
            Corpus { name, areas: areas.len(), count, shown, cases, kinds }
        })
        .collect();
    write(&readme.with_file_name(DATA), &source(&corpora))?;
    replace(readme, &documents::by_corpus(&corpora))?;
    replace(&readme.with_file_name(AREAS), &documents::by_area(&corpora))
}

/// Puts a table between the two marks of a document.
fn replace(file: &Path, table: &str) -> Result<(), String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let parts = text.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let (before, after) = parts.ok_or_else(|| format!("{} has not the lines {BEGIN}{END}", file.display()))?;
    write(file, &format!("{before}{BEGIN}\n{table}\n{END}{after}"))
}

fn write(file: &Path, text: &str) -> Result<(), String> {
    std::fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))
}

/// The cases that fail for a reason of their own, and the kinds of the others with their numbers, largest first.
type Failures<'r> = (Vec<(&'r str, &'r str)>, Vec<(&'r str, usize)>);

fn failures(report: &Report) -> BTreeMap<&str, Failures<'_>> {
    let mut failures: BTreeMap<&str, Failures<'_>> = BTreeMap::new();
    for failed in report.failed() {
        let (cases, kinds) = failures.entry(failed.corpus).or_default();
        match failed.kind {
            None => cases.push((&failed.area, &failed.case)),
            Some(kind) => match kinds.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, count)) => *count += 1,
                None => kinds.push((kind, 1)),
            },
        }
    }
    for (_, kinds) in failures.values_mut() {
        kinds.sort_by_key(|(kind, count)| (usize::MAX - count, *kind));
    }
    failures
}

/// The data as a source file. It is the tool's and not formatted, so that a result is a line.
fn source(corpora: &[Corpus<'_>]) -> String {
    let mut out = HEAD.to_owned();
    // Writing to a String cannot fail.
    let numbers = |count: Count| format!("count({}, {}, {})", count.passed, count.failed, count.skipped);
    for corpus in corpora {
        let _ = writeln!(
            out,
            "    Corpus {{ name: {:?}, areas: {}, count: {},",
            corpus.name,
            corpus.areas,
            numbers(corpus.count)
        );
        let shown = corpus.shown.iter().map(|area| format!("area({:?}, {})", area.name, numbers(area.count)));
        list(&mut out, "shown", shown);
        list(&mut out, "cases", corpus.cases.iter().map(|case| format!("{case:?}")));
        list(&mut out, "kinds", corpus.kinds.iter().map(|kind| format!("{kind:?}")));
        out += "    },\n";
    }
    out + "];\n"
}

fn list(out: &mut String, name: &str, items: impl ExactSizeIterator<Item = String>) {
    let lines: Vec<String> = items.map(|item| format!("            {item},\n")).collect();
    let inside = if lines.is_empty() { String::new() } else { format!("\n{}        ", lines.concat()) };
    // Writing to a String cannot fail.
    let _ = writeln!(out, "        {name}: &[{inside}],");
}
