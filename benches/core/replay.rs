//! One letter typed over a finished run whose states take long.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use stepwright::edit::Command;
use stepwright::sim::Status;
use stepwright::studio::{RunAction, Workbench, begin, reduce};

/// How many states evaluate, and over how many items.
pub(crate) const STATES: usize = 20;
pub(crate) const ITEMS: usize = 20_000;

/// A run that is finished, and its text.
pub(crate) struct Letters {
    workbench: Workbench,
    typed: u32,
}

/// What one letter costs.
pub(crate) struct Letter {
    /// Before the page can show it.
    pub(crate) held: Duration,
    /// The longest part of the replay after it.
    pub(crate) longest: Duration,
    /// From the letter to the end of the replay.
    pub(crate) whole: Duration,
}

impl Letters {
    pub(crate) fn new() -> Letters {
        let mut states = String::new();
        for state in 0..STATES {
            let next =
                if state + 1 < STATES { format!(r#""Next": "S{}""#, state + 1) } else { r#""End": true"#.into() };
            let comma = if state == 0 { "" } else { "," };
            // Writing to a string cannot fail.
            let _ = write!(
                states,
                r#"{comma}"S{state}": {{"Type": "Pass", "Output": "{{% $sum($map([1..{ITEMS}], function($x) {{ $x * 2 }})) %}}", {next}}}"#
            );
        }
        let text =
            format!(r#"{{"Comment": "x", "QueryLanguage": "JSONata", "StartAt": "S0", "States": {{{states}}}}}"#);
        let mut workbench = Workbench::open("heavy", text);
        reduce(&mut workbench, RunAction::ToEnd);
        while !workbench.run.ended() {
            reduce(&mut workbench, RunAction::Tick { elapsed_ms: 16.0, budget: 1_000 });
        }
        assert_eq!(workbench.run.status(), Status::Succeeded, "what is timed is a run");
        Letters { workbench, typed: 0 }
    }

    pub(crate) fn letter(&mut self, now: impl Fn() -> Instant) -> Letter {
        let text = self.workbench.document.text().replacen("\"x", "\"xx", 1);
        let start = now();
        begin(&mut self.workbench, Command::ReplaceText(text));
        let held = start.elapsed();
        let mut longest = Duration::ZERO;
        while self.workbench.run.is_working() {
            let part = now();
            begin(&mut self.workbench, RunAction::Tick { elapsed_ms: 0.0, budget: 1 });
            longest = longest.max(part.elapsed());
        }
        self.typed += 1;
        assert_eq!(self.workbench.run.status(), Status::Succeeded, "letter {}", self.typed);
        Letter { held, longest, whole: start.elapsed() }
    }
}
