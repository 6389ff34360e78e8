//! The closed vocabularies of the language.

use crate::json::{NodeRef, Pointer};

/// The eight state types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StateKind {
    /// Does work.
    Task,
    /// Passes its input on, shaped.
    Pass,
    /// Branches on data.
    Choice,
    /// Waits for a time.
    Wait,
    /// Ends its machine, branch or iteration well.
    Succeed,
    /// Ends it with an error.
    Fail,
    /// Runs branches at the same time.
    Parallel,
    /// Runs one sub-machine for each item.
    Map,
}

impl StateKind {
    /// All of them, in the order people meet them.
    pub const ALL: [StateKind; 8] = [
        StateKind::Task,
        StateKind::Pass,
        StateKind::Choice,
        StateKind::Wait,
        StateKind::Succeed,
        StateKind::Fail,
        StateKind::Parallel,
        StateKind::Map,
    ];

    /// The value of `Type`.
    pub fn as_str(self) -> &'static str {
        match self {
            StateKind::Task => "Task",
            StateKind::Pass => "Pass",
            StateKind::Choice => "Choice",
            StateKind::Wait => "Wait",
            StateKind::Succeed => "Succeed",
            StateKind::Fail => "Fail",
            StateKind::Parallel => "Parallel",
            StateKind::Map => "Map",
        }
    }

    /// The type a value of `Type` names.
    pub fn parse(text: &str) -> Option<StateKind> {
        StateKind::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Whether it has `Next` or `End`; a Choice has rules, Succeed and Fail end by themselves.
    pub fn has_next(self) -> bool {
        !matches!(self, StateKind::Choice | StateKind::Succeed | StateKind::Fail)
    }

    /// Whether it may have `Retry` and `Catch`.
    pub fn can_catch(self) -> bool {
        matches!(self, StateKind::Task | StateKind::Parallel | StateKind::Map)
    }
}

/// The language of a state's expressions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QueryLanguage {
    /// Paths, payload templates and intrinsic functions; the default.
    #[default]
    JsonPath,
    /// `{% … %}` expressions.
    Jsonata,
}

impl QueryLanguage {
    /// The value of `QueryLanguage`.
    pub fn as_str(self) -> &'static str {
        match self {
            QueryLanguage::JsonPath => "JSONPath",
            QueryLanguage::Jsonata => "JSONata",
        }
    }

    /// The language a value of `QueryLanguage` names.
    pub fn parse(text: &str) -> Option<QueryLanguage> {
        [QueryLanguage::JsonPath, QueryLanguage::Jsonata].into_iter().find(|language| language.as_str() == text)
    }
}

/// Which field of a state a transition is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TransitionKind {
    /// `Next`
    Next,
    /// `Choices[i].Next`
    Choice(usize),
    /// `Default`
    Default,
    /// `Catch[i].Next`
    Catch(usize),
}

impl TransitionKind {
    /// Where a state's transition stands in the document: its target's name.
    pub fn pointer(self, state: &Pointer) -> Pointer {
        match self {
            TransitionKind::Next => state.key("Next"),
            TransitionKind::Choice(rule) => state.key("Choices").index(rule).key("Next"),
            TransitionKind::Default => state.key("Default"),
            TransitionKind::Catch(catcher) => state.key("Catch").index(catcher).key("Next"),
        }
    }
}

/// Which kind of state machine it is (AWS: "Choosing workflow type"). No field of the definition says so: it is chosen
/// when the machine is created.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WorkflowType {
    /// Up to a year, every pattern, a history.
    #[default]
    Standard,
    /// Up to five minutes, request/response only.
    Express,
}

/// The type of a Map's child executions; `None` for one whose iterations are inline (AWS: `ProcessorConfig`).
pub fn child_workflow(map: NodeRef<'_>) -> Option<WorkflowType> {
    let config = |key| map.get(key)?.get("ProcessorConfig");
    let config = config("ItemProcessor").or_else(|| config("Iterator"))?;
    let text = |key| config.get(key).and_then(NodeRef::as_str);
    (text("Mode") == Some("DISTRIBUTED")).then(|| WorkflowType::of_name(text("ExecutionType").unwrap_or_default()))
}

impl WorkflowType {
    /// How the service refuses a distributed Map in an Express machine, in this project's words.
    pub const NO_DISTRIBUTED_MAP: &'static str = "Express state machine does not support Map in mode DISTRIBUTED";

    /// Both.
    pub const ALL: [WorkflowType; 2] = [WorkflowType::Standard, WorkflowType::Express];

    /// AWS's name, as `CreateStateMachine` takes it.
    pub fn as_str(self) -> &'static str {
        match self {
            WorkflowType::Standard => "STANDARD",
            WorkflowType::Express => "EXPRESS",
        }
    }

    /// The label, which is also the accessible name.
    pub fn label(self) -> &'static str {
        match self {
            WorkflowType::Standard => "Standard",
            WorkflowType::Express => "Express",
        }
    }

    /// The type of AWS's name; anything else is the default.
    pub fn of_name(name: &str) -> WorkflowType {
        WorkflowType::ALL.into_iter().find(|own| own.as_str() == name).unwrap_or_default()
    }
}
