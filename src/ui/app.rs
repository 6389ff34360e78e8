//! The page: provides the store, drives the clock, and lays out the regions.

use leptos::prelude::*;

use super::drive::drive;
use super::rest::rest;
use super::shell::Shell;
use super::store::{Store, effect};

/// The application.
#[component]
pub fn App() -> impl IntoView {
    let store = Store::open();
    provide_context(store);
    drive(store);
    rest(store);
    effect(move || store.opened());
    view! { <Shell/> }
}
