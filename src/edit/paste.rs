//! States put into a machine from a text of their own: pasted, or read from a file.

use super::draft::Draft;
use super::names::{Names, base_of, renaming, set_apart};
use super::place::Slot;
use super::reason::{NAME_CHARS_MAX, STATES_PASTED_MAX};
use super::wiring::lead;
use super::{EditError, Intent, Place, Reason, Scene};
use crate::asl::{Machine, ScopeId, State, StateId, StateKind, TransitionKind};
use crate::json::{BuildError, Document, New, NodeRef, Pointer, TextEdit, Value};

/// States on their way into a machine, as a machine without a start.
struct Fragment {
    document: Document,
    machine: Machine,
}

impl Fragment {
    /// Reads the text of an object of states.
    fn read(text: &str) -> Result<Fragment, EditError> {
        let document = Document::new(format!("{{\"States\": {text}}}"));
        if let Some(error) = document.errors().first() {
            return Err(BuildError::NotJson(error.clone()).into());
        }
        let machine = Machine::read(&document);
        let states = document.root().and_then(|root| root.get("States"));
        let names: Vec<&str> = states.into_iter().flat_map(NodeRef::members).map(|(member, _)| &*member.key).collect();
        match names.iter().enumerate().find(|(index, name)| names[..*index].contains(name)) {
            _ if names.is_empty() => Err(Reason::NotAState(Pointer::root()).into()),
            _ if names.len() > STATES_PASTED_MAX => Err(Reason::TooManyStates(names.len()).into()),
            Some((_, name)) => Err(Reason::Repeated((*name).to_owned()).into()),
            None => Ok(Fragment { document, machine }),
        }
    }

    /// Its states, without those inside them.
    fn states(&self) -> impl Iterator<Item = (StateId, &State)> {
        self.machine.ids().filter(|(_, state)| state.scope == ScopeId(0))
    }

    /// The state the others come after: the first that no other leads to.
    fn first(&self) -> Option<&State> {
        let led_to = |id| self.machine.incoming(id).any(|way| way.from != id);
        let mut states = self.states();
        let entry = self.states().find(|(id, _)| !led_to(*id)).or_else(|| states.next());
        entry.map(|(_, state)| state)
    }
}

impl<'a> Scene<'a> {
    /// Puts states in: into the flow at a place where they can be joined to it, else beside it.
    pub(super) fn insert_states(self, text: &str, beside: Option<&Place>) -> Result<Intent<'a>, EditError> {
        let fragment = Fragment::read(text)?;
        if self.document.text().trim_start_matches('\u{feff}').trim().is_empty() {
            return Ok(first_states(&fragment));
        }
        let slot = self.slot_of(&fragment, beside)?;
        let first = fragment.first().map(|state| &state.name);
        let index = fragment.states().position(|(_, state)| Some(&state.name) == first).unwrap_or(0);
        let (states, names) = self.prepared(&fragment, &slot)?;
        let entry = names.get(index).cloned().unwrap_or_default();
        let label = format!("Paste {}{}", what(&fragment, &entry), slot.words());
        Ok(Intent::new(label, move |draft| {
            let root = states.root().and_then(|root| root.get("States"));
            let members: Vec<(&str, New<'_>)> = root
                .into_iter()
                .flat_map(|states| states.members().map(|(member, state)| (&*member.key, New::Text(state.source()))))
                .collect();
            let placed = self.write_states(draft, &slot, &members)?;
            self.enter(draft, &slot, &entry)?;
            set_apart(draft, &members.iter().map(|(name, _)| placed.key(name)).collect::<Vec<_>>());
            Ok(Some(placed.key(&entry)))
        }))
    }

    /// Where states go: to the place asked for if the flow can go through them there, else connected to nothing.
    fn slot_of(self, fragment: &Fragment, beside: Option<&Place>) -> Result<Slot, EditError> {
        let joined = beside.and_then(|place| self.slot(place).ok()).filter(|slot| self.goes_on(fragment, slot));
        if let Some(slot) = joined {
            return Ok(slot);
        }
        let scope = match beside {
            Some(Place::After(at)) => self.state(at).ok().map(|(_, state)| state.scope),
            Some(Place::OnTransition(at)) => {
                let source = self.transition(at).ok().and_then(|transition| self.source(transition).ok());
                source.map(|state| state.scope)
            }
            Some(Place::Start(at) | Place::InScope(at)) => self.scope_at(at).ok(),
            None => None,
        };
        let scope = scope.and_then(|id| self.scope(id)).map_or_else(Pointer::root, |scope| scope.pointer.clone());
        self.slot(&Place::InScope(scope))
    }

    /// Whether what follows a slot can still be reached when the flow goes through these states.
    fn goes_on(self, fragment: &Fragment, slot: &Slot) -> bool {
        let Some(next) = &slot.next else { return true };
        let ways = || fragment.states().flat_map(|(id, _)| fragment.machine.outgoing(id));
        let leads_there = || ways().any(|way| way.to.is_none() && way.target == *next);
        fragment.states().any(|(id, state)| self.is_open(fragment, id, state, slot))
            || leads_there()
            || self.cut_off(slot).is_none()
    }

    /// Whether a state of a fragment has nothing to lead to: it ends, or what its `Next` names is in neither flow.
    fn is_open(self, fragment: &Fragment, id: StateId, state: &State, slot: &Slot) -> bool {
        let known = |target: &str| self.machine.state_in(slot.scope, target).is_some();
        let next = fragment.machine.outgoing(id).iter().find(|way| way.kind == TransitionKind::Next);
        state.kind.is_some_and(StateKind::has_next) && next.is_none_or(|way| way.to.is_none() && !known(&way.target))
    }

    /// The states as they are written: what ends leads on, and names that are taken are others. With their names, in order.
    fn prepared(self, fragment: &Fragment, slot: &Slot) -> Result<(Document, Vec<String>), EditError> {
        let mut names = Names::of(self.machine);
        let taken = |name: &str| self.machine.state_named(name).is_some();
        for state in fragment.machine.states.iter().filter(|state| !taken(&state.name)) {
            names.take(&state.name);
        }
        let (mut indels, mut written) = (Vec::new(), Vec::new());
        for (id, state) in fragment.states() {
            let length = state.name.chars().count();
            let name = match length {
                0 => return Err(Reason::NameEmpty.into()),
                _ if length > NAME_CHARS_MAX => return Err(Reason::NameTooLong(length).into()),
                _ if taken(&state.name) => names.fresh(base_of(&state.name)),
                _ => state.name.to_string(),
            };
            if *name != *state.name {
                indels.extend(renaming(&fragment.document, &fragment.machine, id, &name).unwrap_or_default());
            }
            written.push(name);
        }
        let mut draft = Draft::new(&fragment.document);
        draft.apply(&TextEdit::new(indels).unwrap_or_default());
        // Only now, so that what follows here is not taken for a state of the same name among those.
        let states = Pointer::root().key("States");
        for ((id, state), name) in fragment.states().zip(&written) {
            if self.is_open(fragment, id, state, slot) {
                lead(&mut draft, &states.key(name), state.kind, slot.next.as_deref())?;
            }
        }
        Ok((draft.document().clone(), written))
    }
}

/// A machine of nothing else, for an empty text.
fn first_states<'a>(fragment: &Fragment) -> Intent<'a> {
    let first = fragment.first().map(|state| state.name.to_string()).unwrap_or_default();
    let states = fragment.document.root().and_then(|root| root.get("States")).map(NodeRef::to_value);
    let machine = Value::object([("StartAt", first.as_str().into()), ("States", states.unwrap_or_default())]);
    Intent::new(format!("Paste {}", what(fragment, &first)), move |draft| {
        let text = format!("{}\n", machine.to_pretty());
        let edit = TextEdit::between(draft.document().text(), &text);
        draft.apply(&edit);
        Ok(Some(Pointer::root().key("States").key(&first)))
    })
}

/// What is pasted, in words.
fn what(fragment: &Fragment, first: &str) -> String {
    match fragment.states().count() {
        1 => {
            let kind = fragment.states().next().and_then(|(_, state)| state.kind);
            format!("{} ‘{first}’", kind.map_or("state", StateKind::as_str))
        }
        count => format!("{count} states"),
    }
}
