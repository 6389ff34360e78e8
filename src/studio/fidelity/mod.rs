//! How faithful the simulator is: what was measured against recordings of the service, and what no recording shows.
//!
//! The Fidelity page, `docs/fidelity.md` and the readme's numbers are written from this one place: [`MEASURED`] by
//! `README=README.md make conformance`, the words by hand in `notes`. `tests/documents.rs` holds the documents to both.
//! Must never know: how the page looks.

pub mod documents;
mod measured;
mod notes;

use std::fmt;

use super::{Drawn, Run};
use crate::sim::{Difference, Simulation, differences_at_end, differences_seen};

pub use measured::MEASURED;
pub use notes::{ABSENT, APPROXIMATE, About, Note, about, reason};

/// What the Fidelity page shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Its part.
    pub part: Part,
    /// The row of [`DIFFERENCES`](crate::sim::DIFFERENCES) that was asked for.
    pub row: Option<&'static str>,
}

/// The parts of the Fidelity page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// What was measured.
    #[default]
    Measured,
    /// What is approximate or absent.
    Limits,
    /// Where the service differs from the specification.
    Differences,
}

impl Part {
    /// All of them, in order.
    pub const ALL: [Part; 3] = [Part::Measured, Part::Limits, Part::Differences];

    /// The label, which is also the accessible name.
    pub fn label(self) -> &'static str {
        match self {
            Part::Measured => "Measured",
            Part::Limits => "Limits",
            Part::Differences => "Differences",
        }
    }
}

/// How the fragment of an address that names a difference begins.
pub const FRAGMENT: &str = "difference-";

impl Page {
    /// The page at a difference.
    pub fn at(difference: &Difference) -> Page {
        Page { part: Part::Differences, row: Some(difference.id) }
    }

    /// The page that an address's fragment, with its `#`, asks for.
    pub fn of_fragment(fragment: &str) -> Option<Page> {
        let id = fragment.strip_prefix('#')?.strip_prefix(FRAGMENT)?;
        Difference::of(id).map(Page::at)
    }
}

/// What came of some cases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Exactly as recorded.
    pub passed: usize,
    /// With a difference.
    pub failed: usize,
    /// Marked by the corpus as not replayable.
    pub skipped: usize,
}

impl Count {
    /// How many were compared.
    pub fn compared(self) -> usize {
        self.passed + self.failed
    }

    /// The share that passed in tenths of a percent, rounded down: a thousand only where nothing failed.
    pub fn permille(self) -> usize {
        (self.passed * 1_000).checked_div(self.compared()).unwrap_or_default()
    }

    /// The share that passed: `100 %`, `99.7 %`.
    pub fn percent(self) -> String {
        match (self.permille() / 10, self.permille() % 10) {
            (whole, 0) => format!("{whole} %"),
            (whole, tenth) => format!("{whole}.{tenth} %"),
        }
    }
}

impl std::ops::Add for Count {
    type Output = Count;

    fn add(self, other: Count) -> Count {
        Count {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
        }
    }
}

impl std::iter::Sum for Count {
    fn sum<I: Iterator<Item = Count>>(counts: I) -> Count {
        counts.fold(Count::default(), |sum, count| sum + count)
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

/// A part of a corpus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area<'a> {
    /// The corpus's own name for it.
    pub name: &'a str,
    /// What came of its cases.
    pub count: Count,
}

/// A collection of cases from one source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corpus<'a> {
    /// The name of its folder.
    pub name: &'a str,
    /// How many areas it has.
    pub areas: usize,
    /// What came of all its cases.
    pub count: Count,
    /// Its areas; none where there are too many to say anything.
    pub shown: &'a [Area<'a>],
    /// The cases that fail for a reason of their own: the area's and the case's name.
    pub cases: &'a [(&'a str, &'a str)],
    /// The cases that fail for a common reason: what it is, and how many.
    pub kinds: &'a [(&'a str, usize)],
}

/// The sum of all that was measured.
pub fn total() -> Count {
    MEASURED.iter().map(|corpus| corpus.count).sum()
}

/// The sum of what the service itself was recorded to do.
pub fn of_service() -> Count {
    let recorded = |corpus: &&Corpus<'_>| about(corpus.name).is_some_and(|about| about.of_service);
    MEASURED.iter().filter(recorded).map(|corpus| corpus.count).sum()
}

/// What the event at an index of the run is a case of.
pub fn seen(drawn: &Drawn, run: &Run, index: usize) -> Vec<&'static Difference> {
    let history = run.simulation.as_ref().map_or(&[][..], Simulation::history);
    differences_seen(&drawn.document, history, index)
}

/// What the end of the run is a case of, once it shows.
pub fn seen_at_end(drawn: &Drawn, run: &Run) -> Vec<&'static Difference> {
    let Some(run) = &run.simulation else { return Vec::new() };
    let shown = &run.history()[..run.cursor().min(run.history().len())];
    differences_at_end(&drawn.document, shown)
}

/// A text cut at its backticks: each part, and whether it is code.
pub fn parts(text: &str) -> impl Iterator<Item = (bool, &str)> {
    text.split('`').enumerate().map(|(index, part)| (index % 2 == 1, part)).filter(|(_, part)| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::{RunAction, ViewAction, Workbench, reduce};

    #[test]
    fn the_areas_make_up_their_corpus() {
        for corpus in MEASURED {
            let shown: Count = corpus.shown.iter().map(|area| area.count).sum();
            assert!(
                corpus.shown.is_empty() || (shown, corpus.shown.len()) == (corpus.count, corpus.areas),
                "{corpus:?}"
            );
            let named = corpus.cases.len() + corpus.kinds.iter().map(|(_, count)| count).sum::<usize>();
            assert_eq!(named, corpus.count.failed, "every failing case of {} is named or of a kind", corpus.name);
        }
        assert!(of_service().passed > 800 && total().passed > of_service().passed, "{:?}", of_service());
    }

    #[test]
    fn every_corpus_is_explained() {
        let unknown: Vec<_> = MEASURED.iter().filter(|corpus| about(corpus.name).is_none()).collect();
        assert!(unknown.is_empty(), "`ABOUT` in notes.rs has no row for {unknown:?}");
    }

    #[test]
    fn every_failing_case_has_a_reason_and_no_other_has() {
        let failing = || MEASURED.iter().flat_map(|corpus| corpus.cases.iter().map(|(_, case)| (corpus.name, *case)));
        let unexplained: Vec<_> = failing().filter(|(corpus, case)| reason(corpus, case).is_none()).collect();
        assert!(unexplained.is_empty(), "`REASONS` in notes.rs has no row for {unexplained:?}");
        let passing: Vec<_> =
            notes::REASONS.iter().filter(|row| !failing().any(|case| case == (row.corpus, row.case))).collect();
        assert!(passing.is_empty(), "these pass now, so their rows of `REASONS` in notes.rs can go: {passing:?}");
    }

    #[test]
    fn a_share_is_never_rounded_up() {
        let share = |passed, failed| Count { passed, failed, skipped: 5 }.percent();
        assert_eq!([share(1, 0), share(0, 0), share(0, 3)], ["100 %", "0 %", "0 %"]);
        assert_eq!([share(99_999, 1), share(872, 3), share(1, 1)], ["99.9 %", "99.6 %", "50 %"]);
    }

    #[test]
    fn a_run_says_what_it_is_a_case_of() {
        let text = r#"{"StartAt": "C", "States": {"C": {"Type": "Choice",
            "Choices": [{"Variable": "$.a", "IsPresent": true, "Next": "D"}]}, "D": {"Type": "Succeed"}}}"#;
        let mut workbench = Workbench::open("unmatched", text);
        workbench.run.input = "{}".into();
        reduce(&mut workbench, RunAction::ToEnd);
        reduce(&mut workbench, RunAction::Tick { elapsed_ms: 16.0, budget: 1_000 });
        let ids = |rows: Vec<&'static Difference>| rows.iter().map(|row| row.id).collect::<Vec<_>>();
        let last = workbench.run.visible().events - 1;
        assert_eq!(ids(seen_at_end(&workbench.drawn, &workbench.run)), ["no-choice-matched"]);
        assert_eq!(ids(seen(&workbench.drawn, &workbench.run, last)), ["no-choice-matched"]);
        assert!(
            seen(&workbench.drawn, &workbench.run, 0).is_empty()
                && seen(&workbench.drawn, &workbench.run, last + 1).is_empty()
        );
        reduce(&mut workbench, RunAction::StepBack);
        assert!(seen_at_end(&workbench.drawn, &workbench.run).is_empty(), "the end does not show yet");
    }

    #[test]
    fn the_page_is_opened_and_closed_and_not_kept() {
        let mut workbench = Workbench::open("empty", "{}");
        let page = Page::at(&crate::sim::DIFFERENCES[0]);
        assert!(reduce(&mut workbench, ViewAction::ShowFidelity(Some(page))).is_empty(), "nothing to save");
        assert_eq!(workbench.fidelity, Some(page));
        reduce(&mut workbench, ViewAction::ShowFidelity(None));
        assert_eq!(workbench.fidelity, None);
    }

    #[test]
    fn an_address_leads_to_a_difference() {
        let page = Page::of_fragment("#difference-branch-failed");
        assert_eq!(page, Some(Page { part: Part::Differences, row: Some("branch-failed") }));
        for other in ["", "#", "#difference-", "#difference-nothing", "difference-branch-failed", "#branch-failed"] {
            assert_eq!(Page::of_fragment(other), None, "{other}");
        }
    }

    #[test]
    fn code_stands_between_backticks() {
        let words: Vec<_> = parts("`a` and `b`.").collect();
        assert_eq!(words, [(true, "a"), (false, " and "), (true, "b"), (false, ".")]);
        for note in APPROXIMATE.iter().chain(&ABSENT) {
            assert!(note.text.matches('`').count() % 2 == 0 && !note.title.contains('`'), "{note:?}");
        }
    }
}
