//! The page: provides the store, drives the clock, and lays out the regions.

use std::time::Duration;

use leptos::prelude::*;

use super::shell::Shell;
use super::store::Store;
use crate::platform::{self, Frames};
use crate::studio::{Action, Pace, Playing, Workbench};

/// The application.
#[component]
pub fn App() -> impl IntoView {
    let store = Store::open();
    provide_context(store);
    drive(store);
    Effect::new(move |_| store.opened());
    view! { <Shell/> }
}

/// While the run plays, each frame lets virtual time pass. The interpreter goes on, a slice of steps at a time, until
/// nothing is left to do at that time or its share of the frame is used up. While it has more to do than that, not every
/// frame is drawn.
fn drive(store: Store) {
    let pace = StoredValue::new(Pace::default());
    let frames = StoredValue::new_local(Frames::new(move |elapsed_ms| {
        let began = platform::now_ms();
        let mut looked = began;
        let tick = move || Action::Tick { elapsed_ms, budget: pace.with_value(Pace::steps) };
        let next = |workbench: &Workbench| {
            let now = platform::now_ms();
            pace.update_value(|pace| pace.stepped(now - looked));
            looked = now;
            let more = workbench.run.is_behind() && !pace.with_value(|pace| pace.is_over(now - began));
            more.then(tick)
        };
        let mut shows = false;
        store.repeat(tick(), next, |workbench| {
            let due = pace.try_update_value(|pace| pace.draws(elapsed_ms)).unwrap_or(true);
            shows = due || !workbench.run.is_behind();
            shows
        });
        if shows {
            // The next task comes after this frame's drawing.
            set_timeout(move || pace.update_value(|pace| pace.drawn(platform::now_ms() - looked)), Duration::ZERO);
        }
        store.peek(|workbench| workbench.run.playing != Playing::No)
    }));
    let playing = store.slice(|workbench| workbench.run.playing != Playing::No);
    Effect::new(move |_| {
        if playing.get() {
            frames.with_value(Frames::start);
        }
    });
}
