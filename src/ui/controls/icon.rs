//! Icons from the page's sprite (`style/icons.svg`).

use leptos::prelude::*;

use crate::asl::StateKind;

/// An icon that says nothing a screen reader must hear.
#[component]
pub fn Icon(
    /// The symbol's name without its prefix.
    #[prop(into)]
    name: Signal<&'static str>,
    /// Twelve pixels instead of sixteen.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    let class = if small { "ic s" } else { "ic" };
    let href = move || format!("#i-{}", name.get());
    view! { <svg class=class aria-hidden="true"><use href=href/></svg> }
}

/// The icon of a state type; a Task's is its service's.
pub fn kind_icon(kind: Option<StateKind>) -> &'static str {
    match kind {
        None => "error",
        Some(StateKind::Task) => "task",
        Some(StateKind::Pass) => "pass",
        Some(StateKind::Choice) => "choice",
        Some(StateKind::Wait) => "wait",
        Some(StateKind::Succeed) => "succeed",
        Some(StateKind::Fail) => "fail",
        Some(StateKind::Parallel) => "parallel",
        Some(StateKind::Map) => "map",
    }
}

/// The part of a class name that stands for a state type: `ty-task`, `t-task`.
pub fn kind_class(kind: Option<StateKind>) -> &'static str {
    match kind {
        Some(kind) => kind_icon(Some(kind)),
        None => "fail",
    }
}
