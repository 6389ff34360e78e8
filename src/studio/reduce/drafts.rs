//! What becomes of what is typed into a field: it is held, committed or discarded.

use std::sync::Arc;

use super::{Action, Handling, ObjectAction, ProjectAction, project};
use crate::edit::Command;
use crate::sim::{Answer, MockCall, StateMock};
use crate::studio::drafts::{CallKey, CallPart, DraftKey, Entry};
use crate::studio::workbench::{Toast, ToastKind, Workbench};
use crate::studio::{describe, form};

/// About what is typed and not committed.
#[derive(Clone, Debug)]
pub enum DraftAction {
    /// Hold what is typed into a field until it is committed or discarded.
    Hold(DraftKey, String),
    /// Forget what was typed.
    Discard(DraftKey),
    /// Let the drafts of a mock's calls follow a call to another position, or away.
    MoveCalls(CallKey, Option<usize>),
    /// Make of a typed text what it stands for. What is no value, or is refused, stays a draft with its reason.
    Commit(Entry),
}

impl DraftAction {
    pub(super) fn handling(&self) -> Handling {
        match self {
            DraftAction::Hold(DraftKey::Field(..) | DraftKey::Name(_), _)
            | DraftAction::Commit(Entry::Field(..) | Entry::Name(..))
            | DraftAction::Discard(_) => Handling::DRAWING.saved(),
            // An answer is to a task of a run, which is not kept either.
            DraftAction::Hold(DraftKey::Answer(..), _) => Handling::RUN,
            DraftAction::Hold(DraftKey::Call(_) | DraftKey::Object(_), _)
            | DraftAction::Commit(Entry::Call(..) | Entry::Object(..))
            | DraftAction::MoveCalls(..) => Handling::RUN.saved(),
        }
    }
}

pub(super) fn reduce(workbench: &mut Workbench, action: DraftAction) {
    match action {
        DraftAction::Hold(key, text) => hold(workbench, key, text),
        DraftAction::Discard(key) => workbench.drafts.discard(&key),
        DraftAction::MoveCalls(place, to) => workbench.drafts.reorder_calls(&place, to),
        DraftAction::Commit(entry) => commit(workbench, &entry),
    }
}

/// The action a typed text stands for, or what is wrong with it.
fn action(workbench: &Workbench, entry: &Entry) -> Result<Action, String> {
    match entry {
        Entry::Field(line, text) => form::typed(line, text).map(Action::from),
        Entry::Name(state, name) => Ok(Command::RenameState { state: state.clone(), name: name.clone() }.into()),
        Entry::Call(key, text) => call_action(workbench, key, text).map(Action::from),
        Entry::Object(name, text) => Ok(ObjectAction::Set { name: name.clone(), text: text.clone() }.into()),
    }
}

/// The mock with one part of a call set.
fn call_action(workbench: &Workbench, key: &CallKey, text: &str) -> Result<ProjectAction, String> {
    let plan = match &key.machine {
        None => Some(&workbench.run.mocks),
        Some(machine) => workbench.run.machines.get(machine).map(|machine| &machine.mocks),
    };
    let gone = || "The call is no longer there.".to_owned();
    let mut mock: StateMock = plan.and_then(|plan| plan.get(&key.state)).cloned().ok_or_else(gone)?;
    let call = mock.calls.get_mut(key.call).ok_or_else(gone)?;
    set_part(call, key.part, text)?;
    Ok(match &key.machine {
        None => ProjectAction::SetMock(key.state.clone(), Some(mock)),
        Some(machine) => ProjectAction::SetMachineMock(machine.clone(), key.state.clone(), Some(mock)),
    })
}

fn set_part(call: &mut MockCall, part: CallPart, text: &str) -> Result<(), String> {
    let given = || Some(text).filter(|text| !text.is_empty()).map(Arc::from);
    match (part, &mut call.answer) {
        (CallPart::Result, answer) => *answer = Answer::Return(describe::read_json(text)?),
        (CallPart::Latency, _) => {
            let typed = text.trim();
            let words = || format!("Expected a whole number of milliseconds, found ‘{typed}’.");
            call.latency_ms = typed.parse().map_err(|_| words())?;
        }
        (CallPart::Error, Answer::Throw { error, .. }) => *error = given(),
        (CallPart::Cause, Answer::Throw { cause, .. }) => *cause = given(),
        (CallPart::Error | CallPart::Cause, _) => return Err("The call throws no error any more.".to_owned()),
    }
    Ok(())
}

/// Holds what is typed. A mock's result that is JSON is put to use at once; its text stays as it is typed.
fn hold(workbench: &mut Workbench, key: DraftKey, text: String) {
    let mut problem = None;
    if let DraftKey::Call(call) = &key
        && call.part == CallPart::Result
    {
        match call_action(workbench, call, &text) {
            Ok(action) => project::reduce(workbench, action),
            Err(words) => problem = Some(words),
        }
    }
    workbench.drafts.hold(key, text, problem);
}

fn commit(workbench: &mut Workbench, entry: &Entry) {
    let key = entry.key(&workbench.drawn.machine);
    let problem = match action(workbench, entry) {
        Err(words) => Some(words),
        Ok(action) => {
            workbench.drafts.discard(&key);
            refusal(workbench, action)
        }
    };
    if let Some(words) = problem {
        workbench.announce(format!("Not applied: {words}"));
        workbench.drafts.hold(key, entry.text().to_owned(), Some(words));
    }
}

/// Does an action; gives why it was refused. That is told beside the field, not in a notice.
fn refusal(workbench: &mut Workbench, action: Action) -> Option<String> {
    let before = workbench.toast.as_ref().map(|toast| toast.id);
    // The focus is the field's, or where it went on to.
    drop(super::act(workbench, action, false));
    let refused = |toast: &mut Toast| toast.kind == ToastKind::Error && Some(toast.id) != before;
    workbench.toast.take_if(refused).map(|toast| toast.text)
}
