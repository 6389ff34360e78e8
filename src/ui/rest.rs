//! Works out what follows from a large text when typing rests.

use std::time::Duration;

use leptos::prelude::*;

use super::store::{Store, effect};
use crate::studio::{Action, Stage};

/// How long nothing may have been typed.
const RESTS: Duration = Duration::from_millis(300);

/// Asks for each stage that is due: the first after a rest, the others each in a turn of its own, so that a letter that
/// is typed meanwhile comes between.
pub(super) fn rest(store: Store) {
    let due = store.slice(|workbench| workbench.due().map(|stage| (stage, workbench.document.shared_text())));
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    effect(move || {
        let stage = due.with(|due| due.as_ref().map(|(stage, _)| *stage));
        if let Some(before) = waiting.try_update_value(Option::take).flatten() {
            before.clear();
        }
        let pause = match stage {
            None => return,
            Some(Stage::Drawing) => RESTS,
            Some(Stage::Problems | Stage::Run) => Duration::ZERO,
        };
        let work = move || store.dispatch(Action::WorkOutNext);
        waiting.set_value(set_timeout_with_handle(work, pause).ok());
    });
}
