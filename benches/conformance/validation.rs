//! Verdicts on definitions: the service's own, and the opinions of three linters.
//!
//! A definition is invalid here when the validator finds an error in it, which is what `CreateStateMachine` refuses;
//! warnings and hints are no verdict. The linters disagree with the service and with each other in places, so their
//! folders measure distance and not truth.

use std::path::Path;

use stepwright::asl::{Machine, WorkflowType};
use stepwright::json::{Document, Value};
use stepwright::lint::{self, Diagnostic, Severity};

use super::{Report, rows, text};

/// The service before the linters.
const FOLDERS: [&str; 4] = ["localstack-aws", "statelint", "asl-validator", "asl-language-service"];

pub(super) fn suite(corpus: &Path, report: &mut Report) {
    for name in FOLDERS {
        let folder = corpus.join(name);
        for row in rows(&folder.join("index.jsonl")) {
            let id = text(&row, "id").or_else(|| text(&row, "file")).unwrap_or_default();
            let outcome = definition(&row, &folder).and_then(|definition| judge(&row, definition));
            report.add("validation", name, id, outcome);
        }
    }
}

/// The text of a definition as it stands: a key may be there twice.
fn definition(row: &Value, folder: &Path) -> Result<String, String> {
    match (row.get("definition"), text(row, "file")) {
        (Some(Value::String(text)), _) => Ok(text.to_string()),
        (Some(definition), _) => Ok(definition.to_string()),
        (None, Some(file)) => std::fs::read_to_string(folder.join(file)).map_err(|error| format!("{file}: {error}")),
        (None, None) => Err("the row has no definition".to_owned()),
    }
}

fn judge(row: &Value, definition: String) -> Result<(), String> {
    let verdict = text(row, "verdict").unwrap_or_default();
    let document = Document::new(definition);
    let workflow = WorkflowType::of_name(text(row, "type").unwrap_or_default());
    let found = lint::check_as(&document, &Machine::read(&document), workflow);
    let errors: Vec<&Diagnostic> = found.iter().filter(|finding| finding.severity == Severity::Error).collect();
    match (verdict, errors.first()) {
        // A linter's own complaints that its suite lets pass leave the definition valid.
        ("valid" | "valid-ignoring-some-messages", None) | ("invalid", Some(_)) => Ok(()),
        ("invalid", None) => Err(format!("expected invalid ({}), found no error", reason(row))),
        (verdict, Some(error)) => {
            Err(format!("expected {verdict}, got {} at {}: {}", error.code, error.at.as_str(), error.message))
        }
        (verdict, None) => Err(format!("a verdict that is not known: {verdict}")),
    }
}

/// What the judge said.
fn reason(row: &Value) -> String {
    let said = ["diagnostics", "response", "expected_errors", "message_fragments", "title"];
    let said = said.iter().filter_map(|key| row.get(key)).find(|value| **value != Value::Null);
    super::shown(said)
}
