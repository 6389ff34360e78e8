//! The readme's section on fidelity.

use std::fmt::Write as _;

use super::{ABSENT, APPROXIMATE, Corpus, Count, Note};

/// The columns of the readme's prose.
const COLUMNS: usize = 120;

/// The table of what was measured.
pub fn table(corpora: &[Corpus<'_>]) -> String {
    let head = "| corpus | area | passed | failed | not replayable |\n| --- | --- | ---: | ---: | ---: |\n";
    let mut out = head.to_owned();
    let mut row = |corpus: &str, area: &str, count: Count| {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "| {corpus} | {area} | {} | {} | {} |", count.passed, count.failed, count.skipped);
    };
    for corpus in corpora {
        row(&format!("**{}**", corpus.name), &format!("{} areas", corpus.areas), corpus.count);
        for area in corpus.shown {
            row(corpus.name, area.name, area.count);
        }
    }
    out
}

/// What is approximate and what is absent.
pub fn notes() -> String {
    let list = |notes: &[Note]| notes.iter().map(item).collect::<String>();
    format!("Approximate, because no recording shows it:\n\n{}\nAbsent:\n\n{}", list(&APPROXIMATE), list(&ABSENT))
}

/// One item of a list, broken between words.
fn item(note: &Note) -> String {
    let mut lines = vec!["-".to_owned()];
    for word in format!("**{}.** {}", note.title, note.text).split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= COLUMNS => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(format!("  {word}")),
        }
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::fidelity::Area;

    #[test]
    fn the_table_has_a_row_for_each_corpus_and_each_area() {
        let count = |passed| Count { passed, failed: 1, skipped: 0 };
        let shown = [Area { name: "part", count: count(2) }];
        let corpus = Corpus { name: "all", areas: 1, count: count(2), shown: &shown, cases: &[], kinds: &[] };
        let rows: Vec<String> = table(&[corpus]).lines().skip(2).map(str::to_owned).collect();
        assert_eq!(rows, ["| **all** | 1 areas | 2 | 1 | 0 |", "| all | part | 2 | 1 | 0 |"]);
    }

    #[test]
    fn an_item_keeps_to_its_columns() {
        let long = item(&Note { title: "Long", text: "word ".repeat(60).trim_end().to_owned().leak() });
        assert!(long.lines().count() == 3 && long.lines().all(|line| line.chars().count() <= COLUMNS), "{long}");
        assert!(
            long.starts_with("- **Long.** word") && long.lines().nth(1).is_some_and(|line| line.starts_with("  w"))
        );
    }
}
