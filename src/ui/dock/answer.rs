//! What the buttons of a waiting task answer, unless somebody writes something else.

use leptos::prelude::*;

use crate::json::Value;
use crate::sim::{Resolution, TaskToken};
use crate::studio::Action;
use crate::ui::controls::{Button, ButtonKind};
use crate::ui::store::Store;

/// The error of a rejection.
pub(super) const REJECTED: &str = "ApprovalRejected";
/// Its cause.
pub(super) const REJECTED_CAUSE: &str = "Rejected by approver";

/// The output of an approval.
pub(super) fn approved() -> Value {
    Value::object([("approved", Value::from(true)), ("approver", Value::from("you"))])
}

/// A rejection; an empty field is left out, as the API allows.
pub(super) fn rejection(error: &str, cause: &str) -> Resolution {
    let given = |text: &str| (!text.trim().is_empty()).then(|| text.trim().into());
    Resolution::Fail { error: given(error), cause: given(cause) }
}

/// Approve, Reject and Heartbeat.
#[component]
pub(super) fn AnswerButtons(
    /// Which task.
    #[prop(into)]
    token: Signal<TaskToken>,
    /// The output of an approval; `None` while what is written is no JSON.
    #[prop(into)]
    output: Signal<Option<Value>>,
    /// The error and cause of a rejection.
    #[prop(into)]
    error: Signal<(String, String)>,
    /// Twenty-four pixels high instead of twenty-eight.
    #[prop(optional)]
    small: bool,
    /// Whether Tab comes to the buttons.
    #[prop(default = Signal::from(true), into)]
    tab_stop: Signal<bool>,
) -> impl IntoView {
    let store = Store::get();
    let resolve = move |resolution: Resolution| store.dispatch(Action::Resolve(token.get_untracked(), resolution));
    let approve = move |()| {
        if let Some(output) = output.get_untracked() {
            resolve(Resolution::Succeed(output));
        }
    };
    let reject = move |()| {
        let (error, cause) = error.get_untracked();
        resolve(rejection(&error, &cause));
    };
    let can_approve = Signal::derive(move || output.with(Option::is_some));
    view! {
        <Button label="Approve" icon="check" kind=ButtonKind::Ok small=small enabled=can_approve tab_stop=tab_stop on_press=approve/>
        <Button label="Reject" icon="x" kind=ButtonKind::Bad small=small tab_stop=tab_stop on_press=reject/>
        <Button label="Heartbeat" icon="pulse" kind=ButtonKind::Plain small=small tab_stop=tab_stop
            on_press=move |()| resolve(Resolution::Heartbeat)/>
    }
}
