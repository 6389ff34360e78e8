//! Leptos views over the studio.

use leptos::prelude::*;

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    view! {
        <main>
            <h1>"Stepwright"</h1>
            <p>"A workbench for AWS Step Functions."</p>
        </main>
    }
}
