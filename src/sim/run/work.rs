//! What takes a run more than a moment, piece by piece: so whoever asks for it can stop it, and do something else between.
//!
//! **Invariant:** whatever the pieces, what comes of them is the same.

use std::sync::Arc;

use super::{Act, Goal, Journal, RedriveRefusal, Resolution, ResolveError, Setup, Simulation};
use crate::sim::Progress;
use crate::sim::ids::TaskToken;
use crate::sim::limits;
use crate::sim::program::Program;
use crate::sim::time::VirtualTime;
use crate::sort::SortedSet;

/// Another run that comes of one: the same journal over another program, or another future from the moment shown.
#[derive(Clone, Debug)]
pub struct Work {
    run: Simulation,
    stage: Stage,
}

/// What is left to do.
#[derive(Clone, Debug)]
pub(super) enum Stage {
    /// On the way back to a moment, to do something there.
    Back { goal: Goal, begun: bool, then: Then },
    /// What follows at once from what was done.
    Follow,
    /// Executions that the run started and did not wait for go to their ends, before it is redriven.
    Settle(VirtualTime),
    /// What another run was is repeated.
    Repeat(Box<Repeat>),
    /// Nothing.
    Done(Result<(), RedriveRefusal>),
}

/// What is to be done at a moment.
#[derive(Clone, Debug)]
pub(super) enum Then {
    Act(Act, VirtualTime),
    Redrive(VirtualTime),
}

/// How far a run is to be repeated, and how it compares.
#[derive(Clone, Debug)]
pub(super) struct Repeat {
    /// Up to when; `None` for one that had ended: to its end, or to a person who was not asked before.
    until: Option<VirtualTime>,
    /// How many inputs may still happen.
    inputs: usize,
    /// Tasks that nobody had answered.
    passed: SortedSet<TaskToken>,
    /// Whether everything has happened that was to.
    happened: bool,
    /// How many events are known to be the same, and whether the next one is not.
    same: usize,
    differs: bool,
}

impl Stage {
    pub(super) fn outcome(self) -> Result<(), RedriveRefusal> {
        match self {
            Stage::Done(outcome) => outcome,
            Stage::Back { .. } | Stage::Follow | Stage::Settle(_) | Stage::Repeat(_) => Ok(()),
        }
    }
}

impl Work {
    /// Does a part of it: about so many inputs. Gives whether nothing is left to do. `former` is the run it comes of.
    pub fn advance(&mut self, former: &Simulation, budget: usize) -> bool {
        match &mut self.stage {
            Stage::Repeat(repeat) => self.run.repeat(repeat, former, budget),
            stage => self.run.pursue(stage, budget),
        }
    }

    /// How many events are known so far.
    pub fn events(&self) -> usize {
        self.run.history.len()
    }

    /// The run that came of it. One that is repeated can be had before all is done, as far as it is: the rest happens as
    /// it advances. It shows the moment that the former one shows; with it comes the position of the first event that
    /// differs.
    pub fn finish(self, former: &Simulation) -> Result<(Simulation, Option<usize>), RedriveRefusal> {
        let Work { mut run, stage } = self;
        let differs = match stage {
            Stage::Repeat(repeat) => run.show_as(former, &repeat),
            stage => {
                stage.outcome()?;
                None
            }
        };
        Ok((run, differs))
    }
}

impl Simulation {
    /// This run over another program or setup: as far as it is known, or to the end of one that has ended. What people
    /// did is done again, also what this run had no use for. Where `passed` or this run says that nobody answers a task,
    /// its time runs out again.
    pub fn replaying(&self, program: Arc<Program>, setup: Setup, passed: &SortedSet<TaskToken>) -> Work {
        let run = Simulation::replay(program, setup, &Journal { entries: self.all_told() });
        let begun = !self.history.is_empty() || self.clock > self.setup.start;
        let ended = self.head.execution.status.ended();
        // What turns in circles at one moment would never come to the next.
        let inputs = (self.head.inputs as usize).saturating_add(limits::REPLAY_INPUTS_MORE);
        let repeat = Repeat {
            until: (!ended).then(|| self.clock.max(self.head.world.now)),
            inputs: if ended { inputs.max(limits::REPLAY_INPUTS_MAX) } else { inputs },
            passed: self.unanswered().chain(passed).cloned().collect(),
            happened: !begun,
            same: 0,
            differs: false,
        };
        Work { run, stage: Stage::Repeat(Box::new(repeat)) }
    }

    /// The same at once: at most [`limits::REPLAY_INPUTS_MAX`] inputs, the rest happens as the run advances. Gives the
    /// position of the first event that differs, too.
    pub fn replay_on(&self, program: Arc<Program>, setup: Setup) -> (Simulation, Option<usize>) {
        let Work { mut run, mut stage } = self.replaying(program, setup, &SortedSet::new());
        let Stage::Repeat(repeat) = &mut stage else { return (run, None) };
        run.repeat(repeat, self, limits::REPLAY_INPUTS_MAX);
        repeat.compare(&run, self, usize::MAX);
        let differs = run.show_as(self, repeat);
        (run, differs)
    }

    /// What answers a task at the moment shown, where that may be in the past.
    pub fn resolving(&self, token: &TaskToken, resolution: Resolution) -> Result<Work, ResolveError> {
        Ok(Work { stage: self.begin_resolve(token, resolution)?, run: self.clone() })
    }

    /// What redrives the run, at a time after the moment shown, which may be in the past.
    pub fn redriving(&self, time: VirtualTime) -> Result<Work, RedriveRefusal> {
        Ok(Work { stage: self.begin_redrive(time)?, run: self.clone() })
    }

    /// Does all of it, but of what follows at most [`limits::REPLAY_INPUTS_MAX`] inputs.
    pub(super) fn at_once(&mut self, mut stage: Stage) -> Result<(), RedriveRefusal> {
        while matches!(stage, Stage::Back { .. }) {
            self.pursue(&mut stage, usize::MAX);
        }
        self.pursue(&mut stage, limits::REPLAY_INPUTS_MAX);
        match stage {
            Stage::Settle(time) => self.perform_redrive(time),
            stage => stage.outcome(),
        }
    }

    /// Does a part of what is left to do; gives whether nothing is.
    pub(super) fn pursue(&mut self, stage: &mut Stage, budget: usize) -> bool {
        match stage {
            Stage::Back { goal, begun, then } => {
                if !*begun {
                    self.rewind(*goal);
                    *begun = true;
                }
                let there = self.history.len() >= goal.events && self.head.inputs >= goal.inputs;
                if !there && !self.reach(*goal, budget) {
                    return false;
                }
                self.script.clear();
                *stage = match then.clone() {
                    Then::Act(act, time) => {
                        self.act(act, time);
                        Stage::Follow
                    }
                    Then::Redrive(time) => Stage::Settle(time),
                };
            }
            // What it led to shows at once, and what an end means for nested executions.
            Stage::Follow => {
                let over = !self.head.execution.status.ended() || self.reach(Goal::NONE, budget);
                self.cursor = self.history.len();
                if !over {
                    return false;
                }
                *stage = Stage::Done(Ok(()));
            }
            Stage::Settle(time) => {
                if !self.reach(Goal::NONE, budget) {
                    return false;
                }
                *stage = Stage::Done(self.perform_redrive(*time));
            }
            Stage::Repeat(_) | Stage::Done(_) => return true,
        }
        matches!(stage, Stage::Done(_))
    }

    /// Repeats a part of another run; gives whether all of it is repeated and compared.
    fn repeat(&mut self, repeat: &mut Repeat, former: &Simulation, budget: usize) -> bool {
        if !repeat.happened {
            let before = self.head.inputs;
            let budget = budget.min(repeat.inputs);
            let progress = match repeat.until {
                Some(until) => self.advance(until, budget),
                None => self.advance_to_people(budget, &repeat.passed),
            };
            repeat.inputs = repeat.inputs.saturating_sub(self.head.inputs.saturating_sub(before) as usize);
            repeat.happened = progress != Progress::Budget || repeat.inputs == 0;
        }
        // A payload can be large, and is compared as a whole.
        repeat.compare(self, former, budget) && repeat.happened
    }

    /// Shows the moment that another run shows; gives the first event that differs.
    fn show_as(&mut self, former: &Simulation, repeat: &Repeat) -> Option<usize> {
        let known = self.history.len().min(former.history.len());
        let shorter = repeat.happened && known < former.history.len();
        let differs = (repeat.differs || shorter).then_some(repeat.same.min(known));
        let at_head = former.cursor == former.history.len();
        if differs.is_none_or(|at| at >= former.cursor) && former.cursor <= known {
            // It may have come further in the same instant.
            (self.cursor, self.clock) = (former.cursor, former.clock);
        } else if !at_head {
            self.cursor = self.history.partition_point(|event| event.time <= former.clock);
            self.clock = former.clock;
        }
        differs
    }
}

impl Repeat {
    /// Compares some more events; gives whether it is known how the two runs compare, as far as they are known.
    fn compare(&mut self, run: &Simulation, former: &Simulation, most: usize) -> bool {
        let pairs = run.history.iter().zip(former.history.iter()).skip(self.same).take(most);
        for (event, other) in pairs {
            if self.differs || event != other {
                self.differs = true;
                return true;
            }
            self.same += 1;
        }
        self.same == run.history.len().min(former.history.len())
    }
}
