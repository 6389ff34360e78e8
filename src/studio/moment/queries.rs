//! What the views ask of a moment.

use super::told::Told;
use super::{Moment, Progress, Retry, StateMoment, StateStatus, Token, Visit, shown};
use crate::asl::StateKind;
use crate::json::Pointer;
use crate::sim::{HeldTask, Status, VirtualTime};
use crate::studio::{Workbench, describe};

/// What stands at a state's corner: how often it was tried, or what only some of a Map's items did in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Badge {
    /// Its icon: that of a retry, or of the status it is about.
    pub status: StateStatus,
    /// Such as `2 of 3` while it retries, `3 tries` after, and `1 of 7 caught` of a Map's items.
    pub text: String,
    /// The same in a sentence, for the accessible name.
    pub words: String,
}

/// How long something may still take.
#[derive(Clone, Debug, PartialEq)]
pub struct Remaining {
    /// How much of the time has passed, from 0 to 1; `None` without a limit.
    pub fraction: Option<f64>,
    /// Such as `20 h 47 m 56 s left`.
    pub words: String,
}

/// How the whole execution stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// As one status.
    pub status: StateStatus,
    /// As a sentence without its stop.
    pub words: String,
}

impl Standing {
    /// How the workbench's run stands. One that has stopped, at its end or for people, is known without its states.
    pub fn of(workbench: &Workbench) -> Standing {
        let Some(simulation) = &workbench.run.simulation else { return Moment::default().standing() };
        let (status, held) = (simulation.status(), simulation.held());
        if status == Status::Running && held.is_empty() {
            return Moment::of(workbench).standing();
        }
        let start = shown(simulation).first().map(|event| event.time);
        let told = Told { error: simulation.error().map(Into::into), ..Told::default() };
        Moment { now: simulation.now(), start, status, held, told, ..Moment::default() }.standing()
    }
}

impl Moment {
    fn state(&self, state: &Pointer) -> Option<&StateMoment> {
        self.told.states.get(state).or_else(|| self.inside.state(state))
    }

    /// A state's status.
    pub fn status(&self, state: &Pointer) -> StateStatus {
        self.state(state).map_or(StateStatus::NotReached, StateMoment::status)
    }

    /// Whether execution went along a transition, by its target's name in the document. A scope's way in is its
    /// `StartAt`.
    pub fn taken(&self, transition: &Pointer) -> bool {
        self.told.taken.contains(transition) || self.inside.taken(transition)
    }

    /// A state's visits, in the order of their entries.
    pub fn visits(&self, state: &Pointer) -> &[Visit] {
        self.state(state).map_or(&[], |state| &state.visits)
    }

    /// The states that were entered, in the order of their first entry.
    pub fn entered(&self) -> impl Iterator<Item = &Pointer> {
        self.told.states.keys().chain(self.inside.states().map(|(state, _)| state))
    }

    /// The execution's error, once it failed.
    pub fn error(&self) -> Option<&str> {
        self.told.error.as_deref()
    }

    /// Where execution stands.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// Virtual time since the start.
    pub fn elapsed_ms(&self) -> i64 {
        self.start.map_or(0, |start| self.now.since(start))
    }

    /// What stands at a state's corner.
    pub fn badge(&self, state: &Pointer) -> Option<Badge> {
        let retried = |text: String, words| Badge { status: StateStatus::Retrying, text, words };
        let state = self.state(state)?;
        let visit = state.current()?;
        let tries = visit.attempts.len();
        if let (StateStatus::Retrying, Some(Retry { number, of, .. })) = (visit.status, visit.retry) {
            return Some(retried(format!("{number} of {of}"), format!("retry {number} of {of}")));
        }
        if let Some((status, own, all)) = state.shares() {
            let word = status.label().to_ascii_lowercase();
            let text = format!("{} of {} {word}", describe::grouped(own), describe::grouped(all));
            return Some(Badge { status, text, words: state.outcomes().unwrap_or_default() });
        }
        (tries > 1).then(|| retried(format!("{tries} tries"), format!("{tries} tries")))
    }

    /// Of a state inside a Map: how many of the items did what in it, such as `6 succeeded, 1 caught`.
    pub fn outcomes(&self, state: &Pointer) -> Option<String> {
        self.state(state)?.outcomes()
    }

    /// How long a state's callback or Wait may still take; of several, the one that ends first.
    pub fn remaining(&self, state: &Pointer) -> Option<Remaining> {
        let held = self.state(state)?.open().filter(|visit| visit.status == StateStatus::Callback);
        let visit = held.min_by_key(|visit| visit.deadline.unwrap_or(VirtualTime::MAX))?;
        let since = visit.attempts.last().map_or(visit.from, |attempt| attempt.from);
        Some(self.left(since, visit.deadline))
    }

    /// How long from a moment to a limit, seen from now.
    pub fn left(&self, since: VirtualTime, limit: Option<VirtualTime>) -> Remaining {
        let Some(limit) = limit else {
            return Remaining { fraction: None, words: format!("for {}", describe::long(self.now.since(since))) };
        };
        let (whole, passed) = (limit.since(since).max(1), self.now.since(since));
        let left = limit.since(self.now).max(0);
        let fraction = Some((passed as f64 / whole as f64).clamp(0.0, 1.0));
        Remaining { fraction, words: format!("{} left", describe::long(left)) }
    }

    /// How far a Parallel's branches or a Map's iterations are.
    pub fn inner(&self, state: &Pointer) -> Option<String> {
        let state = self.state(state)?;
        let visit = state.current()?;
        let Progress { total, done, failed, .. } = &visit.progress;
        let total = (*total)?;
        let done = total.min(*done);
        let failed = if *failed > 0 { format!(", {failed} failed") } else { String::new() };
        Some(match state.kind {
            Some(StateKind::Parallel) => {
                format!("{done} of {total} {} done", if total == 1 { "branch" } else { "branches" })
            }
            _ => format!("{done} of {total}{failed}"),
        })
    }

    /// The held task of a state, the longest waiting first.
    pub fn held_at(&self, state: &Pointer) -> Option<&HeldTask> {
        self.held.iter().filter(|held| held.is_at(state)).min_by_key(|held| held.since)
    }

    /// How the whole execution stands.
    pub fn standing(&self) -> Standing {
        // On an axis no time is a bare `0`.
        let after = || match self.elapsed_ms() {
            0 => "0 ms".to_owned(),
            ms => describe::short(ms),
        };
        let say = |status, words| Standing { status, words };
        match self.status {
            Status::NotStarted => say(StateStatus::NotReached, "Ready to run".to_owned()),
            Status::Running => self.running(),
            Status::Succeeded => say(StateStatus::Succeeded, format!("Succeeded after {}", after())),
            Status::Failed => {
                let error = self.error().filter(|error| !error.is_empty());
                say(StateStatus::Failed, format!("Failed with {}", error.unwrap_or("an error without a name")))
            }
            Status::TimedOut => say(StateStatus::Failed, format!("Timed out after {}", after())),
            Status::Aborted => say(StateStatus::Aborted, format!("Aborted after {}", after())),
        }
    }

    fn running(&self) -> Standing {
        if let [first, rest @ ..] = self.held.as_slice() {
            let words = match rest {
                [] => format!("Waiting for callback in {}", first.state),
                _ => format!("Waiting for {} callbacks", self.held.len()),
            };
            return Standing { status: StateStatus::Callback, words };
        }
        let inside = self.inside.states().map(|(_, state)| state);
        let leaves = self.told.states.values().chain(inside).filter(|state| !state.has_inner());
        let open = leaves.map(|state| (state, state.status())).filter(|(_, status)| status.is_open());
        let open: Vec<(&StateMoment, StateStatus)> = open.collect();
        let Some((first, status)) = open.iter().max_by_key(|(_, status)| status.weight()).copied() else {
            return Standing { status: StateStatus::Running, words: "Running".to_owned() };
        };
        let retry = first.open().find_map(|visit| visit.retry);
        let words = match (status, retry) {
            (StateStatus::Retrying, Some(Retry { number, of, .. })) => {
                format!("Retrying {}, {number} of {of}", first.name)
            }
            (StateStatus::Callback, _) => format!("Waiting for callback in {}", first.name),
            (StateStatus::Waiting, _) => format!("Waiting in {}", first.name),
            (
                StateStatus::NotReached
                | StateStatus::Running
                | StateStatus::Retrying
                | StateStatus::Succeeded
                | StateStatus::Caught
                | StateStatus::Failed
                | StateStatus::Aborted,
                _,
            ) => match open.len() {
                0 | 1 => format!("Running {}", first.name),
                several => format!("Running {several} states"),
            },
        };
        Standing { status, words }
    }
}

impl StateMoment {
    /// How its branches and iterations stand, in the order people meet it; `None` for fewer than two.
    fn outcomes(&self) -> Option<String> {
        let counts = self.counts();
        let several = counts.iter().map(|(_, count)| count).sum::<usize>() > 1;
        let word = |(status, count): &(StateStatus, usize)| {
            format!("{} {}", describe::grouped(*count), status.label().to_ascii_lowercase())
        };
        several.then(|| counts.iter().map(word).collect::<Vec<_>>().join(", "))
    }

    /// Where none goes on and they did not all end alike: the status that stands for all, how many have it, and how many
    /// there are.
    fn shares(&self) -> Option<(StateStatus, usize, usize)> {
        let counts = self.counts();
        let all = counts.iter().map(|(_, count)| count).sum();
        let (status, own) = counts.iter().find(|(status, _)| *status == self.status() && !status.is_open())?;
        (*own < all).then_some((*status, *own, all))
    }

    /// Whether other states run inside it.
    fn has_inner(&self) -> bool {
        self.visits.last().is_some_and(|visit| visit.progress.total.is_some())
    }
}
