//! The top bar: what is open, undo and redo, files, colours.

use leptos::prelude::*;
use leptos::tachys::html::attribute::custom::custom_attribute;

use super::command::CommandButton;
use super::controls::{ButtonKind, FileButton, Icon, read_file};
use super::keys::is_covered;
use super::owner::is_taken;
use super::store::{Store, live};
use crate::sim::WorkflowType;
use crate::studio::catalogue::CommandId;
use crate::studio::{FileAction, ProjectAction, Theme, ViewAction, Workbench, commands};

/// The top bar.
#[component]
pub fn TopBar() -> impl IntoView {
    let store = Store::get();
    let language = store.slice(|workbench| workbench.drawn.machine.language.as_str());
    view! {
        <header class="top">
            <div class="brand"><Icon name="logo"/><h1>"Stepwright"</h1></div>
            <div class="vr hide-s"></div>
            <MachineName/>
            <CommandButton id=CommandId::Machines icon_only=true/>
            <div class="hide-s"><Examples/></div>
            <span class="tag hide-s">{live(move || language.get())}</span>
            <div class="hide-s"><WorkflowChoice/></div>
            <div class="vr hide-s"></div>
            <UndoRedo/>
            <div class="grow"></div>
            <ImportButton/>
            <CommandButton id=CommandId::Export/>
            <div class="hide-s"><ThemeChoice/></div>
            <div class="btns hide-s">
                <CommandButton id=CommandId::Shortcuts icon_only=true/>
                <CommandButton id=CommandId::Fidelity icon_only=true/>
            </div>
            <More/>
        </header>
    }
}

/// Whether the machine is Standard or Express: what it may call, and how long it may run.
#[component]
fn WorkflowChoice() -> impl IntoView {
    let store = Store::get();
    let workflow = store.slice(|workbench| workbench.run.workflow);
    let change = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlSelectElement>| {
        store.dispatch(ProjectAction::SetWorkflow(WorkflowType::of_name(&event.target().value())));
    };
    let option = |own: WorkflowType| {
        view! { <option value=own.as_str() prop:selected=move || workflow.get() == own>{own.label()}</option> }
    };
    view! {
        <select class="btn ghost sm" aria-label="Workflow type" title="Standard or Express workflow" on:change:target=change>
            {WorkflowType::ALL.map(option)}
        </select>
    }
}

#[component]
fn UndoRedo() -> impl IntoView {
    let store = Store::get();
    view! {
        <div class="btns">
            <CommandButton id=CommandId::Undo icon_only=true what=store.slice(Workbench::to_undo)/>
            <CommandButton id=CommandId::Redo icon_only=true what=store.slice(Workbench::to_redo)/>
        </div>
    }
}

/// The id of the button that opens the rest of the bar.
const MORE: &str = "more-button";

/// On a small screen: what the bar has no room for. The browser opens it, and closes it on Esc or a press elsewhere.
#[component]
fn More() -> impl IntoView {
    let opens = custom_attribute("popovertarget", "more");
    let popover = custom_attribute("popover", "auto");
    view! {
        <button class="btn ghost icon only-s" type="button" id=MORE aria-label="More" title="More" {..opens}><Icon name="more"/></button>
        <div class="more" id="more" role="group" aria-label="More" {..popover}>
            <Examples/>
            <WorkflowChoice/>
            <ThemeChoice/>
            // The menu goes away under the dialog: the focus is to come back to what opened it.
            <CommandButton id=CommandId::Shortcuts kind=ButtonKind::Plain back_to=MORE/>
            <CommandButton id=CommandId::Fidelity kind=ButtonKind::Plain back_to=MORE/>
        </div>
    }
}

/// The machine's name, which can be typed over.
#[component]
fn MachineName() -> impl IntoView {
    let store = Store::get();
    let name = store.slice(|workbench| workbench.name.clone());
    let rename = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlInputElement>| {
        store.dispatch(ProjectAction::Rename(event.target().value()));
    };
    view! {
        <input class="name" aria-label="Machine name" prop:value=move || name.get() on:change:target=rename spellcheck="false"/>
    }
}

/// The examples. Undo goes back to what was open.
#[component]
fn Examples() -> impl IntoView {
    let store = Store::get();
    let open = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlSelectElement>| {
        let select = event.target();
        if let Ok(index) = select.value().parse() {
            store.dispatch(FileAction::OpenExample(index));
        }
        select.set_value("");
    };
    let options = commands::EXAMPLES
        .iter()
        .enumerate()
        .map(|(index, example)| view! { <option value=index title=example.about>{example.name}</option> })
        .collect_view();
    view! {
        <select class="btn ghost sm" aria-label="Examples" on:change:target=open>
            <option value="" selected disabled>"Examples"</option>
            {options}
        </select>
    }
}

/// Opens a definition from a file, or takes the machines of a project file.
#[component]
pub fn ImportButton() -> impl IntoView {
    let store = Store::get();
    let import = move |file: web_sys::File| {
        read_file(store, &file, "Nothing was replaced.", move |name, text| {
            store.dispatch(FileAction::Import { name, text });
        });
    };
    view! { <FileButton label="Import" input_label="Definition file" accept=".json,.asl,.yaml,.yml,application/json" on_file=import/> }
}

/// Opens a pasted definition, or puts pasted states into the one that is open, unless the paste is a field's.
pub fn import_pasted(store: Store, event: &leptos::ev::ClipboardEvent) {
    if is_covered(store, event) || is_taken(event) {
        return;
    }
    let text = event.clipboard_data().and_then(|data| data.get_data("text/plain").ok()).unwrap_or_default();
    // A picture, for example, has no text.
    if !text.trim().is_empty() {
        event.prevent_default();
        store.dispatch(FileAction::Paste(text));
    }
}

#[component]
fn ThemeChoice() -> impl IntoView {
    const CHOICES: [(Theme, &str, &str); 3] = [
        (Theme::Light, "Light theme", "sun"),
        (Theme::Dark, "Dark theme", "moon"),
        (Theme::Contrast, "High-contrast theme", "contrast"),
    ];
    let store = Store::get();
    let theme = store.slice(|workbench| workbench.theme);
    let choice = move |(value, label, icon): (Theme, &'static str, &'static str)| {
        let pressed = move || theme.get() == value;
        // Pressing the chosen one goes back to what the system says.
        let choose = move |_| store.dispatch(ViewAction::SetTheme(if pressed() { Theme::System } else { value }));
        view! {
            <button type="button" aria-label=label title=label aria-pressed=move || pressed().to_string() on:click=choose>
                <Icon name=icon/>
            </button>
        }
    };
    view! { <div class="seg" role="group" aria-label="Theme">{CHOICES.map(choice)}</div> }
}
