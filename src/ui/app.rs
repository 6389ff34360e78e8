//! The page: provides the store, drives the clock, and lays out the regions.

use leptos::prelude::*;

use super::shell::Shell;
use super::store::{Store, effect};
use crate::platform::{self, Frames};
use crate::studio::{Action, Playing};

/// What one frame may spend on the interpreter; the rest of it is for drawing.
const FRAME_BUDGET_MS: f64 = 6.0;
/// How long the steps between two looks at the clock should take.
const SLICE_MS: f64 = 1.0;
/// Steps between two looks at the clock, at first and at most.
const STEPS: std::ops::RangeInclusive<usize> = 16..=20_000;

/// The application.
#[component]
pub fn App() -> impl IntoView {
    let store = Store::open();
    provide_context(store);
    drive(store);
    effect(move || store.opened());
    view! { <Shell/> }
}

/// While the run plays, each frame lets virtual time pass. The interpreter goes on, a slice of steps at a time, until
/// nothing is left to do at that time or its share of the frame is used up; how many steps a slice has adapts to the
/// machine and to what the steps do.
fn drive(store: Store) {
    let mut budget = *STEPS.start();
    let frames = StoredValue::new_local(Frames::new(move |elapsed_ms| {
        let began = platform::now_ms();
        let mut looked = began;
        store.repeat(Action::Tick { elapsed_ms, budget }, |workbench| {
            let now = platform::now_ms();
            let scaled = budget as f64 * (SLICE_MS / (now - looked).max(0.1)).clamp(0.1, 2.0);
            budget = (scaled as usize).clamp(*STEPS.start(), *STEPS.end());
            looked = now;
            let more = workbench.run.is_behind() && now - began < FRAME_BUDGET_MS;
            more.then_some(Action::Tick { elapsed_ms, budget })
        });
        store.peek(|workbench| workbench.run.playing != Playing::No)
    }));
    let playing = store.slice(|workbench| workbench.run.playing != Playing::No);
    effect(move || {
        if playing.get() {
            frames.with_value(Frames::start);
        }
    });
}
