//! Icons from the page's sprite (`style/icons.svg`).

use leptos::prelude::*;

use crate::asl::StateKind;
use crate::studio::kind_icon;

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

/// The part of a class name that stands for a state type: `ty-task`, `t-task`.
pub fn kind_class(kind: Option<StateKind>) -> &'static str {
    match kind {
        Some(kind) => kind_icon(Some(kind)),
        None => "fail",
    }
}
