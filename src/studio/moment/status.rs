//! What can be said of a state at a moment.

use crate::sim::Status;

/// A state's status. Never shown by colour alone: each has a word and an icon.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum StateStatus {
    /// Nothing happened to it.
    #[default]
    NotReached,
    /// It is at work.
    Running,
    /// It waits for a time.
    Waiting,
    /// It waits for somebody's answer.
    Callback,
    /// An attempt failed and the next one comes.
    Retrying,
    /// It ended well.
    Succeeded,
    /// It failed, and a catcher took the error.
    Caught,
    /// It failed.
    Failed,
    /// It was stopped from outside.
    Aborted,
}

impl StateStatus {
    /// All of them, in the order people meet them.
    pub const ALL: [StateStatus; 9] = [
        StateStatus::NotReached,
        StateStatus::Running,
        StateStatus::Waiting,
        StateStatus::Callback,
        StateStatus::Retrying,
        StateStatus::Succeeded,
        StateStatus::Caught,
        StateStatus::Failed,
        StateStatus::Aborted,
    ];

    /// The status that looks as an execution's does.
    pub fn of_execution(status: Status) -> StateStatus {
        match status {
            Status::NotStarted => StateStatus::NotReached,
            Status::Running => StateStatus::Running,
            Status::Succeeded => StateStatus::Succeeded,
            Status::Failed | Status::TimedOut => StateStatus::Failed,
            Status::Aborted => StateStatus::Aborted,
        }
    }

    /// The word.
    pub fn label(self) -> &'static str {
        match self {
            StateStatus::NotReached => "Not reached",
            StateStatus::Running => "Running",
            StateStatus::Waiting => "Waiting (timer)",
            StateStatus::Callback => "Waiting (callback)",
            StateStatus::Retrying => "Retrying",
            StateStatus::Succeeded => "Succeeded",
            StateStatus::Caught => "Caught",
            StateStatus::Failed => "Failed",
            StateStatus::Aborted => "Aborted",
        }
    }

    /// The last part of its class names.
    pub fn class(self) -> &'static str {
        match self {
            StateStatus::NotReached => "not-reached",
            StateStatus::Running => "running",
            StateStatus::Waiting => "waiting",
            StateStatus::Callback => "callback",
            StateStatus::Retrying => "retrying",
            StateStatus::Succeeded => "succeeded",
            StateStatus::Caught => "caught",
            StateStatus::Failed => "failed",
            StateStatus::Aborted => "aborted",
        }
    }

    /// The icon's symbol in the sprite.
    pub fn icon(self) -> &'static str {
        match self {
            StateStatus::NotReached => "notreached",
            StateStatus::Running => "running",
            StateStatus::Waiting => "wait",
            StateStatus::Callback => "callback",
            StateStatus::Retrying => "retry",
            StateStatus::Succeeded => "succeed",
            StateStatus::Caught => "caught",
            StateStatus::Failed => "fail",
            StateStatus::Aborted => "abort",
        }
    }

    /// The value of `data-status`, which tests and teachers' notes rely on.
    pub fn data(self) -> &'static str {
        let shown = if self == StateStatus::Callback { StateStatus::Waiting } else { self };
        shown.class()
    }

    /// Whether it goes on from here.
    pub fn is_open(self) -> bool {
        matches!(self, StateStatus::Running | StateStatus::Waiting | StateStatus::Callback | StateStatus::Retrying)
    }

    /// The order in which one status stands for several: what asks for a person first, then what goes on, then how
    /// things ended, worst first.
    pub(super) fn weight(self) -> u8 {
        match self {
            StateStatus::Callback => 8,
            StateStatus::Retrying => 7,
            StateStatus::Running => 6,
            StateStatus::Waiting => 5,
            StateStatus::Failed => 4,
            StateStatus::Aborted => 3,
            StateStatus::Caught => 2,
            StateStatus::Succeeded => 1,
            StateStatus::NotReached => 0,
        }
    }
}
