//! The way a text file comes in.

use leptos::html;
use leptos::prelude::*;

use super::Button;
use crate::platform;
use crate::studio::{ViewAction, file_too_large};
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

/// Reads a file and hands its name and text over. Where it is too large or cannot be read, that is said, and `otherwise` what
/// it leaves.
pub fn read_file(
    store: Store,
    file: &web_sys::File,
    otherwise: &'static str,
    then: impl FnOnce(String, String) + 'static,
) {
    // The size is known before a byte is read.
    if let Some(words) = file_too_large(&file.name(), file.size() as usize) {
        store.dispatch(ViewAction::Report(format!("{words} {otherwise}")));
        return;
    }
    platform::read_text(file, move |name, text| match text {
        Some(text) => then(name, text),
        None => store.dispatch(ViewAction::Report(format!("‘{name}’ could not be read as text. {otherwise}"))),
    });
}
