//! States added, moved, deleted and copied; branches added and removed.

use super::draft::Draft;
use super::kind::{self, Fresh};
use super::names::{Names, base_of, set_apart};
use super::place::{Entry, Slot};
use super::reason::called;
use super::wiring::lead;
use super::{EditError, Intent, Place, Reason, Scene, Template};
use crate::asl::{State, StateId, StateKind, Transition, TransitionKind};
use crate::json::{BuildError, New, Pointer, Spot, TextEdit, Value};

fn ends_flow(kind: Option<StateKind>) -> bool {
    matches!(kind, Some(StateKind::Succeed | StateKind::Fail))
}

impl<'a> Scene<'a> {
    pub(super) fn add_state(
        self,
        kind: StateKind,
        place: &Place,
        name: Option<&str>,
        given: Option<&'a Template>,
    ) -> Result<Intent<'a>, EditError> {
        if let Some(name) = name {
            self.free(name)?;
        }
        let mut names = Names::of(self.machine);
        let name = name.map_or_else(|| names.fresh(kind.as_str()), str::to_owned);
        names.take(&name);
        if self.document.text().trim_start_matches('\u{feff}').trim().is_empty() {
            return Ok(self.first_machine(kind, name, given, &mut names));
        }
        let mut slot = self.slot(place)?;
        if ends_flow(Some(kind)) {
            self.end_at(&mut slot, || format!("{} ‘{name}’", kind.as_str()))?;
        }
        let language = self.language(slot.scope);
        let given = given.map(|given| given.of(language));
        let fresh = kind::new_state(kind, language, slot.next.as_deref(), given, &mut names);
        let verb = if slot.next.is_some() { "Insert" } else { "Add" };
        Ok(Intent::new(format!("{verb} {} ‘{name}’{}", kind.as_str(), slot.words()), move |draft| {
            let at = self.write_state(draft, &slot, &name, (&fresh.body).into())?;
            write_beside(draft, &at, &name, &fresh)?;
            self.enter(draft, &slot, &name)?;
            set_apart(draft, std::slice::from_ref(&at));
            Ok(Some(at))
        }))
    }

    /// A machine of one state, for an empty text.
    fn first_machine(self, kind: StateKind, name: String, given: Option<&Template>, names: &mut Names) -> Intent<'a> {
        let given = given.map(|given| given.of(self.machine.language));
        let Fresh { body, beside } = kind::new_state(kind, self.machine.language, None, given, names);
        let states = Value::object(std::iter::once((name.clone(), body)).chain(beside));
        let machine = Value::object([("StartAt", name.as_str().into()), ("States", states)]);
        Intent::new(format!("Add {} ‘{name}’", kind.as_str()), move |draft| {
            let text = format!("{}\n", machine.to_pretty());
            let edit = TextEdit::between(draft.document().text(), &text);
            draft.apply(&edit);
            Ok(Some(Pointer::root().key("States").key(&name)))
        })
    }

    /// Writes a state's member into its flow; gives its place.
    fn write_state(self, draft: &mut Draft, slot: &Slot, name: &str, body: New<'_>) -> Result<Pointer, EditError> {
        Ok(self.write_states(draft, slot, &[(name, body)])?.key(name))
    }

    /// Writes the members of states into their flow; gives the place of that.
    pub(super) fn write_states(
        self,
        draft: &mut Draft,
        slot: &Slot,
        members: &[(&str, New<'_>)],
    ) -> Result<Pointer, EditError> {
        let scope = self.scope(slot.scope).ok_or_else(|| Reason::NotAScope(Pointer::root()))?;
        let states = scope.pointer.key("States");
        if !draft.has(&states) {
            draft.insert(&scope.pointer, Spot::After("StartAt"), "States", &Value::empty_object())?;
        }
        let written = match (&slot.after, &slot.entry) {
            (Some(after), _) => Spot::After(after),
            (None, Entry::Start) => Spot::First,
            (None, _) => Spot::Last,
        };
        let edit = draft.document().insert_members(&states, written, members)?;
        draft.apply(&edit);
        Ok(states)
    }

    pub(super) fn move_state(self, at: &Pointer, place: &Place) -> Result<Intent<'a>, EditError> {
        let (id, state) = self.sole_state(at)?;
        if matches!(place, Place::After(after) if after == at) {
            return Err(EditError::Ignored);
        }
        let mut slot = self.slot(place)?;
        let scope = self.scope(slot.scope).ok_or_else(|| Reason::NotAScope(Pointer::root()))?;
        if at.contains(&scope.pointer) {
            return Err(Reason::IntoItself { state: called(state) }.into());
        }
        if self.is_there(id, state, &slot) {
            return Err(EditError::Ignored);
        }
        if ends_flow(state.kind) {
            self.end_at(&mut slot, || called(state))?;
        }
        let stays = slot.scope == state.scope;
        if !stays {
            if self.machine.state_in(slot.scope, &state.name).is_some() {
                return Err(Reason::NameTaken(state.name.to_string()).into());
            }
            self.can_leave(id, state, &slot)?;
        }
        let repair = self.repair(id, state);
        Ok(Intent::new(format!("Move {}{}", called(state), slot.words()), move |draft| {
            self.enter(draft, &slot, &state.name)?;
            if let (false, Some(next)) = (stays, &slot.next) {
                let targets: Vec<Pointer> = self.machine.outgoing(id).iter().map(|way| way.pointer.clone()).collect();
                draft.point(&targets, next)?;
            }
            lead(draft, &state.pointer, state.kind, slot.next.as_deref())?;
            self.join(draft, &repair)?;
            if stays {
                return Ok(Some(state.pointer.clone()));
            }
            let text = draft.document().find(&state.pointer).map(|node| node.source().to_owned()).unwrap_or_default();
            draft.remove(&state.pointer)?;
            Ok(Some(self.write_state(draft, &slot, &state.name, text.as_str().into())?))
        }))
    }

    /// Makes the flow end in a slot, if everything behind it can still be reached.
    fn end_at(self, slot: &mut Slot, state: impl Fn() -> String) -> Result<(), EditError> {
        if let Some(lost) = self.cut_off(slot) {
            return Err(Reason::CutsOff { state: state(), lost: called(lost) }.into());
        }
        slot.next = None;
        Ok(())
    }

    /// Whether a state stands in a slot already.
    fn is_there(self, id: StateId, state: &State, slot: &Slot) -> bool {
        match &slot.entry {
            Entry::Exit(exit) => *exit == id,
            Entry::Start => self.scope(slot.scope).is_some_and(|scope| scope.start == Some(id)),
            Entry::Target(at) => {
                self.transition(at).is_ok_and(|transition| transition.from == id || transition.to == Some(id))
            }
            Entry::None => {
                let starts = self.scope(slot.scope).is_some_and(|scope| scope.start == Some(id));
                let leads = self.machine.outgoing(id).iter().any(|way| way.kind == TransitionKind::Next);
                let led_to = self.machine.incoming(id).any(|way| way.from != id);
                slot.scope == state.scope && !starts && !led_to && !leads
            }
        }
    }

    /// Whether a state can go to another flow: what it leads to is not there.
    fn can_leave(self, id: StateId, state: &State, slot: &Slot) -> Result<(), EditError> {
        let language = self.language(slot.scope);
        if state.language != language {
            return Err(Reason::OtherLanguage { state: called(state), language: language.as_str() }.into());
        }
        // A Choice takes what follows it there for all its rules; a caught error has no such place to go.
        let stuck = |way: &&Transition| match way.kind {
            TransitionKind::Next => false,
            TransitionKind::Catch(_) => true,
            TransitionKind::Choice(_) | TransitionKind::Default => slot.next.is_none(),
        };
        match self.machine.outgoing(id).iter().find(stuck) {
            None => Ok(()),
            Some(way) => {
                let target = way.to.and_then(|to| self.machine.state(to));
                let target = target.map_or_else(|| format!("‘{}’", way.target), called);
                Err(Reason::LeadsOutside { state: called(state), target }.into())
            }
        }
    }

    pub(super) fn delete_state(self, at: &Pointer) -> Result<Intent<'a>, EditError> {
        let (id, state) = self.sole_state(at)?;
        let repair = self.repair(id, state);
        let before = || self.machine.incoming(id).find(|way| way.from != id);
        let owner = || self.scope(state.scope)?.owner.and_then(|owner| self.machine.state(owner));
        let focus = repair.follower.or_else(|| self.machine.state(before()?.from)).or_else(owner);
        let focus = focus.map(|state| state.pointer.clone());
        Ok(Intent::new(format!("Delete {}", called(state)), move |draft| {
            self.join(draft, &repair)?;
            draft.remove(&state.pointer)?;
            Ok(focus)
        }))
    }

    pub(super) fn duplicate(self, at: &Pointer) -> Result<Intent<'a>, EditError> {
        let (_, state) = self.sole_state(at)?;
        let name = Names::of(self.machine).fresh(base_of(&state.name));
        let text = self.document.find(at).map_or("", |node| node.source());
        let states = at.parent().unwrap_or_else(Pointer::root);
        Ok(Intent::new(format!("Duplicate {} as ‘{name}’", called(state)), move |draft| {
            draft.insert(&states, Spot::After(&state.name), &name, text)?;
            if state.kind.is_some_and(StateKind::has_next) {
                lead(draft, &state.pointer, state.kind, Some(&name))?;
            }
            let copy = states.key(&name);
            set_apart(draft, std::slice::from_ref(&copy));
            Ok(Some(copy))
        }))
    }

    fn parallel(self, at: &Pointer) -> Result<&'a State, EditError> {
        let (_, state) = self.state(at)?;
        if state.kind == Some(StateKind::Parallel) { Ok(state) } else { Err(Reason::NotParallel(called(state)).into()) }
    }

    pub(super) fn add_branch(self, at: &Pointer) -> Result<Intent<'a>, EditError> {
        let state = self.parallel(at)?;
        let branches = at.key("Branches");
        Ok(Intent::new(format!("Add a branch to ‘{}’", state.name), move |draft| {
            let branch = kind::branch(&mut Names::of(self.machine));
            let index = self.document.find(&branches).map(|node| node.elements().len());
            match index {
                Some(_) => draft.push(&branches, &branch)?,
                None => {
                    draft.insert(&state.pointer, Spot::After("Type"), "Branches", &Value::array([branch.clone()]))?;
                }
            }
            let first = branch.get("StartAt").and_then(Value::as_str).unwrap_or_default();
            Ok(Some(branches.index(index.unwrap_or(0)).key("States").key(first)))
        }))
    }

    pub(super) fn remove_branch(self, at: &Pointer, index: usize) -> Result<Intent<'a>, EditError> {
        let state = self.parallel(at)?;
        let branches = at.key("Branches");
        let count = self.document.find(&branches).map_or(0, |node| node.elements().len());
        if index >= count {
            return Err(BuildError::NotFound(branches.index(index)).into());
        }
        if count == 1 {
            return Err(Reason::LastBranch(called(state)).into());
        }
        Ok(Intent::new(format!("Remove branch {} of ‘{}’", index + 1, state.name), move |draft| {
            draft.remove(&branches.index(index))?;
            Ok(Some(state.pointer.clone()))
        }))
    }
}

/// Writes the states a new one leads to.
pub(super) fn write_beside(draft: &mut Draft, at: &Pointer, name: &str, fresh: &Fresh) -> Result<(), EditError> {
    let states = at.parent().unwrap_or_else(Pointer::root);
    let mut after = name;
    for (name, body) in &fresh.beside {
        draft.insert(&states, Spot::After(after), name, body)?;
        after = name;
    }
    Ok(())
}
