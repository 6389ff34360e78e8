//! A definition compiled for running: names looked up, paths parsed, numbers read.
//!
//! **Invariant:** compiling never fails. A state with a mistake is marked broken, fails when it is entered and says why;
//! the rest of the machine runs (`tests/scenarios.rs`).

use std::sync::Arc;

use super::dataflow::{self, DataFlow, Problem};
use super::execution::Family;
use super::history::TaskResource;
use super::items::ItemsCode;
use super::retry::{Catcher, Retrier, error_names};
use crate::asl::{
    Integration, Machine, Pattern, QueryLanguage, Resource, ScopeId, State, StateId, StateKind, Transition,
    TransitionKind, WorkflowType, child_workflow,
};
use crate::json::{Document, NodeRef, Object, Pointer, Value};

/// A definition compiled for running.
#[derive(Debug)]
pub struct Program {
    machine: Arc<Machine>,
    states: Vec<Code>,
    timeout_seconds: Option<i64>,
    problems: Vec<Problem>,
}

/// One compiled state.
#[derive(Debug)]
pub(crate) struct Code {
    pub name: Arc<str>,
    pub pointer: Pointer,
    pub kind: StateKind,
    pub work: Work,
    pub next: Next,
    pub flow: Box<dyn DataFlow>,
    pub retry: Vec<Retrier>,
    pub catch: Vec<Catcher>,
    /// Why the state cannot run.
    pub broken: Option<Arc<str>>,
}

/// Where a state leads.
#[derive(Clone, Debug)]
pub(crate) enum Next {
    /// Its scope ends.
    End,
    To(StateId),
    /// Nowhere, and why.
    Nowhere(Arc<str>),
}

/// What a kind of state needs beyond its data flow.
#[derive(Debug)]
pub(crate) enum Work {
    Pass,
    Succeed,
    Fail,
    Wait,
    Choice {
        rules: Vec<Next>,
        default: Option<Next>,
    },
    Task(TaskCode),
    Parallel(Vec<ScopeId>),
    Map {
        processor: ScopeId,
        /// The type of the child executions of a distributed one.
        children: Option<WorkflowType>,
        items: ItemsCode,
    },
    /// No type the language has.
    Unknown,
}

/// What a Task calls.
#[derive(Debug)]
pub(crate) struct TaskCode {
    pub resource: Arc<Resource>,
    pub family: Family,
    /// The service as its events name it.
    pub service: Arc<TaskResource>,
    /// Whether the call can be answered by its token.
    pub has_token: bool,
}

impl TaskCode {
    fn new(resource: &Resource) -> TaskCode {
        let suffix = match resource.pattern {
            Pattern::RequestResponse => "",
            Pattern::Sync => ".sync",
            Pattern::Sync2 => ".sync:2",
            Pattern::WaitForTaskToken => ".waitForTaskToken",
        };
        let (family, resource_type, name) = match &resource.integration {
            Integration::Activity => (Family::Activity, String::new(), resource.text.to_string()),
            // A placeholder most often stands for a function's ARN.
            Integration::Lambda | Integration::Other => (Family::Lambda, String::new(), resource.text.to_string()),
            Integration::Optimised { service, action } => {
                (Family::Service, service.to_string(), format!("{action}{suffix}"))
            }
            Integration::AwsSdk { service, action } => {
                (Family::Service, format!("aws-sdk:{service}"), format!("{action}{suffix}"))
            }
        };
        TaskCode {
            resource: Arc::new(resource.clone()),
            family,
            service: Arc::new(TaskResource { resource_type: resource_type.into(), resource: name.into() }),
            // Recorded of TestState: with `.sync` there is a token too.
            has_token: family == Family::Activity || resource.pattern != Pattern::RequestResponse,
        }
    }
}

impl Program {
    /// Compiles a document. What is wrong is in [`problems`](Program::problems).
    pub fn compile(document: &Document) -> Program {
        Program::compile_read(document, Arc::new(Machine::read(document)))
    }

    /// The same, where the document has been read.
    pub fn compile_read(document: &Document, machine: Arc<Machine>) -> Program {
        let mut compiling = Compiling::new(document.clone(), machine);
        loop {
            if let Some(program) = compiling.piece(usize::MAX) {
                return program;
            }
        }
    }

    /// What cannot be compiled, in the order of the machine's states.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The machine as it was read.
    pub fn machine(&self) -> &Machine {
        &self.machine
    }

    pub(crate) fn state(&self, id: StateId) -> Option<&Code> {
        self.states.get(id.0 as usize)
    }

    pub(crate) fn timeout_seconds(&self) -> Option<i64> {
        self.timeout_seconds.filter(|seconds| *seconds > 0)
    }

    /// A scope's first state, or why there is none.
    pub(crate) fn start(&self, scope: ScopeId) -> Result<StateId, String> {
        let start = self.machine.scope(scope).and_then(|scope| scope.start);
        start.ok_or_else(|| start_problem(&self.machine, scope))
    }
}

fn start_problem(machine: &Machine, scope: ScopeId) -> String {
    match machine.scope(scope).and_then(|scope| scope.start_at.clone()) {
        Some(name) => format!("StartAt names '{name}', which is not one of the states"),
        None => "There is no StartAt".to_owned(),
    }
}

/// How many states a piece compiles.
const STATES_A_PIECE: usize = 1_000;

/// A document that is being compiled, in pieces between which the page can do something else.
pub struct Compiling {
    document: Document,
    machine: Arc<Machine>,
    states: Vec<Code>,
    problems: Vec<Problem>,
}

impl Compiling {
    /// A document that has been read, with nothing compiled yet.
    pub fn new(document: Document, machine: Arc<Machine>) -> Compiling {
        let states = Vec::with_capacity(machine.states.len());
        Compiling { document, machine, states, problems: Vec::new() }
    }

    /// Compiles some more states. The last piece gives the program.
    pub fn step(&mut self) -> Option<Program> {
        self.piece(STATES_A_PIECE)
    }

    fn piece(&mut self, most: usize) -> Option<Program> {
        let Compiling { document, machine, states, problems } = self;
        // The states of a scope stand together.
        let mut scope = None;
        let rest = machine.ids().skip(states.len());
        for (id, state) in rest.take(most) {
            if scope.is_none_or(|(known, _)| known != state.scope) {
                let found = machine.scope(state.scope).and_then(|scope| document.find(&scope.pointer));
                scope = Some((state.scope, found.and_then(|node| node.get("States"))));
            }
            let node = scope.and_then(|(_, states)| states?.get(&state.name));
            states.push(compile_state(machine, id, state, node, problems));
        }
        (states.len() == machine.states.len()).then(|| self.program())
    }

    fn program(&mut self) -> Program {
        let (machine, mut problems) = (self.machine.clone(), std::mem::take(&mut self.problems));
        let root = self.document.root();
        let timeout_seconds = root.and_then(|root| root.get("TimeoutSeconds")?.as_number()?.as_i64());
        if machine.scopes.first().and_then(|scope| scope.start).is_none() {
            problems.push(Problem { at: Pointer::root(), message: start_problem(&machine, ScopeId(0)) });
        }
        Program { machine, states: std::mem::take(&mut self.states), timeout_seconds, problems }
    }
}

fn compile_state(
    machine: &Machine,
    id: StateId,
    state: &State,
    node: Option<NodeRef<'_>>,
    problems: &mut Vec<Problem>,
) -> Code {
    let found = problems.len();
    // A nested machine can be large and is compiled state by state; this state's own fields are what is left.
    let value = node.map_or(Value::Null, own_fields);
    let kind = state.kind.unwrap_or(StateKind::Pass);
    let work = compile_work(machine, id, state, (node, &value), problems);
    let next = match kind {
        _ if state.kind.is_none() => Next::End,
        StateKind::Succeed | StateKind::Fail | StateKind::Choice => Next::End,
        _ => next_of(machine, id, state, value.get("Next")),
    };
    let flow = dataflow::compile(state.language, kind, &value, &state.pointer, problems);
    let entries = |key: &str| value.get(key).and_then(Value::as_array).unwrap_or_default().to_vec();
    let broken = problems.get(found).map(|problem| Arc::from(&*describe(problem, &state.pointer, state.language)));
    // These stop the run where it would go on, not the state.
    let dangling = machine.outgoing(id).iter().filter(|transition| transition.to.is_none());
    problems
        .extend(dangling.map(|transition| Problem { at: transition.pointer.clone(), message: missing(transition) }));
    let retry = if kind.can_catch() { entries("Retry").iter().map(Retrier::read).collect() } else { Vec::new() };
    let catch = if kind.can_catch() { entries("Catch") } else { Vec::new() };
    let catcher = |(index, value): (usize, &Value)| {
        let next = target(machine, id, TransitionKind::Catch(index), value.get("Next").is_some());
        Catcher { errors: error_names(value), next }
    };
    Code {
        name: state.name.clone(),
        pointer: state.pointer.clone(),
        kind,
        work,
        next,
        flow,
        retry,
        catch: catch.iter().enumerate().map(catcher).collect(),
        broken,
    }
}

/// The place within the state and the message.
fn describe(problem: &Problem, state: &Pointer, language: QueryLanguage) -> String {
    let inside = problem.at.as_str().strip_prefix(state.as_str()).unwrap_or(problem.at.as_str());
    match (inside, language) {
        ("", _) | (_, QueryLanguage::Jsonata) => problem.message.clone(),
        (inside, QueryLanguage::JsonPath) => format!("{} (at {inside})", problem.message),
    }
}

fn own_fields(node: NodeRef<'_>) -> Value {
    let nested = |key: &str| matches!(key, "Branches" | "ItemProcessor" | "Iterator");
    let mut fields = Object::with_capacity(node.members().len());
    let own = node.members().filter(|(member, _)| !nested(&member.key));
    fields.extend(own.map(|(member, value)| (member.key.clone(), value.to_value())));
    Value::Object(Arc::new(fields))
}

fn compile_work(
    machine: &Machine,
    id: StateId,
    state: &State,
    (node, value): (Option<NodeRef<'_>>, &Value),
    problems: &mut Vec<Problem>,
) -> Work {
    let mut problem = |message: String| problems.push(Problem { at: state.pointer.clone(), message });
    match state.kind {
        None => {
            problem(match &state.type_text {
                Some(text) => format!("'{text}' is not a type of state"),
                None => "The state has no Type".to_owned(),
            });
            Work::Unknown
        }
        Some(StateKind::Pass) => Work::Pass,
        Some(StateKind::Succeed) => Work::Succeed,
        Some(StateKind::Fail) => Work::Fail,
        Some(StateKind::Wait) => Work::Wait,
        Some(StateKind::Choice) => compile_choice(machine, id, node),
        Some(StateKind::Task) => {
            if let Some(resource) = &state.resource {
                Work::Task(TaskCode::new(resource))
            } else {
                problem("The Task has no Resource".to_owned());
                Work::Unknown
            }
        }
        Some(StateKind::Parallel) => Work::Parallel(state.inner.clone()),
        Some(StateKind::Map) => compile_map(state, node, value, &mut problem),
    }
}

fn compile_map(state: &State, node: Option<NodeRef<'_>>, value: &Value, problem: &mut dyn FnMut(String)) -> Work {
    let Some(processor) = state.inner.first() else {
        problem("The Map has no ItemProcessor".to_owned());
        return Work::Unknown;
    };
    match ItemsCode::compile(value) {
        Ok(items) => Work::Map { processor: *processor, children: node.and_then(child_workflow), items },
        // Iterating over the wrong thing would be worse than saying so.
        Err(message) => {
            problem(message);
            Work::Unknown
        }
    }
}

fn compile_choice(machine: &Machine, id: StateId, node: Option<NodeRef<'_>>) -> Work {
    let next = |holder: NodeRef<'_>, key: &str, kind| {
        target(machine, id, kind, holder.get(key).is_some()).map_or_else(Next::Nowhere, Next::To)
    };
    let rules = node.and_then(|node| node.get("Choices")).into_iter().flat_map(NodeRef::elements).enumerate();
    let rules = rules.map(|(index, rule)| next(rule, "Next", TransitionKind::Choice(index))).collect();
    let default = node.filter(|node| node.get("Default").is_some());
    Work::Choice { rules, default: default.map(|node| next(node, "Default", TransitionKind::Default)) }
}

fn next_of(machine: &Machine, id: StateId, state: &State, next: Option<&Value>) -> Next {
    if next.is_none() && state.end {
        return Next::End;
    }
    // A mistake here is no reason to refuse the state: it does its work and fails when it cannot go on.
    target(machine, id, TransitionKind::Next, next.is_some()).map_or_else(Next::Nowhere, Next::To)
}

/// The state a transition leads to, or why it leads nowhere; `given` says whether its field is there.
fn target(machine: &Machine, id: StateId, kind: TransitionKind, given: bool) -> Result<StateId, Arc<str>> {
    match machine.outgoing(id).iter().find(|transition| transition.kind == kind) {
        Some(transition) => transition.to.ok_or_else(|| missing(transition).into()),
        None if given => Err("Next is not a text".into()),
        None => Err("The state has neither Next nor End".into()),
    }
}

fn missing(transition: &Transition) -> String {
    format!("There is no state named '{}' to go to", transition.target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_any_size_compile_together_what_one_does() {
        let text = r#"{"StartAt":"A","TimeoutSeconds":9,"States":{"A":{"Type":"Map","Next":"Gone","ItemProcessor":
            {"StartAt":"I","States":{"J":{"Type":"Pass","End":true},"I":{"Type":"Pass","Next":"J"}}}},
            "P":{"Type":"Parallel","Branches":[{"StartAt":"X","States":{"X":{"Type":"Wait"}}},{"StartAt":"?","States":{}}],
            "Catch":[{"ErrorEquals":["States.ALL"],"Next":"Z"}],"End":true},"Z":{"Type":"Nothing"}}}"#;
        let document = Document::new(text);
        let machine = Arc::new(Machine::read(&document));
        let whole = Program::compile_read(&document, machine.clone());
        assert!(whole.problems().len() >= 2, "{:?}", whole.problems());
        for size in [1, 2, 3] {
            let mut compiling = Compiling::new(document.clone(), machine.clone());
            let mut pieces = 1;
            let program = loop {
                if let Some(program) = compiling.piece(size) {
                    break program;
                }
                pieces += 1;
            };
            assert_eq!(pieces, machine.states.len().div_ceil(size));
            assert_eq!(format!("{program:?}"), format!("{whole:?}"));
        }
    }
}
