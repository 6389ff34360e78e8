//! One state alone, with what its data is after each step (AWS: `TestState`).
//!
//! The same data flow as in a run, without scopes, events and time: a Task, Map or Parallel gets its result from a mock.

mod bounds;
mod json_text;
mod refuse;
mod request;
mod result;
mod shape;
mod work;

pub use self::refuse::TestStateError;
pub use self::request::{FieldValidationMode, InspectionLevel, MockInput, TestStateConfiguration, TestStateRequest};
pub use self::result::{ErrorDetails, InspectionData, TestStateResult, TestStateStatus};
use super::history::Failure;
use super::program::{Code, Program};
use crate::asl::{State, StateId, StateKind};
use crate::json::{Document, NodeRef, Value};

/// The state a request is about.
struct Subject<'a> {
    program: &'a Program,
    id: StateId,
    code: &'a Code,
    kind: StateKind,
    /// The state's object.
    value: Value,
}

impl Subject<'_> {
    /// Whether other states are inside it.
    fn nests(&self) -> bool {
        matches!(self.kind, StateKind::Map | StateKind::Parallel)
    }

    /// A state inside it, at any depth.
    fn inner(&self, name: &str) -> Option<&State> {
        let within = |state: &State| {
            let inside = state.pointer.as_str().strip_prefix(self.code.pointer.as_str());
            inside.is_some_and(|inside| inside.starts_with('/'))
        };
        self.program.machine().states.iter().find(|state| &*state.name == name && within(state))
    }

    /// Whether it is inside a Map, at any depth.
    fn is_inside_map(&self) -> bool {
        let machine = self.program.machine();
        let owner = |id: StateId| machine.scope(machine.state(id)?.scope)?.owner;
        let kind = |id: StateId| machine.state(id).and_then(|state| state.kind);
        std::iter::successors(owner(self.id), |id| owner(*id)).any(|id| kind(id) == Some(StateKind::Map))
    }
}

/// A request whose texts have been read, with the defaults of what it leaves out.
struct Call<'a> {
    request: &'a TestStateRequest,
    input: Value,
    variables: Option<Value>,
    context: Option<Value>,
    mock: Option<Mock>,
    retries: u32,
    failures: Option<usize>,
}

/// What the state's work gives.
enum Mock {
    Result(Value),
    ErrorOutput(Failure),
}

/// The name of a state that is tested without a machine.
const LONE_STATE: &str = "StateName";

/// Tests one state of a definition, or a definition that is one state. An error is a refusal of the request itself.
pub fn test_state(definition: &Document, request: &TestStateRequest) -> Result<TestStateResult, TestStateError> {
    bounds::check(definition, request)?;
    refuse::syntax(definition)?;
    let wrapped = if request.state_name.is_some() {
        refuse::machine(definition)?;
        definition.clone()
    } else {
        let state = definition.root().map_or(Value::Null, NodeRef::to_value);
        let states = Value::object([(LONE_STATE, state)]);
        Document::new(Value::object([("StartAt", Value::from(LONE_STATE)), ("States", states)]).to_string())
    };
    let program = Program::compile(&wrapped);
    refuse::types(&program)?;
    let name = request.state_name.as_deref().unwrap_or(LONE_STATE);
    let subject = subject(&program, &wrapped, name).ok_or_else(TestStateError::no_state)?;
    let call = refuse::call(&subject, request)?;
    work::run(&subject, &call)
}

fn subject<'a>(program: &'a Program, document: &Document, name: &str) -> Option<Subject<'a>> {
    let id = program.machine().state_named(name)?;
    let state = program.machine().state(id)?;
    let value = document.find(&state.pointer).map_or(Value::Null, NodeRef::to_value);
    Some(Subject { program, id, code: program.state(id)?, kind: state.kind?, value })
}

#[cfg(test)]
mod tests;
