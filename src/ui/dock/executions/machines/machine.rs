//! One of the project's other state machines: its name, its type, its definition, and what its Tasks' calls answer.

use std::sync::Arc;

use leptos::prelude::*;

use crate::asl::StateKind;
use crate::sim::WorkflowType;
use crate::studio::{ExecutionsView, Project, ProjectAction, ProjectMachine, describe};
use crate::ui::controls::{Button, Icon, Show};
use crate::ui::dock::MockEditor;
use crate::ui::dock::executions::Trail;
use crate::ui::store::{Memo, Store, live};

/// How many Tasks' answers can be edited.
const TASKS_MAX: usize = 100;

/// The machine of a name.
#[component]
pub(in crate::ui::dock::executions) fn Machine(
    /// `None` for a moment after the view was left.
    name: Memo<Option<Arc<str>>>,
) -> impl IntoView {
    let store = Store::get();
    let words = move || name.with(|name| name.as_deref().unwrap_or_default().to_owned());
    let there = store.slice(move |workbench| find(&workbench.run.machines, name).is_some());
    let errors = store.slice(move |workbench| find(&workbench.run.machines, name).map_or(0, |machine| machine.errors));
    let remove = move |()| {
        if let Some(name) = name.get_untracked() {
            store.dispatch(ProjectAction::RemoveMachine(name));
        }
    };
    let found = move || {
        (errors.get() > 0).then(|| view! { <span class="stat c-failed"><Icon name="error"/>{describe::count(errors.get(), "error")}</span> })
    };
    let body = move || {
        if there.get() {
            view! { <Fields name=name/> }.into_any()
        } else {
            view! {
                <div class="empty"><Icon name="layers"/><h3>"No such machine"</h3><p>"It was removed from the project."</p></div>
            }
            .into_any()
        }
    };
    view! {
        <section class="efill" aria-label="State machine">
            <header class="row ehead eobj">
                <Trail up="Machines".to_owned() to=ExecutionsView::Machines(None) name=Signal::derive(words)/>
                {live(found)}
                <Show when=move || there.get()><Button label="Remove machine" icon="x" small=true on_press=remove/></Show>
            </header>
            {live(body)}
        </section>
    }
}

fn find(project: &Project, name: Memo<Option<Arc<str>>>) -> Option<&ProjectMachine> {
    name.with(|name| project.get(name.as_deref()?))
}

#[component]
fn Fields(name: Memo<Option<Arc<str>>>) -> impl IntoView {
    let store = Store::get();
    let workflow = store.slice(move |workbench| {
        find(&workbench.run.machines, name).map(|machine| machine.workflow).unwrap_or_default()
    });
    let shown = move || name.with(|name| name.as_deref().unwrap_or_default().to_owned());
    let rename = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlInputElement>| {
        let (target, Some(from)) = (event.target(), name.get_untracked()) else { return };
        store.dispatch(ProjectAction::RenameMachine { from, to: target.value() });
        target.set_value(&name.with_untracked(|name| name.as_deref().unwrap_or_default().to_owned()));
    };
    let change = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlSelectElement>| {
        if let Some(name) = name.get_untracked() {
            store.dispatch(ProjectAction::SetMachineWorkflow(name, WorkflowType::of_name(&event.target().value())));
        }
    };
    let option = move |own: WorkflowType| {
        view! { <option value=own.as_str() prop:selected=move || workflow.get() == own>{own.label()}</option> }
    };
    view! {
        <div class="enames">
            <label class="field"><span class="lbl">"Workflow"</span>
                <select class="inp" aria-label="Workflow" on:change:target=change>{WorkflowType::ALL.map(option)}</select></label>
            <label class="field"><span class="lbl">"Name"</span>
                <input class="inp" autocomplete="off" spellcheck="false" aria-label="Name of the machine" prop:value=shown on:change:target=rename/></label>
        </div>
        <div class="esplit even"><Definition name=name/><Answers name=name/></div>
    }
}

/// The definition. It is read when the field is left; what is no JSON stays in the field and changes nothing.
#[component]
fn Definition(name: Memo<Option<Arc<str>>>) -> impl IntoView {
    let store = Store::get();
    let text = store.slice(move |workbench| {
        find(&workbench.run.machines, name).map(|machine| machine.document.text().to_owned()).unwrap_or_default()
    });
    let commit = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlTextAreaElement>| {
        if let Some(name) = name.get_untracked() {
            store.dispatch(ProjectAction::AddMachine { name: name.to_string(), text: event.target().value() });
        }
    };
    view! {
        <textarea class="inp area mono etext" aria-label="Definition of the machine" spellcheck="false" autocomplete="off"
            prop:value=move || text.get() on:change:target=commit></textarea>
    }
}

/// What its Tasks' calls answer.
#[component]
fn Answers(name: Memo<Option<Arc<str>>>) -> impl IntoView {
    let store = Store::get();
    let tasks = store.slice(move |workbench| {
        let machine = find(&workbench.run.machines, name)?.machine();
        let tasks = machine.states.iter().filter(|state| state.kind == Some(StateKind::Task));
        Some((name.get()?, tasks.take(TASKS_MAX).map(|state| state.name.clone()).collect::<Vec<_>>()))
    });
    let editors = move || {
        tasks.get().map(|(machine, tasks)| {
            let editor = |task: Arc<str>| view! { <MockEditor state=task machine=machine.clone()/> };
            tasks.into_iter().map(editor).collect_view()
        })
    };
    let none = move || {
        let none = tasks.with(|tasks| tasks.as_ref().is_none_or(|(_, tasks)| tasks.is_empty()));
        none.then(|| view! { <p class="hint">"This machine has no Task whose calls need an answer."</p> })
    };
    view! { <div class="ecol scroll" tabindex="0" role="region" aria-label="Answers of its Tasks">{live(editors)}{live(none)}</div> }
}
