//! The editor of one call's answer.

use std::sync::Arc;

use leptos::prelude::*;

use super::answer_word;
use super::worker::WorkerEdit;
use crate::json::Value;
use crate::sim::{Answer, MockCall};
use crate::studio::DraftAction;
use crate::studio::drafts::{CallKey, CallPart, DraftKey, Entry};
use crate::ui::controls::{Button, ButtonKind, Show};
use crate::ui::dock::json_field::JsonField;
use crate::ui::draft::{Drafted, next_id};
use crate::ui::store::{Memo, Store, live};

/// The kinds of answers that can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Return,
    Throw,
    Hold,
    Hang,
    /// An exchange of a recording, which is kept as it is.
    Recorded,
}

impl Kind {
    const CHOICES: [Kind; 4] = [Kind::Return, Kind::Throw, Kind::Hold, Kind::Hang];

    fn of(answer: &Answer) -> Kind {
        match answer {
            Answer::Return(_) => Kind::Return,
            Answer::Throw { .. } => Kind::Throw,
            Answer::Hold => Kind::Hold,
            Answer::Hang => Kind::Hang,
            Answer::Recorded(_) => Kind::Recorded,
        }
    }

    /// An answer of this kind to begin with; `None` for what cannot be made by hand.
    fn sample(self) -> Option<Answer> {
        Some(match self {
            Kind::Return => Answer::Return(Value::empty_object()),
            Kind::Throw => Answer::throw("States.TaskFailed", ""),
            Kind::Hold => Answer::Hold,
            Kind::Hang => Answer::Hang,
            Kind::Recorded => return None,
        })
    }

    fn label(self) -> &'static str {
        self.sample().as_ref().map_or("Recorded", answer_word)
    }
}

/// One call: what it answers and how long that takes.
#[component]
pub(super) fn CallEdit(
    index: usize,
    /// The call; `None` for a moment after it was removed.
    call: Memo<Option<MockCall>>,
    is_activity: Memo<bool>,
    /// Whose call it is.
    of: StateOf,
    on_change: Callback<MockCall>,
    on_remove: Callback<()>,
    on_raise: Callback<()>,
) -> impl IntoView {
    let kind = Memo::new(move || call.with(|call| call.as_ref().map(|call| Kind::of(&call.answer))));
    let latency = Memo::new(move || call.with(|call| call.as_ref().map_or(0, |call| call.latency_ms)));
    let change = Callback::new(move |answer: Answer| {
        if let Some(call) = call.get_untracked() {
            on_change.run(MockCall { answer, ..call });
        }
    });
    let typed = Typed { of, index };
    let latency = typed.part(CallPart::Latency, Memo::new(move || latency.get().to_string()));
    let number = index + 1;
    let latency_id = next_id();
    let body = move || kind.get().map(|kind| view! { <Body number=number kind=kind call=call typed=typed/> });
    view! {
        <li class="mcall">
            <div class="row">
                <b class="num">{format!("Call {number}")}</b>
                <KindChoice number=number kind=kind change=change/>
                <label class="row lat"><span class="lbl hide-p">"after"</span>
                    <input class="inp num" inputmode="numeric" autocomplete="off" aria-label=format!("Latency of call {number} in milliseconds")
                        id=latency_id.clone() aria-invalid=move || latency.is_wrong().to_string() prop:value=move || latency.text()
                        on:focus=move |_| latency.focus(true) on:blur=move |_| latency.focus(false)
                        on:input:target=move |event| latency.hold(event.target().value())
                        on:change:target=move |event| latency.commit(event.target().value())/><span class="lbl">"ms"</span></label>
                <span class="grow"></span>
                <Button label=format!("Move call {number} up") icon="up" icon_only=true small=true kind=ButtonKind::Ghost
                    enabled={index != 0} on_press=on_raise/>
                <Button label=format!("Remove call {number}") icon="x" icon_only=true small=true kind=ButtonKind::Ghost on_press=on_remove/>
            </div>
            {latency.mark(latency_id, format!("the latency of call {number}"))}
            <Show when=move || is_activity.get()><WorkerEdit number=number call=call on_change=on_change/></Show>
            {live(body)}
        </li>
    }
}

#[component]
fn KindChoice(number: usize, kind: Memo<Option<Kind>>, change: Callback<Answer>) -> impl IntoView {
    let choose = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlSelectElement>| {
        let label = event.target().value();
        let chosen = Kind::CHOICES.into_iter().find(|kind| kind.label() == label);
        if let Some(answer) = chosen.and_then(Kind::sample) {
            change.run(answer);
        }
    };
    let option = move |other: Kind| {
        view! { <option value=other.label() prop:selected=move || kind.get() == Some(other)>{other.label()}</option> }
    };
    let recorded = move || (kind.get() == Some(Kind::Recorded)).then(|| option(Kind::Recorded));
    view! {
        <select class="inp kind" aria-label=format!("Answer of call {number}") on:change:target=choose>
            {Kind::CHOICES.map(option)}
            {live(recorded)}
        </select>
    }
}

/// The fields of an answer's kind.
#[component]
fn Body(number: usize, kind: Kind, call: Memo<Option<MockCall>>, typed: Typed) -> impl IntoView {
    match kind {
        Kind::Return => view! { <ReturnEdit number=number call=call typed=typed/> }.into_any(),
        Kind::Throw => view! { <ThrowEdit number=number call=call typed=typed/> }.into_any(),
        Kind::Hold => view! { <p class="hint">"The task waits until you answer it under Approvals."</p> }.into_any(),
        Kind::Hang => view! { <p class="hint">"No answer ever comes; only a time limit ends the task."</p> }.into_any(),
        Kind::Recorded => {
            view! { <p class="hint">"A recorded exchange with the real service; it is kept as it is."</p> }.into_any()
        }
    }
}

/// The state a call is of, and the project's machine that is in, if not the open one.
#[derive(Clone, Copy)]
pub(super) struct StateOf {
    pub(super) state: StoredValue<Arc<str>>,
    pub(super) machine: StoredValue<Option<Arc<str>>>,
}

impl StateOf {
    /// The key of a part of a call; none where the view is gone.
    pub(super) fn key(self, call: usize, part: CallPart) -> Option<CallKey> {
        let (machine, state) = (self.machine.try_get_value()?, self.state.try_get_value()?);
        Some(CallKey { machine, state, call, part })
    }
}

/// The texts of one call.
#[derive(Clone, Copy)]
struct Typed {
    of: StateOf,
    index: usize,
}

impl Typed {
    fn part(self, part: CallPart, value: Memo<String>) -> Drafted {
        let store = Store::get();
        let own = move || self.of.key(self.index, part);
        let none = CallKey { machine: None, state: "".into(), call: 0, part };
        let key = Memo::new(move || DraftKey::Call(own().unwrap_or_else(|| none.clone())));
        Drafted::new(store, key, value, move |text| {
            if let Some(key) = own() {
                store.dispatch(DraftAction::Commit(Entry::Call(key, text)));
            }
        })
    }
}

#[component]
fn ReturnEdit(number: usize, call: Memo<Option<MockCall>>, typed: Typed) -> impl IntoView {
    let value = Memo::new(move || {
        call.with(|call| match call.as_ref().map(|call| &call.answer) {
            Some(Answer::Return(value)) => value.to_pretty(),
            _ => String::new(),
        })
    });
    let drafted = typed.part(CallPart::Result, value);
    let text = Signal::derive(move || drafted.text());
    view! {
        <JsonField label=format!("Result of call {number}") text=text rows=4
            on_text=move |text| drafted.hold(text) on_leave=move |text| drafted.commit(text)/>
        <Show when=move || drafted.is_wrong()>
            <div class="row"><Button label=format!("Discard the result of call {number}") small=true kind=ButtonKind::Plain on_press=move |()| drafted.discard()/></div>
        </Show>
    }
}

#[component]
fn ThrowEdit(number: usize, call: Memo<Option<MockCall>>, typed: Typed) -> impl IntoView {
    let field = move |label: &'static str, part: CallPart, read: fn(&Answer) -> Option<Arc<str>>| {
        let value = Memo::new(move || {
            let text = call.with(|call| call.as_ref().and_then(|call| read(&call.answer)));
            text.map(|text| text.to_string()).unwrap_or_default()
        });
        let drafted = typed.part(part, value);
        view! {
            <label class="field"><span class="lbl">{label}</span>
                <input class="inp mono" autocomplete="off" spellcheck="false" aria-label=format!("{label} of call {number}")
                    prop:value=move || drafted.text() on:input:target=move |event| drafted.hold(event.target().value())
                    on:change:target=move |event| drafted.commit(event.target().value())/></label>
        }
    };
    view! {
        <div class="g2">
            {field("Error", CallPart::Error, |answer| parts(answer).0)}
            {field("Cause", CallPart::Cause, |answer| parts(answer).1)}
        </div>
    }
}

/// The error and the cause of an answer that throws.
fn parts(answer: &Answer) -> (Option<Arc<str>>, Option<Arc<str>>) {
    match answer {
        Answer::Throw { error, cause } => (error.clone(), cause.clone()),
        Answer::Return(_) | Answer::Hold | Answer::Hang | Answer::Recorded(_) => (None, None),
    }
}
