//! The inspector's frame: head, tabs, and the tab's body.

use leptos::prelude::*;

use super::choice::Rules;
use super::errors::{Catchers, Retriers};
use super::field::FieldEdit;
use super::flow::Target;
use super::run::Visits;
use crate::asl::fields::Shape;
use crate::asl::{QueryLanguage, StateKind};
use crate::edit::Command;
use crate::json::{NodeRef, Pointer};
use crate::studio::form::{self, Form, Line};
use crate::studio::{Action, InspectorTab, Selection, describe};
use crate::ui::controls::{Button, Each, Icon, StatusPill, Tab, Tabs, kind_class, kind_icon, panel_id};
use crate::ui::dock::{MockEditor, ReaderObject};
use crate::ui::store::{Memo, Store, live};

/// The name of the list of tabs.
const TABS: &str = "Inspector tabs";

/// What the forms need to know of the selected state.
#[derive(Clone, PartialEq)]
struct Subject {
    pointer: Pointer,
    name: String,
    kind: Option<StateKind>,
    language: QueryLanguage,
    resource: Option<String>,
    reads: bool,
}

fn subject(store: Store) -> Memo<Option<Subject>> {
    Memo::new(move || {
        let selection = store.selection.get();
        store.drawn.with(|drawn| {
            let machine = &drawn.machine;
            let pointer = match &selection {
                Selection::None => return None,
                Selection::State(pointer) => pointer.clone(),
                Selection::Transition(pointer) => machine.state(machine.around(pointer)?)?.pointer.clone(),
            };
            let state = machine.state(machine.at(&pointer)?)?;
            let reads = state.kind == Some(StateKind::Map)
                && drawn.document.find(&pointer).is_some_and(|node| node.get("ItemReader").is_some());
            Some(Subject {
                reads,
                pointer,
                name: state.name.to_string(),
                kind: state.kind,
                language: state.language,
                resource: state.resource.as_ref().map(crate::asl::Resource::short_name),
            })
        })
    })
}

/// The inspector.
#[component]
pub fn Inspector() -> impl IntoView {
    let subject = subject(Store::get());
    // The frame is built anew for another state, not for another value in it.
    let identity = Memo::new(move || subject.get());
    let body = move || match identity.get() {
        Some(subject) => view! { <OfState subject=subject/> }.into_any(),
        None => view! { <OfMachine/> }.into_any(),
    };
    view! { <aside class="panel right" aria-label="Inspector" role="region">{live(body)}</aside> }
}

#[component]
fn OfState(subject: Subject) -> impl IntoView {
    let store = Store::get();
    let tab = store.slice(|workbench| workbench.inspector);
    let (kind, has_mock) = (subject.kind, subject.reads || subject.kind == Some(StateKind::Task));
    let offered = move |tab: &InspectorTab| match tab {
        InspectorTab::Errors => kind.is_none_or(StateKind::can_catch),
        InspectorTab::Mock => has_mock,
        InspectorTab::Config | InspectorTab::Data | InspectorTab::Run | InspectorTab::Asl => true,
    };
    let tabs: Vec<Tab<InspectorTab>> =
        InspectorTab::ALL.into_iter().filter(offered).map(|key| Tab { key, label: key.label(), count: None }).collect();
    // A tab this kind of state has not shows its first instead.
    let shown = Memo::new(move || Some(tab.get()).filter(offered).unwrap_or_default());
    let head = subject.clone();
    let body = move || {
        let subject = subject.clone();
        match shown.get() {
            InspectorTab::Config => view! { <Config subject=subject/> }.into_any(),
            InspectorTab::Data => view! { <Fields subject=subject tab=InspectorTab::Data/> }.into_any(),
            InspectorTab::Errors => view! { <Errors subject=subject/> }.into_any(),
            InspectorTab::Mock if subject.reads => view! { <ReaderObject state=subject.pointer/> }.into_any(),
            InspectorTab::Mock => {
                view! { <section class="sect"><MockEditor state=subject.name.clone()/></section> }.into_any()
            }
            InspectorTab::Run => view! { <Visits state=subject.pointer/> }.into_any(),
            InspectorTab::Asl => view! { <Source at=subject.pointer/> }.into_any(),
        }
    };
    view! {
        <Head subject=head/>
        <Tabs name=TABS tabs=tabs chosen=shown on_choose=move |tab| store.dispatch(Action::ShowInspector(tab))/>
        <div class="scroll" role="tabpanel" id=panel_id(TABS) aria-label=move || shown.get().label()>{live(body)}</div>
    }
}

#[component]
fn Head(subject: Subject) -> impl IntoView {
    let store = Store::get();
    let pointer = subject.pointer.clone();
    let status = Memo::new(move || store.moment.with(|moment| moment.status(&pointer)));
    let kind = subject.kind.map_or("No type", StateKind::as_str);
    let sub = subject.resource.clone().map_or_else(|| kind.to_owned(), |resource| format!("{kind} · {resource}"));
    let tile = format!("tile t-{}", kind_class(subject.kind));
    view! {
        <div class="ins-h">
            <span class=tile><Icon name=kind_icon(subject.kind)/></span>
            <h2 class="ell" title=subject.name.clone()>{subject.name.clone()}</h2>
            <StatusPill status=status/>
            <div class="sub ell">{sub}</div>
        </div>
    }
}

#[component]
fn Config(subject: Subject) -> impl IntoView {
    let store = Store::get();
    let state = subject.pointer.clone();
    let renamed = state.clone();
    let old = subject.name.clone();
    let rename = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlInputElement>| {
        let name = event.target().value();
        if name.trim().is_empty() {
            event.target().set_value(&old);
        } else if name != old {
            store.dispatch(Action::Edit(Command::RenameState { state: renamed.clone(), name }));
        }
    };
    let flow = subject.kind.is_some_and(StateKind::has_next);
    let next = flow.then(|| view! { <Target state=state.clone() at=state.key("Next") label="Next" none="End"/> });
    let rules = (subject.kind == Some(StateKind::Choice))
        .then(|| view! { <Rules state=state.clone() language=subject.language/> });
    let branches = (subject.kind == Some(StateKind::Parallel)).then(|| view! { <Branches state=state.clone()/> });
    let gone = state.clone();
    let twin = state.clone();
    let remove = move |()| store.dispatch(Action::Edit(Command::DeleteState { state: gone.clone() }));
    let duplicate = move |()| store.dispatch(Action::Edit(Command::Duplicate { state: twin.clone() }));
    let comment = Line {
        at: state.key("Comment"),
        name: "Comment".into(),
        shape: Shape::Text,
        required: false,
        default: None,
        doc: "A note for people.",
    };
    view! {
        <section class="sect">
            <div class="g2">
                <div class="field">
                    <label for="state-name">"Name"</label>
                    <input class="inp" id="state-name" prop:value=subject.name.clone() on:change:target=rename autocomplete="off" spellcheck="false"/>
                </div>
                <KindChoice state=state.clone() kind=subject.kind/>
            </div>
            {next}
            <FieldEdit line=comment/>
        </section>
        {rules}
        {branches}
        <Fields subject=subject tab=InspectorTab::Config/>
        <section class="sect row">
            <Button label="Duplicate" icon="copy" small=true on_press=duplicate/>
            <Button label="Delete state" icon="x" small=true on_press=remove/>
        </section>
    }
}

#[component]
fn KindChoice(state: Pointer, kind: Option<StateKind>) -> impl IntoView {
    let store = Store::get();
    let choose = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlSelectElement>| {
        if let Some(kind) = StateKind::parse(&event.target().value()) {
            store.dispatch(Action::Edit(Command::ChangeKind { state: state.clone(), kind }));
        }
    };
    let option = |other: StateKind| view! { <option value=other.as_str() selected=kind == Some(other)>{other.as_str()}</option> };
    let none = kind.is_none().then(|| view! { <option value="" selected>"Choose a type"</option> });
    view! {
        <div class="field">
            <label for="state-type">"Type"</label>
            <select class="inp" id="state-type" on:change:target=choose>{none}{StateKind::ALL.map(option)}</select>
        </div>
    }
}

#[component]
fn Branches(state: Pointer) -> impl IntoView {
    let store = Store::get();
    let array = state.key("Branches");
    let count = Memo::new(move || {
        store.drawn.with(|drawn| drawn.document.find(&array).map_or(0, |node| node.elements().len()))
    });
    let added = state.clone();
    let add = move |()| store.dispatch(Action::Edit(Command::AddBranch { state: added.clone() }));
    let rows = move || {
        let state = state.clone();
        let row = move |index: usize| {
            let state = state.clone();
            let remove = move |()| store.dispatch(Action::Edit(Command::RemoveBranch { state: state.clone(), index }));
            let can_remove = count.get_untracked() > 1;
            view! {
                <li class="row">
                    <span class="grow">{format!("Branch {}", index + 1)}</span>
                    <Button label=format!("Remove branch {}", index + 1) icon="x" icon_only=true small=true
                        enabled=can_remove on_press=remove/>
                </li>
            }
        };
        (0..count.get()).map(row).collect_view()
    };
    view! {
        <section class="sect">
            <header>
                <h3>"Branches"</h3><span class="count">{live(move || count.get())}</span>
                <Button label="Add branch" icon="plus" small=true on_press=add/>
            </header>
            <ul>{live(rows)}</ul>
        </section>
    }
}

#[component]
fn Errors(subject: Subject) -> impl IntoView {
    let (state, language) = (subject.pointer.clone(), subject.language);
    view! {
        <Retriers state=state.clone() language=language/>
        <Catchers state=state language=language/>
        <Fields subject=subject tab=InspectorTab::Errors/>
    }
}

/// The plain fields of one tab, and those that can be added.
#[component]
fn Fields(subject: Subject, tab: InspectorTab) -> impl IntoView {
    let store = Store::get();
    let Subject { pointer, kind, language, .. } = subject;
    let added = RwSignal::new(Vec::<String>::new());
    let form = Memo::new(move || {
        let mut form: Form = store
            .drawn
            .with(|drawn| drawn.document.find(&pointer).map(|node| form::state_form(node, kind, language, tab)))
            .unwrap_or_default();
        let (wanted, absent) = form.absent.into_iter().partition(|line| added.with(|added| added.contains(&line.name)));
        form.absent = absent;
        form.lines.extend::<Vec<Line>>(wanted);
        form
    });
    let empty = move || {
        form.with(|form| form.lines.is_empty() && form.absent.is_empty())
            .then(|| view! { <p class="hint">"Nothing to set here for this type of state."</p> })
    };
    let add = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlSelectElement>| {
        let name = event.target().value();
        event.target().set_value("");
        added.update(|added| added.push(name));
    };
    let more = move || {
        let absent = form.with(|form| form.absent.clone());
        (!absent.is_empty()).then(|| {
            let option =
                |line: Line| view! { <option value=line.name.clone() title=line.doc>{line.name.clone()}</option> };
            view! {
                <select class="inp add" aria-label="Add field" on:change:target=add>
                    <option value="" selected disabled>"Add field…"</option>
                    {absent.into_iter().map(option).collect_view()}
                </select>
            }
        })
    };
    view! {
        <section class="sect">
            {live(empty)}
            <Each each=move || form.get().lines key=|line| (line.at.clone(), line.required) children=|line| view! { <FieldEdit line=line/> }/>
            {live(more)}
        </section>
    }
}

/// The JSON of a state, or of the machine, as it is written.
#[component]
fn Source(at: Pointer) -> impl IntoView {
    let line = Line {
        at,
        name: "State as JSON".into(),
        shape: Shape::Json,
        required: true,
        default: None,
        doc: "Everything this state says, as it is written.",
    };
    view! { <section class="sect source"><FieldEdit line=line/></section> }
}

/// The machine's own fields.
#[component]
fn OfMachine() -> impl IntoView {
    let store = Store::get();
    let name = store.slice(|workbench| workbench.name.clone());
    let counts = Memo::new(move || {
        store.drawn.with(|drawn| {
            let (states, transitions) = (drawn.machine.states.len(), drawn.machine.transitions.len());
            format!("{}, {}", describe::count(states, "state"), describe::count(transitions, "transition"))
        })
    });
    let line = |name: &str, shape, default, doc| Line {
        at: Pointer::root().key(name),
        name: name.to_owned(),
        shape,
        required: false,
        default,
        doc,
    };
    let lines = [
        line("Comment", Shape::Text, None, "A note for people."),
        line("StartAt", Shape::StateName, None, "The state the machine begins with."),
        line(
            "QueryLanguage",
            Shape::OneOf(&["JSONPath", "JSONata"]),
            Some("JSONPath"),
            "The language of every state that names none.",
        ),
        line("TimeoutSeconds", Shape::Integer(1, 99_999_999), None, "How long an execution may take."),
        line("Version", Shape::Text, Some("1.0"), "The version of the language."),
    ];
    let unknown = Memo::new(move || {
        store.drawn.with(|drawn| {
            let known = ["Comment", "StartAt", "QueryLanguage", "TimeoutSeconds", "Version", "States"];
            let members = drawn.document.root().into_iter().flat_map(NodeRef::members);
            members
                .map(|(member, _)| member.key.to_string())
                .filter(|key| !known.contains(&key.as_str()))
                .collect::<Vec<_>>()
        })
    });
    let other = move |key: String| {
        let line = Line {
            at: Pointer::root().key(&key),
            name: key,
            shape: Shape::Json,
            required: false,
            default: None,
            doc: "",
        };
        view! { <FieldEdit line=line/> }
    };
    view! {
        <div class="ins-h">
            <span class="tile t-pass"><Icon name="logo"/></span>
            <h2 class="ell">{live(move || name.get())}</h2>
            <div class="sub">{live(move || counts.get())}</div>
        </div>
        <div class="scroll">
            <section class="sect">{lines.map(|line| view! { <FieldEdit line=line/> })}</section>
            <section class="sect"><Each each=move || unknown.get() key=Clone::clone children=other/></section>
            <p class="hint pad">"Select a state on the canvas or in the outline to edit it."</p>
        </div>
    }
}
