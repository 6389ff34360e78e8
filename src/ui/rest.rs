//! Works out what follows from a large text when the person rests.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

use super::store::{Store, effect};
use crate::platform;
use crate::studio::{Action, Workbench};

/// How long nothing may have been changed.
const RESTS: Duration = Duration::from_millis(300);

/// How long a turn may begin another piece of a stage, in milliseconds.
const TURN_MS: f64 = 12.0;

/// Asks for each stage that is due: the first after a rest, the others each in a turn of its own, so that a letter that
/// is typed meanwhile comes between. What is not kept yet is kept when the page is left.
pub(super) fn rest(store: Store) {
    for gone in ["pagehide", "visibilitychange"] {
        let keep = move |_| {
            if !store.peek(Workbench::is_kept) {
                store.dispatch(Action::WorkOutNext);
            }
        };
        let listening = window_event_listener_untyped(gone, keep);
        on_cleanup(move || listening.remove());
    }
    let due =
        store.slice(|workbench| workbench.progress().map(|progress| (progress, workbench.document.shared_text())));
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let worked_on = StoredValue::new(None::<Arc<str>>);
    effect(move || {
        if let Some(before) = waiting.try_update_value(Option::take).flatten() {
            before.clear();
        }
        let Some((_, text)) = due.get() else { return };
        let goes_on = worked_on.with_value(|before| before.as_ref().is_some_and(|before| Arc::ptr_eq(before, &text)));
        worked_on.set_value(Some(text));
        let work = move || work_on(store);
        waiting.set_value(set_timeout_with_handle(work, if goes_on { Duration::ZERO } else { RESTS }).ok());
    });
}

/// Works out the next stage, or as many pieces of it as a turn has time for.
fn work_on(store: Store) {
    let began = platform::now_ms();
    let stage = store.peek(Workbench::due);
    let next = |workbench: &Workbench| {
        let goes_on = workbench.due() == stage && platform::now_ms() - began < TURN_MS;
        goes_on.then_some(Action::WorkOutNext)
    };
    store.repeat(Action::WorkOutNext, next, |_| true);
}
