//! What a change of the flow takes away beyond what its name says: said before it is done, and after.

use super::{Command, plan};
use crate::asl::{Machine, State, StateId, TransitionKind};
use crate::json::Document;

/// How many states that nothing leads to any more are named one by one.
const NAMED_MAX: usize = 3;

/// What a command would take away, as sentences; nothing for one that cannot be done or that only changes fields.
pub fn would_lose(document: &Document, machine: &Machine, command: &Command) -> Vec<String> {
    if Changes::of(machine, command).is_none() {
        return Vec::new();
    }
    let Ok(planned) = plan(document, machine, command) else { return Vec::new() };
    lost(machine, &Machine::read(&document.apply(&planned.edit)), command)
}

/// What a command took away, from the machines before and after it.
pub fn lost(before: &Machine, after: &Machine, command: &Command) -> Vec<String> {
    let Some(changes) = Changes::of(before, command) else { return Vec::new() };
    let mut sentences = Vec::new();
    for (id, state) in before.ids() {
        let Some(now) = after.state_named(&state.name).filter(|_| Some(id) != changes.gone) else { continue };
        handlers(before, after, (id, now), &changes, &mut sentences);
        exits(before, after, (id, now), &changes, &mut sentences);
    }
    sentences.extend(stranded(before, after, &changes));
    sentences
}

/// Which states a command is about.
struct Changes {
    /// The state that is deleted.
    gone: Option<StateId>,
    /// The state whose way onward the command sets.
    led: Option<StateId>,
    /// The state whose transition it takes away, as it says itself, and which of them.
    cut: Option<(StateId, TransitionKind)>,
    /// Whether what leads away goes along whole.
    carried: bool,
    /// Whether the state is moved.
    moves: bool,
}

impl Changes {
    fn of(machine: &Machine, command: &Command) -> Option<Changes> {
        let none = Changes { gone: None, led: None, cut: None, carried: false, moves: false };
        let way = |at: &crate::json::Pointer| machine.transitions.iter().find(|way| way.pointer == *at);
        Some(match command {
            Command::DeleteState { state } => Changes { gone: machine.at(state), ..none },
            Command::MoveState { state, .. } => Changes { led: machine.at(state), moves: true, ..none },
            Command::Connect { from, .. } => Changes { led: machine.at(from), ..none },
            Command::Disconnect { transition } | Command::Retarget { transition, .. } => {
                Changes { cut: way(transition).map(|way| (way.from, way.kind)), ..none }
            }
            Command::Rewire { transition, from } => {
                let led = machine.at(from);
                let to_choice = led.and_then(|id| machine.state(id)?.kind) == Some(crate::asl::StateKind::Choice);
                let carried = match way(transition)?.kind {
                    TransitionKind::Catch(_) => true,
                    TransitionKind::Choice(_) => to_choice,
                    TransitionKind::Next | TransitionKind::Default => false,
                };
                Changes { led, cut: way(transition).map(|way| (way.from, way.kind)), carried, ..none }
            }
            Command::AddState { .. }
            | Command::RenameState { .. }
            | Command::AddRetrier { .. }
            | Command::AddCatcher { .. }
            | Command::AddRule { .. }
            | Command::ReplaceMember { .. }
            | Command::SetField { .. }
            | Command::SetFieldText { .. }
            | Command::RemoveField { .. }
            | Command::RenameKey { .. }
            | Command::InsertElement { .. }
            | Command::RemoveElement { .. }
            | Command::MoveElement { .. }
            | Command::ChangeKind { .. }
            | Command::Duplicate { .. }
            | Command::AddBranch { .. }
            | Command::RemoveBranch { .. }
            | Command::InsertStates { .. }
            | Command::ReplaceText(_) => return None,
        })
    }
}

/// Which list of a state a transition stands in.
fn list_of(kind: TransitionKind) -> Option<&'static str> {
    match kind {
        TransitionKind::Choice(_) => Some("rule"),
        TransitionKind::Catch(_) => Some("catcher"),
        TransitionKind::Next | TransitionKind::Default => None,
    }
}

/// The rules and catchers a state has not any more.
fn handlers(
    before: &Machine,
    after: &Machine,
    (id, now): (StateId, StateId),
    changes: &Changes,
    sentences: &mut Vec<String>,
) {
    let name = before.state(id).map_or("", |state| &*state.name);
    for noun in ["rule", "catcher"] {
        let of = |machine: &Machine, id| -> Vec<String> {
            let ways = machine.outgoing(id).iter().filter(|way| list_of(way.kind) == Some(noun));
            ways.map(|way| way.label.clone()).collect()
        };
        let (had, mut has) = (of(before, id), of(after, now));
        let count = had.len();
        let mut missing: Vec<String> = had
            .into_iter()
            .filter(|label| match has.iter().position(|other| other == label) {
                Some(at) => {
                    has.remove(at);
                    false
                }
                None => true,
            })
            .collect();
        missing.truncate(count.saturating_sub(of(after, now).len()));
        let asked = changes.cut.is_some_and(|(from, kind)| from == id && list_of(kind) == Some(noun));
        // A rule led from a state without rules loses its condition, which nobody asked for.
        if asked && (changes.carried || changes.led.is_none()) {
            missing.pop();
        }
        sentences.extend(missing.into_iter().map(|label| format!("the {noun} ‘{label}’ of ‘{name}’ goes")));
    }
}

/// A state's own way onward, where another takes its place.
fn exits(
    before: &Machine,
    after: &Machine,
    (id, now): (StateId, StateId),
    changes: &Changes,
    sentences: &mut Vec<String>,
) {
    let Some(state) = before.state(id) else { return };
    let name = &state.name;
    let leads = |machine: &Machine, id: StateId, kind: TransitionKind| {
        machine.outgoing(id).iter().find(|way| way.kind == kind).map(|way| way.target.clone())
    };
    for kind in [TransitionKind::Next, TransitionKind::Default] {
        let Some(was) = leads(before, id, kind) else { continue };
        if changes.cut.is_some_and(|cut| cut == (id, kind)) && changes.led.is_none() {
            continue;
        }
        match leads(after, now, kind) {
            Some(is) if is != was && changes.led == Some(id) && own_loss(kind, changes) => {
                sentences.push(match kind {
                    TransitionKind::Default => format!("the Default of ‘{name}’ no longer leads to ‘{was}’"),
                    _ => format!("‘{name}’ no longer leads to ‘{was}’"),
                });
            }
            None if kind == TransitionKind::Default && changes.led != Some(id) => {
                sentences.push(format!("‘{name}’ has no Default any more"));
            }
            None if changes.gone.is_some() || changes.cut.is_some_and(|cut| cut == (id, kind)) => {
                sentences.push(format!("the flow ends after ‘{name}’"));
            }
            _ => {}
        }
    }
}

/// Whether a new target of a state's way onward is a loss: that a moved state leads to what it now stands before is what
/// moving means, but a Choice's Default is a way of its own.
fn own_loss(kind: TransitionKind, changes: &Changes) -> bool {
    kind == TransitionKind::Default || !changes.moves
}

/// The states that the flow reached and reaches no more.
fn stranded(before: &Machine, after: &Machine, changes: &Changes) -> Option<String> {
    let cut_off = |(id, state): (StateId, &State)| {
        let now = after.state_named(&state.name).and_then(|now| after.state(now))?;
        let freed = changes.moves && changes.led == Some(id);
        (state.reachable && !now.reachable && !freed).then(|| format!("‘{}’", state.name))
    };
    let names: Vec<String> = before.ids().filter_map(cut_off).collect();
    match names.as_slice() {
        [] => None,
        all if all.len() > NAMED_MAX => Some(format!("nothing leads to {} states any more", all.len())),
        [first @ .., last] if !first.is_empty() => {
            Some(format!("nothing leads to {} and {last} any more", first.join(", ")))
        }
        [one, ..] => Some(format!("nothing leads to {one} any more")),
    }
}
