//! What each Task's calls answer: the Tasks, and the editor of one of them.

mod call;
mod worker;

use std::sync::Arc;

use leptos::prelude::*;

use crate::asl::{Integration, Machine, Pattern, Resource, StateKind};
use crate::json::{Pointer, Value};
use crate::sim::{AfterLast, Answer, MockCall, StateMock};
use crate::studio::drafts::CallPart;
use crate::studio::{DraftAction, ProjectAction, Selection, ViewAction, Workbench, describe};
use crate::ui::controls::{Button, ButtonKind, Each, Icon, Show};
use crate::ui::store::{Memo, Store, live};
use call::{CallEdit, StateOf};
use worker::MissingActivity;

/// How many answers of a state can be edited; longer lists come from recordings and are kept as they are.
const CALLS_MAX: usize = 100;

/// A Task in the list.
#[derive(Clone, PartialEq)]
struct Entry {
    pointer: Pointer,
    name: Arc<str>,
}

/// The Tasks and the chosen one's answers. Choosing here chooses in every view.
#[component]
pub(super) fn Mocks() -> impl IntoView {
    let store = Store::get();
    let tasks = Memo::new(move || {
        store.drawn.with(|drawn| {
            let tasks = drawn.machine.states.iter().filter(|state| state.kind == Some(StateKind::Task));
            tasks.map(|state| Entry { pointer: state.pointer.clone(), name: state.name.clone() }).collect::<Vec<_>>()
        })
    });
    let chosen = Memo::new(move || {
        let selection = store.selection.get();
        tasks.with(|tasks| {
            let selected = tasks.iter().find(|task| Some(&task.pointer) == selection.state());
            selected.or(tasks.first()).map(|task| task.name.clone())
        })
    });
    let editor = move || {
        match chosen.get() {
        Some(name) => view! { <MockEditor state=name/> }.into_any(),
        None => view! {
            <div class="empty"><Icon name="task"/><h3>"No Task to answer"</h3><p>"Only Tasks call services. Add one and say here what it answers."</p></div>
        }
        .into_any(),
    }
    };
    view! {
        <div class="mocks">
            <ul class="mlist" aria-label="Tasks">
                <Each each=move || tasks.get() key=|task| task.pointer.clone() children=move |task| view! { <Item task=task chosen=chosen/> }/>
            </ul>
            <div class="scroll mbody">{live(editor)}</div>
        </div>
    }
}

#[component]
fn Item(task: Entry, chosen: Memo<Option<Arc<str>>>) -> impl IntoView {
    let store = Store::get();
    let Entry { pointer, name } = task;
    let of = name.clone();
    let summary = store.slice(move |workbench| workbench.run.mocks.get(&of).map(summary));
    let of = name.clone();
    let current = Memo::new(move || chosen.with(|chosen| chosen.as_ref() == Some(&of)));
    let select = move |_| store.dispatch(ViewAction::Select(Selection::State(pointer.clone())));
    view! {
        <li>
            <button class="mitem" type="button" aria-pressed=move || current.get().to_string() on:click=select>
                <span class="ell">{name.to_string()}</span>
                <span class="muted">{live(move || summary.get().unwrap_or_else(|| "default".to_owned()))}</span>
            </button>
        </li>
    }
}

fn summary(mock: &StateMock) -> String {
    match mock.calls.as_slice() {
        _ if mock.activity_does_not_exist => "missing".to_owned(),
        [only] => answer_word(&only.answer).to_ascii_lowercase(),
        calls => describe::count(calls.len(), "call"),
    }
}

/// What an answer is called.
fn answer_word(answer: &Answer) -> &'static str {
    match answer {
        Answer::Return(_) => "Return",
        Answer::Throw { .. } => "Throw",
        Answer::Hold => "Hold (ask me)",
        Answer::Hang => "Hang",
        Answer::Recorded(_) => "Recorded",
    }
}

/// The answers to one state's calls.
#[component]
pub fn MockEditor(
    /// The state's name.
    #[prop(into)]
    state: Arc<str>,
    /// The machine of the project it is in, if not the one that is open.
    #[prop(optional)]
    machine: Option<Arc<str>>,
) -> impl IntoView {
    let store = Store::get();
    let name = StoredValue::new(state.clone());
    let machine = StoredValue::new(machine);
    let mock = store.slice(move |workbench| {
        let machine = machine.get_value();
        let plan = match &machine {
            None => Some(&workbench.run.mocks),
            Some(machine) => workbench.run.machines.get(machine).map(|machine| &machine.mocks),
        };
        plan.and_then(|plan| name.with_value(|name| plan.get(name).cloned()))
    });
    let set = Callback::new(move |mock: Option<StateMock>| {
        store.dispatch(match machine.get_value() {
            None => ProjectAction::SetMock(name.get_value(), mock),
            Some(machine) => ProjectAction::SetMachineMock(machine, name.get_value(), mock),
        });
    });
    let usual = store.slice(move |workbench| {
        machine.with_value(|machine| name.with_value(|name| Usual::of(workbench, machine.as_deref(), name)))
    });
    let is_activity = Memo::new(move || usual.get() == Usual::Activity);
    let missing = Memo::new(move || {
        is_activity.get() && mock.with(|mock| mock.as_ref().is_some_and(|mock| mock.activity_does_not_exist))
    });
    let count = Memo::new(move || mock.with(|mock| mock.as_ref().map_or(0, |mock| mock.calls.len())));
    let add = move |()| {
        let mut changed = mock.get_untracked().unwrap_or_default();
        let next =
            changed.calls.last().cloned().unwrap_or_else(|| MockCall::new(Answer::Return(Value::empty_object())));
        changed.calls.push(next);
        set.run(Some(changed));
    };
    let clear = move |()| set.run(None);
    let can_add = Signal::derive(move || count.get() < CALLS_MAX && !missing.get());
    let has_mock = Signal::derive(move || mock.with(Option::is_some));
    let body = move || match count.get() {
        _ if missing.get() => ().into_any(),
        0 => view! { <p class="hint">{live(move || usual.get().words())}</p> }.into_any(),
        count => {
            view! { <Calls count=count mock=mock of=StateOf { state: name, machine } set=set is_activity=is_activity/> }
                .into_any()
        }
    };
    view! {
        <div class="mock" role="group" aria-label=format!("Answers of {state}")>
            <header class="row">
                <h3 class="ell grow">{state.to_string()}</h3>
                <Button label="Add call" icon="plus" small=true kind=ButtonKind::Ghost enabled=can_add on_press=add/>
                <Button label="Use default answer" icon="reset" small=true kind=ButtonKind::Ghost enabled=has_mock on_press=clear/>
            </header>
            <Show when=move || is_activity.get()><MissingActivity mock=mock set=set/></Show>
            {live(body)}
        </div>
    }
}

/// What a Task gets without answers of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Usual {
    /// A sample response of its service.
    Sample,
    /// A person's answer, to an activity's task.
    Activity,
    /// A person's answer, to a token.
    Callback,
}

impl Usual {
    /// For a state of the machine that is open, or of one of the project's.
    fn of(workbench: &Workbench, machine: Option<&str>, state: &str) -> Usual {
        let resource = |machine: &Machine| -> Option<Resource> {
            machine.state_named(state).and_then(|id| machine.state(id)).and_then(|state| state.resource.clone())
        };
        let resource = match machine {
            None => resource(&workbench.drawn.machine),
            Some(machine) => workbench.run.machines.get(machine).and_then(|machine| resource(machine.machine())),
        };
        match resource {
            Some(Resource { integration: Integration::Activity, .. }) => Usual::Activity,
            Some(Resource { pattern: Pattern::WaitForTaskToken, .. }) => Usual::Callback,
            _ => Usual::Sample,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Usual::Sample => {
                "This state has no answers of its own: it returns a sample response of its service after 100 ms."
            }
            Usual::Activity => {
                "This state has no answers of its own: a worker takes its task and waits for your answer under Approvals."
            }
            Usual::Callback => "This state has no answers of its own: it waits for your answer under Approvals.",
        }
    }
}

/// The answers in order, and what comes after the last.
#[component]
fn Calls(
    count: usize,
    mock: Memo<Option<StateMock>>,
    of: StateOf,
    set: Callback<Option<StateMock>>,
    is_activity: Memo<bool>,
) -> impl IntoView {
    let store = Store::get();
    // What is typed into a call follows it.
    let follow = move |index: usize, to: Option<usize>| {
        if let Some(key) = of.key(index, CallPart::Result) {
            store.dispatch(DraftAction::MoveCalls(key, to));
        }
    };
    let change = move |change: &dyn Fn(&mut StateMock)| {
        let mut changed = mock.get_untracked().unwrap_or_default();
        change(&mut changed);
        set.run(Some(changed).filter(|mock| !mock.calls.is_empty()));
    };
    let after = Memo::new(move || mock.with(|mock| mock.as_ref().map(|mock| mock.after_last).unwrap_or_default()));
    let call = move |index: usize| {
        let call = Memo::new(move || mock.with(|mock| mock.as_ref().and_then(|mock| mock.calls.get(index).cloned())));
        let on_change = Callback::new(move |call: MockCall| {
            change(&|mock: &mut StateMock| {
                if let Some(slot) = mock.calls.get_mut(index) {
                    *slot = call.clone();
                }
            });
        });
        let on_remove = Callback::new(move |()| {
            follow(index, None);
            change(&|mock: &mut StateMock| {
                if index < mock.calls.len() {
                    mock.calls.remove(index);
                }
            });
        });
        let on_raise = Callback::new(move |()| {
            follow(index, index.checked_sub(1));
            change(&|mock: &mut StateMock| {
                if index > 0 && index < mock.calls.len() {
                    mock.calls.swap(index - 1, index);
                }
            });
        });
        view! { <CallEdit index=index call=call of=of is_activity=is_activity on_change=on_change on_remove=on_remove on_raise=on_raise/> }
    };
    let choice = move |value: AfterLast, words: &'static str| {
        let set_after = move |_| change(&|mock: &mut StateMock| mock.after_last = value);
        view! { <button type="button" aria-pressed=move || (after.get() == value).to_string() on:click=set_after>{words}</button> }
    };
    let shown = count.min(CALLS_MAX);
    view! {
        <ol class="calls">{(0..shown).map(call).collect_view()}</ol>
        {(count > shown).then(|| view! { <p class="hint">{format!("{} more calls are kept as they are.", count - shown)}</p> })}
        <div class="row">
            <span class="lbl">"After the last"</span>
            <div class="seg" role="group" aria-label="After the last call">
                {choice(AfterLast::Repeat, "Repeat it")}
                {choice(AfterLast::Fail, "Fail the task")}
            </div>
        </div>
    }
}
