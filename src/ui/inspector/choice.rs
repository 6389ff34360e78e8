//! A Choice's rules: each with its condition and where it leads.

use leptos::prelude::*;

use super::field::FieldEdit;
use super::flow::Target;
use crate::asl::fields::{Holder, Shape};
use crate::asl::{QueryLanguage, describe_rule};
use crate::edit::Command;
use crate::json::{NodeRef, Pointer, Value};
use crate::studio::Action;
use crate::studio::form::{self, Line};
use crate::ui::controls::Button;
use crate::ui::store::{Memo, Store, live};

/// One rule as the form shows it.
#[derive(Clone, PartialEq)]
struct Rule {
    at: Pointer,
    words: String,
    lines: Vec<Line>,
    next: Option<String>,
}

/// The rules and the default of a Choice.
#[component]
pub fn Rules(state: Pointer, language: QueryLanguage) -> impl IntoView {
    let store = Store::get();
    let array = state.key("Choices");
    let listed = array.clone();
    let rules = Memo::new(move || {
        store.drawn.with(|drawn| {
            let rules = drawn.document.find(&listed).into_iter().flat_map(NodeRef::elements);
            let read = |(index, node): (usize, NodeRef<'_>)| {
                let at = listed.index(index);
                let next = node.get("Next").and_then(NodeRef::as_str).map(str::to_owned);
                let lines = rule_lines(node, &at, language);
                Rule { at, words: describe_rule(node), lines, next }
            };
            rules.enumerate().map(read).collect::<Vec<_>>()
        })
    });
    let rule_state = state.clone();
    let rows = move || {
        let rules = rules.get();
        let count = rules.len();
        let row = |(index, rule)| view! { <RuleView index=index count=count rule=rule state=rule_state.clone()/> };
        rules.into_iter().enumerate().map(row).collect_view()
    };
    let add_to = array.clone();
    let add = move |()| {
        let index = rules.with_untracked(Vec::len);
        store.dispatch(Action::Edit(Command::InsertElement {
            array: add_to.clone(),
            index,
            value: new_rule(store, &add_to, language),
        }));
    };
    let default = state.key("Default");
    view! {
        <section class="sect">
            <header>
                <h3>"Rules"</h3><span class="count">{live(move || rules.with(Vec::len))}</span>
                <Button label="Add rule" icon="plus" small=true on_press=add/>
            </header>
            {live(rows)}
            <Target state=state at=default label="Default" none="None"/>
        </section>
    }
}

/// A condition in one line where it is a single comparison, else as JSON.
fn rule_lines(node: NodeRef<'_>, at: &Pointer, language: QueryLanguage) -> Vec<Line> {
    let compound = ["And", "Or", "Not"].into_iter().any(|key| node.get(key).is_some());
    if compound {
        let key = node.members().map(|(member, _)| &*member.key).find(|key| matches!(*key, "And" | "Or" | "Not"));
        return key
            .map(|key| Line {
                at: at.key(key),
                name: key.to_owned(),
                shape: Shape::Json,
                required: true,
                default: None,
                doc: "",
            })
            .into_iter()
            .collect();
    }
    form::inner_form(node, Holder::Rule, language, &["Next", "Assign", "Output", "And", "Or", "Not", "Comment"])
}

/// A rule that is valid and never holds until it is filled in, leading where the last one leads or to the first state.
fn new_rule(store: Store, array: &Pointer, language: QueryLanguage) -> Value {
    let next = store.drawn.with_untracked(|drawn| {
        let state = array.parent().and_then(|state| drawn.machine.at(&state));
        let target = state.and_then(|id| drawn.machine.outgoing(id).last().map(|t| t.target.to_string()));
        let first = drawn.machine.states.first().map(|state| state.name.to_string());
        target.or(first).unwrap_or_default()
    });
    match language {
        QueryLanguage::JsonPath => Value::object([
            ("Variable", Value::from("$.value")),
            ("IsPresent", Value::from(true)),
            ("Next", Value::from(next)),
        ]),
        QueryLanguage::Jsonata => {
            Value::object([("Condition", Value::from("{% false %}")), ("Next", Value::from(next))])
        }
    }
}

#[component]
fn RuleView(index: usize, count: usize, rule: Rule, state: Pointer) -> impl IntoView {
    let store = Store::get();
    let at = rule.at.clone();
    let (up, gone) = (at.clone(), at.clone());
    let raise =
        move |()| store.dispatch(Action::Edit(Command::MoveElement { at: up.clone(), to: index.saturating_sub(1) }));
    let remove = move |()| store.dispatch(Action::Edit(Command::RemoveElement { at: gone.clone() }));
    let (can_raise, can_remove) = (index > 0, count > 1);
    let words = if rule.words.is_empty() { "No condition".to_owned() } else { rule.words.clone() };
    let fields = rule.lines.into_iter().map(|line| view! { <FieldEdit line=line/> }).collect_view();
    view! {
        <fieldset class="card">
            <legend>{format!("Rule {}", index + 1)}</legend>
            <div class="row">
                <code class="grow ell" title=words.clone()>{words.clone()}</code>
                <Button label=format!("Move rule {} up", index + 1) icon="up" icon_only=true small=true
                    enabled=can_raise on_press=raise/>
                <Button label=format!("Remove rule {}", index + 1) icon="x" icon_only=true small=true
                    enabled=can_remove on_press=remove/>
            </div>
            {fields}
            <Target state=state at=at.key("Next") label=format!("Rule {} leads to", index + 1)/>
        </fieldset>
    }
}
