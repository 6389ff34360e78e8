//! `JSONata` comes apart from the page, when the first definition needs it: whether it is there, and what waits for it.
//!
//! **Invariant:** until it is there nothing is said of an expression, and nothing runs that has one: the press of a
//! button is remembered instead.

use super::{ToastKind, Workbench};
use crate::asl::Machine;
use crate::query::jsonata;
use crate::studio::run::Playing;

/// Whether `JSONata` can be read and evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JsonataStatus {
    /// Nobody has asked for it.
    Absent,
    /// It is being fetched.
    Loading,
    /// It can.
    Ready,
    /// It could not be fetched, or it has stopped, and why.
    Failed(String),
}

/// How things stand with `JSONata`.
#[derive(Clone, Debug)]
pub(in crate::studio) struct Jsonata {
    status: JsonataStatus,
    /// Whether the definition is written in it anywhere.
    in_text: bool,
    /// What is to be played once it is there.
    waiting: Option<Playing>,
}

impl Jsonata {
    pub(in crate::studio) fn of(machine: &Machine) -> Jsonata {
        let status = if jsonata::is_installed() { JsonataStatus::Ready } else { JsonataStatus::Absent };
        Jsonata { status, in_text: machine.uses_jsonata(), waiting: None }
    }

    /// What was not to be had is asked for again.
    fn try_again(&mut self) {
        if matches!(self.status, JsonataStatus::Failed(_)) {
            self.status = JsonataStatus::Absent;
        }
    }
}

impl Workbench {
    /// How it stands with `JSONata`; `None` where neither the definition nor another of the project needs it.
    pub fn jsonata_status(&self) -> Option<&JsonataStatus> {
        let used = self.jsonata.in_text || self.run.machines.use_jsonata();
        used.then_some(&self.jsonata.status)
    }

    /// Whether `JSONata` is needed and not there.
    pub fn misses_jsonata(&self) -> bool {
        self.jsonata_status().is_some_and(|status| *status != JsonataStatus::Ready)
    }

    /// Whether `JSONata` is to be fetched now.
    pub(in crate::studio) fn begins_loading(&mut self) -> bool {
        let begins = self.jsonata_status() == Some(&JsonataStatus::Absent);
        if begins {
            self.jsonata.status = JsonataStatus::Loading;
        }
        begins
    }

    /// Notes whether the definition, or the drawing of its last version that was JSON, is written in `JSONata`.
    pub(in crate::studio) fn note_language(&mut self, machine: &Machine) {
        self.jsonata.in_text = machine.uses_jsonata() || self.drawn.machine.uses_jsonata();
        if self.misses_jsonata() && self.run.playing != Playing::No {
            self.jsonata.waiting = Some(self.run.playing);
            self.run.play(Playing::No);
        }
    }

    /// Takes over from the definition that was open before. What could not be loaded for it is tried again for this one.
    pub(in crate::studio) fn keep_jsonata(&mut self, old: &Workbench) {
        let before = std::mem::replace(&mut self.jsonata.status, old.jsonata.status.clone());
        self.jsonata.waiting = None;
        self.jsonata.try_again();
        if self.jsonata.status != before && self.jsonata_status().is_some() {
            self.refresh();
        }
    }
}

/// What could not be loaded is asked for again.
pub(in crate::studio) fn try_again(workbench: &mut Workbench) {
    workbench.jsonata.try_again();
}

/// It is there: gives what waits for it.
pub(in crate::studio) fn ready(workbench: &mut Workbench) -> Option<Playing> {
    workbench.jsonata.status = JsonataStatus::Ready;
    workbench.jsonata_status()?;
    workbench.refresh();
    workbench.jsonata.waiting.take()
}

/// It could not be loaded, or has stopped.
pub(in crate::studio) fn failed(workbench: &mut Workbench, reason: String) {
    let words = format!("JSONata could not be loaded: {reason}. Its expressions are not checked, and cannot run.");
    workbench.jsonata.status = JsonataStatus::Failed(reason);
    workbench.jsonata.waiting = None;
    if workbench.jsonata_status().is_some() {
        workbench.run.play(Playing::No);
        workbench.refresh();
        workbench.notify(ToastKind::Error, words);
    }
}

/// Whether playing on has to wait for `JSONata`. Then it is remembered.
pub(in crate::studio) fn waits(workbench: &mut Workbench, playing: Playing) -> bool {
    if !workbench.misses_jsonata() {
        return false;
    }
    workbench.jsonata.waiting = Some(playing);
    workbench.jsonata.try_again();
    workbench.announce("Loading JSONata; the run begins when it is there.");
    true
}

/// Forgets what waits.
pub(in crate::studio) fn wait_no_more(workbench: &mut Workbench) {
    workbench.jsonata.waiting = None;
}
