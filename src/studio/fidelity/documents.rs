//! What the documents for people say on fidelity: `README.md` and `docs/fidelity.md`.

use super::{ABSENT, APPROXIMATE, Corpus, Count, Note};

/// The columns of their prose.
const COLUMNS: usize = 120;

/// What was measured, a row a corpus.
pub fn by_corpus(corpora: &[Corpus<'_>]) -> String {
    let mut out = "| corpus | passed | failed | not replayable |\n| --- | ---: | ---: | ---: |\n".to_owned();
    for corpus in corpora {
        out += &row(&format!("`{}`", corpus.name), corpus.count);
    }
    out
}

/// What was measured, a row a corpus and a row an area.
pub fn by_area(corpora: &[Corpus<'_>]) -> String {
    let mut out =
        "| corpus | area | passed | failed | not replayable |\n| --- | --- | ---: | ---: | ---: |\n".to_owned();
    for corpus in corpora {
        out += &row(&format!("**{}** | {} areas", corpus.name, corpus.areas), corpus.count);
        for area in corpus.shown {
            out += &row(&format!("{} | {}", corpus.name, area.name), area.count);
        }
    }
    out
}

fn row(of: &str, count: Count) -> String {
    format!("| {of} | {} | {} | {} |\n", count.passed, count.failed, count.skipped)
}

/// What is approximate and what is absent.
pub fn limits() -> String {
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
    fn a_corpus_has_a_row_and_so_has_each_area() {
        let count = |passed| Count { passed, failed: 1, skipped: 0 };
        let shown = [Area { name: "part", count: count(2) }];
        let corpus = Corpus { name: "all", areas: 1, count: count(2), shown: &shown, cases: &[], kinds: &[] };
        let rows = |table: String| table.lines().skip(2).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(
            rows(by_area(std::slice::from_ref(&corpus))),
            ["| **all** | 1 areas | 2 | 1 | 0 |", "| all | part | 2 | 1 | 0 |"]
        );
        assert_eq!(rows(by_corpus(&[corpus])), ["| `all` | 2 | 1 | 0 |"]);
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
