//! The table of fields as Markdown, for `docs/fields.md`.

use super::table::STATE_FIELDS;
use super::{FIELDS, Field, Holder, Languages};
use crate::asl::StateKind;

/// The fields of a state, by the types that have them: `●` required, `○` optional, `-` refused.
pub fn of_states() -> String {
    let mut out =
        by_kind("field", StateKind::ALL.map(StateKind::as_str), "language") + &by_kind("---", ["---"; 8], "---");
    for field in STATE_FIELDS {
        let marks = StateKind::ALL.map(|kind| mark(field, field.kinds.contains(&kind)));
        out += &by_kind(&code(field.name), marks, language(field));
    }
    out
}

fn by_kind(first: &str, kinds: [&str; 8], last: &str) -> String {
    row([first].into_iter().chain(kinds).chain([last]))
}

/// Those of every other object, with their defaults.
pub fn of_objects() -> String {
    let mut out = row(["in", "field", "", "language", "default", "what it is"]) + &row(["---"; 6]);
    for field in FIELDS.into_iter().flatten().filter(|field| field.holder != Holder::State) {
        let default = field.default.map(code).unwrap_or_default();
        let name = code(field.name);
        out += &row([field.holder.describe(), &name, mark(field, true), language(field), &default, field.doc]);
    }
    out
}

fn row<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let cells: Vec<&str> = cells.into_iter().collect();
    format!("| {} |\n", cells.join(" | "))
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

fn mark(field: &Field, suits: bool) -> &'static str {
    match (suits, field.required) {
        (true, true) => "●",
        (true, false) => "○",
        (false, _) => "-",
    }
}

fn language(field: &Field) -> &'static str {
    match field.languages {
        Languages::Both => "both",
        Languages::Only(language) => language.as_str(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_tables_read_as_markdown() {
        let (states, objects) = (of_states(), of_objects());
        assert!(states.contains("\n| `Resource` | ● | - | - | - | - | - | - | - | both |\n"), "{states}");
        assert!(states.lines().all(|line| line.matches('|').count() == 11));
        assert!(objects.contains("\n| a retrier | `MaxAttempts` | ○ | both | `3` |"), "{objects}");
        assert!(objects.lines().all(|line| line.matches('|').count() == 7));
    }
}
