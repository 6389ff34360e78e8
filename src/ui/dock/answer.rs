//! What the buttons of a waiting task answer: what somebody wrote for it, wherever that was, else the usual.

use leptos::prelude::*;

use super::json_field::value;
use crate::json::Value;
use crate::sim::{Resolution, TaskToken};
use crate::studio::drafts::{AnswerPart, DraftKey};
use crate::studio::{DraftAction, RunAction};
use crate::ui::controls::{Button, ButtonKind};
use crate::ui::store::{Memo, Store};

/// A part of the answer nobody wrote another one for.
fn usual(part: AnswerPart) -> String {
    match part {
        AnswerPart::Output => {
            Value::object([("approved", Value::from(true)), ("approver", Value::from("you"))]).to_pretty()
        }
        AnswerPart::Error => "ApprovalRejected".to_owned(),
        AnswerPart::Cause => "Rejected by approver".to_owned(),
    }
}

/// A part of the answer to a task as it is written now. Every view of the task has the same.
pub(super) fn written(store: Store, token: TaskToken, part: AnswerPart) -> Memo<String> {
    let key = DraftKey::Answer(token, part);
    store.slice(move |workbench| workbench.drafts.text_or(&key, || usual(part)))
}

/// Writes a part of the answer to a task.
pub(super) fn write(store: Store, token: &TaskToken, part: AnswerPart, text: String) {
    let key = DraftKey::Answer(token.clone(), part);
    store.dispatch(if text == usual(part) { DraftAction::Discard(key) } else { DraftAction::Hold(key, text) });
}

/// A rejection; an empty field is left out, as the API allows.
fn rejection(error: &str, cause: &str) -> Resolution {
    let given = |text: &str| (!text.trim().is_empty()).then(|| text.trim().into());
    Resolution::Fail { error: given(error), cause: given(cause) }
}

/// Approve, Reject and Heartbeat.
#[component]
pub(super) fn AnswerButtons(
    /// Which task.
    token: TaskToken,
    /// Twenty-four pixels high instead of twenty-eight.
    #[prop(optional)]
    small: bool,
    /// Whether Tab comes to the buttons.
    #[prop(default = Signal::from(true), into)]
    tab_stop: Signal<bool>,
) -> impl IntoView {
    let store = Store::get();
    let [output, error, cause] =
        [AnswerPart::Output, AnswerPart::Error, AnswerPart::Cause].map(|part| written(store, token.clone(), part));
    let token = StoredValue::new(token);
    let resolve = move |resolution: Resolution| store.dispatch(RunAction::Resolve(token.get_value(), resolution));
    let approve = move |()| {
        if let Some(output) = output.with_untracked(|text| value(text)) {
            resolve(Resolution::Succeed(output));
        }
    };
    let reject = move |()| {
        resolve(error.with_untracked(|error| cause.with_untracked(|cause| rejection(error, cause))));
    };
    let can_approve = Signal::derive(move || output.with(|text| value(text).is_some()));
    view! {
        <Button label="Approve" icon="check" kind=ButtonKind::Ok small=small enabled=can_approve tab_stop=tab_stop on_press=approve/>
        <Button label="Reject" icon="x" kind=ButtonKind::Bad small=small tab_stop=tab_stop on_press=reject/>
        <Button label="Heartbeat" icon="pulse" kind=ButtonKind::Plain small=small tab_stop=tab_stop
            on_press=move |()| resolve(Resolution::Heartbeat)/>
    }
}
