//! Buttons. The label is the accessible name, shown or not.

use leptos::prelude::*;

use super::Icon;
use crate::ui::store::live;

/// How a button looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// Without a border until it is pointed at.
    #[default]
    Ghost,
    /// With a border.
    Plain,
    /// Says yes to a waiting task.
    Ok,
    /// Says no to it.
    Bad,
}

impl ButtonKind {
    fn class(self) -> &'static str {
        match self {
            ButtonKind::Ghost => "btn ghost",
            ButtonKind::Plain => "btn",
            ButtonKind::Ok => "btn ok",
            ButtonKind::Bad => "btn bad",
        }
    }
}

/// A button with an icon, and its label beside it or as its name alone.
#[component]
pub fn Button(
    /// The label and accessible name.
    #[prop(into)]
    label: Signal<String>,
    /// Its id, where something else names it.
    #[prop(optional)]
    id: Option<&'static str>,
    /// The icon, if any.
    #[prop(optional, into)]
    icon: Option<Signal<&'static str>>,
    /// How it looks.
    #[prop(optional)]
    kind: ButtonKind,
    /// Whether only the icon shows.
    #[prop(optional)]
    icon_only: bool,
    /// Twenty-four pixels high instead of twenty-eight.
    #[prop(optional)]
    small: bool,
    /// Whether it can be pressed.
    #[prop(default = Signal::from(true), into)]
    enabled: Signal<bool>,
    /// Whether Tab comes to it; else what is around it leads there.
    #[prop(default = Signal::from(true), into)]
    tab_stop: Signal<bool>,
    /// More words on hover, such as the shortcut.
    #[prop(optional, into)]
    title: Option<Signal<String>>,
    /// Its keys, as `aria-keyshortcuts` has them.
    #[prop(optional_no_strip)]
    keys: Option<String>,
    /// What it does.
    #[prop(into)]
    on_press: Callback<()>,
) -> impl IntoView {
    let class = format!("{}{}{}", kind.class(), if icon_only { " icon" } else { "" }, if small { " sm" } else { "" });
    let name = move || icon_only.then(|| label.get());
    let title = move || title.map(|title| title.get()).or_else(|| icon_only.then(|| label.get()));
    view! {
        <button class=class type="button" id=id aria-label=name title=title aria-keyshortcuts=keys tabindex=move || (!tab_stop.get()).then_some("-1")
            prop:disabled=move || !enabled.get() on:click=move |_| on_press.run(())>
            {icon.map(|icon| view! { <Icon name=icon/> })}
            {(!icon_only).then(|| view! { <span>{live(move || label.get())}</span> })}
        </button>
    }
}
