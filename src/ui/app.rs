//! The page: provides the store, drives the clock, and lays out the regions.

use leptos::prelude::*;

use super::shell::Shell;
use super::store::Store;
use crate::platform::{self, Frames};
use crate::studio::{Action, Playing};

/// What one frame may spend on the interpreter; the rest of it is for drawing.
const FRAME_BUDGET_MS: f64 = 6.0;
/// Steps between two looks at the clock, at first and at most.
const STEPS: std::ops::RangeInclusive<usize> = 16..=20_000;

/// The application.
#[component]
pub fn App() -> impl IntoView {
    let store = Store::open();
    provide_context(store);
    drive(store);
    Effect::new(move |_| store.opened());
    view! { <Shell/> }
}

/// While the run plays, each frame lets virtual time pass. The number of steps adapts so that the interpreter keeps to
/// its share of a frame on any machine.
fn drive(store: Store) {
    let mut budget = *STEPS.start();
    let frames = StoredValue::new_local(Frames::new(move |elapsed_ms| {
        let began = platform::now_ms();
        store.dispatch(Action::Tick { elapsed_ms, budget });
        let spent = platform::now_ms() - began;
        let scaled = budget as f64 * (FRAME_BUDGET_MS / spent.max(0.1)).clamp(0.25, 4.0);
        budget = (scaled as usize).clamp(*STEPS.start(), *STEPS.end());
        store.peek(|workbench| workbench.run.playing != Playing::No)
    }));
    let playing = store.slice(|workbench| workbench.run.playing != Playing::No);
    Effect::new(move |_| {
        if playing.get() {
            frames.with_value(Frames::start);
        }
    });
}
