//! The project's other state machines, which Tasks start.

mod machine;

use std::sync::Arc;

use leptos::prelude::*;

use crate::sim::WorkflowType;
use crate::studio::{ExecutionsView, ProjectAction, ViewAction, describe, wanted_machines};
use crate::ui::controls::{Button, ButtonKind, Each, FileButton, Icon, read_file};
use crate::ui::store::{Memo, Store, live};

pub(super) use machine::Machine;

/// A machine to begin with: the least that succeeds.
const SMALLEST: &str = r#"{
  "StartAt": "Done",
  "States": {
    "Done": {
      "Type": "Succeed"
    }
  }
}
"#;

/// A machine in the list.
#[derive(Clone, PartialEq)]
struct Line {
    name: Arc<str>,
    workflow: WorkflowType,
    states: usize,
    errors: usize,
}

/// The machines.
#[component]
pub(super) fn Machines() -> impl IntoView {
    let store = Store::get();
    let lines = store.slice(|workbench| {
        let line = |(name, machine): (&Arc<str>, &crate::studio::ProjectMachine)| Line {
            name: name.clone(),
            workflow: machine.workflow,
            states: machine.machine().states.len(),
            errors: machine.errors,
        };
        workbench.run.machines.machines().map(line).collect::<Vec<_>>()
    });
    let mocked = store.slice(|workbench| workbench.run.mocks.states.len());
    // What is wanted waits for what can change it: the definition, the project, a Task that gets a mock.
    let wanted = Memo::new(move || {
        store.drawn.with(|_| ());
        lines.with(|_| ());
        let _ = mocked.get();
        store.peek(wanted_machines)
    });
    let empty = move || lines.with(Vec::is_empty) && wanted.with(Vec::is_empty);
    let body = move || {
        if empty() {
            view! {
                <div class="empty"><Icon name="layers"/><h3>"No other state machines"</h3>
                    <p>"A Task with states:startExecution runs a machine of the project, with a history of its own. Add its definition from a file, or paste it."</p></div>
            }
            .into_any()
        } else {
            view! { <List lines=lines wanted=wanted/> }.into_any()
        }
    };
    view! {
        <section class="efill" aria-label="State machines">
            <header class="row ehead"><h3>"Machines"</h3><span class="grow"></span><Add/></header>
            {live(body)}
        </section>
    }
}

/// The two ways to add a machine.
#[component]
fn Add() -> impl IntoView {
    let store = Store::get();
    let add_file = move |file: web_sys::File| {
        read_file(store, &file, "Nothing was added.", move |name, text| {
            store.dispatch(ProjectAction::AddMachine { name, text });
        });
    };
    let add = move |()| {
        let name = store.peek(|workbench| workbench.run.machines.free_name());
        store.dispatch(ProjectAction::AddMachine { name, text: SMALLEST.to_owned() });
    };
    view! {
        <Button label="Add machine" icon="plus" small=true on_press=add/>
        <FileButton label="Add machine file" input_label="Machine file" accept=".json,.asl,application/json" small=true on_file=add_file/>
    }
}

#[component]
fn List(lines: Memo<Vec<Line>>, wanted: Memo<Vec<Arc<str>>>) -> impl IntoView {
    let key = |line: &Line| (line.name.clone(), line.workflow.as_str(), line.states, line.errors);
    view! {
        <div class="scroll elist">
            <ul><Each each=move || wanted.get() key=Clone::clone children=|name| view! { <Absent name=name/> }/></ul>
            <table class="tbl machines" aria-label="Machines">
                <thead><tr><th scope="col">"Machine"</th><th scope="col">"Workflow"</th><th scope="col" class="r">"States"</th><th scope="col" class="r hide-p">"Errors"</th><th><span class="vh">"Remove"</span></th></tr></thead>
                <tbody><Each each=move || lines.get() key=key children=|line| view! { <Row line=line/> }/></tbody>
            </table>
        </div>
    }
}

/// A machine that a Task starts and the project does not have.
#[component]
fn Absent(name: Arc<str>) -> impl IntoView {
    let store = Store::get();
    let words = name.to_string();
    let add = move |()| store.dispatch(ProjectAction::AddMachine { name: name.to_string(), text: SMALLEST.to_owned() });
    view! {
        <li class="lr"><span class="stat c-retrying"><Icon name="warn"/></span>
            <span class="grow"><span class="ell">"‘"<bdi>{words}</bdi>"’ is not part of the project"</span>
                <span class="muted ell">"A Task starts it; a sample response answers instead"</span></span>
            <Button label="Add missing machine" small=true kind=ButtonKind::Plain on_press=add/></li>
    }
}

#[component]
fn Row(line: Line) -> impl IntoView {
    let store = Store::get();
    let Line { name, workflow, states, errors } = line;
    let (shown, gone, words) = (name.clone(), name.clone(), name.to_string());
    let show = move |_| store.dispatch(ViewAction::ShowExecutions(ExecutionsView::Machines(Some(shown.clone()))));
    let remove = move |()| store.dispatch(ProjectAction::RemoveMachine(gone.clone()));
    let tone = if errors > 0 { "r num c-failed hide-p" } else { "r num muted hide-p" };
    view! {
        <tr><td><button class="link ell" type="button" title=words.clone() on:click=show><bdi>{words.clone()}</bdi></button></td>
            <td>{workflow.label()}</td>
            <td class="r num">{describe::grouped(states)}</td><td class=tone>{describe::grouped(errors)}</td>
            <td class="r"><Button label=format!("Remove {words}") icon="x" icon_only=true small=true on_press=remove/></td></tr>
    }
}
