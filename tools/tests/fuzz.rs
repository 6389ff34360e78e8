//! Every case that once failed in `make fuzz`, cut down: everything is asked of it that is asked of a new one.

#![expect(clippy::unwrap_used, reason = "a fixture that cannot be read fails its test")]

use std::path::{Path, PathBuf};

use stepwright::json::Value;
use stepwright_tools::fuzz::Case;

/// The fixtures, or the folder that `FUZZ_FIXTURES` names: what `make fuzz` has kept can be tried without building it.
fn cases() -> Vec<(PathBuf, Case)> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let folder = std::env::var_os("FUZZ_FIXTURES").map_or(own, PathBuf::from);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = |file: PathBuf| {
        let kept = Value::parse(&std::fs::read_to_string(&file).unwrap()).unwrap();
        assert!(kept.get("text").and_then(Value::as_str).is_some(), "{} has a text", file.display());
        (file, Case::from_json(&kept))
    };
    files.into_iter().map(read).collect()
}

#[test]
fn what_once_failed_holds() {
    for (file, case) in cases() {
        println!("{}", file.display());
        // What people do is another thing with each number; a case fails whatever they do, or with its own.
        for script in [case.script, 2, 3] {
            Case { script, ..case.clone() }.check();
        }
        let again = Value::parse(&case.to_json().to_string()).unwrap();
        assert_eq!(Case::from_json(&again).text, case.text);
    }
}
