//! A state's status as icon and word; never colour alone.

use leptos::prelude::*;

use crate::sim::Status;
use crate::studio::{StateStatus, describe};
use crate::ui::store::live;

/// The status as an icon with its word as its name.
#[component]
pub fn StatusIcon(
    /// The status.
    #[prop(into)]
    status: Signal<StateStatus>,
) -> impl IntoView {
    let class = move || format!("ic stx c-{}", status.get().class());
    let href = move || format!("#i-{}", status.get().icon());
    view! {
        <svg class=class role="img" aria-label=move || status.get().label()><use href=href/></svg>
    }
}

/// The status as icon and word in a pill.
#[component]
pub fn StatusPill(
    /// The status.
    #[prop(into)]
    status: Signal<StateStatus>,
) -> impl IntoView {
    let class = move || format!("stat pill c-{}", status.get().class());
    let href = move || format!("#i-{}", status.get().icon());
    view! {
        <span class=class>
            <svg class="ic" aria-hidden="true"><use href=href/></svg>
            {live(move || status.get().label())}
        </span>
    }
}

/// An execution's status as icon and word.
#[component]
pub fn ExecutionStatus(
    /// The status.
    #[prop(into)]
    status: Signal<Status>,
    /// In a pill.
    #[prop(optional)]
    pill: bool,
) -> impl IntoView {
    let look = move || StateStatus::of_execution(status.get());
    let class = move || format!("stat {}c-{}", if pill { "pill " } else { "" }, look().class());
    let href = move || format!("#i-{}", look().icon());
    view! {
        <span class=class>
            <svg class="ic" aria-hidden="true"><use href=href/></svg>
            {live(move || describe::status_word(status.get()))}
        </span>
    }
}
