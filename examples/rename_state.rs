//! Gives a state another name and prints the definition: everything that names it follows, and no other byte changes.
//!
//! ```sh
//! cargo run --no-default-features --example rename_state -- public/examples/order-processing.asl.json ShipOrder Ship
//! ```
#![expect(clippy::print_stdout, reason = "the text it prints is what it is for")]

use std::process::ExitCode;

use stepwright::asl::Machine;
use stepwright::edit::{self, Command};
use stepwright::json::Document;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, from, to] = &arguments[..] else {
        println!("which file, which state, and what should it be called?");
        return ExitCode::from(2);
    };
    let text = std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"));
    match text.and_then(|text| renamed(&text, from, to)) {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(words) => {
            println!("{words}");
            ExitCode::FAILURE
        }
    }
}

fn renamed(text: &str, from: &str, to: &str) -> Result<String, String> {
    let document = Document::new(text);
    let machine = Machine::read(&document);
    let found = machine.states.iter().find(|state| &*state.name == from);
    let state = found.ok_or_else(|| format!("no state is called {from}"))?.pointer.clone();
    let command = Command::RenameState { state, name: to.to_owned() };
    let planned = edit::plan(&document, &machine, &command).map_err(|error| error.to_string())?;
    // `planned.label` says what it does, `planned.edit.invert` takes it back.
    Ok(document.apply(&planned.edit).text().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_a_state_follows_it() {
        let text = r#"{"StartAt":"A", "States": {"A":{"Type":"Pass","Next":"B"},   "B":{"Type":"Succeed"}}}"#;
        assert_eq!(renamed(text, "B", "End").as_deref(), Ok(&*text.replace("\"B\"", "\"End\"")));
        assert!(renamed(text, "C", "D").is_err_and(|words| words.contains('C')));
        assert!(renamed(text, "A", "B").is_err(), "the name is taken");
    }
}
