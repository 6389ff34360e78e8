//! The one thing that is stored, and what it does of itself: what follows from its text, what is opened and kept.

pub(in crate::studio) mod begin;
mod checking;
mod due;
pub(in crate::studio) mod jsonata;
pub(in crate::studio) mod keeping;
pub(in crate::studio) mod machines;
pub(in crate::studio) mod opening;
pub(in crate::studio) mod rename;
pub(in crate::studio) mod saved;
pub(in crate::studio) mod versions;

use std::sync::Arc;

pub use due::Stage;

use self::checking::{Checking, Made, UnderWay};
use self::jsonata::{Jsonata, JsonataStatus};
use self::opening::Opened;
use super::drafts::Drafts;
use super::drawn::{Drawn, Selection};
use super::executions::ExecutionsView;
use super::fidelity;
use super::library::{Kept, Library, LibraryRequest};
use super::run::{Outdated, Run};
use super::undo::setup::Setup;
use super::undo::{Entry, Typing, UndoStack};
use super::view::{DockTab, InspectorTab, Sheet, Theme};
use crate::asl::{Machine, WorkflowType};
use crate::json::{Document, NodeRef, Span};
use crate::lint::{self, Diagnostic, Linting};
use crate::sim::{Compiling, Program};

/// A notice that stays until it is dismissed or replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// Which one, for its dismissal.
    pub id: u64,
    /// What kind.
    pub kind: ToastKind,
    /// What it says.
    pub text: String,
    /// Whether it offers the definition's text as a file.
    pub offers_text: bool,
}

/// Kinds of notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToastKind {
    /// Something happened.
    Info,
    /// Something was refused or failed.
    Error,
}

/// What the screen reader is told. The number makes a repeated sentence heard again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Announcement {
    /// Counts up.
    pub number: u64,
    /// The sentence.
    pub text: String,
}

/// A place the text is asked to show. The number makes a repeated request a new one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Counts up.
    pub number: u64,
    /// The range of bytes.
    pub span: Span,
}

/// The application's state.
#[derive(Clone, Debug)]
pub struct Workbench {
    /// The machine's name.
    pub name: String,
    /// The text, which is the truth.
    pub document: Document,
    /// What the canvas draws: the document, or its last version that was JSON.
    pub drawn: Arc<Drawn>,
    /// What is wrong with the document.
    pub diagnostics: Arc<[Diagnostic]>,
    /// The text they were found in, which their places and fixes are for.
    pub judged: Arc<str>,
    /// The drawn document, ready to run.
    pub program: Arc<Program>,
    /// What of that is not of the text yet.
    due: Option<Stage>,
    /// What the text means, and is not drawn yet.
    read: Option<Arc<Drawn>>,
    /// The check that is under way, a piece at a time.
    checking: Checking,
    /// What is chosen.
    pub selection: Selection,
    /// The place the text should show.
    pub place: Option<Place>,
    /// What is typed and not committed.
    pub drafts: Drafts,
    /// What can be taken back.
    pub undo: UndoStack,
    /// When it is, in milliseconds since some moment: what was typed with a pause between is undone apart.
    pub(super) now_ms: f64,
    /// What was open before this, and what Undo at the first change went back from.
    pub(super) opened: Opened,
    /// The machines that this browser keeps.
    pub library: Library,
    /// Which of them is open, and how much of it is kept.
    pub(super) kept: Kept,
    /// What the browser is to be asked, besides what an action asks by itself.
    asks: Vec<LibraryRequest>,
    /// The run: its setup and what happened.
    pub run: Run,
    /// How things stand with `JSONata`, which comes apart from the page.
    jsonata: Jsonata,
    /// The dock's tab.
    pub dock: DockTab,
    /// What its Executions tab shows.
    pub executions: ExecutionsView,
    /// The inspector's tab.
    pub inspector: InspectorTab,
    /// The sheet on a small screen.
    pub sheet: Option<Sheet>,
    /// What the Fidelity page shows, while it is open.
    pub fidelity: Option<fidelity::Page>,
    /// Whether the sheet of keyboard shortcuts is open.
    pub shortcuts: bool,
    /// The colours.
    pub theme: Theme,
    /// The notice on screen.
    pub toast: Option<Toast>,
    /// The last announcement.
    pub announcement: Announcement,
}

impl Workbench {
    /// A workbench with a text open and nothing else done.
    pub fn open(name: impl Into<String>, text: impl Into<Arc<str>>) -> Workbench {
        let mut workbench = Workbench::drawing(name.into(), Document::new(text));
        workbench.compile();
        workbench.judge();
        workbench
    }

    /// The same, but of a large text only drawn: what is wrong with it and what runs is due.
    pub(super) fn open_drawn(name: impl Into<String>, text: impl Into<Arc<str>>, before: Option<&str>) -> Workbench {
        let mut workbench = Workbench::drawing(name.into(), Document::new(text));
        if workbench.stale() {
            if let Some(before) = before {
                workbench.drawn = Arc::new(Drawn::of(&Document::new(before)));
                workbench.jsonata = Jsonata::of(&workbench.drawn.machine);
            }
            // Of the last text that was JSON nothing will be due.
            workbench.compile();
        }
        workbench.follows(Stage::Problems);
        workbench
    }

    /// Only drawn: neither checked nor ready to run.
    fn drawing(name: String, document: Document) -> Workbench {
        let drawn = Arc::new(Drawn::of(&document));
        let program = Arc::new(Program::compile(&Document::new("")));
        let jsonata = Jsonata::of(&drawn.machine);
        Workbench {
            name,
            judged: document.shared_text(),
            document,
            drawn,
            diagnostics: Arc::default(),
            program,
            due: None,
            read: None,
            checking: Checking::default(),
            selection: Selection::None,
            place: None,
            drafts: Drafts::default(),
            undo: UndoStack::default(),
            now_ms: 0.0,
            opened: Opened::default(),
            library: Library::default(),
            kept: Kept::default(),
            asks: Vec::new(),
            run: Run::fresh(),
            jsonata,
            dock: DockTab::default(),
            executions: ExecutionsView::default(),
            inspector: InspectorTab::default(),
            sheet: None,
            fidelity: None,
            shortcuts: false,
            theme: Theme::default(),
            toast: None,
            announcement: Announcement::default(),
        }
    }

    /// Says when it is, before an action: nothing here has a clock.
    pub fn tell_time(&mut self, now_ms: f64) {
        self.now_ms = now_ms;
    }

    /// What the browser is asked that it was not yet.
    pub fn take_asks(&mut self) -> Vec<LibraryRequest> {
        std::mem::take(&mut self.asks)
    }

    /// What Undo would take back, in words.
    pub fn to_undo(&self) -> Option<String> {
        let change = self.undo.to_undo().map(|entry| entry.label.clone());
        change.or_else(|| self.opened.before.is_some().then(|| format!("Open ‘{}’", self.name)))
    }

    /// What Redo would make again, in words.
    pub fn to_redo(&self) -> Option<String> {
        let change = self.undo.to_redo().map(|entry| entry.label.clone());
        change.or_else(|| self.opened.after.as_ref().map(|after| format!("Open ‘{}’", after.name)))
    }

    /// Whether Undo has something to take back: a change, or the opening of this definition over another one.
    pub fn can_undo(&self) -> bool {
        self.undo.to_undo().is_some() || self.opened.before.is_some()
    }

    /// Whether Redo has something to make again.
    pub fn can_redo(&self) -> bool {
        self.undo.to_redo().is_some() || self.opened.after.is_some()
    }

    /// Whether what is drawn was JSON: a text may never have been.
    pub fn drawn_was_json(&self) -> bool {
        self.drawn.document.errors().is_empty()
    }

    /// Whether a dialog is over the page, which keeps keys and pastes from it.
    pub fn is_covered(&self) -> bool {
        self.fidelity.is_some() || self.shortcuts || self.library.is_shown
    }

    /// Whether the canvas shows an older version, because the text is no JSON now.
    pub fn stale(&self) -> bool {
        !self.document.errors().is_empty()
    }

    /// Works everything out again that follows from the text: what reads expressions has come or gone.
    pub(super) fn refresh(&mut self) {
        self.run.machines.refresh();
        if !self.stale() {
            return self.follows(Stage::Problems);
        }
        // What runs is of the last text that was JSON, and waits for nothing.
        self.compile();
        self.judge();
        self.replay();
    }

    /// Makes what is drawn ready to run.
    pub(super) fn compile(&mut self) {
        self.program = Arc::new(Program::compile_read(&self.drawn.document, self.drawn.machine.clone()));
    }

    /// Does a piece of that; whether it was the last.
    pub(super) fn compile_on(&mut self) -> bool {
        if !self.checking.is_under_way() {
            let Drawn { document, machine } = &*self.drawn;
            let compiling = Compiling::new(document.clone(), machine.clone());
            self.checking.begin(UnderWay::Program(compiling));
        }
        let Some(Made::Program(program)) = self.checking.step() else { return false };
        self.program = Arc::new(program);
        true
    }

    /// Finds what is wrong with the text.
    pub(super) fn judge(&mut self) {
        self.checking.forget();
        while !self.judge_on() {}
    }

    /// Does a piece of finding what is wrong with the text; whether it was the last.
    pub(super) fn judge_on(&mut self) -> bool {
        if !self.checking.is_under_way() {
            let is_drawn = !self.stale();
            let machine = if is_drawn { self.drawn.machine.clone() } else { Arc::new(Machine::read(&self.document)) };
            self.note_language(&machine);
            let linting = Linting::new(self.document.clone(), machine, self.run.workflow);
            self.checking.begin(UnderWay::Check(linting));
            return false;
        }
        let Some(Made::Found(mut found)) = self.checking.step() else { return false };
        if let Some(JsonataStatus::Failed(reason)) = self.jsonata_status() {
            found.push(lint::not_checked(&self.document, reason));
        }
        self.diagnostics = found.into();
        self.judged = self.document.shared_text();
        true
    }

    /// Runs again over what has changed. Without what the run needs, it stays as it was until that is there.
    pub(super) fn replay(&mut self) {
        if self.misses_jsonata() {
            self.run.cannot_replay(Outdated::Jsonata);
        } else {
            self.run.replay(&self.name, &self.program);
        }
    }

    /// Makes the machine one of another type: what is wrong with it, and how it runs, is seen anew.
    pub(super) fn set_workflow(&mut self, workflow: WorkflowType) {
        self.run.workflow = workflow;
        self.follows(Stage::Problems);
        if self.stale() {
            // What runs is of the last text that was JSON, and waits for nothing.
            self.replay();
        }
    }

    /// Changes the setup, as a step that Undo takes back.
    pub(super) fn record<T>(
        &mut self,
        label: &str,
        typing: Option<Typing>,
        change: impl FnOnce(&mut Workbench) -> T,
    ) -> T {
        let before = Setup::of(&self.name, &self.run);
        let done = change(self);
        let setup = before.changes(Setup::of(&self.name, &self.run));
        if !setup.is_empty() {
            self.opened.after = None;
            // Undo would no longer bring back what the notice says that a change took away.
            self.toast.take_if(|toast| toast.kind == ToastKind::Info);
            self.undo.push(Entry { label: label.to_owned(), setup, typing, ..Entry::default() });
        }
        done
    }

    /// Chooses something; the text shows it.
    pub(super) fn select(&mut self, selection: Selection) {
        let span = match &selection {
            Selection::None => None,
            Selection::State(pointer) => self.document.find(pointer).and_then(NodeRef::member).map(|m| m.key_span),
            Selection::Transition(pointer) => self.document.find(pointer).map(NodeRef::span),
        };
        self.selection = selection;
        if let Some(span) = span {
            self.show(span);
        }
    }

    /// Asks the text to show a range.
    pub(super) fn show(&mut self, span: Span) {
        let number = self.place.as_ref().map_or(0, |place| place.number) + 1;
        self.place = Some(Place { number, span });
    }

    /// Drops a selection that names nothing any more.
    pub(super) fn keep_selection(&mut self) {
        let exists = match &self.selection {
            Selection::None => true,
            Selection::State(pointer) => self.drawn.machine.at(pointer).is_some(),
            Selection::Transition(pointer) => self.drawn.machine.transitions.iter().any(|t| t.pointer == *pointer),
        };
        if !exists {
            self.selection = Selection::None;
        }
    }

    pub(super) fn announce(&mut self, text: impl Into<String>) {
        self.announcement = Announcement { number: self.announcement.number + 1, text: text.into() };
    }

    /// Shows a notice of something that went wrong.
    pub fn report(&mut self, text: impl Into<String>) {
        self.notify(ToastKind::Error, text);
    }

    pub(super) fn notify(&mut self, kind: ToastKind, text: impl Into<String>) {
        let text = text.into();
        self.announce(text.clone());
        self.toast = Some(Toast { id: self.announcement.number, kind, text, offers_text: false });
    }
}
