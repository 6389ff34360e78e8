//! Works out what follows from a large text when the person rests.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

use super::store::{Memo, Store, effect};
use crate::platform;
use crate::studio::{Action, Workbench};

/// How long nothing may have been typed before what follows from a large text is worked out.
const RESTS: Duration = Duration::from_millis(300);

/// How long a turn may begin another piece of a stage, in milliseconds.
const TURN_MS: f64 = 12.0;

/// What waits for a rest: what comes in its place begins another.
#[derive(Clone, Copy)]
struct Waiting(StoredValue<Option<TimeoutHandle>>);

impl Waiting {
    fn new() -> Waiting {
        let waiting = Waiting(StoredValue::new(None));
        on_cleanup(move || waiting.forget());
        waiting
    }

    fn forget(self) {
        if let Some(before) = self.0.try_update_value(Option::take).flatten() {
            before.clear();
        }
    }

    fn begin(self, then: impl FnOnce() + 'static, rest: Duration) {
        self.0.set_value(set_timeout_with_handle(then, rest).ok());
    }
}

/// Asks for each stage that is due: the first after a rest, the others each in a turn of its own, so that a letter that
/// is typed meanwhile comes between.
pub(super) fn rest(store: Store) {
    let due: Memo<_> = store.slice(|workbench| {
        let next = (workbench.progress()?, workbench.is_unwritten());
        Some((next, workbench.document.shared_text()))
    });
    let waiting = Waiting::new();
    let worked_on = StoredValue::new(None::<Arc<str>>);
    effect(move || {
        waiting.forget();
        let Some((_, text)) = due.get() else { return };
        let goes_on = worked_on.with_value(|before| before.as_ref().is_some_and(|before| Arc::ptr_eq(before, &text)));
        worked_on.set_value(Some(text));
        waiting.begin(move || work_on(store), if goes_on { Duration::ZERO } else { RESTS });
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
