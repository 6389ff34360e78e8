//! Verdicts on definitions: the service's own, and the opinions of three linters.
//!
//! A definition is invalid here when the validator finds an error in it, which is what `CreateStateMachine` refuses;
//! warnings and hints are no verdict. The linters disagree with the service and with each other in places, so their
//! folders measure distance and not truth.

use std::path::Path;

use stepwright::asl::{Machine, WorkflowType};
use stepwright::json::{Document, Value};
use stepwright::lint::{self, Diagnostic, Severity};

use super::report::{Difference, Outcome, Report, rows_of, text};

const CORPUS: &str = "validation";

/// Every folder with an index is one judge's.
pub(super) fn suite(corpus: &Path, report: &mut Report) {
    let Ok(entries) = std::fs::read_dir(corpus) else { return };
    let mut folders: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    folders.retain(|folder| folder.join(INDEX).is_file());
    folders.sort();
    for folder in folders {
        let judge_name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        for row in rows_of(&folder.join(INDEX), CORPUS, report) {
            let id = text(&row, "id").or_else(|| text(&row, "file")).unwrap_or_default();
            report.judge(CORPUS, &judge_name, id, || judge(&row, definition(&row, &folder)?));
        }
    }
}

const INDEX: &str = "index.jsonl";

/// The text of a definition as it stands: a key may be there twice.
fn definition(row: &Value, folder: &Path) -> Result<String, String> {
    match (row.get("definition"), text(row, "file")) {
        (Some(Value::String(text)), _) => Ok(text.to_string()),
        (Some(definition), _) => Ok(super::executions::resolve_resources(definition).to_string()),
        (None, Some(file)) => std::fs::read_to_string(folder.join(file)).map_err(|error| format!("{file}: {error}")),
        (None, None) => Err("the row has no definition".to_owned()),
    }
}

fn judge(row: &Value, definition: String) -> Outcome {
    let verdict = text(row, "verdict").unwrap_or_default();
    let document = Document::new(definition);
    let workflow = WorkflowType::of_name(text(row, "type").unwrap_or_default());
    let found = lint::check_as(&document, &Machine::read(&document), workflow);
    let errors: Vec<&Diagnostic> = found.iter().filter(|finding| finding.severity == Severity::Error).collect();
    let differs = |got: &str, note: String| {
        Err(Difference::new("verdict", Some(&verdict.into()), Some(&got.into())).with_note(note))
    };
    match (verdict, errors.first()) {
        // A linter's own complaints that its suite lets pass leave the definition valid.
        ("valid" | "valid-ignoring-some-messages", None) | ("invalid", Some(_)) => Ok(()),
        (_, None) => differs("valid", reason(row)),
        (_, Some(error)) => differs("invalid", format!("{} at {}: {}", error.code, error.at.as_str(), error.message)),
    }
}

/// What the judge said.
fn reason(row: &Value) -> String {
    let said = ["diagnostics", "response", "expected_errors", "message_fragments", "title"];
    let said = said.iter().filter_map(|key| row.get(key)).find(|value| **value != Value::Null);
    said.map_or_else(|| "it gave no reason".to_owned(), Value::to_string)
}
