//! Every change a person makes by hand, as a [`Command`] that becomes the smallest [`TextEdit`].
//!
//! [`check`] answers "can I drop here?" and [`plan`] does it; both run the same code. Nothing here changes a document:
//! the caller applies the edit, and undo is the inverse edit.
//! Must never know: rules of validity ([`crate::asl`] is enough), the canvas, the browser.
//!
//! **Invariant:** an edit leaves every byte it does not name as it was and adds no syntax error (`tests/edit.rs`).
//!
//! ```
//! use stepwright::{asl::{Machine, StateKind}, edit::{self, Command, Place}, json::{Document, Pointer}};
//! let document = Document::new(r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}"#);
//! let machine = Machine::read(&document);
//! let place = Place::After(Pointer::parse("/States/A").unwrap());
//! let command = Command::AddState { kind: StateKind::Succeed, place, name: Some("Done".into()), template: None };
//! let planned = edit::plan(&document, &machine, &command).unwrap();
//! assert_eq!(planned.label, "Add Succeed ‘Done’ after ‘A’");
//! assert_eq!(
//!     document.apply(&planned.edit).text(),
//!     r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "Done"}, "Done": {"Type": "Succeed"}}}"#
//! );
//! ```

mod draft;
mod fields;
mod kind;
mod lists;
mod lost;
mod names;
mod paste;
mod place;
mod reason;
mod structure;
mod wiring;

pub use lost::{lost, would_lose};
pub use names::fresh_name;
pub use reason::{EditError, NAME_CHARS_MAX, Reason, STATES_PASTED_MAX};

use std::sync::Arc;

use crate::asl::{Machine, QueryLanguage, ScopeId, State, StateId, StateKind, Transition};
use crate::json::{BuildError, Document, NodeRef, Pointer, TextEdit, Value};
use draft::Draft;

/// A state's name before and after it was renamed.
pub type Renamed = (Arc<str>, Arc<str>);

/// A change a person asks for. Pointers name places in the document as it is before.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// A new state.
    AddState {
        /// Its type.
        kind: StateKind,
        /// Where in the flow.
        place: Place,
        /// Its name; without one, a fresh one after its type.
        name: Option<String>,
        /// Members for it, such as an action's `Resource` and `Parameters`.
        template: Option<Template>,
    },
    /// A state elsewhere in the flow, or in another; the neighbours it leaves are joined.
    MoveState {
        /// The state.
        state: Pointer,
        /// Where to.
        place: Place,
    },
    /// A state away; its neighbours are joined.
    DeleteState {
        /// The state.
        state: Pointer,
    },
    /// Another name for a state; everything that names it follows.
    RenameState {
        /// The state.
        state: Pointer,
        /// The new name.
        name: String,
    },
    /// An existing transition to another state.
    Retarget {
        /// The target's name in the document; `StartAt` is one too.
        transition: Pointer,
        /// The state it shall lead to.
        to: Pointer,
    },
    /// A new transition: `Next`, or a Choice's `Default` if it has none, else a new rule.
    Connect {
        /// The state it leaves.
        from: Pointer,
        /// The state it leads to.
        to: Pointer,
    },
    /// A transition away.
    Disconnect {
        /// The target's name in the document.
        transition: Pointer,
    },
    /// A transition led from another state; a catcher, or a Choice's rule to another Choice, goes along whole.
    Rewire {
        /// The target's name in the document.
        transition: Pointer,
        /// The state it shall leave.
        from: Pointer,
    },
    /// A new retrier: after those for particular errors, before one for all that stands last.
    AddRetrier {
        /// The state.
        state: Pointer,
    },
    /// A new catcher, in the same place.
    AddCatcher {
        /// The state.
        state: Pointer,
    },
    /// A new last rule.
    AddRule {
        /// The Choice.
        state: Pointer,
    },
    /// Another member in the place of one, such as another comparison of a rule.
    ReplaceMember {
        /// The member.
        at: Pointer,
        /// The key of the new one.
        key: String,
        /// Its value.
        value: Value,
    },
    /// A member or element set, or added last.
    SetField {
        /// Where.
        at: Pointer,
        /// To what.
        value: Value,
    },
    /// The same with JSON text as a person typed it.
    SetFieldText {
        /// Where.
        at: Pointer,
        /// The text.
        json: String,
    },
    /// A member or element away.
    RemoveField {
        /// Which.
        at: Pointer,
    },
    /// Another key for a member; of a state, a rename.
    RenameKey {
        /// The member.
        at: Pointer,
        /// Its new key.
        key: String,
    },
    /// A new element.
    InsertElement {
        /// The array.
        array: Pointer,
        /// Before which element.
        index: usize,
        /// The element.
        value: Value,
    },
    /// An element away.
    RemoveElement {
        /// Which.
        at: Pointer,
    },
    /// An element to another index.
    MoveElement {
        /// Which.
        at: Pointer,
        /// The index it shall have.
        to: usize,
    },
    /// Another type for a state: fields that type cannot have go, fields it needs come, unknown fields stay.
    ChangeKind {
        /// The state.
        state: Pointer,
        /// Its new type.
        kind: StateKind,
    },
    /// A copy of a state, after it where something can follow it.
    Duplicate {
        /// The state.
        state: Pointer,
    },
    /// A new last branch.
    AddBranch {
        /// The Parallel state.
        state: Pointer,
    },
    /// A branch away.
    RemoveBranch {
        /// The Parallel state.
        state: Pointer,
        /// Which branch.
        index: usize,
    },
    /// States from a text of their own, an object of them. Names that are taken become others; what names a state that is
    /// in neither flow ends, or leads to what follows.
    InsertStates {
        /// The text.
        text: String,
        /// Where in the flow, if they can be joined to it there.
        beside: Option<Place>,
    },
    /// The whole text, as typed or pasted.
    ReplaceText(String),
}

/// Members for a new state, written for either query language.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    /// For a state in `JSONPath`.
    pub json_path: Value,
    /// For a state in `JSONata`.
    pub jsonata: Value,
}

impl Template {
    fn of(&self, language: QueryLanguage) -> &Value {
        match language {
            QueryLanguage::JsonPath => &self.json_path,
            QueryLanguage::Jsonata => &self.jsonata,
        }
    }
}

/// Members that are the same in both languages.
impl From<Value> for Template {
    fn from(members: Value) -> Template {
        Template { json_path: members.clone(), jsonata: members }
    }
}

/// Where in the flow a state goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Between the two states a transition joins; the transition is named by its target's place, or by `StartAt`.
    OnTransition(Pointer),
    /// After a state that ends, or between it and its `Next` (a Choice: its `Default`).
    After(Pointer),
    /// First in a scope, before what was first.
    Start(Pointer),
    /// In a scope, connected to nothing; in an empty one, its start.
    InScope(Pointer),
}

/// Whether a command can be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It can.
    Allowed,
    /// It would change nothing: a state dropped on its own edge.
    Ignored,
    /// It cannot.
    Denied(Reason),
}

/// A change ready to apply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The change.
    pub edit: TextEdit,
    /// What it does, for the undo menu and the live region.
    pub label: String,
    /// The state to select, in the document after the change.
    pub focus: Option<Pointer>,
    /// The elements of lists that it puts elsewhere, one after the other.
    pub moved: Vec<Moved>,
}

/// An element of a list that came, went, or stands elsewhere. Others of the list make room for it, or close up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The list.
    pub list: Pointer,
    /// Where the element was, if it is not new.
    pub from: Option<usize>,
    /// Where it is, if it is not gone.
    pub to: Option<usize>,
}

impl Moved {
    /// Where an element of the list that was at a position is now.
    pub fn place(&self, index: usize) -> Option<usize> {
        if self.from == Some(index) {
            return self.to;
        }
        let without = index - usize::from(self.from.is_some_and(|from| from < index));
        Some(without + usize::from(self.to.is_some_and(|to| to <= without)))
    }
}

/// Whether a command can be done.
pub fn check(document: &Document, machine: &Machine, command: &Command) -> Verdict {
    let intent = Scene { document, machine }.intent(command);
    // Deciding is cheap enough for every drop slot of a drag. Only where the text itself may refuse is it tried out: it
    // has errors, or a state without a type, which may be no object at all.
    let odd = || machine.states.iter().any(|state| state.kind.is_none());
    let doubtful = !document.errors().is_empty() || !command.traits().is_structural || odd();
    let outcome = match intent {
        Ok(intent) if doubtful => write(document, intent).map(drop),
        Ok(_) => Ok(()),
        Err(error) => Err(error),
    };
    match outcome {
        Ok(()) => Verdict::Allowed,
        Err(EditError::Ignored) => Verdict::Ignored,
        Err(EditError::Denied(reason)) => Verdict::Denied(reason),
    }
}

/// The edit that does a command.
pub fn plan(document: &Document, machine: &Machine, command: &Command) -> Result<Planned, EditError> {
    done(document, machine, command).map(|(planned, _)| planned)
}

/// The edit that does a command, and the document after it.
pub fn done(document: &Document, machine: &Machine, command: &Command) -> Result<(Planned, Document), EditError> {
    write(document, Scene { document, machine }.intent(command)?)
}

fn write(document: &Document, intent: Intent<'_>) -> Result<(Planned, Document), EditError> {
    let mut draft = Draft::new(document);
    let focus = (intent.write)(&mut draft)?;
    if !intent.raw && draft.document().errors().len() > document.errors().len() {
        return Err(BuildError::Broken(Pointer::root()).into());
    }
    let (edit, moved, after) = draft.finish(document.text());
    if edit.is_empty() {
        return Err(EditError::Ignored);
    }
    Ok((Planned { edit, label: intent.label, focus, moved }, after))
}

impl Command {
    /// Whether the keyboard's focus belongs on the state it leads to: the state was just made, or what had the focus has
    /// gone with its old place. After any other change the focus stays where the person put it.
    pub fn takes_focus(&self) -> bool {
        self.traits().takes_focus
    }

    /// The name it gives to a state, and the one it had.
    pub fn renamed(&self, machine: &Machine) -> Option<Renamed> {
        let (at, name) = self.traits().renames?;
        let state = machine.state(machine.at(at)?)?;
        Some((state.name.clone(), name.into()))
    }

    fn traits(&self) -> Traits<'_> {
        let (is_structural, takes_focus, renames) = match self {
            Command::AddState { .. }
            | Command::MoveState { .. }
            | Command::DeleteState { .. }
            | Command::Duplicate { .. } => (true, true, None),
            Command::RenameState { state, name } => (true, false, Some((state, name.as_str()))),
            Command::RenameKey { at, key } => (false, false, Some((at, key.as_str()))),
            Command::Retarget { .. } | Command::Connect { .. } | Command::Disconnect { .. } => (true, false, None),
            Command::AddBranch { .. } | Command::InsertStates { .. } => (false, true, None),
            Command::Rewire { .. }
            | Command::AddRetrier { .. }
            | Command::AddCatcher { .. }
            | Command::AddRule { .. }
            | Command::ReplaceMember { .. }
            | Command::SetField { .. }
            | Command::SetFieldText { .. }
            | Command::RemoveField { .. }
            | Command::InsertElement { .. }
            | Command::RemoveElement { .. }
            | Command::MoveElement { .. }
            | Command::ChangeKind { .. }
            | Command::RemoveBranch { .. }
            | Command::ReplaceText(_) => (false, false, None),
        };
        Traits { is_structural, takes_focus, renames }
    }
}

/// What follows from the kind of a command alone.
struct Traits<'c> {
    /// It changes the flow rather than a field, so that the machine alone decides about it.
    is_structural: bool,
    /// The keyboard's focus belongs on the state it leads to.
    takes_focus: bool,
    /// What gets another name, and which.
    renames: Option<(&'c Pointer, &'c str)>,
}

/// Writes a change; gives the state to select afterwards.
type Write<'a> = Box<dyn FnOnce(&mut Draft) -> Result<Option<Pointer>, EditError> + 'a>;

/// A command that is allowed: what it will be called and how it is written.
struct Intent<'a> {
    label: String,
    write: Write<'a>,
    /// Whether it may add syntax errors: text as a person types it.
    raw: bool,
}

impl<'a> Intent<'a> {
    fn new(label: String, write: impl FnOnce(&mut Draft) -> Result<Option<Pointer>, EditError> + 'a) -> Intent<'a> {
        Intent { label, write: Box::new(write), raw: false }
    }
}

/// What a command is decided on.
#[derive(Clone, Copy)]
struct Scene<'a> {
    document: &'a Document,
    machine: &'a Machine,
}

impl<'a> Scene<'a> {
    fn intent(self, command: &'a Command) -> Result<Intent<'a>, EditError> {
        match command {
            Command::AddState { kind, place, name, template } => {
                self.add_state(*kind, place, name.as_deref(), template.as_ref())
            }
            Command::MoveState { state, place } => self.move_state(state, place),
            Command::DeleteState { state } => self.delete_state(state),
            Command::RenameState { state, name } => self.rename_state(state, name),
            Command::Retarget { transition, to } => self.retarget(transition, to),
            Command::Connect { from, to } => self.connect(from, to),
            Command::Rewire { transition, from } => self.rewire(transition, from),
            Command::Disconnect { transition } => self.disconnect(transition),
            Command::AddRetrier { state } => self.add_retrier(state),
            Command::AddCatcher { state } => self.add_catcher(state),
            Command::AddRule { state } => self.add_rule(state),
            Command::ReplaceMember { at, key, value } => self.replace_member(at, key, value),
            Command::SetField { at, value } => self.set_field(at, value.into()),
            Command::SetFieldText { at, json } => self.set_field(at, json.as_str().into()),
            Command::RemoveField { at } | Command::RemoveElement { at } => self.remove_field(at),
            Command::RenameKey { at, key } => self.rename_key(at, key),
            Command::InsertElement { array, index, value } => Ok(self.insert_element(array, *index, value)),
            Command::MoveElement { at, to } => Ok(self.move_element(at, *to)),
            Command::ChangeKind { state, kind } => self.change_kind(state, *kind),
            Command::Duplicate { state } => self.duplicate(state),
            Command::AddBranch { state } => self.add_branch(state),
            Command::RemoveBranch { state, index } => self.remove_branch(state, *index),
            Command::InsertStates { text, beside } => self.insert_states(text, beside.as_ref()),
            Command::ReplaceText(text) => Ok(self.replace_text(text)),
        }
    }

    fn state(self, at: &Pointer) -> Result<(StateId, &'a State), EditError> {
        let found = self.machine.at(at).and_then(|id| Some((id, self.machine.state(id)?)));
        found.ok_or_else(|| Reason::NotAState(at.clone()).into())
    }

    /// A state whose name stands once in its flow.
    fn sole_state(self, at: &Pointer) -> Result<(StateId, &'a State), EditError> {
        let (id, state) = self.state(at)?;
        let around = self.document.find(at).and_then(NodeRef::parent);
        let same = around.map_or(0, |states| states.members().filter(|(member, _)| member.key == state.name).count());
        if same > 1 { Err(Reason::Repeated(state.name.to_string()).into()) } else { Ok((id, state)) }
    }

    fn scope_at(self, at: &Pointer) -> Result<ScopeId, EditError> {
        let found = self.machine.scopes.iter().position(|scope| scope.pointer == *at);
        found.map(|index| ScopeId(index as u32)).ok_or_else(|| Reason::NotAScope(at.clone()).into())
    }

    fn transition(self, at: &Pointer) -> Result<&'a Transition, EditError> {
        let found = self.machine.transitions.iter().find(|transition| transition.pointer == *at);
        found.ok_or_else(|| Reason::NotATransition(at.clone()).into())
    }

    /// The state a transition leaves.
    fn source(self, transition: &Transition) -> Result<&'a State, EditError> {
        self.machine.state(transition.from).ok_or_else(|| Reason::NotATransition(transition.pointer.clone()).into())
    }
}
