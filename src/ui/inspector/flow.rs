//! Where a state leads: a list of the states of its flow to choose from.

use leptos::prelude::*;

use crate::asl::{Machine, StateId};
use crate::edit::Command;
use crate::json::Pointer;
use crate::ui::controls::Each;
use crate::ui::draft::next_id;
use crate::ui::store::{Memo, Store, live};

/// Of more states, all are listed while the list is in use, else the chosen one alone: a Choice has a list a rule, and each
/// name would be an element in every one.
const LISTED_MAX: usize = 50;

/// The names and pointers of the states a state's transitions may lead to. `in_use` tells whether more than the chosen one
/// are wanted of very many.
fn targets(machine: &Machine, from: StateId, chosen: &str, in_use: impl Fn() -> bool) -> Vec<(String, Pointer)> {
    let Some(scope) = machine.state(from).and_then(|state| machine.scope(state.scope)) else { return Vec::new() };
    let whole = scope.states.len() <= LISTED_MAX || in_use();
    let states = scope.states.iter().filter_map(|id| machine.state(*id));
    let listed = states.filter(|state| whole || *state.name == *chosen);
    listed.map(|state| (state.name.to_string(), state.pointer.clone())).collect()
}

/// The target of one transition of a state: `at` is where its name stands, or would stand.
#[component]
pub fn Target(
    /// The state it leaves.
    state: Memo<Pointer>,
    /// Where the name stands.
    at: Memo<Pointer>,
    /// The label and accessible name.
    #[prop(into)]
    label: String,
    /// What the absence of a target is called, such as `End`; nothing where there must be one.
    #[prop(optional)]
    none: Option<&'static str>,
) -> impl IntoView {
    let store = Store::get();
    let chosen = Memo::new(move || {
        let name = |drawn: &crate::studio::Drawn| {
            let target = at.with(|at| drawn.document.find(at))?;
            target.as_str().map(str::to_owned)
        };
        store.drawn.with(|drawn| name(drawn)).unwrap_or_default()
    });
    let in_use = RwSignal::new(false);
    let options = Memo::new(move || {
        store.drawn.with(|drawn| {
            let id = state.with(|state| drawn.machine.at(state));
            let listed = |id| chosen.with(|chosen| targets(&drawn.machine, id, chosen, || in_use.get()));
            id.map(listed).unwrap_or_default()
        })
    });
    let missing = move || {
        let name = chosen.get();
        let known = name.is_empty() || options.with(|options| options.iter().any(|(option, _)| *option == name));
        (!known).then(|| view! { <option value=name.clone() selected>{format!("{name} (missing)")}</option> })
    };
    let choose = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlSelectElement>| {
        let name = event.target().value();
        let to = options
            .with_untracked(|options| options.iter().find(|(option, _)| *option == name).map(|(_, to)| to.clone()));
        let lead = |at: &Pointer| store.drawn.with_untracked(|drawn| Command::lead(&drawn.machine, at, to));
        if let Some(command) = at.with_untracked(lead) {
            store.dispatch(command);
        }
    };
    let one = move |(name, _): (String, Pointer)| {
        let value = name.clone();
        let selected = move || chosen.get() == value;
        view! { <option value=name.clone() selected=selected>{name.clone()}</option> }
    };
    let id = next_id();
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select class="inp" id=id on:change:target=choose on:pointerdown=move |_| in_use.set(true)
                on:focus=move |_| in_use.set(true) on:blur=move |_| in_use.set(false) prop:value=move || chosen.get()>
                {none.map(|none| view! { <option value="" selected=move || chosen.with(String::is_empty)>{none}</option> })}
                {live(missing)}
                <Each each=move || options.get() key=|(name, _)| name.clone() children=one/>
            </select>
        </div>
    }
}
