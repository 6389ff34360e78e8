//! How each action changes the workbench: one file for each part of [`Action`], with the part's actions, its reducer and
//! how its actions are handled. No match over actions has a default arm, so that a new action names everything it needs.

mod action;
mod drafts;
mod edit;
mod files;
mod jsonata;
mod library;
mod objects;
mod project;
mod run;
mod view;

pub use self::action::{Action, FileKind, Request};
pub use self::drafts::DraftAction;
pub use self::edit::EditAction;
pub use self::files::FileAction;
pub use self::jsonata::JsonataAction;
pub use self::library::{LibraryAction, Start, VersionAction};
pub use self::objects::ObjectAction;
pub use self::project::ProjectAction;
pub use self::run::RunAction;
pub use self::view::ViewAction;
use super::library::LibraryRequest;
use super::workbench::{Stage, Workbench, keeping, saved};
use crate::sim::limits;

/// How many inputs a run takes before [`reduce`] leaves the rest to ticks, and in how many parts.
const INPUTS_AT_ONCE: (usize, usize) = (1_000, limits::REPLAY_INPUTS_MAX / 1_000);

/// What is done around an action, beside what it does itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Handling {
    /// The last stage it must find worked out; `None` where it needs the text alone. What changes the run, or asks
    /// something of it, needs all of them.
    needs: Option<Stage>,
    /// What of it the next visit should find.
    saves: Saves,
    /// Whether a person turned to something else: what is typed afterwards is a step of undo of its own.
    ends_typing: bool,
}

/// What an action changes that the next visit should find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Saves {
    /// Nothing.
    Nothing,
    /// The machine.
    Machine,
    /// What belongs to no machine.
    Preferences,
}

impl Handling {
    /// Needs the text alone.
    const TEXT: Handling = Handling { needs: None, saves: Saves::Nothing, ends_typing: false };
    /// Needs what the text means.
    const DRAWING: Handling = Handling { needs: Some(Stage::Drawing), ..Handling::TEXT };
    /// Needs everything that follows from the text.
    const RUN: Handling = Handling { needs: Some(Stage::Run), ..Handling::TEXT };

    const fn saved(self) -> Handling {
        Handling { saves: Saves::Machine, ..self }
    }

    const fn preferred(self) -> Handling {
        Handling { saves: Saves::Preferences, ..self }
    }

    const fn ends_typing(self) -> Handling {
        Handling { ends_typing: true, ..self }
    }
}

impl Action {
    fn handling(&self) -> Handling {
        match self {
            Action::Edit(action) => action.handling(),
            Action::File(action) => action.handling(),
            Action::Project(action) => action.handling(),
            Action::Object(action) => action.handling(),
            Action::Run(action) => action.handling(),
            Action::View(action) => action.handling(),
            Action::Draft(action) => action.handling(),
            Action::Jsonata(action) => action.handling(),
            Action::Library(action) => action.handling(),
            Action::WorkOutNext => Handling::TEXT,
        }
    }
}

/// Changes the workbench, and says what the browser is to do, saving first. What the action makes a run do, but for playing,
/// is done at once: for whoever has no frames to do it in, and no rests to save in.
pub fn reduce(workbench: &mut Workbench, action: impl Into<Action>) -> Vec<Request> {
    reduce_action(workbench, action.into())
}

fn reduce_action(workbench: &mut Workbench, action: Action) -> Vec<Request> {
    let mut requests = begin_action(workbench, action);
    let (budget, parts) = INPUTS_AT_ONCE;
    while workbench.due().is_some() {
        requests.extend(begin_action(workbench, Action::WorkOutNext));
    }
    for _ in 0..parts {
        if !workbench.run.is_working() {
            break;
        }
        requests.extend(begin(workbench, RunAction::Tick { elapsed_ms: 0.0, budget }));
    }
    requests
}

/// The same, but leaves to [ticks](RunAction::Tick) what a run has to do for it: a step, a replay, an act in the past. Each
/// does a part, so that the page can do something else between. What is to be saved is left to [`LibraryAction::Write`], for whoever
/// sees that nothing was changed for a while: a letter writes no session.
pub fn begin(workbench: &mut Workbench, action: impl Into<Action>) -> Vec<Request> {
    begin_action(workbench, action.into())
}

fn begin_action(workbench: &mut Workbench, action: Action) -> Vec<Request> {
    let Handling { needs, saves, ends_typing } = action.handling();
    if ends_typing {
        workbench.undo.seal();
    }
    let was_unchecked = workbench.is_unchecked();
    if let Some(last) = needs {
        workbench.catch_up(last);
    }
    let mut requests: Vec<Request> = act(workbench, action, was_unchecked).into_iter().collect();
    requests.extend(workbench.begins_loading().then_some(Request::LoadJsonata));
    match saves {
        Saves::Nothing => {}
        Saves::Machine => workbench.touch(),
        Saves::Preferences => workbench.ask(LibraryRequest::Prefer(saved::preferences(workbench))),
    }
    // What is to be kept comes first: the rest may be what stops the page.
    requests.splice(0..0, workbench.take_asks().into_iter().map(Request::Library));
    requests
}

/// What an action does. `was_unchecked` says that it was made while the problems were those of an earlier text.
fn act(workbench: &mut Workbench, action: Action, was_unchecked: bool) -> Option<Request> {
    match action {
        Action::Edit(action) => return edit::reduce(workbench, action),
        Action::File(action) => return files::reduce(workbench, action),
        Action::Library(action) => return library::reduce(workbench, action),
        Action::View(action) => return view::reduce(workbench, action, was_unchecked),
        Action::Project(action) => project::reduce(workbench, action),
        Action::Object(action) => objects::reduce(workbench, action),
        Action::Run(action) => run::reduce(workbench, action),
        Action::Draft(action) => drafts::reduce(workbench, action),
        Action::Jsonata(action) => jsonata::reduce(workbench, action),
        Action::WorkOutNext => work_out_next(workbench),
    }
    None
}

/// What is made of a text may be what stops the page: before anything is, it is written, as a step of its own.
fn work_out_next(workbench: &mut Workbench) {
    if workbench.due() != Some(Stage::Reading) || !keeping::write(workbench) {
        workbench.work_out_next();
    }
}
