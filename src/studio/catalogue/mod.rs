//! The catalogue: every command of the page, in one table.
//!
//! Buttons take their label, symbol, tooltip and state from a row, key handlers ask which row a key is, and the sheet of
//! keyboard shortcuts and the readme list the rows. So a command that is new, or has another key, is so everywhere.
//! Must never know: what an event or a button is.
//!
//! **Invariant:** no chord is two commands in places that overlap (the tests of `table`).

mod table;

pub use self::table::ROWS;
use super::key::{Chord, Keyboard};
use super::reduce::Action;
use super::workbench::Workbench;

/// The commands, in the order of their rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the label in its row says what it is")]
pub enum CommandId {
    Run,
    Step,
    StepBack,
    RunToEnd,
    Reset,
    Undo,
    Redo,
    Shortcuts,
    Fidelity,
    Machines,
    Export,
    Delete,
    Inspect,
    Choose,
    Rename,
    Follow,
    ZoomIn,
    ZoomOut,
    Fit,
    Cancel,
    WalkOutline,
    WalkLanes,
    WalkBars,
    WalkEvents,
    OpenEvent,
    WalkRows,
    OpenRow,
    WalkMoment,
    WalkTabs,
    ApplyName,
    DiscardName,
    Find,
    NextMatch,
    PreviousMatch,
    GoToLine,
    NextProblem,
    ListProblems,
    MoveLines,
    Indent,
    Dedent,
    LeaveEditor,
}

/// Where on the page a key holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In text fields too.
    Everywhere,
    /// Where no text is typed. What is open over the page keeps keys to itself.
    Page,
    /// On the canvas and in the outline.
    States,
    /// On the canvas.
    Canvas,
    /// In the outline.
    Outline,
    /// On the lanes of the timeline.
    Timeline,
    /// On the events of the history.
    History,
    /// In the other long tables.
    Table,
    /// On the slider of the transport.
    Moment,
    /// On a list of tabs.
    Tabs,
    /// In the field of a name that is being changed.
    Name,
    /// In the code editor.
    Editor,
}

impl Place {
    /// All of them, in the order of the sheet.
    pub const ALL: [Place; 12] = [
        Place::Everywhere,
        Place::Page,
        Place::States,
        Place::Canvas,
        Place::Outline,
        Place::Timeline,
        Place::History,
        Place::Table,
        Place::Moment,
        Place::Tabs,
        Place::Name,
        Place::Editor,
    ];

    /// The label, which heads its keys.
    pub fn label(self) -> &'static str {
        match self {
            Place::Everywhere => "Everywhere, in text fields too",
            Place::Page => "Outside of text fields",
            Place::States => "Canvas and outline",
            Place::Canvas => "Canvas",
            Place::Outline => "Outline",
            Place::Timeline => "Timeline",
            Place::History => "History",
            Place::Table => "Other long tables",
            Place::Moment => "Slider of the moment",
            Place::Tabs => "Tabs",
            Place::Name => "A name that is typed",
            Place::Editor => "Code editor",
        }
    }

    /// The rows with a key that holds there.
    pub fn rows(self) -> impl Iterator<Item = &'static Row> {
        ROWS.iter().filter(move |row| row.place == self && !row.keys.is_empty())
    }
}

/// A command.
#[derive(Debug)]
pub struct Row {
    /// Which one.
    pub id: CommandId,
    /// The label, which is the accessible name of its button.
    pub label: &'static str,
    /// The symbol on its button; empty where it has none.
    pub icon: &'static str,
    /// Where its keys hold.
    pub place: Place,
    /// Its keys, the usual one first.
    pub keys: &'static [Chord],
    /// Why it cannot be done now, if so.
    pub refusal: fn(&Workbench) -> Option<&'static str>,
    /// What it does.
    pub does: Effect,
}

/// What a command does.
#[derive(Clone, Copy, Debug)]
pub enum Effect {
    /// Asks the studio for an action.
    Act(fn(&Workbench) -> Action),
    /// Looks at another part of the canvas.
    Look(Look),
    /// Does something to the state that has the focus, else to what is selected.
    State(StateCommand),
    /// Leads from what has the focus to what stands beside it.
    Walk,
    /// Opens or closes the row that has the focus.
    Open,
    /// Ends typing, and applies what is typed.
    Apply,
    /// Ends typing, and leaves everything as it was.
    Discard,
    /// What the code editor does with it.
    Edit,
}

/// Where the canvas looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// At less of it.
    Closer,
    /// At more of it.
    Further,
    /// At everything.
    Whole,
}

/// What is done to a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateCommand {
    /// Takes it away; of a transition its connection.
    Delete,
    /// Selects it and moves the focus to its form.
    Inspect,
    /// Selects it.
    Choose,
    /// Gives it a field for its name.
    Rename,
}

impl CommandId {
    /// Its row.
    pub fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }
}

impl Row {
    /// What a button's tooltip says: its label, what it would do now, its usual key, and why it cannot be done.
    pub fn title(&self, label: &str, what: Option<String>, refusal: Option<&str>, keyboard: Keyboard) -> String {
        let mut title = label.to_owned();
        if let Some(what) = what {
            title = title + ": " + &what;
        }
        if let Some(chord) = self.keys.first() {
            title = title + " (" + &chord.words(keyboard) + ")";
        }
        if let Some(refusal) = refusal {
            title = title + ". " + refusal;
        }
        title
    }

    /// Its keys as `aria-keyshortcuts` has them; none where it has none.
    pub fn aria(&self, keyboard: Keyboard) -> Option<String> {
        let mut keys = String::new();
        for chord in self.keys {
            if !keys.is_empty() {
                keys.push(' ');
            }
            keys.push_str(&chord.aria(keyboard));
        }
        (!keys.is_empty()).then_some(keys)
    }
}

/// The command that a chord is in a place.
pub fn pressed(place: Place, chord: Chord) -> Option<&'static Row> {
    place.rows().find(|row| row.keys.contains(&chord))
}
