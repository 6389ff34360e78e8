//! The way a text file comes in.

use leptos::html;
use leptos::prelude::*;

use super::Button;
use crate::platform;
use crate::studio::Action;
use crate::ui::store::Store;

/// A button that lets a person choose a file. The input itself can be filled by a script.
#[component]
pub fn FileButton(
    /// What the button says.
    label: &'static str,
    /// The input's accessible name.
    input_label: &'static str,
    /// What kinds of files are offered first; empty for all.
    #[prop(optional)]
    accept: &'static str,
    /// 24 pixels high instead of 28.
    #[prop(optional)]
    small: bool,
    /// What is done with the file.
    #[prop(into)]
    on_file: Callback<web_sys::File>,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let choose = move |()| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    let chosen = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlInputElement>| {
        let target = event.target();
        if let Some(file) = target.files().and_then(|files| files.get(0)) {
            on_file.run(file);
        }
        // The same file can be chosen again.
        target.set_value("");
    };
    view! {
        <input class="vh" type="file" accept=accept aria-label=input_label tabindex="-1" node_ref=input on:change:target=chosen/>
        <Button label=label icon="import" small=small on_press=choose/>
    }
}

/// Reads a file and does what its name and text ask for. Where it cannot be read, `otherwise` says what that leaves.
pub fn read_file(
    store: Store,
    file: &web_sys::File,
    otherwise: &'static str,
    action: impl FnOnce(String, String) -> Action + 'static,
) {
    platform::read_text(file, move |name, text| {
        store.dispatch(match text {
            Some(text) => action(name, text),
            None => Action::Report(format!("‘{name}’ could not be read as text. {otherwise}")),
        });
    });
}
