//! What follows from a large text, worked out once typing rests, a stage at a time (debounce).
//!
//! A letter is on the screen and kept at once, whatever follows from it: a small text is worked through with it, of a
//! large one everything but the text itself is due. The page asks for each stage when nothing was typed for a while;
//! whatever else a person does finds everything worked out.

use std::sync::Arc;

use super::action::Action;
use super::workbench::{Drawn, Workbench};
use crate::edit::Command;
use crate::json::Document;
use crate::sim::Program;

/// A text of no more bytes is worked through with each letter: a twentieth of a second of a slow page.
const WORKED_AT_ONCE_BYTES_MAX: usize = 96 << 10;

/// What follows from a text, in the order in which it is worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// What it means, and so what the canvas draws.
    Drawing,
    /// What is wrong with it.
    Problems,
    /// What runs, and the run that is shown.
    Run,
}

impl Workbench {
    /// What is worked out next; `None` where everything shown is of the text that is there.
    pub fn due(&self) -> Option<Stage> {
        self.due
    }

    /// Puts another text in place and everything that follows from it.
    pub(super) fn set_document(&mut self, document: Document) {
        self.document = document;
        self.due = Some(Stage::Drawing);
        self.catch_up();
    }

    /// Puts a text in place that is being typed. What follows from a large one is due.
    pub(super) fn type_document(&mut self, document: Document) {
        if document.text().len() > WORKED_AT_ONCE_BYTES_MAX {
            self.document = document;
            self.due = Some(Stage::Drawing);
        } else {
            self.set_document(document);
        }
    }

    /// Works out everything that is due.
    pub(super) fn catch_up(&mut self) {
        while self.due.is_some() {
            self.work_out_next();
        }
    }

    /// Works out what is due next.
    pub(super) fn work_out_next(&mut self) {
        // What is drawn and runs is the last text that was JSON.
        let is_json = !self.stale();
        self.due = match self.due {
            Some(Stage::Drawing) => {
                if is_json {
                    self.drawn = Arc::new(Drawn::of(&self.document));
                }
                self.keep_selection();
                Some(Stage::Problems)
            }
            Some(Stage::Problems) => {
                self.judge();
                Some(Stage::Run)
            }
            Some(Stage::Run) => {
                if is_json {
                    self.program = Arc::new(Program::compile_read(&self.document, self.drawn.machine.clone()));
                    self.replay();
                }
                None
            }
            None => None,
        };
    }
}

/// Whether an action may find something due: a letter more, and what no person does.
pub(super) fn may_wait(action: &Action) -> bool {
    matches!(
        action,
        Action::Edit(Command::ReplaceText(_))
            | Action::Type { .. }
            | Action::WorkOutNext
            | Action::SelectQuietly(_)
            | Action::Tick { .. }
            | Action::DismissToast(_)
            | Action::Report(_)
    )
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::studio::{begin, reduce};

    /// A chain of states, longer than what is worked through at once.
    fn large() -> String {
        let mut text = String::from(r#"{"StartAt": "S0", "States": {"#);
        for at in 0..WORKED_AT_ONCE_BYTES_MAX / 32 {
            // Writing to a string cannot fail.
            let _ = write!(text, r#""S{at}": {{"Type": "Pass", "Next": "S{}"}},"#, at + 1);
        }
        text + r#""End": {"Type": "Succeed"}}}"#
    }

    fn typed(text: &str) -> Action {
        Action::Edit(Command::ReplaceText(text.to_owned()))
    }

    #[test]
    fn a_text_of_so_many_bytes_is_worked_through_with_each_letter() {
        let small = format!("{}{}", r#"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#, " ".repeat(40));
        let text = |bytes: usize| small.clone() + &" ".repeat(bytes - small.len());
        let mut workbench = Workbench::open("small", small.clone());
        begin(&mut workbench, typed(&text(WORKED_AT_ONCE_BYTES_MAX)));
        assert_eq!(workbench.due(), None);
        begin(&mut workbench, typed(&text(WORKED_AT_ONCE_BYTES_MAX + 1)));
        assert_eq!(workbench.due(), Some(Stage::Drawing));
    }

    #[test]
    fn a_letter_in_a_large_text_is_there_and_the_rest_follows_in_stages() {
        let text = large();
        let mut workbench = Workbench::open("large", text.clone());
        let (drawn, problems) = (workbench.drawn.clone(), workbench.diagnostics.clone());
        let broken = text.replacen("\"Next\": \"S1\"", "\"Next\": \"Nowhere\"", 1);
        let requests = begin(&mut workbench, typed(&broken));
        assert_eq!(workbench.document.text(), broken);
        assert!(requests.iter().any(|request| matches!(request, crate::studio::Request::Save(_))), "it is kept");
        assert!(Arc::ptr_eq(&workbench.drawn, &drawn) && Arc::ptr_eq(&workbench.diagnostics, &problems));
        // A run that plays meanwhile, and another letter, work nothing out.
        begin(&mut workbench, Action::Tick { elapsed_ms: 16.0, budget: 10 });
        begin(&mut workbench, typed(&broken.replacen("Nowhere", "Nowhere2", 1)));
        let mut stages = Vec::new();
        while let Some(stage) = workbench.due() {
            stages.push(stage);
            begin(&mut workbench, Action::WorkOutNext);
        }
        assert_eq!(stages, [Stage::Drawing, Stage::Problems, Stage::Run]);
        assert!(workbench.diagnostics.iter().any(|found| found.message.contains("Nowhere2")));
        assert!(!Arc::ptr_eq(&workbench.drawn, &drawn));
    }

    #[test]
    fn whatever_else_is_done_finds_everything_worked_out() {
        let text = large();
        let renamed = text.replace("\"S5\"", "\"Five\"");
        let mut all_at_once = Workbench::open("large", text.clone());
        reduce(&mut all_at_once, typed(&renamed));
        assert_eq!(all_at_once.due(), None, "who has no frames has no stages");
        let mut workbench = Workbench::open("large", text);
        begin(&mut workbench, typed(&renamed));
        begin(&mut workbench, Action::Step);
        assert_eq!(workbench.due(), None);
        assert!(workbench.drawn.machine.state_named("Five").is_some());
        assert_eq!(workbench.diagnostics, all_at_once.diagnostics);
    }

    #[test]
    fn a_problem_of_an_earlier_text_is_not_gone_to() {
        let text = large().replacen("\"Type\": \"Pass\"", "\"Type\": \"Pass\", \"Nxt\": 1", 1);
        let mut workbench = Workbench::open("large", text.clone());
        assert!(!workbench.diagnostics.is_empty());
        begin(&mut workbench, typed(&format!("  {text}")));
        begin(&mut workbench, Action::ShowProblem(0));
        assert!(workbench.toast.is_some() && workbench.place.is_none());
        assert_eq!(workbench.due(), None, "they were found again");
    }
}
