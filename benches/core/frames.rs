//! What a frame of the page computes of a run with a full history.

use std::hint::black_box;

use stepwright::studio::timeline::Timeline;
use stepwright::studio::{Moment, Moments, ProjectAction, RunAction, Workbench, reduce};

/// How many moments are gone through at once, so that one of them can be timed.
const MOMENTS: usize = 200;

/// A task in a loop: every visit has a time of its own.
const LOOP: &str = r#"{"StartAt": "Call", "States": {
    "Call": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Next": "More"},
    "More": {"Type": "Choice", "Choices": [{"Variable": "$.more", "IsPresent": true, "Next": "Call"}], "Default": "Call"}}}"#;

/// A task for each of many items.
const MAP: &str = r#"{"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true, "ItemProcessor": {
    "StartAt": "Call", "States": {
    "Call": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true}}}}}}"#;

/// The machines by name, and how many items they are given.
pub(crate) const RUNS: [(&str, &str, usize); 2] = [("loop", LOOP, 0), ("map", MAP, 3_500)];

/// A run at its last moment before the end.
pub(crate) struct Frames {
    workbench: Workbench,
    moments: Moments,
    moment: Moment,
}

impl Frames {
    /// Runs a machine until its history is full.
    pub(crate) fn new(text: &str, items: usize) -> Frames {
        let mut workbench = Workbench::open("frames", text);
        let items: Vec<String> = (0..items).map(|item| item.to_string()).collect();
        reduce(&mut workbench, ProjectAction::SetInput(format!("[{}]", items.join(","))));
        reduce(&mut workbench, RunAction::ToEnd);
        while !workbench.run.ended() {
            reduce(&mut workbench, RunAction::Tick { elapsed_ms: 16.0, budget: 10_000 });
        }
        reduce(&mut workbench, RunAction::StepBack);
        let moment = Moment::of(&workbench);
        let mut moments = Moments::default();
        moments.show(&workbench);
        Frames { workbench, moments, moment }
    }

    pub(crate) fn events(&self) -> usize {
        self.moment.events
    }

    pub(crate) fn anew(&self) -> Moment {
        Moment::of(&self.workbench)
    }

    /// Goes some moments back, one after the other, or there and on again. Gives how many.
    pub(crate) fn walk(&mut self, on: bool) -> usize {
        let end = self.moment.events;
        let from = end - MOMENTS;
        for step in 1..=MOMENTS {
            reduce(&mut self.workbench, RunAction::Seek(if on { from + step } else { end - step }));
            black_box(self.moments.show(&self.workbench).events);
        }
        MOMENTS
    }

    pub(crate) fn timeline(&self) -> Timeline {
        Timeline::of(&self.moment, &self.workbench.drawn.machine)
    }
}
