//! The findings that are kept of very many: the worst, and of these the first in the text.

use std::cell::Cell;

use super::{Diagnostic, MAX_DIAGNOSTICS, MORE, Severity};
use crate::json::{Pointer, Span};
use crate::sort;

/// What is known of the findings that were left out.
#[derive(Default)]
pub(super) struct Worst {
    /// How many.
    count: Cell<usize>,
    /// How bad the worst of them is.
    severity: Cell<Option<Severity>>,
    /// The last that is kept, once so many are: how bad it is, and where.
    last: Cell<Option<(Severity, usize)>>,
}

impl Worst {
    /// Whether a finding is left out beforehand, since as many are there that come before it. A rule that may find
    /// something on every line asks, and makes none that nobody sees.
    pub(super) fn leaves_out(&self, found: &mut Vec<Diagnostic>, severity: Severity, at: Span) -> bool {
        self.cut(found, 2 * MAX_DIAGNOSTICS);
        let is_out = self.last.get().is_some_and(|last| last <= (severity, at.start));
        if is_out {
            self.leave(1, severity);
        }
        is_out
    }

    /// Cuts a list that is longer than `most` to those that are kept.
    pub(super) fn cut(&self, found: &mut Vec<Diagnostic>, most: usize) {
        if found.len() <= most {
            return;
        }
        // Of very many the few that stay are put in order, not all of them moved.
        let mut order: Vec<usize> = (0..found.len()).collect();
        let rank = |at: usize| (found[at].severity, found[at].span.start, at);
        sort::numbers(&mut order, &|a, b| rank(a).cmp(&rank(b)));
        let (kept, out) = order.split_at(MAX_DIAGNOSTICS);
        if let (Some(last), Some(first)) = (kept.last(), out.first()) {
            self.last.set(Some((found[*last].severity, found[*last].span.start)));
            self.leave(out.len(), found[*first].severity);
        }
        *found = kept.iter().map(|at| found[*at].clone()).collect();
    }

    fn leave(&self, count: usize, severity: Severity) {
        self.count.set(self.count.get() + count);
        self.severity.set(Some(self.severity.get().map_or(severity, |worst| worst.min(severity))));
    }

    /// The finding that says how many were left out.
    pub(super) fn rest(&self) -> Option<Diagnostic> {
        Some(Diagnostic {
            code: MORE,
            severity: self.severity.get()?,
            aws: None,
            at: Pointer::root(),
            span: Span { start: 0, end: 0 },
            message: format!("… and {} more", self.count.get()),
            help: "mend some of the others to see them".to_owned(),
            fix: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::Code;

    fn finding(number: usize) -> Diagnostic {
        // Neither in the order of the text nor of severity, and many at one place.
        let severity = [Severity::Hint, Severity::Error, Severity::Warning, Severity::Hint][number * 7 % 13 % 4];
        let start = number * 7_919 % 311;
        let (message, help) = (number.to_string(), String::new());
        let span = Span { start, end: start + 1 };
        Diagnostic { code: Code(1), severity, aws: None, at: Pointer::root(), span, message, help, fix: None }
    }

    #[test]
    fn what_is_left_out_beforehand_is_what_would_be_cut_afterwards() {
        for count in [MAX_DIAGNOSTICS, MAX_DIAGNOSTICS + 1, 2 * MAX_DIAGNOSTICS, 5_000] {
            let mut all: Vec<_> = (0..count).map(finding).collect();
            let (worst, mut found, mut made) = (Worst::default(), Vec::new(), 0);
            for finding in all.clone() {
                if !worst.leaves_out(&mut found, finding.severity, finding.span) {
                    found.push(finding);
                    made += 1;
                }
            }
            worst.cut(&mut found, MAX_DIAGNOSTICS);
            sort::by_key(&mut found, |finding| (finding.severity, finding.span.start));
            sort::by_key(&mut all, |finding| (finding.severity, finding.span.start));
            let out = all.split_off(MAX_DIAGNOSTICS);
            assert_eq!(found, all, "of {count}");
            let rest = worst.rest();
            assert_eq!(rest.as_ref().map(|rest| rest.severity), out.first().map(|first| first.severity));
            assert_eq!(rest.map(|rest| rest.message), out.first().map(|_| format!("… and {} more", out.len())));
            assert!(made < 1_500, "{made} of {count} were made");
        }
    }
}
