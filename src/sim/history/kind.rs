//! The 62 event types.

use crate::asl::StateKind;

macro_rules! event_types {
    ($($name:ident),* $(,)?) => {
        /// The type of an event, named as AWS names it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[expect(missing_docs, reason = "the names are AWS's own and its documentation describes them")]
        pub enum EventType { $($name),* }

        impl EventType {
            /// Every type.
            pub const ALL: &'static [EventType] = &[$(EventType::$name),*];

            /// AWS's name.
            pub fn as_str(self) -> &'static str {
                match self { $(EventType::$name => stringify!($name)),* }
            }
        }
    };
}

event_types! {
    ActivityFailed, ActivityScheduled, ActivityScheduleFailed, ActivityStarted, ActivitySucceeded, ActivityTimedOut,
    ChoiceStateEntered, ChoiceStateExited,
    EvaluationFailed,
    ExecutionAborted, ExecutionFailed, ExecutionRedriven, ExecutionStarted, ExecutionSucceeded, ExecutionTimedOut,
    FailStateEntered,
    LambdaFunctionFailed, LambdaFunctionScheduled, LambdaFunctionScheduleFailed, LambdaFunctionStarted,
    LambdaFunctionStartFailed, LambdaFunctionSucceeded, LambdaFunctionTimedOut,
    MapIterationAborted, MapIterationFailed, MapIterationStarted, MapIterationSucceeded,
    MapRunAborted, MapRunFailed, MapRunRedriven, MapRunStarted, MapRunSucceeded,
    MapStateAborted, MapStateEntered, MapStateExited, MapStateFailed, MapStateStarted, MapStateSucceeded,
    ParallelStateAborted, ParallelStateEntered, ParallelStateExited, ParallelStateFailed, ParallelStateStarted,
    ParallelStateSucceeded,
    PassStateEntered, PassStateExited,
    SucceedStateEntered, SucceedStateExited,
    TaskFailed, TaskScheduled, TaskStarted, TaskStartFailed, TaskStateAborted, TaskStateEntered, TaskStateExited,
    TaskSubmitFailed, TaskSubmitted, TaskSucceeded, TaskTimedOut,
    WaitStateAborted, WaitStateEntered, WaitStateExited,
}

impl EventType {
    /// The event that opens a visit to a state.
    pub fn entered(kind: StateKind) -> EventType {
        match kind {
            StateKind::Task => EventType::TaskStateEntered,
            StateKind::Pass => EventType::PassStateEntered,
            StateKind::Choice => EventType::ChoiceStateEntered,
            StateKind::Wait => EventType::WaitStateEntered,
            StateKind::Succeed => EventType::SucceedStateEntered,
            StateKind::Fail => EventType::FailStateEntered,
            StateKind::Parallel => EventType::ParallelStateEntered,
            StateKind::Map => EventType::MapStateEntered,
        }
    }

    /// The event that closes it; a Fail state has none.
    pub fn exited(kind: StateKind) -> Option<EventType> {
        match kind {
            StateKind::Task => Some(EventType::TaskStateExited),
            StateKind::Pass => Some(EventType::PassStateExited),
            StateKind::Choice => Some(EventType::ChoiceStateExited),
            StateKind::Wait => Some(EventType::WaitStateExited),
            StateKind::Succeed => Some(EventType::SucceedStateExited),
            StateKind::Fail => None,
            StateKind::Parallel => Some(EventType::ParallelStateExited),
            StateKind::Map => Some(EventType::MapStateExited),
        }
    }

    /// The event of a state that was running when its scope was aborted.
    pub fn aborted(kind: StateKind) -> Option<EventType> {
        match kind {
            StateKind::Task => Some(EventType::TaskStateAborted),
            StateKind::Wait => Some(EventType::WaitStateAborted),
            StateKind::Parallel => Some(EventType::ParallelStateAborted),
            StateKind::Map => Some(EventType::MapStateAborted),
            StateKind::Pass | StateKind::Choice | StateKind::Succeed | StateKind::Fail => None,
        }
    }

    /// Whether it closes the execution.
    pub fn ends_execution(self) -> bool {
        matches!(
            self,
            EventType::ExecutionSucceeded
                | EventType::ExecutionFailed
                | EventType::ExecutionTimedOut
                | EventType::ExecutionAborted
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_as_many_types_as_the_service_has() {
        assert_eq!(EventType::ALL.len(), 62);
        let mut names: Vec<&str> = EventType::ALL.iter().map(|kind| kind.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), 62);
    }
}
