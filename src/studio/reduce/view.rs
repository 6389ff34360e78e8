//! What a person looks at: what is chosen, which parts of the page show what, and notices.

use super::{Handling, Request};
use crate::json::NodeRef;
use crate::studio::drawn::Selection;
use crate::studio::executions::ExecutionsView;
use crate::studio::view::{DockTab, InspectorTab, Sheet, Theme};
use crate::studio::workbench::{ToastKind, Workbench};
use crate::studio::{fidelity, run};

/// About what is shown.
#[derive(Clone, Debug)]
pub enum ViewAction {
    /// Choose a state or a transition in every view.
    Select(Selection),
    /// The same for a selection that follows the cursor in the text, which the text need not scroll to.
    SelectQuietly(Selection),
    /// Show the place of a diagnostic in the text and on the canvas, by its position in the list.
    ShowProblem(usize),
    /// Select the state the run failed in, and show the field and the expression the cause is about.
    ShowFailure,
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
    /// Show the sheet of keyboard shortcuts, or close it.
    ShowShortcuts(bool),
    /// Set the colours.
    SetTheme(Theme),
    /// Take a notice away.
    DismissToast(u64),
    /// Say something that went wrong outside, such as storage that is full.
    Report(String),
}

impl ViewAction {
    pub(super) fn handling(&self) -> Handling {
        match self {
            ViewAction::ShowProblem(_) | ViewAction::ShowFailure | ViewAction::ShowExecutions(_) => {
                Handling::RUN.ends_typing()
            }
            ViewAction::Select(_)
            | ViewAction::ShowInspector(_)
            | ViewAction::ShowSheet(_)
            | ViewAction::ShowFidelity(_) => Handling::DRAWING.ends_typing(),
            ViewAction::ShowDock(_) => Handling::DRAWING.ends_typing().preferred(),
            ViewAction::SelectQuietly(_) | ViewAction::ShowShortcuts(_) => Handling::TEXT.ends_typing(),
            ViewAction::SetTheme(_) => Handling::TEXT.preferred(),
            ViewAction::DismissToast(_) | ViewAction::Report(_) => Handling::TEXT,
        }
    }
}

/// `was_unchecked` says that the action was made while the problems were those of an earlier text.
pub(super) fn reduce(workbench: &mut Workbench, action: ViewAction, was_unchecked: bool) -> Option<Request> {
    match action {
        ViewAction::Select(selection) => workbench.select(selection),
        ViewAction::SelectQuietly(selection) => workbench.selection = selection,
        // Which one was meant is not known: the numbers are those of the problems of an earlier text.
        ViewAction::ShowProblem(_) if was_unchecked => {
            workbench.notify(ToastKind::Error, "The text has changed since; its problems were found again.");
        }
        ViewAction::ShowProblem(index) => show_problem(workbench, index),
        ViewAction::ShowFailure => show_failure(workbench),
        ViewAction::ShowExecutions(view) => show_executions(workbench, view),
        ViewAction::ShowDock(tab) => show_dock(workbench, tab),
        ViewAction::ShowInspector(tab) => workbench.inspector = tab,
        ViewAction::ShowSheet(sheet) => workbench.sheet = sheet,
        ViewAction::ShowFidelity(page) => workbench.fidelity = page,
        ViewAction::ShowShortcuts(shown) => workbench.shortcuts = shown,
        ViewAction::SetTheme(theme) => {
            workbench.theme = theme;
            return Some(Request::ApplyTheme(theme));
        }
        ViewAction::DismissToast(id) => drop(workbench.toast.take_if(|toast| toast.id == id)),
        ViewAction::Report(text) => workbench.notify(ToastKind::Error, text),
    }
    None
}

/// Shows a tab of the dock. On a small screen its sheet is named by the tab.
fn show_dock(workbench: &mut Workbench, tab: DockTab) {
    workbench.dock = tab;
    if let Some(Sheet::Dock(shown)) = &mut workbench.sheet {
        *shown = tab;
    }
}

/// Shows a part of the Executions tab, on a small screen as a sheet in place of the one that is open.
pub(super) fn show_executions(workbench: &mut Workbench, view: ExecutionsView) {
    workbench.executions = view;
    workbench.dock = DockTab::Executions;
    if let Some(sheet) = &mut workbench.sheet {
        *sheet = Sheet::Dock(DockTab::Executions);
    }
}

/// Leads to what failed: the state everywhere, its error in the inspector, the expression in the text.
pub(super) fn show_failure(workbench: &mut Workbench) {
    let Some(failure) = workbench.run.failure() else { return };
    // The run may be of an older text.
    let Some(state) = failure.state.filter(|state| workbench.drawn.machine.at(state).is_some()) else { return };
    let blamed = run::blamed(&workbench.document, &state, &failure.cause).map(NodeRef::span);
    workbench.select(Selection::State(state));
    workbench.inspector = InspectorTab::Run;
    if let Some(span) = blamed {
        workbench.show(span);
    }
}

fn show_problem(workbench: &mut Workbench, index: usize) {
    let Some(diagnostic) = workbench.diagnostics.get(index).cloned() else { return };
    let machine = &workbench.drawn.machine;
    let state = machine.around(&diagnostic.at).and_then(|id| machine.state(id));
    workbench.selection = state.map_or(Selection::None, |state| Selection::State(state.pointer.clone()));
    workbench.dock = DockTab::Code;
    workbench.show(diagnostic.span);
}
