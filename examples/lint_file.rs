//! Checks a definition and prints what is wrong with it, by line and column, as a compiler would.
//!
//! ```sh
//! cargo run --no-default-features --example lint_file -- public/examples/order-published.asl.json
//! ```
#![expect(clippy::print_stdout, reason = "the lines it prints are what it is for")]

use std::process::ExitCode;

use stepwright::asl::Machine;
use stepwright::json::Document;
use stepwright::lint::{self, Diagnostic, Severity};

/// It fails where the service would refuse the definition.
fn main() -> ExitCode {
    let Some(file) = std::env::args().nth(1) else {
        println!("which file?");
        return ExitCode::from(2);
    };
    let text = match std::fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) => {
            println!("{file}: {error}");
            return ExitCode::from(2);
        }
    };
    let document = Document::new(text);
    let found = check(&document);
    print!("{}", report(&file, &document, &found));
    let is_refused = found.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    if is_refused { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Any text gives a document, and any document a machine: what is missing in them is a finding.
fn check(document: &Document) -> Vec<Diagnostic> {
    lint::check(document, &Machine::read(document))
}

fn report(file: &str, document: &Document, found: &[Diagnostic]) -> String {
    let line = |diagnostic: &Diagnostic| {
        let Diagnostic { code, severity, span, message, help, .. } = diagnostic;
        let at = document.position(span.start);
        format!("{file}:{}:{}: {} {code}: {message}\n    {help}\n", at.line, at.column, severity.as_str())
    };
    found.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_has_its_place_and_its_help() {
        let text = "{\n  \"StartAt\": \"A\",\n  \"States\": {\"A\": {\"Type\": \"Pass\", \"Next\": \"B\"}}\n}";
        let document = Document::new(text);
        expect_test::expect![[r"
            a.json:3:44: error ASL101: state ‘A’: `Next` names ‘B’, and there is no such state
                name a state of this flow, or add one of that name
        "]]
        .assert_eq(&report("a.json", &document, &check(&document)));
    }
}
