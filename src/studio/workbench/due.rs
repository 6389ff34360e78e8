//! What follows from a large text, worked out once the person rests, a stage at a time (debounce).
//!
//! A change is on the screen at once, whatever follows from it. A small text is worked through with it. Of a large one
//! everything is due after a letter; a command is drawn too, since what it did is looked at. The page asks for
//! each stage when nothing was done for a while; whatever a person does finds worked out what it needs.

use std::sync::Arc;

use super::Workbench;
use crate::json::Document;
use crate::studio::drawn::Drawn;

/// A text of no more bytes is worked through with each letter: a twentieth of a second of a slow page.
const WORKED_AT_ONCE_BYTES_MAX: usize = 96 << 10;

/// What follows from a text, in the order in which it is worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// What it means.
    Reading,
    /// What the canvas draws.
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

    /// What is worked out next, and how many pieces were done: another answer says that something was.
    pub fn progress(&self) -> Option<(Stage, usize)> {
        self.due.map(|due| (due, self.checking.pieces()))
    }

    /// Whether the problems are those of an earlier text.
    pub fn is_unchecked(&self) -> bool {
        self.due.is_some_and(|due| due <= Stage::Problems)
    }

    /// Puts another text in place and draws it. What else follows from a large one is due.
    pub(in crate::studio) fn set_document(&mut self, document: Document) {
        self.document = document;
        self.follows(Stage::Reading);
        self.catch_up(Stage::Drawing);
    }

    /// Puts a text in place that is being typed. What follows from a large one is due.
    pub(in crate::studio) fn type_document(&mut self, document: Document) {
        self.document = document;
        self.follow_from(Stage::Reading, true);
    }

    /// Something has changed that a stage and those after it follow from.
    pub(in crate::studio) fn follows(&mut self, stage: Stage) {
        self.follow_from(stage, false);
    }

    fn follow_from(&mut self, stage: Stage, typed: bool) {
        self.checking.forget();
        if stage == Stage::Reading {
            self.read = None;
        }
        self.due = Some(self.due.map_or(stage, |due| due.min(stage)));
        if self.document.text().len() <= WORKED_AT_ONCE_BYTES_MAX {
            self.catch_up(Stage::Reading);
            if !(typed && self.breaks_ways()) {
                self.catch_up(Stage::Run);
            }
        }
    }

    /// Whether what was read has more transitions that lead nowhere than what is drawn: a target is being typed. The
    /// drawing would be thrown about with each letter; it waits for the person to rest.
    fn breaks_ways(&self) -> bool {
        let nowhere = |drawn: &Drawn| {
            let machine = &drawn.machine;
            let scopes = machine.scopes.iter().filter(|scope| scope.start.is_none()).count();
            scopes + machine.transitions.iter().filter(|transition| transition.to.is_none()).count()
        };
        self.read.as_ref().is_some_and(|read| nowhere(read) > nowhere(&self.drawn))
    }

    /// Works out what is due up to a stage.
    pub(in crate::studio) fn catch_up(&mut self, last: Stage) {
        while self.due.is_some_and(|due| due <= last) {
            self.work_out_next();
        }
    }

    /// Works out what is due next.
    pub(in crate::studio) fn work_out_next(&mut self) {
        // What is drawn and runs is the last text that was JSON.
        let is_json = !self.stale();
        self.due = match self.due {
            Some(Stage::Reading) => {
                self.read = is_json.then(|| Arc::new(Drawn::of(&self.document)));
                Some(Stage::Drawing)
            }
            Some(Stage::Drawing) => {
                if let Some(read) = self.read.take() {
                    self.drawn = read;
                }
                self.keep_selection();
                Some(Stage::Problems)
            }
            Some(Stage::Problems) => {
                if self.judge_on() {
                    Some(Stage::Run)
                } else {
                    Some(Stage::Problems)
                }
            }
            Some(Stage::Run) => {
                if !is_json {
                    None
                } else if self.compile_on() {
                    self.replay();
                    None
                } else {
                    Some(Stage::Run)
                }
            }
            None => None,
        };
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::asl::Machine;
    use crate::edit::Command;
    use crate::json::{Pointer, Value};
    use crate::lint::{self, RULES};
    use crate::studio::library::LibraryRequest;
    use crate::studio::{
        Action, EditAction, FileAction, JsonataAction, ProjectAction, Request, RunAction, ViewAction, begin, reduce,
    };

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
        Command::ReplaceText(text.to_owned()).into()
    }

    #[test]
    fn a_text_of_so_many_bytes_is_worked_through_with_each_letter() {
        let small = format!("{}{}", r#"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#, " ".repeat(40));
        let text = |bytes: usize| small.clone() + &" ".repeat(bytes - small.len());
        let mut workbench = Workbench::open("small", small.clone());
        begin(&mut workbench, typed(&text(WORKED_AT_ONCE_BYTES_MAX)));
        assert_eq!(workbench.due(), None);
        begin(&mut workbench, typed(&text(WORKED_AT_ONCE_BYTES_MAX + 1)));
        assert_eq!(workbench.due(), Some(Stage::Reading));
    }

    #[test]
    fn what_is_read_is_drawn_also_when_its_problems_are_due_again() {
        let text = large();
        let mut workbench = Workbench::open("large", text.clone());
        begin(&mut workbench, typed(&text.replacen("S1", "Sx", 1)));
        while workbench.due() != Some(Stage::Drawing) {
            begin(&mut workbench, Action::WorkOutNext);
        }
        workbench.follows(Stage::Problems);
        workbench.catch_up(Stage::Run);
        assert_eq!(workbench.drawn.document.text(), workbench.document.text());
        assert_eq!(workbench.program.machine().states.len(), workbench.drawn.machine.states.len());
    }

    #[test]
    fn a_target_that_is_being_typed_is_drawn_when_typing_rests() {
        let text = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "Bee"}, "Bee": {"Type": "Succeed"}}}"#;
        let mut workbench = Workbench::open("typed", text);
        let drawn = workbench.drawn.clone();
        for target in ["Be", "B", "Be"] {
            begin(&mut workbench, typed(&text.replacen("\"Bee\"}", &format!("\"{target}\"}}"), 1)));
            assert!(Arc::ptr_eq(&workbench.drawn, &drawn), "{target}");
            assert!(workbench.is_unchecked());
        }
        begin(&mut workbench, typed(text));
        assert_eq!((workbench.due(), workbench.drawn.document.text()), (None, text));
        // Whoever rests at it sees it, and a command draws at once.
        begin(&mut workbench, typed(&text.replacen("\"Bee\"}", "\"Be\"}", 1)));
        while workbench.due().is_some() {
            begin(&mut workbench, Action::WorkOutNext);
        }
        assert_eq!(workbench.drawn.document.text(), workbench.document.text());
        begin(&mut workbench, typed(&text.replacen("\"Bee\"}", "\"B\"}", 1)));
        begin(&mut workbench, EditAction::Undo);
        assert_eq!((workbench.due(), workbench.drawn.document.text()), (None, workbench.document.text()));
    }

    #[test]
    fn a_letter_in_a_large_text_is_there_and_the_rest_follows_in_stages() {
        let text = large();
        let mut workbench = Workbench::open("large", text.clone());
        let (drawn, problems) = (workbench.drawn.clone(), workbench.diagnostics.clone());
        let broken = text.replacen("\"Next\": \"S1\"", "\"Next\": \"Nowhere\"", 1);
        let requests = begin(&mut workbench, typed(&broken));
        assert_eq!(workbench.document.text(), broken);
        assert_eq!(requests, [Request::Library(LibraryRequest::Rest)], "it is kept when typing rests");
        assert!(Arc::ptr_eq(&workbench.drawn, &drawn) && Arc::ptr_eq(&workbench.diagnostics, &problems));
        // A run that plays meanwhile, and another letter, work nothing out.
        begin(&mut workbench, RunAction::Tick { elapsed_ms: 16.0, budget: 10 });
        begin(&mut workbench, typed(&broken.replacen("Nowhere", "Nowhere2", 1)));
        let mut stages = Vec::new();
        while let Some(stage) = workbench.due() {
            let requests = begin(&mut workbench, Action::WorkOutNext);
            let writes = matches!(requests.first(), Some(Request::Library(LibraryRequest::Write(_))));
            stages.push((stage, writes));
        }
        assert!(stages.iter().filter(|(stage, _)| *stage == Stage::Problems).count() > RULES.len(), "in pieces");
        stages.dedup();
        let others = [Stage::Reading, Stage::Drawing, Stage::Problems, Stage::Run].map(|stage| (stage, false));
        assert_eq!(
            stages,
            [[(Stage::Reading, true)].as_slice(), &others].concat(),
            "written before anything is made of it"
        );
        assert!(workbench.diagnostics.iter().any(|found| found.message.contains("Nowhere2")));
        assert!(!Arc::ptr_eq(&workbench.drawn, &drawn));
    }

    #[test]
    fn a_letter_between_two_pieces_of_a_check_begins_another() {
        let text = large();
        let mut workbench = Workbench::open("large", text.clone());
        let before = workbench.diagnostics.clone();
        let broken = text.replacen("\"Next\": \"S1\"", "\"Next\": \"Nowhere\"", 1);
        begin(&mut workbench, typed(&broken));
        // Half of the rules, that of targets among them.
        for _ in 0..RULES.len() / 2 {
            begin(&mut workbench, Action::WorkOutNext);
        }
        assert_eq!(workbench.due(), Some(Stage::Problems));
        let is_shown = Arc::ptr_eq(&workbench.diagnostics, &before);
        assert!(workbench.is_unchecked() && is_shown, "nothing is shown of half a check");
        let copy = workbench.clone();
        begin(&mut workbench, typed(&text));
        for mut workbench in [workbench, copy] {
            let found = lint::check(&workbench.document, &Machine::read(&workbench.document));
            reduce(&mut workbench, Action::WorkOutNext);
            assert_eq!((&*workbench.diagnostics, workbench.due()), (&*found, None));
            assert_eq!(workbench.judged, workbench.document.shared_text());
        }
    }

    #[test]
    fn a_command_in_a_large_text_and_what_takes_it_back_are_drawn_and_the_rest_follows() {
        let text = large();
        let five = Pointer::parse("/States/S5").unwrap_or_default();
        let rename = Action::from(Command::RenameState { state: five, name: "Five".to_owned() });
        let seven = Pointer::parse("/States/S7/Comment").unwrap_or_default();
        let field = Action::from(Command::SetField { at: seven, value: Value::from("x") });
        let mut workbench = Workbench::open("large", text.clone());
        for action in [rename, field, EditAction::Undo.into(), EditAction::Undo.into(), EditAction::Redo.into()] {
            let (problems, program) = (workbench.diagnostics.clone(), workbench.program.clone());
            begin(&mut workbench, action);
            assert_eq!(workbench.due(), Some(Stage::Problems), "{:?}", workbench.toast);
            assert!(workbench.is_unwritten(), "it is kept");
            assert_eq!(workbench.drawn.document.text(), workbench.document.text(), "it is drawn");
            assert!(Arc::ptr_eq(&workbench.diagnostics, &problems) && Arc::ptr_eq(&workbench.program, &program));
        }
        assert!(workbench.drawn.machine.state_named("Five").is_some());
        // What asks for the run finds the program of the text that is there.
        begin(&mut workbench, RunAction::ToEnd);
        assert_eq!(workbench.due(), None);
        assert!(workbench.program.machine().state_named("Five").is_some());
        assert_eq!(workbench.judged, workbench.document.shared_text());
    }

    #[test]
    fn a_large_file_is_drawn_and_the_rest_follows() {
        let text = large();
        let whole = Workbench::open("large", text.clone());
        let mut workbench = Workbench::open("small", r#"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#);
        begin(&mut workbench, FileAction::Import { name: "large.json".to_owned(), text: text.clone() });
        assert_eq!((workbench.due(), workbench.is_unchecked()), (Some(Stage::Problems), true));
        assert_eq!(workbench.drawn.document.text(), text);
        let kept = workbench.to_saved();
        // So is the definition of the last visit, and both say the same of it in the end.
        let mut restored = Workbench::restore(&kept).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(restored.due(), Some(Stage::Problems));
        begin(&mut restored, JsonataAction::Load);
        assert_eq!(restored.due(), Some(Stage::Problems), "it needs the text alone");
        for mut workbench in [workbench, restored] {
            reduce(&mut workbench, Action::WorkOutNext);
            assert_eq!((&workbench.diagnostics, workbench.due()), (&whole.diagnostics, None));
            assert_eq!(workbench.judged, whole.judged);
            assert!(
                std::ptr::eq(&raw const *workbench.drawn.machine, workbench.program.machine()),
                "what is drawn runs"
            );
        }
    }

    #[test]
    fn a_setup_taken_back_under_a_broken_text_reaches_the_run_of_the_last_one_that_was_json() {
        let text = large();
        let mut workbench = Workbench::open("large", text.clone());
        reduce(&mut workbench, RunAction::ToEnd);
        reduce(&mut workbench, typed(&text.replacen('{', "", 1)));
        reduce(&mut workbench, ProjectAction::SetInput("{\"n\": 1}".to_owned()));
        let (asked, input) = (workbench.run.asked(), workbench.run.input.clone());
        reduce(&mut workbench, EditAction::Undo);
        assert_ne!(workbench.run.input, input);
        assert_ne!(workbench.run.asked(), asked, "it was made again");
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
        begin(&mut workbench, RunAction::Step);
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
        begin(&mut workbench, ViewAction::ShowProblem(0));
        assert!(workbench.toast.is_some() && workbench.place.is_none());
        assert_eq!(workbench.due(), None, "they were found again");
    }
}
