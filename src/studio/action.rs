//! Everything a person or the clock asks of the studio, and what the studio asks of the browser.

use std::sync::Arc;

use super::drafts::{CallKey, DraftKey, Entry};
use super::executions::ExecutionsView;
use super::executions::objects::{NewObject, ObjectName};
use super::fidelity;
use super::run::Speed;
use super::workbench::Selection;
use crate::edit::Command;
use crate::json::TextEdit;
use crate::sim::{Order, Resolution, StateMock, TaskToken, WorkflowType};

/// A closed list: whatever changes the workbench is one of these.
#[derive(Clone, Debug)]
pub enum Action {
    /// Change the definition.
    Edit(Command),
    /// Apply a ready text edit, such as a diagnostic's fix. Refused with a notice on any other text than it was made for.
    ApplyFix {
        /// What it does, for undo.
        label: String,
        /// The change.
        edit: TextEdit,
        /// The text it was made for.
        on: Arc<str>,
    },
    /// Take the text as it was typed in an editor, whole. Refused with a notice when the text that was typed in is not
    /// the definition any more.
    Type {
        /// What the text is now.
        text: String,
        /// What it was before.
        on: Arc<str>,
    },
    /// Take the last change back.
    Undo,
    /// Make the last undone change again.
    Redo,
    /// Choose a state or a transition in every view.
    Select(Selection),
    /// The same for a selection that follows the cursor in the text, which the text need not scroll to.
    SelectQuietly(Selection),
    /// Show the place of a diagnostic in the text and on the canvas, by its position in the list.
    ShowProblem(usize),
    /// Select the state the run failed in, and show the field and the expression the cause is about.
    ShowFailure,
    /// Open a file as the document; states without a machine are put into the one that is open. What is neither is named,
    /// and nothing is replaced.
    Import {
        /// The file's name.
        name: String,
        /// Its text.
        text: String,
    },
    /// The same with a text from the clipboard.
    Paste(String),
    /// Say which files were left out, of several that came at once and of which the first was taken.
    LeaveOut(Vec<String>),
    /// Open one of the examples that ship with the app.
    OpenExample(usize),
    /// Give the machine another name.
    Rename(String),
    /// Work out what follows next from a large text that was typed.
    WorkOutNext,
    /// Hand the definition to the person as a file.
    Export,
    /// Start, or go on.
    Run,
    /// Stop the clock.
    Pause,
    /// One event on.
    Step,
    /// One event back.
    StepBack,
    /// Everything that needs no person, at once.
    RunToEnd,
    /// Forget the run.
    Reset,
    /// Show the moment after so many events.
    Seek(usize),
    /// A frame passed.
    Tick {
        /// Real time since the last one.
        elapsed_ms: f64,
        /// How many steps the interpreter may make.
        budget: usize,
    },
    /// Answer a waiting task.
    Resolve(TaskToken, Resolution),
    /// Let a run that failed, timed out or was aborted go on from where it stopped, as it shows (AWS: redrive). Whether
    /// it can be, and why not, is [`Run::redrive_status`](super::Run::redrive_status); a refusal becomes a notice.
    Redrive,
    /// Set how fast the virtual clock runs.
    SetSpeed(Speed),
    /// Set the seed of everything random.
    SetSeed(u64),
    /// Set in which order branches and iterations go on.
    SetOrder(Order),
    /// Type in the input.
    SetInput(String),
    /// Set what a state's calls answer; `None` goes back to the default answer.
    SetMock(Arc<str>, Option<StateMock>),
    /// Make the machine Standard or Express.
    SetWorkflow(WorkflowType),
    /// Put a state machine into the project, which Tasks can start; one of the same name is replaced, its type and mocks
    /// are kept. Refused with a notice when the text is no JSON or the project is full.
    AddMachine {
        /// The file's name, or the machine's.
        name: String,
        /// Its definition.
        text: String,
    },
    /// Take a state machine out of the project.
    RemoveMachine(Arc<str>),
    /// Give a state machine of the project another name; its type and mocks are kept. Refused where there is one.
    RenameMachine {
        /// Its name.
        from: Arc<str>,
        /// Its new one.
        to: String,
    },
    /// Make a machine of the project Standard or Express.
    SetMachineWorkflow(Arc<str>, WorkflowType),
    /// Set what the calls of a state of a machine of the project answer, from the first again in each of its executions;
    /// `None` goes back to the default answer.
    SetMachineMock(Arc<str>, Arc<str>, Option<StateMock>),
    /// Add an object to the virtual buckets and show it.
    AddObject(NewObject),
    /// Put a text into a virtual bucket, whatever was there.
    SetObject {
        /// The bucket and the key.
        name: ObjectName,
        /// The object's text.
        text: String,
    },
    /// Give an object another bucket or key.
    RenameObject {
        /// Its name.
        from: ObjectName,
        /// Its new one.
        to: ObjectName,
    },
    /// Take an object out of its bucket.
    RemoveObject(ObjectName),
    /// Show a part of the Executions tab.
    ShowExecutions(ExecutionsView),
    /// Show a tab of the dock.
    ShowDock(DockTab),
    /// Show a tab of the inspector.
    ShowInspector(InspectorTab),
    /// On a small screen: show a sheet, or none.
    ShowSheet(Option<Sheet>),
    /// Show the Fidelity page at one of its parts, or close it.
    ShowFidelity(Option<fidelity::Page>),
    /// Set the colours.
    SetTheme(Theme),
    /// Hold what is typed into a field until it is committed or discarded.
    HoldDraft(DraftKey, String),
    /// Forget what was typed.
    DiscardDraft(DraftKey),
    /// Let the drafts of a mock's calls follow a call to another position, or away.
    MoveCallDrafts(CallKey, Option<usize>),
    /// Make of a typed text what it stands for. What is no value, or is refused, stays a draft with its reason.
    Commit(Entry),
    /// Take a notice away.
    DismissToast(u64),
    /// Fetch `JSONata` if the definition needs it and it is not there: the page has opened, or a person tries again.
    LoadJsonata,
    /// `JSONata` is there.
    JsonataReady,
    /// `JSONata` could not be fetched, or it has stopped, and why.
    JsonataFailed(String),
    /// Say something that went wrong outside, such as storage that is full.
    Report(String),
}

/// What only the browser can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Keep this text for the next visit.
    Save(String),
    /// Give the person a file.
    Download {
        /// The file's name.
        name: String,
        /// Its content.
        text: String,
        /// What it is.
        kind: FileKind,
    },
    /// Put the colours into effect.
    ApplyTheme(Theme),
    /// Fetch what reads and evaluates `JSONata`, and say [`Action::JsonataReady`] or [`Action::JsonataFailed`].
    LoadJsonata,
    /// Move the keyboard's focus to a state on the canvas, by its pointer.
    FocusState(String),
}

/// Kinds of files the studio writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A definition as ASL JSON.
    Asl,
}

impl FileKind {
    /// The media type.
    pub fn mime(self) -> &'static str {
        match self {
            FileKind::Asl => "application/json",
        }
    }
}

/// Tabs of the dock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum DockTab {
    /// One lane a state, in virtual time.
    #[default]
    Timeline,
    /// The events, as AWS records them.
    History,
    /// The definition's text.
    Code,
    /// What is wrong with the definition.
    Problems,
    /// What each Task's calls answer.
    Mocks,
    /// Tasks that wait for a person.
    Approvals,
    /// The input, the seed, and how the run stands.
    Executions,
}

impl DockTab {
    /// All of them, in order.
    pub const ALL: [DockTab; 7] = [
        DockTab::Timeline,
        DockTab::History,
        DockTab::Code,
        DockTab::Problems,
        DockTab::Mocks,
        DockTab::Approvals,
        DockTab::Executions,
    ];

    /// The label, which is also the accessible name.
    pub fn label(self) -> &'static str {
        match self {
            DockTab::Timeline => "Timeline",
            DockTab::History => "History",
            DockTab::Code => "Code",
            DockTab::Problems => "Problems",
            DockTab::Mocks => "Mocks",
            DockTab::Approvals => "Approvals",
            DockTab::Executions => "Executions",
        }
    }
}

/// Tabs of the inspector.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum InspectorTab {
    /// The state's main fields.
    #[default]
    Config,
    /// How data flows through it.
    Data,
    /// Retry, Catch and time limits.
    Errors,
    /// What its calls answer.
    Mock,
    /// What happened to it in this run.
    Run,
    /// Its own JSON.
    Asl,
}

impl InspectorTab {
    /// All of them, in order.
    pub const ALL: [InspectorTab; 6] = [
        InspectorTab::Config,
        InspectorTab::Data,
        InspectorTab::Errors,
        InspectorTab::Mock,
        InspectorTab::Run,
        InspectorTab::Asl,
    ];

    /// The label, which is also the accessible name.
    pub fn label(self) -> &'static str {
        match self {
            InspectorTab::Config => "Config",
            InspectorTab::Data => "Data",
            InspectorTab::Errors => "Errors",
            InspectorTab::Mock => "Mock",
            InspectorTab::Run => "Run",
            InspectorTab::Asl => "ASL",
        }
    }
}

/// What a small screen can show over the canvas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// Palette and outline.
    Left,
    /// The inspector.
    Inspector,
    /// The dock, at one of its tabs.
    Dock(DockTab),
}

/// The colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system is set.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// High contrast.
    Contrast,
}

impl Theme {
    /// All of them.
    pub const ALL: [Theme; 4] = [Theme::System, Theme::Light, Theme::Dark, Theme::Contrast];

    /// The value of `data-theme`; empty for the system's.
    pub fn as_str(self) -> &'static str {
        match self {
            Theme::System => "",
            Theme::Light => "light",
            Theme::Dark => "dark",
            Theme::Contrast => "contrast",
        }
    }
}
