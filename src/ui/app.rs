//! The page: provides the store, drives the clock, and lays out the regions.

use leptos::prelude::*;

use super::drive::drive;
use super::keep;
use super::rest::rest;
use super::shell::Shell;
use super::store::{Store, effect};
use crate::platform;
use crate::studio::library::Found;
use crate::studio::{ViewAction, Workbench, begin_first, library_of};

/// Said where the page's host has another build by now.
const NEWER_BUILD: &str = "A newer version of Stepwright is here. Reload the page to have it; your work is kept.";

/// The application as a first visit finds it, where nothing is kept.
#[component]
pub fn App() -> impl IntoView {
    let nothing = Found::default();
    page(begin_first(library_of(&nothing), &nothing))
}

/// Puts the application on the page once it is known what is kept.
pub fn start() {
    // Leptos has no executor of its own before something is mounted.
    wasm_bindgen_futures::spawn_local(async {
        let opened = keep::begin().await;
        leptos::mount::mount_to_body(move || page(opened));
    });
}

fn page(opened: Workbench) -> impl IntoView {
    let store = Store::open(opened);
    provide_context(store);
    keep::listen(store);
    drive(store);
    rest(store);
    effect(move || store.opened());
    platform::on_newer_build(move || store.dispatch(ViewAction::Report(NEWER_BUILD.to_owned())));
    view! { <Shell/> }
}
