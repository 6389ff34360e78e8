//! What makes the run go on: a part of each frame, and of a press what little fits into it at once.
//!
//! The interpreter goes on, a slice of steps at a time, until nothing is left to do at that time or its share of the frame
//! is used up. While it has more to do than that, not every frame is drawn.

use std::cell::Cell;
use std::time::Duration;

use leptos::prelude::*;

use super::store::{Store, effect};
use crate::platform::{self, Frames};
use crate::studio::{Action, Pace, RunAction, Workbench};

/// How long nobody may have typed before a run whose steps take long is made again over what was typed, in milliseconds.
const TYPING_PAUSE_MS: f64 = 300.0;

thread_local! {
    /// What is known of how fast the interpreter goes on this page.
    static PACE: Cell<Pace> = Cell::new(Pace::default());
}

fn with_pace<T>(change: impl FnOnce(&mut Pace) -> T) -> T {
    let mut pace = PACE.get();
    let result = change(&mut pace);
    PACE.set(pace);
    result
}

/// Slices of work, one after the other, in one turn of the page.
pub(super) struct Slices {
    began: f64,
    looked: f64,
}

impl Slices {
    pub(super) fn begin() -> Slices {
        let now = platform::now_ms();
        Slices { began: now, looked: now }
    }

    /// Notes what the last slice took.
    pub(super) fn done(&mut self) {
        let now = platform::now_ms();
        with_pace(|pace| pace.stepped(now - self.looked));
        self.looked = now;
    }

    /// The next slice, if the turn has time for it.
    pub(super) fn next(&self, elapsed_ms: f64) -> Option<Action> {
        self.budget().map(|budget| RunAction::Tick { elapsed_ms, budget }.into())
    }

    fn budget(&self) -> Option<usize> {
        let pace = PACE.get();
        (!pace.is_over(self.looked - self.began)).then(|| pace.steps())
    }
}

/// Lets the interpreter do something beside the run, as much as a turn has time for: a slice is given how many inputs it may
/// do and says whether nothing is left. Gives whether that came to be.
pub(super) fn in_turn(mut slice: impl FnMut(usize) -> bool) -> bool {
    let mut slices = Slices::begin();
    while let Some(budget) = slices.budget() {
        if slice(budget) {
            return true;
        }
        slices.done();
    }
    false
}

/// What a press leaves to do is begun in the same turn, but nothing that would keep a letter from the screen.
pub(super) fn at_once(workbench: &Workbench) -> bool {
    workbench.run.is_working() && !(workbench.run.is_replaying() && PACE.get().is_heavy())
}

/// Lets each frame do its part while the run plays or has something to do.
pub(super) fn drive(store: Store) {
    // Which replay was seen last, and for how long.
    let typed = StoredValue::new((0_u64, 0.0_f64));
    let frames = StoredValue::new_local(Frames::new(move |elapsed_ms| {
        if waits_for_typing(store, typed, elapsed_ms) {
            return true;
        }
        let mut slices = Slices::begin();
        let Some(first) = slices.next(elapsed_ms) else { return true };
        let mut looked = platform::now_ms();
        let next = |workbench: &Workbench| {
            slices.done();
            looked = platform::now_ms();
            // Time that has passed is told once to what only counts it.
            let elapsed_ms = if workbench.run.is_working() { 0.0 } else { elapsed_ms };
            if workbench.run.is_behind() { slices.next(elapsed_ms) } else { None }
        };
        let mut shows = false;
        let could_pause = store.peek(|workbench| workbench.run.can_pause());
        store.repeat(first, next, |workbench| {
            let due = with_pace(|pace| pace.draws(elapsed_ms));
            // That something takes its time is seen as soon as it does.
            shows = due || !workbench.run.is_behind() || workbench.run.can_pause() != could_pause;
            shows
        });
        if shows {
            // The next task comes after this frame's drawing.
            set_timeout(move || with_pace(|pace| pace.drawn(platform::now_ms() - looked)), Duration::ZERO);
        }
        store.peek(|workbench| workbench.run.is_active())
    }));
    let active = store.slice(|workbench| workbench.run.is_active());
    effect(move || {
        if active.get() {
            frames.with_value(Frames::start);
        }
    });
}

/// Whether a run whose steps take long is to be made again, and somebody may still be typing.
fn waits_for_typing(store: Store, typed: StoredValue<(u64, f64)>, elapsed_ms: f64) -> bool {
    let Some(asked) = store.peek(|workbench| workbench.run.is_replaying().then(|| workbench.run.asked())) else {
        return false;
    };
    let ms = match typed.get_value() {
        (known, ms) if known == asked => ms + elapsed_ms,
        _ => 0.0,
    };
    typed.set_value((asked, ms));
    ms < TYPING_PAUSE_MS && PACE.get().is_heavy()
}
