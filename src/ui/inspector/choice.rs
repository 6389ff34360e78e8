//! A Choice's rules: each with its condition and where it leads.

use leptos::prelude::*;

use super::errors::{Move, Position};
use super::field::Lines;
use super::flow::Target;
use crate::asl::QueryLanguage;
use crate::edit::Command;
use crate::json::Pointer;
use crate::query::OPERATORS;
use crate::studio::form::{self, Line, OPERATOR_GROUPS, RuleForm};
use crate::ui::controls::{Button, Each, Show};
use crate::ui::draft::next_id;
use crate::ui::store::{Memo, Store, live};

/// The id of the button that adds a rule, to which the focus goes when the last rule does.
const ADD: &str = "add-rule";

/// The rules and the default of a Choice.
#[component]
pub fn Rules(state: Memo<Pointer>, language: Memo<QueryLanguage>) -> impl IntoView {
    let store = Store::get();
    let array = Memo::new(move || state.with(|state| state.key("Choices")));
    let rules = Memo::new(move || {
        let language = language.get();
        store.drawn.with(|drawn| array.with(|array| form::rule_forms(&drawn.document, array, language)))
    });
    let count = Memo::new(move || rules.with(Vec::len));
    let row = move |index: usize| {
        let rule = Memo::new(move || rules.with(|rules| rules.get(index).cloned()));
        view! { <RuleView index=index count=count rule=rule array=array state=state/> }
    };
    let add = move |()| store.dispatch(Command::AddRule { state: state.get_untracked() });
    let default = Memo::new(move || state.with(|state| state.key("Default")));
    view! {
        <section class="sect">
            <header>
                <h3>"Rules"</h3><span class="count">{live(move || count.get())}</span>
                <Button label="Add rule" id=ADD icon="plus" small=true on_press=add/>
            </header>
            <Each each=move || 0..count.get() key=|index| *index children=row/>
            <Target state=state at=default label="Default" none="None"/>
        </section>
    }
}

#[component]
fn RuleView(
    index: usize,
    count: Memo<usize>,
    /// The rule; `None` for a moment after it was removed.
    rule: Memo<Option<RuleForm>>,
    array: Memo<Pointer>,
    state: Memo<Pointer>,
) -> impl IntoView {
    let at = Memo::new(move || array.with(|array| array.index(index)));
    let words = Memo::new(move || {
        let words = rule.with(|rule| rule.as_ref().map(|rule| rule.words.clone())).unwrap_or_default();
        if words.is_empty() { "No condition".to_owned() } else { words }
    });
    let lines = Memo::new(move || rule.with(|rule| rule.as_ref().map(|rule| rule.lines.clone()).unwrap_or_default()));
    let is_variable = |line: &&Line| line.name == "Variable";
    let first = Memo::new(move || lines.with(|lines| lines.iter().filter(is_variable).cloned().collect::<Vec<_>>()));
    let rest = Memo::new(move || {
        lines.with(|lines| lines.iter().filter(|line| !is_variable(line)).cloned().collect::<Vec<_>>())
    });
    let operator = Memo::new(move || rule.with(|rule| rule.as_ref().and_then(|rule| rule.operator)));
    // A condition and a combination of rules have no comparison of their own.
    let compares = Memo::new(move || operator.get().is_some() || first.with(|lines| !lines.is_empty()));
    let next = Memo::new(move || at.with(|at| at.key("Next")));
    let position = Position { index, count, at, least: 1, noun: "rule", add: ADD };
    view! {
        <fieldset class="card">
            <legend>{format!("Rule {}", index + 1)}</legend>
            <div class="row">
                <code class="grow ell" title=move || words.get()>{live(move || words.get())}</code>
                <Move position=position/>
            </div>
            <Lines holder=at lines=first/>
            <Show when=move || compares.get()><OperatorChoice rule=at operator=operator/></Show>
            <Lines holder=at lines=rest/>
            <Target state=state at=next label=format!("Rule {} leads to", index + 1)/>
        </fieldset>
    }
}

/// The comparison a rule makes.
#[component]
fn OperatorChoice(rule: Memo<Pointer>, operator: Memo<Option<&'static str>>) -> impl IntoView {
    let store = Store::get();
    let id = next_id();
    let choose = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlSelectElement>| {
        let name = event.target().value();
        let rule = rule.get_untracked();
        let command = store.drawn.with_untracked(|drawn| form::operate(&drawn.document, &rule, &name));
        if let Some(command) = command {
            store.dispatch(command);
        }
    };
    let option = move |name: &'static str| {
        view! { <option value=name selected=move || operator.get() == Some(name)>{name}</option> }
    };
    let group = move |(label, prefix): (&'static str, &'static str)| {
        let own = OPERATORS.iter().map(|operator| operator.name).filter(|name| name.starts_with(prefix));
        view! { <optgroup label=label>{own.map(option).collect_view()}</optgroup> }
    };
    let none =
        move || operator.get().is_none().then(|| view! { <option value="" selected disabled>"Choose one"</option> });
    view! {
        <div class="field">
            <label for=id.clone() title="How the variable and the value are compared.">"Operator"</label>
            <select class="inp" id=id on:change:target=choose prop:value=move || operator.get().unwrap_or_default()>
                {live(none)}
                {OPERATOR_GROUPS.map(group)}
            </select>
        </div>
    }
}
