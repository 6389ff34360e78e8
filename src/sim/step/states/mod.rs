//! What each kind of state does when it is entered, and what moves it on.

pub(crate) mod choice;
pub(crate) mod map;
pub(crate) mod map_run;
pub(crate) mod parallel;
pub(crate) mod redrive;
pub(crate) mod scopes;
pub(crate) mod simple;
pub(crate) mod task;
pub(crate) mod wait;
