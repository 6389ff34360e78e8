//! The inspector's frame: head, tabs, and the tab's body.

use leptos::prelude::*;

use super::choice::Rules;
use super::errors::{Catchers, Retriers};
use super::field::{FieldEdit, Lines};
use super::flow::Target;
use super::run::Visits;
use crate::asl::fields::Shape;
use crate::asl::{QueryLanguage, StateKind};
use crate::edit::Command;
use crate::json::{NodeRef, Pointer};
use crate::platform;
use crate::studio::drafts::{DraftKey, Entry};
use crate::studio::form::{self, Form, Line};
use crate::studio::{DraftAction, InspectorTab, Selection, ViewAction, describe};
use crate::ui::controls::{Button, Each, Icon, Show, StatusPill, Tab, Tabs, kind_class, kind_icon, panel_id};
use crate::ui::dock::{MockEditor, ReaderObject};
use crate::ui::draft::Drafted;
use crate::ui::store::{Memo, Store, live};

/// The name of the list of tabs.
const TABS: &str = "Inspector tabs";

/// What the forms need to know of the selected state.
#[derive(Clone, Default, PartialEq)]
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
    // The frame is built anew for a state instead of the machine. For another state, another name or another value in it
    // the forms stay, and with them the focus.
    let of_state = Memo::new(move || subject.with(Option::is_some));
    let body = move || {
        if of_state.get() {
            let subject = Memo::new(move || subject.get().unwrap_or_default());
            view! { <OfState subject=subject/> }.into_any()
        } else {
            view! { <OfMachine/> }.into_any()
        }
    };
    view! { <aside class="panel right" aria-label="Inspector" role="region">{live(body)}</aside> }
}

fn offers(subject: &Subject, tab: InspectorTab) -> bool {
    match tab {
        InspectorTab::Errors => subject.kind.is_none_or(StateKind::can_catch),
        InspectorTab::Mock => subject.reads || subject.kind == Some(StateKind::Task),
        InspectorTab::Config | InspectorTab::Data | InspectorTab::Run | InspectorTab::Asl => true,
    }
}

#[component]
fn OfState(subject: Memo<Subject>) -> impl IntoView {
    let store = Store::get();
    let tab = store.slice(|workbench| workbench.inspector);
    let offered = Memo::new(move || {
        subject.with(|subject| InspectorTab::ALL.into_iter().filter(|tab| offers(subject, *tab)).collect::<Vec<_>>())
    });
    let head = |tab: InspectorTab| Tab { key: tab, label: tab.label(), count: None };
    let tabs = Signal::derive(move || offered.with(|tabs| tabs.iter().copied().map(head).collect::<Vec<_>>()));
    // A tab this kind of state has not shows its first instead.
    let shown =
        Memo::new(move || Some(tab.get()).filter(|tab| offered.with(|tabs| tabs.contains(tab))).unwrap_or_default());
    let state = Memo::new(move || subject.with(|subject| subject.pointer.clone()));
    let body = move || match shown.get() {
        InspectorTab::Config => view! { <Config subject=subject state=state/> }.into_any(),
        InspectorTab::Data => view! { <Fields subject=subject state=state tab=InspectorTab::Data/> }.into_any(),
        InspectorTab::Errors => view! { <Errors subject=subject state=state/> }.into_any(),
        InspectorTab::Mock => view! { <Mock subject=subject state=state/> }.into_any(),
        InspectorTab::Run => live(move || view! { <Visits state=state.get()/> }),
        InspectorTab::Asl => view! { <Source at=state/> }.into_any(),
    };
    view! {
        <Head subject=subject/>
        <Tabs name=TABS tabs=tabs chosen=shown on_choose=move |tab| store.dispatch(ViewAction::ShowInspector(tab))/>
        <div class="scroll" role="tabpanel" id=panel_id(TABS) aria-label=move || shown.get().label()>{live(body)}</div>
    }
}

#[component]
fn Mock(subject: Memo<Subject>, state: Memo<Pointer>) -> impl IntoView {
    let reads = Memo::new(move || subject.with(|subject| subject.reads));
    let name = Memo::new(move || subject.with(|subject| subject.name.clone()));
    live(move || {
        if reads.get() {
            view! { <ReaderObject state=state.get()/> }.into_any()
        } else {
            view! { <section class="sect"><MockEditor state=name.get()/></section> }.into_any()
        }
    })
}

#[component]
fn Head(subject: Memo<Subject>) -> impl IntoView {
    let store = Store::get();
    let status = Memo::new(move || subject.with(|subject| store.moment.with(|moment| moment.status(&subject.pointer))));
    let sub = move || {
        subject.with(|subject| {
            let kind = subject.kind.map_or("No type", StateKind::as_str);
            subject.resource.as_ref().map_or_else(|| kind.to_owned(), |resource| format!("{kind} · {resource}"))
        })
    };
    let kind = Memo::new(move || subject.with(|subject| subject.kind));
    let tile = move || {
        let kind = kind.get();
        view! { <span class=format!("tile t-{}", kind_class(kind))><Icon name=kind_icon(kind)/></span> }
    };
    let name = Memo::new(move || subject.with(|subject| subject.name.clone()));
    view! {
        <div class="ins-h">
            {live(tile)}
            <h2 class="ell" title=move || name.get()>{live(move || name.get())}</h2>
            <StatusPill status=status/>
            <div class="sub ell">{live(sub)}</div>
        </div>
    }
}

#[component]
fn Config(subject: Memo<Subject>, state: Memo<Pointer>) -> impl IntoView {
    let store = Store::get();
    let kind = Memo::new(move || subject.with(|subject| subject.kind));
    let language = Memo::new(move || subject.with(|subject| subject.language));
    let is = move |wanted: StateKind| move || kind.get() == Some(wanted);
    let flows = move || kind.get().is_some_and(StateKind::has_next);
    let next = Memo::new(move || state.with(|state| state.key("Next")));
    let comment = Memo::new(move || state.with(|state| state.key("Comment")));
    let line = Line::new(comment.get_untracked(), "Comment", Shape::Text, "A note for people.");
    let remove = move |()| store.dispatch(Command::DeleteState { state: state.get_untracked() });
    let duplicate = move |()| store.dispatch(Command::Duplicate { state: state.get_untracked() });
    view! {
        <section class="sect">
            <div class="g2">
                <Name subject=subject/>
                <KindChoice state=state kind=kind/>
            </div>
            <Show when=flows><Target state=state at=next label="Next" none="End"/></Show>
            <FieldEdit line=line at=comment/>
        </section>
        <Show when=is(StateKind::Choice)><Rules state=state language=language/></Show>
        <Show when=is(StateKind::Parallel)><Branches state=state/></Show>
        <Fields subject=subject state=state tab=InspectorTab::Config/>
        <section class="sect row">
            <Button label="Duplicate" icon="copy" small=true on_press=duplicate/>
            <Button label="Delete state" icon="x" small=true on_press=remove/>
        </section>
    }
}

/// The state's name. One that is refused stays, with the reason.
#[component]
fn Name(subject: Memo<Subject>) -> impl IntoView {
    let store = Store::get();
    let value = Memo::new(move || subject.with(|subject| subject.name.clone()));
    let key = Memo::new(move || DraftKey::Name(value.get().into()));
    let drafted = Drafted::new(store, key, value, move |name| {
        if let Some(subject) = subject.try_get_untracked() {
            store.dispatch(DraftAction::Commit(Entry::Name(subject.pointer, name)));
        }
    });
    view! {
        <div class="field">
            <label for="state-name">"Name"</label>
            <input class="inp" id="state-name" autocomplete="off" spellcheck="false" aria-describedby="state-name-hint"
                prop:value=move || drafted.text() aria-invalid=move || drafted.is_wrong().to_string()
                on:focus=move |_| drafted.focus(true) on:blur=move |_| drafted.focus(false)
                on:input:target=move |event| drafted.hold(event.target().value())
                on:change:target=move |event| drafted.commit(event.target().value())/>
            {drafted.mark("state-name".to_owned(), "Name".to_owned())}
        </div>
    }
}

#[component]
fn KindChoice(state: Memo<Pointer>, kind: Memo<Option<StateKind>>) -> impl IntoView {
    let store = Store::get();
    let choose = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlSelectElement>| {
        if let Some(kind) = StateKind::parse(&event.target().value()) {
            store.dispatch(Command::ChangeKind { state: state.get_untracked(), kind });
        }
    };
    let option = move |other: StateKind| {
        view! { <option value=other.as_str() selected=move || kind.get() == Some(other)>{other.as_str()}</option> }
    };
    let none = move || kind.get().is_none().then(|| view! { <option value="" selected>"Choose a type"</option> });
    view! {
        <div class="field">
            <label for="state-type">"Type"</label>
            <select class="inp" id="state-type" on:change:target=choose
                prop:value=move || kind.get().map_or("", StateKind::as_str)>{live(none)}{StateKind::ALL.map(option)}</select>
        </div>
    }
}

#[component]
fn Branches(state: Memo<Pointer>) -> impl IntoView {
    let store = Store::get();
    let count = Memo::new(move || {
        let array = state.with(|state| state.key("Branches"));
        store.drawn.with(|drawn| drawn.document.find(&array).map_or(0, |node| node.elements().len()))
    });
    let add = move |()| store.dispatch(Command::AddBranch { state: state.get_untracked() });
    let row = move |index: usize| {
        let remove = move |()| {
            let last = index + 1 == count.get_untracked();
            store.dispatch(Command::RemoveBranch { state: state.get_untracked(), index });
            if last {
                request_animation_frame(|| platform::focus_id("add-branch"));
            }
        };
        let can_remove = Signal::derive(move || count.get() > 1);
        view! {
            <li class="row">
                <span class="grow">{format!("Branch {}", index + 1)}</span>
                <Button label=format!("Remove branch {}", index + 1) icon="x" icon_only=true small=true
                    enabled=can_remove on_press=remove/>
            </li>
        }
    };
    view! {
        <section class="sect">
            <header>
                <h3>"Branches"</h3><span class="count">{live(move || count.get())}</span>
                <Button label="Add branch" id="add-branch" icon="plus" small=true on_press=add/>
            </header>
            <ul><Each each=move || 0..count.get() key=|index| *index children=row/></ul>
        </section>
    }
}

#[component]
fn Errors(subject: Memo<Subject>, state: Memo<Pointer>) -> impl IntoView {
    let language = Memo::new(move || subject.with(|subject| subject.language));
    view! {
        <Retriers state=state language=language/>
        <Catchers state=state language=language/>
        <Fields subject=subject state=state tab=InspectorTab::Errors/>
    }
}

/// The plain fields of one tab, and those that can be added: one that is added is a draft until something is typed.
#[component]
fn Fields(subject: Memo<Subject>, state: Memo<Pointer>, tab: InspectorTab) -> impl IntoView {
    let store = Store::get();
    let complete = Memo::new(move || {
        let (kind, language) = subject.with(|subject| (subject.kind, subject.language));
        let form = |node: NodeRef<'_>| form::state_form(node, kind, language, tab);
        store.drawn.with(|drawn| state.with(|state| drawn.document.find(state).map(form))).unwrap_or_default()
    });
    let drafted = store.slice(move |workbench| {
        let is_drafted =
            |line: &&Line| workbench.drafts.get(&DraftKey::field(&workbench.drawn.machine, &line.at)).is_some();
        complete.with(|form| form.absent.iter().filter(is_drafted).map(|line| line.name.clone()).collect::<Vec<_>>())
    });
    let form = Memo::new(move || {
        let mut form: Form = complete.get();
        let (wanted, absent) =
            form.absent.into_iter().partition(|line| drafted.with(|names| names.contains(&line.name)));
        form.absent = absent;
        form.lines.extend::<Vec<Line>>(wanted);
        form
    });
    let lines = Memo::new(move || form.with(|form| form.lines.clone()));
    let empty = move || {
        form.with(|form| form.lines.is_empty() && form.absent.is_empty())
            .then(|| view! { <p class="hint">"Nothing to set here for this type of state."</p> })
    };
    let add = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlSelectElement>| {
        let name = event.target().value();
        event.target().set_value("");
        let at = state.with_untracked(|state| state.key(&name));
        let key = store.drawn.with_untracked(|drawn| DraftKey::field(&drawn.machine, &at));
        store.dispatch(DraftAction::Hold(key, String::new()));
    };
    let absent = Memo::new(move || form.with(|form| form.absent.clone()));
    let more = move || {
        let absent = absent.get();
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
            <Lines holder=state lines=lines/>
            {live(more)}
        </section>
    }
}

/// The JSON of a state, or of the machine, as it is written.
#[component]
fn Source(at: Memo<Pointer>) -> impl IntoView {
    let doc = "Everything this state says, as it is written.";
    let line = Line { required: true, ..Line::new(at.get_untracked(), "State as JSON", Shape::Json, doc) };
    view! { <section class="sect source"><FieldEdit line=line at=at/></section> }
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
    let line =
        |name: &str, shape, default, doc| Line { default, ..Line::new(Pointer::root().key(name), name, shape, doc) };
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
    let lines = Memo::new(move || lines.to_vec());
    let unknown = Memo::new(move || {
        store.drawn.with(|drawn| {
            let known = ["Comment", "StartAt", "QueryLanguage", "TimeoutSeconds", "Version", "States"];
            let members = drawn.document.root().into_iter().flat_map(NodeRef::members);
            let others = members.map(|(member, _)| &*member.key).filter(|key| !known.contains(key));
            others.map(|key| Line::new(Pointer::root().key(key), key, Shape::Json, "")).collect::<Vec<_>>()
        })
    });
    let root = Memo::new(Pointer::root);
    view! {
        <div class="ins-h">
            <span class="tile t-pass"><Icon name="logo"/></span>
            <h2 class="ell">{live(move || name.get())}</h2>
            <div class="sub">{live(move || counts.get())}</div>
        </div>
        <div class="scroll">
            <section class="sect"><Lines holder=root lines=lines/></section>
            <section class="sect"><Lines holder=root lines=unknown/></section>
            <p class="hint pad">"Select a state on the canvas or in the outline to edit it."</p>
        </div>
    }
}
