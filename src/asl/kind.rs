//! The closed vocabularies of the language.

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
