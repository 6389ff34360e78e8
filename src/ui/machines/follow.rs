//! What a tab says that does not write the machine it shows.

use leptos::prelude::*;

use crate::studio::LibraryAction;
use crate::studio::library::Role;
use crate::ui::controls::Icon;
use crate::ui::store::{Store, live};

/// The notice, until the person has chosen.
#[component]
pub fn FollowBar() -> impl IntoView {
    let store = Store::get();
    let role = store.slice(|workbench| workbench.library.role);
    let button = move |label: &'static str, action: fn() -> LibraryAction| {
        view! { <button class="btn sm" type="button" on:click=move |_| store.dispatch(action())>{label}</button> }
    };
    let bar = move || {
        (role.get() == Role::Follows).then(|| {
            view! {
                <div class="toast follow">
                    <span class="c-running"><Icon name="copy"/></span>
                    <p class="grow"><b>"Open in another tab."</b>" That tab writes, this one follows."</p>
                    {button("Follow", || LibraryAction::FollowQuietly)}
                    {button("Open a copy", || LibraryAction::OpenCopy)}
                    {button("Write here", || LibraryAction::WriteHere)}
                </div>
            }
        })
    };
    view! { <div role="status">{live(bar)}</div> }
}
