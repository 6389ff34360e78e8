//! The page: provides the store, drives the clock, and lays out the regions.

use leptos::prelude::*;

use super::drive::drive;
use super::rest::rest;
use super::shell::Shell;
use super::store::{Store, effect};
use crate::platform;
use crate::studio::ViewAction;

/// Said where the page's host has another build by now.
const NEWER_BUILD: &str = "A newer version of Stepwright is here. Reload the page to have it; your work is kept.";

/// The application.
#[component]
pub fn App() -> impl IntoView {
    let store = Store::open();
    provide_context(store);
    drive(store);
    rest(store);
    effect(move || store.opened());
    platform::on_newer_build(move || store.dispatch(ViewAction::Report(NEWER_BUILD.to_owned())));
    view! { <Shell/> }
}
