//! The commands of the catalogue as buttons.

use leptos::prelude::*;

use super::canvas;
use super::controls::{Button, ButtonKind};
use super::keys::keyboard;
use super::store::{Memo, Store};
use crate::platform;
use crate::studio::catalogue::{CommandId, Effect, Row};

/// Does what a command does that belongs to no view alone; whether it is one of those.
pub fn run(store: Store, row: &Row) -> bool {
    match row.does {
        Effect::Act(action) => store.dispatch(store.peek(action)),
        Effect::Look(look) => canvas::look(look),
        Effect::State(_) | Effect::Walk | Effect::Open | Effect::Apply | Effect::Discard | Effect::Edit => {
            return false;
        }
    }
    true
}

/// The button of a command: its row says everything but how it looks.
#[component]
pub fn CommandButton(
    /// The command.
    id: CommandId,
    /// How it looks.
    #[prop(optional)]
    kind: ButtonKind,
    /// Whether only the icon shows.
    #[prop(optional)]
    icon_only: bool,
    /// Twenty-four pixels high instead of twenty-eight.
    #[prop(optional)]
    small: bool,
    /// What it would do now, in words.
    #[prop(optional)]
    what: Option<Memo<Option<String>>>,
    /// The id of what the focus comes back to, where this button goes away under what it opens.
    #[prop(optional)]
    back_to: Option<&'static str>,
) -> impl IntoView {
    let store = Store::get();
    let row = id.row();
    let refusal = store.slice(row.refusal);
    let title = move || row.title(row.label, what.and_then(Memo::get), refusal.get(), keyboard());
    let press = move |()| {
        if let Some(id) = back_to {
            platform::focus_id(id);
        }
        run(store, row);
    };
    view! {
        <Button label=row.label icon=row.icon kind=kind icon_only=icon_only small=small title=Signal::derive(title)
            keys=row.aria(keyboard()) enabled=Signal::derive(move || refusal.get().is_none()) on_press=press/>
    }
}
