//! Everything a person or the clock asks of the studio, and what the studio asks of the browser.

use super::reduce::{
    DraftAction, EditAction, FileAction, JsonataAction, ObjectAction, ProjectAction, RunAction, ViewAction,
};
use crate::edit::Command;

/// A closed list: whatever changes the workbench is one of these. Each part has a file in `studio/reduce`, with what its
/// actions do, which of them are saved, which end typing, and what they need worked out.
#[derive(Clone, Debug)]
pub enum Action {
    /// About the definition's text.
    Edit(EditAction),
    /// About files: what is opened and handed out.
    File(FileAction),
    /// About what a run is set up with, and the project's other machines.
    Project(ProjectAction),
    /// About the objects in the virtual buckets.
    Object(ObjectAction),
    /// About the run.
    Run(RunAction),
    /// About what is shown.
    View(ViewAction),
    /// About what is typed and not committed.
    Draft(DraftAction),
    /// About the part that reads and evaluates `JSONata`.
    Jsonata(JsonataAction),
    /// Work out what follows next from a large text that was typed.
    WorkOutNext,
}

/// Each part is an action.
macro_rules! parts {
    ($($part:ident($action:ident)),+) => {
        $(impl From<$action> for Action {
            fn from(action: $action) -> Action {
                Action::$part(action)
            }
        })+
    };
}

parts!(
    Edit(EditAction),
    File(FileAction),
    Project(ProjectAction),
    Object(ObjectAction),
    Run(RunAction),
    View(ViewAction),
    Draft(DraftAction),
    Jsonata(JsonataAction)
);

impl From<Command> for Action {
    fn from(command: Command) -> Action {
        Action::Edit(EditAction::Do(command))
    }
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
    /// Fetch what reads and evaluates `JSONata`, and say [`JsonataAction::Ready`] or [`JsonataAction::Failed`].
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
