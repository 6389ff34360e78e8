//! Checking in pieces, between which the page can do something else.

use std::ops::Deref;

use crate::asl::{Machine, WorkflowType};
use crate::json::{Document, SyntaxError};
use crate::sort;

use super::context::{Context, Known};
use super::worst::Worst;
use super::{Diagnostic, MAX_DIAGNOSTICS, RULES, STRUCTURE};

/// How many objects of a definition a piece enters at most, but for those inside one state.
const OBJECTS_A_PIECE: usize = 2_000;

/// A check that is under way: first every object is entered, then each rule asks about all of them.
pub struct Linting<M> {
    document: Document,
    machine: M,
    workflow: WorkflowType,
    known: Known,
    /// How many rules have been asked.
    asked: usize,
    found: Vec<Diagnostic>,
}

impl<M: Deref<Target = Machine>> Linting<M> {
    /// A check of a machine of a type, with nothing done yet.
    pub fn new(document: Document, machine: M, workflow: WorkflowType) -> Linting<M> {
        let known = Known::of(&document, &machine);
        Linting { document, machine, workflow, known, asked: 0, found: Vec::new() }
    }

    /// Does the next piece: some objects, or one rule. The last gives everything the rules find, in the order of the text.
    pub fn step(&mut self) -> Option<Vec<Diagnostic>> {
        self.piece(OBJECTS_A_PIECE)
    }

    fn piece(&mut self, objects: usize) -> Option<Vec<Diagnostic>> {
        let Linting { document, machine, workflow, known, asked, found } = self;
        if !known.enter(document, machine, objects) {
            return None;
        }
        let is_read = document.errors().iter().all(SyntaxError::is_local);
        // Of a text that is read otherwise than it was meant, no rule but those on the text itself can say anything.
        if let Some(rule) = RULES.get(*asked).filter(|rule| is_read || rule.code < STRUCTURE) {
            *asked += 1;
            (rule.check)(&Context { document, machine, workflow: *workflow, known }, found);
            known.worst.cut(found, 2 * MAX_DIAGNOSTICS);
            return None;
        }
        Some(all(document, std::mem::take(found), &known.worst))
    }
}

/// What is kept of all that was found, in the order of the text.
fn all(document: &Document, mut found: Vec<Diagnostic>, worst: &Worst) -> Vec<Diagnostic> {
    if !document.errors().is_empty() {
        // A change to a text that is no JSON may land anywhere; what is wrong with the text itself comes first.
        found.iter_mut().filter(|diagnostic| diagnostic.code >= STRUCTURE).for_each(|diagnostic| diagnostic.fix = None);
    }
    worst.cut(&mut found, MAX_DIAGNOSTICS);
    sort::by_key(&mut found, |diagnostic| (diagnostic.span.start, diagnostic.span.end, diagnostic.code));
    found.extend(worst.rest());
    found
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::fs;
    use std::path::Path;
    use std::sync::Arc;

    use super::*;

    fn begun(text: &str) -> Linting<Arc<Machine>> {
        let document = Document::new(text);
        let machine = Arc::new(Machine::read(&document));
        Linting::new(document, machine, WorkflowType::Standard)
    }

    /// What is found in pieces of so many objects, and how many pieces there were.
    fn in_pieces(text: &str, objects: usize) -> (Vec<Diagnostic>, usize) {
        let mut linting = begun(text);
        for count in 1.. {
            if let Some(found) = linting.piece(objects) {
                return (found, count);
            }
        }
        unreachable!("a check ends")
    }

    #[test]
    fn pieces_of_any_size_find_together_what_one_finds() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/lint");
        let mut folders = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
        let (mut files, mut found) = (0, 0);
        while let Some(path) = folders.pop() {
            if path.is_dir() {
                folders.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let (whole, least) = in_pieces(&text, usize::MAX);
            for objects in [1, 2, 7] {
                let (pieces, count) = in_pieces(&text, objects);
                assert_eq!(pieces, whole, "{} in pieces of {objects}", path.display());
                assert!(count >= least);
            }
            (files, found) = (files + 1, found + whole.len());
        }
        assert!(files > 100 && found > 50, "{found} findings in {files} files");
    }

    #[test]
    fn a_piece_enters_so_many_objects_or_asks_one_rule() {
        let mut text = String::from(r#"{"StartAt": "S0", "States": {"#);
        for at in 0..3 * OBJECTS_A_PIECE {
            // Writing to a string cannot fail.
            let _ = write!(text, r#""S{at}": {{"Type": "Pass", "Nxt": 1, "Next": "S{}"}},"#, at + 1);
        }
        text += r#""End": {"Type": "Succeed"}}}"#;
        let mut linting = begun(&text);
        let mut before = (0, 0);
        let mut pieces = 0;
        let found = loop {
            let found = linting.step();
            let now = (linting.known.count(), linting.asked);
            let (objects, rules) = (now.0 - before.0, now.1 - before.1);
            assert!(objects <= OBJECTS_A_PIECE && rules <= 1, "{objects} objects, {rules} rules");
            (before, pieces) = (now, pieces + 1);
            if let Some(found) = found {
                break found;
            }
        };
        assert!(pieces >= 3 + RULES.len(), "{pieces}");
        assert_eq!(found.len(), MAX_DIAGNOSTICS + 1);
    }
}
