//! Replays recordings of the real service and compares everything it recorded.
//!
//! `cargo bench --profile native --no-default-features --bench conformance -- <CORPUS>` prints a line an area, a line a
//! corpus, and the sum; `FAILURES=<file>` gets each failure with its first difference, and in `README=<file>` the table
//! of results is written anew. The reading rules are those of
//! the corpus's `README.md`; what this program adds to them is said where it does.
#![expect(clippy::print_stdout, reason = "the lines it prints are what it is for")]

#[path = "conformance/executions.rs"]
mod executions;
#[path = "conformance/json_path.rs"]
mod json_path;
#[path = "conformance/jsonata.rs"]
mod jsonata;
#[path = "conformance/reader.rs"]
mod reader;
#[path = "conformance/readme.rs"]
mod readme;
#[path = "conformance/report.rs"]
mod report;
#[path = "conformance/reports.rs"]
mod reports;
#[path = "conformance/tables.rs"]
mod tables;
#[path = "conformance/teststate.rs"]
mod teststate;
#[path = "conformance/validation.rs"]
mod validation;

use std::path::Path;
use std::process::ExitCode;

use report::Report;

/// Expressions and documents nest; a case that needs more than a thread's usual stack is no reason to lose the others.
const STACK_BYTES: usize = 512 << 20;

/// It measures: failures are its result and not its own failure, a corpus that is not there is.
fn main() -> ExitCode {
    let corpus = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let corpus = corpus.unwrap_or_else(|| "../shared/conformance".to_owned());
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
    executions::suite(&corpus.join("aws-recorded"), &mut report);
    tables::choices(&corpus.join("aws-recorded-choice"), &mut report);
    tables::intrinsics(&corpus.join("aws-recorded-intrinsics"), &mut report);
    teststate::suite(&corpus.join("aws-recorded-teststate"), &mut report);
    json_path::suite(&corpus.join("jsonpath"), &mut report);
    jsonata::suite(&corpus.join("jsonata"), &mut report);
    reports::suite(&corpus.join("reports"), &mut report);
    validation::suite(&corpus.join("validation"), &mut report);
    print!("{report}");
    if let Ok(file) = std::env::var("README")
        && let Err(error) = readme::rewrite(Path::new(&file), &report)
    {
        println!("cannot write the table into {file}: {error}");
        return ExitCode::FAILURE;
    }
    if let Ok(file) = std::env::var("FAILURES")
        && let Err(error) = std::fs::write(&file, report.failures())
    {
        println!("cannot write {file}: {error}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
