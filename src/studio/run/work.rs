//! What a press or an edit leaves to do: a step, the run made again over what has changed, an act in the past.
//!
//! Each [tick](super::Run::tick) does a part of it. Until all is done the run that was there is shown, and said to be that.

use super::{Playing, Run};
use crate::sim::{Progress, RedriveRefusal, Work};
use crate::studio::describe;

/// After how many milliseconds something is said to take its time.
const SLOW_MS: f64 = 500.0;

/// What is being done.
#[derive(Clone, Debug)]
pub(super) struct Doing {
    pub(super) work: Work,
    pub(super) what: What,
    /// How long it has taken, in milliseconds.
    pub(super) ms: f64,
}

/// Kinds of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Replay,
    Answer,
    Redrive,
}

/// Why the run that is shown is not of what is there now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outdated {
    /// It is being made again.
    Replaying,
    /// The execution input is no JSON.
    Input,
    /// `JSONata` is needed, and not there.
    Jsonata,
}

impl Outdated {
    /// The same in a few words.
    pub fn label(self) -> &'static str {
        match self {
            Outdated::Replaying => "The run before the change",
            Outdated::Input => "The run before the input was changed: it is not JSON",
            Outdated::Jsonata => "The run before the change: JSONata is not loaded",
        }
    }

    /// A sentence for it.
    pub fn words(self) -> &'static str {
        match self {
            Outdated::Replaying => "Recalculating. What is shown is the run before the change.",
            Outdated::Input => "The execution input is not JSON. What is shown is the run before it was changed.",
            Outdated::Jsonata => "JSONata is not loaded. What is shown is the run before the change.",
        }
    }
}

/// What came of a tick.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::studio) enum Ticked {
    /// Nothing to speak of.
    Quiet,
    /// The run has stopped by itself.
    Stopped,
    /// Something takes its time, in words.
    Slow(&'static str),
    /// The run was made again, and that took its time.
    Replayed,
    /// The run was redriven, so often by now.
    Redriven(u32),
    /// It could not be redriven after all.
    Refused(RedriveRefusal),
}

impl Run {
    /// Whether there is something to do that needs no time of the run's own: each tick does a part of it.
    pub fn is_working(&self) -> bool {
        self.doing.is_some() || self.playing == Playing::Step
    }

    /// Whether the run is being made again over what has changed.
    pub fn is_replaying(&self) -> bool {
        self.doing.as_ref().is_some_and(|doing| doing.what == What::Replay)
    }

    /// Whether frames have something to do.
    pub fn is_active(&self) -> bool {
        self.playing != Playing::No || self.doing.is_some()
    }

    /// Whether there is something to pause that a person has had the time to see.
    pub fn can_pause(&self) -> bool {
        match self.playing {
            Playing::Clock | Playing::ToEnd => true,
            Playing::No | Playing::Step => self.busy().is_some(),
        }
    }

    /// What takes its time, in words; `None` where nothing does.
    pub fn busy(&self) -> Option<String> {
        let Some(doing) = &self.doing else {
            return (self.playing == Playing::Step && self.stepping_ms >= SLOW_MS).then(|| "Stepping…".to_owned());
        };
        let events = describe::count(doing.work.events(), "event");
        match (doing.ms >= SLOW_MS, doing.what) {
            (false, _) => None,
            (true, What::Replay) => Some(format!("Recalculating… {events}")),
            (true, What::Answer | What::Redrive) => Some("Going back to that moment…".to_owned()),
        }
    }

    /// Why what is shown is not of what is there now.
    pub fn outdated(&self) -> Option<Outdated> {
        if self.is_replaying() { Some(Outdated::Replaying) } else { self.outdated }
    }

    /// The first event that the last change made different, counted from one: as many events show as lead to it.
    pub fn first_difference(&self) -> Option<usize> {
        let known = self.visible().known;
        self.diverged.filter(|at| *at <= known && known > 0).map(|at| (at + 1).min(known))
    }

    /// Counts the replays that were asked for, so that a frame can tell a new one.
    pub fn asked(&self) -> u64 {
        self.asked
    }

    /// Begins something; what was begun before is forgotten.
    pub(super) fn begin(&mut self, what: What, work: Work) {
        // To a person, one replay that takes the place of another is still the same.
        let ms = self.doing.take().filter(|doing| doing.what == what).map_or(0.0, |doing| doing.ms);
        self.doing = Some(Doing { work, what, ms });
    }

    /// Does a part of what is left to do; `None` if there was nothing.
    pub(super) fn work(&mut self, elapsed_ms: f64, budget: usize) -> Option<Ticked> {
        if self.doing.is_none() && self.playing == Playing::Step {
            return Some(self.go_on_stepping(elapsed_ms, budget));
        }
        let (doing, former) = (self.doing.as_mut()?, self.simulation.as_ref()?);
        let was_slow = doing.ms >= SLOW_MS;
        doing.ms += elapsed_ms.max(0.0);
        if !doing.work.advance(former, budget) {
            let said = match doing.what {
                What::Replay => "Recalculating the run.",
                What::Answer | What::Redrive => "Going back to that moment.",
            };
            return Some(if !was_slow && doing.ms >= SLOW_MS { Ticked::Slow(said) } else { Ticked::Quiet });
        }
        let Doing { work, what, ms } = self.doing.take()?;
        Some(match (self.adopt(what, work), what) {
            (Err(refusal), _) => Ticked::Refused(refusal),
            (Ok(()), What::Replay) if ms >= SLOW_MS => Ticked::Replayed,
            (Ok(()), What::Replay) => Ticked::Quiet,
            (Ok(()), What::Answer) => {
                // The answer's consequences need no further press: the clock goes on as it did before.
                self.play(Playing::Clock);
                Ticked::Quiet
            }
            (Ok(()), What::Redrive) => {
                self.play(Playing::Clock);
                Ticked::Redriven(self.simulation.as_ref().map_or(0, crate::sim::Simulation::redrive_count))
            }
        })
    }

    fn go_on_stepping(&mut self, elapsed_ms: f64, budget: usize) -> Ticked {
        let progress = self.simulation.as_mut().map_or(Progress::Ended, |simulation| simulation.step_within(budget));
        if progress != Progress::Budget {
            self.play(Playing::No);
            return Ticked::Quiet;
        }
        let was_slow = self.stepping_ms >= SLOW_MS;
        self.stepping_ms += elapsed_ms.max(0.0);
        if !was_slow && self.stepping_ms >= SLOW_MS {
            return Ticked::Slow("Stepping: executions that it started go on.");
        }
        Ticked::Quiet
    }

    /// Puts the run in place that came of some work.
    fn adopt(&mut self, what: What, work: Work) -> Result<(), RedriveRefusal> {
        let Some(former) = self.simulation.take() else { return Ok(()) };
        let done = work.finish(&former);
        let (simulation, differs) = match done {
            Ok(done) => done,
            Err(refusal) => {
                self.simulation = Some(former);
                return Err(refusal);
            }
        };
        self.simulation = Some(simulation);
        self.generation += 1;
        if what == What::Replay {
            self.diverged = differs;
        }
        Ok(())
    }

    /// Stops whatever is going on. A run that is being made again is then as far as it is, and can go on from there;
    /// anything else has not been done. Gives whether it was such a run.
    pub(in crate::studio) fn pause(&mut self) -> bool {
        self.play(Playing::No);
        let Some(Doing { work, what, .. }) = self.doing.take() else { return false };
        what == What::Replay && self.adopt(what, work).is_ok()
    }
}
