//! What a person, or the clock, does to the run.

use super::{Handling, view};
use crate::sim::{Resolution, Simulation, Status, TaskToken};
use crate::studio::run::{Playing, Speed, Ticked};
use crate::studio::workbench::{ToastKind, Workbench, jsonata};
use crate::studio::{DockTab, Standing, describe};

/// About the run.
#[derive(Clone, Debug)]
pub enum RunAction {
    /// Start, or go on.
    Start,
    /// Stop the clock.
    Pause,
    /// One event on.
    Step,
    /// One event back.
    StepBack,
    /// Everything that needs no person, at once.
    ToEnd,
    /// Forget the run.
    Reset,
    /// Show the moment after so many events.
    Seek(usize),
    /// A frame passed.
    Tick {
        /// Real time since the last one.
        elapsed_ms: f64,
        /// How many steps the interpreter may make.
        budget: usize,
    },
    /// Answer a waiting task.
    Resolve(TaskToken, Resolution),
    /// Let a run that failed, timed out or was aborted go on from where it stopped, as it shows (AWS: redrive). Whether
    /// it can be, and why not, is [`Run::redrive_status`](crate::studio::Run::redrive_status); a refusal becomes a notice.
    Redrive,
    /// Set how fast the virtual clock runs.
    SetSpeed(Speed),
}

impl RunAction {
    pub(super) fn handling(&self) -> Handling {
        match self {
            RunAction::Start
            | RunAction::Pause
            | RunAction::Step
            | RunAction::StepBack
            | RunAction::ToEnd
            | RunAction::Reset
            | RunAction::Seek(_)
            | RunAction::Resolve(..)
            | RunAction::Redrive => Handling::RUN.ends_typing(),
            RunAction::Tick { .. } => Handling::TEXT,
            RunAction::SetSpeed(_) => Handling::RUN.preferred(),
        }
    }
}

pub(super) fn reduce(workbench: &mut Workbench, action: RunAction) {
    match action {
        RunAction::Start => start(workbench, Playing::Clock),
        RunAction::ToEnd => start(workbench, Playing::ToEnd),
        RunAction::Pause => pause(workbench),
        RunAction::Reset => {
            jsonata::wait_no_more(workbench);
            workbench.run.reset();
            workbench.announce("Run reset.");
        }
        RunAction::Step => start(workbench, Playing::Step),
        RunAction::StepBack => seek(workbench, |cursor| cursor.saturating_sub(1)),
        RunAction::Seek(events) => seek(workbench, |_| events),
        RunAction::Tick { elapsed_ms, budget } => tick(workbench, elapsed_ms, budget),
        RunAction::Resolve(..) | RunAction::Redrive if workbench.misses_jsonata() => {
            workbench.notify(ToastKind::Error, "The run goes on with JSONata, which is not loaded yet.");
        }
        RunAction::Resolve(..) | RunAction::Redrive if workbench.run.outdated().is_some() => {
            workbench.notify(ToastKind::Error, "The run that is shown is not the one there will be. Nothing was sent.");
        }
        RunAction::Resolve(token, resolution) => resolve(workbench, &token, resolution),
        RunAction::Redrive => {
            if let Err(refusal) = workbench.run.redrive() {
                workbench.notify(ToastKind::Error, format!("{refusal}."));
            }
        }
        RunAction::SetSpeed(speed) => workbench.run.speed = speed,
    }
}

/// Answers a waiting task.
fn resolve(workbench: &mut Workbench, token: &TaskToken, resolution: Resolution) {
    let ends = resolution != Resolution::Heartbeat;
    if let Err(error) = workbench.run.resolve(token, resolution) {
        workbench.notify(ToastKind::Error, error.to_string());
        return;
    }
    if ends {
        workbench.drafts.answered(token);
    }
}

fn seek(workbench: &mut Workbench, to: impl Fn(usize) -> usize) {
    workbench.run.play(Playing::No);
    if let Some(simulation) = &mut workbench.run.simulation {
        let events = to(simulation.cursor());
        simulation.seek(events);
    }
}

fn pause(workbench: &mut Workbench) {
    jsonata::wait_no_more(workbench);
    if workbench.run.pause() {
        let known = describe::count(workbench.run.visible().known, "event");
        workbench.announce(format!("Stopped after {known} of the run over the change; Run goes on from there."));
    }
}

fn tick(workbench: &mut Workbench, elapsed_ms: f64, budget: usize) {
    let run = &workbench.run;
    let could_fail = run.is_active() && !run.is_replaying() && run.status() != Status::Failed;
    let ticked = workbench.run.tick(elapsed_ms, budget);
    tell(workbench, ticked);
    if could_fail && workbench.run.status() == Status::Failed {
        view::show_failure(workbench);
    }
}

/// Says what has come of a part of the run.
fn tell(workbench: &mut Workbench, ticked: Ticked) {
    match ticked {
        Ticked::Quiet => {}
        Ticked::Stopped => {
            let standing = Standing::of(workbench).words;
            workbench.announce(standing);
        }
        Ticked::Slow(words) => workbench.announce(words),
        Ticked::Replayed => match workbench.run.diverged {
            Some(at) => workbench.announce(format!("Recalculated. The first difference is event {}.", at + 1)),
            None => workbench.announce("Recalculated. Nothing differs."),
        },
        Ticked::Redriven(count) => {
            workbench.announce(format!("Redrive {count}: the run goes on from where it stopped."));
        }
        Ticked::Refused(refusal) => workbench.notify(ToastKind::Error, format!("{refusal}.")),
    }
}

/// Plays on from the visible moment, or goes one event on. A run that has ended starts again from the beginning.
pub(super) fn start(workbench: &mut Workbench, playing: Playing) {
    if playing == Playing::Step {
        workbench.run.play(Playing::No);
    }
    if jsonata::waits(workbench, playing) {
        return;
    }
    if playing != Playing::Step && workbench.run.ended() && workbench.run.at_head() {
        workbench.run.reset();
    }
    if ready(workbench).is_none() {
        return;
    }
    if playing == Playing::Clock && workbench.run.speed == Speed::Instant {
        workbench.run.let_pass();
    }
    workbench.run.play(playing);
    if playing != Playing::Step {
        workbench.announce("Running.");
    }
}

/// The simulation, or a notice of what is wrong with the input.
fn ready(workbench: &mut Workbench) -> Option<&mut Simulation> {
    let program = workbench.program.clone();
    if let Err(error) = workbench.run.input_value() {
        workbench.notify(ToastKind::Error, format!("The execution input is not JSON: {error}."));
        workbench.dock = DockTab::Executions;
        return None;
    }
    workbench.run.ready(&workbench.name, &program).ok()
}
