//! A part of a view that is there or not, with code that is there once.
//!
//! Leptos compiles its `Show` anew for every condition and every content, a kilobyte of the page each.

use leptos::prelude::{AnyView, ChildrenFn, IntoView, component};

use crate::ui::store::{Memo, live};

/// The content, made anew when the condition comes true.
#[component]
pub fn Show(
    /// The condition.
    when: impl Fn() -> bool + Send + Sync + 'static,
    /// The content.
    children: ChildrenFn,
) -> impl IntoView {
    shown(Memo::new(when), children)
}

fn shown(when: Memo<bool>, children: ChildrenFn) -> AnyView {
    live(move || when.get().then(|| children()))
}
