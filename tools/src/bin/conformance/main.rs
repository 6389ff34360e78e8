//! Replays recordings of the real service and compares everything it recorded.
//!
//! `cargo run --profile native --package stepwright-tools --bin conformance -- <CORPUS>` prints a line an area, a line a
//! corpus, and the sum; `FAILURES=<file>` gets each failure with its first difference, and beside `README=<file>`
//! the tables of results are written anew. The reading rules are those of
//! the corpus's `README.md`; what this program adds to them is said where it does.
#![expect(clippy::print_stdout, reason = "the lines it prints are what it is for")]

mod documents;
mod executions;
mod json_path;
mod jsonata;
mod page;
mod reader;
mod report;
mod reports;
mod tables;
mod teststate;
mod validation;

use std::path::Path;
use std::process::ExitCode;

use report::Report;

/// Expressions and documents nest; a case that needs more than a thread's usual stack is no reason to lose the others.
const STACK_BYTES: usize = 512 << 20;

/// It measures: failures are its result and not its own failure. That there is no corpus is one, and that the page shows
/// of a run something else than was done.
fn main() -> ExitCode {
    let corpus = std::env::args().nth(1).unwrap_or_else(|| "../shared/conformance".to_owned());
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(move || measure(Path::new(&corpus)));
    match thread.map(std::thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        _ => ExitCode::FAILURE,
    }
}

fn measure(corpus: &Path) -> ExitCode {
    if !corpus.is_dir() {
        println!("no such folder: {}", corpus.display());
        return ExitCode::from(2);
    }
    let mut report = Report::default();
    let mut page = page::Page::default();
    executions::suite(&corpus.join("aws-recorded"), &mut report, &mut page);
    tables::choices(&corpus.join("aws-recorded-choice"), &mut report, &mut page);
    tables::intrinsics(&corpus.join("aws-recorded-intrinsics"), &mut report, &mut page);
    teststate::suite(&corpus.join("aws-recorded-teststate"), &mut report);
    json_path::suite(&corpus.join("jsonpath"), &mut report);
    jsonata::suite(&corpus.join("jsonata"), &mut report);
    reports::suite(&corpus.join("reports"), &mut report, &mut page);
    validation::suite(&corpus.join("validation"), &mut report);
    print!("{report}{page}");
    if let Ok(file) = std::env::var("README")
        && let Err(error) = documents::rewrite(Path::new(&file), &report)
    {
        println!("cannot write the results: {error}");
        return ExitCode::FAILURE;
    }
    if let Ok(file) = std::env::var("FAILURES")
        && let Err(error) = std::fs::write(&file, report.failures())
    {
        println!("cannot write {file}: {error}");
        return ExitCode::FAILURE;
    }
    if page.agrees() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
