//! Notes in a run: what the specification says of what just happened, and the way to both sides of it.

use leptos::prelude::*;

use super::Words;
use crate::sim::Difference;
use crate::studio::ViewAction;
use crate::studio::fidelity::Page;
use crate::ui::controls::{Each, Icon};
use crate::ui::store::Store;

fn show(store: Store, difference: &'static Difference) {
    store.dispatch(ViewAction::ShowFidelity(Some(Page::at(difference))));
}

/// A note for each difference, each with a button.
#[component]
pub fn Notes(
    /// The differences, in order.
    #[prop(into)]
    differences: Signal<Vec<&'static Difference>>,
) -> impl IntoView {
    let store = Store::get();
    let note = move |difference: &'static Difference| {
        view! {
            <p class="note">
                <span class="c-running"><Icon name="info"/></span>
                <span class="grow">"The specification says: "<Words text=difference.says().unwrap_or_default()/></span>
                <button class="btn sm" type="button" aria-label=format!("Fidelity: {}", difference.title)
                    on:click=move |_| show(store, difference)>"Fidelity"</button>
            </p>
        }
    };
    view! { <Each each=move || differences.get() key=|difference| difference.id children=note/> }
}

/// The same in a row of a table: one short button.
#[component]
pub fn Mark(
    /// What the event is a case of.
    difference: &'static Difference,
    /// Whether Tab leads to it.
    #[prop(into)]
    reachable: Signal<bool>,
) -> impl IntoView {
    let store = Store::get();
    let press = move |event: leptos::ev::MouseEvent| {
        event.stop_propagation();
        show(store, difference);
    };
    view! {
        <button class="spec" type="button" title=difference.title tabindex=move || if reachable.get() { "0" } else { "-1" }
            on:click=press><Icon name="info" small=true/>"Specification: "<Words text=difference.says().unwrap_or_default()/></button>
    }
}
