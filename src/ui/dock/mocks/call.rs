//! The editor of one call's answer.

use leptos::prelude::*;

use super::answer_word;
use super::worker::WorkerEdit;
use crate::json::Value;
use crate::sim::{Answer, MockCall};
use crate::ui::controls::{Button, ButtonKind};
use crate::ui::dock::json_field::JsonField;

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
    on_change: Callback<MockCall>,
    on_remove: Callback<()>,
    on_raise: Callback<()>,
) -> impl IntoView {
    let kind = Memo::new(move |_| call.with(|call| call.as_ref().map(|call| Kind::of(&call.answer))));
    let latency = Memo::new(move |_| call.with(|call| call.as_ref().map_or(0, |call| call.latency_ms)));
    let change = Callback::new(move |answer: Answer| {
        if let Some(call) = call.get_untracked() {
            on_change.run(MockCall { answer, ..call });
        }
    });
    let set_latency = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlInputElement>| match (
        event.target().value().trim().parse(),
        call.get_untracked(),
    ) {
        (Ok(latency_ms), Some(call)) => on_change.run(MockCall { latency_ms, ..call }),
        _ => event.target().set_value(&latency.get_untracked().to_string()),
    };
    let number = index + 1;
    let body = move || kind.get().map(|kind| view! { <Body number=number kind=kind call=call change=change/> });
    view! {
        <li class="mcall">
            <div class="row">
                <b class="num">{format!("Call {number}")}</b>
                <KindChoice number=number kind=kind change=change/>
                <label class="row lat"><span class="lbl hide-p">"after"</span>
                    <input class="inp num" inputmode="numeric" autocomplete="off" aria-label=format!("Latency of call {number} in milliseconds")
                        prop:value=move || latency.get().to_string() on:change:target=set_latency/><span class="lbl">"ms"</span></label>
                <span class="grow"></span>
                <Button label=format!("Move call {number} up") icon="up" icon_only=true small=true kind=ButtonKind::Ghost
                    enabled={index != 0} on_press=on_raise/>
                <Button label=format!("Remove call {number}") icon="x" icon_only=true small=true kind=ButtonKind::Ghost on_press=on_remove/>
            </div>
            <Show when=move || is_activity.get()><WorkerEdit number=number call=call on_change=on_change/></Show>
            {body}
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
            {recorded}
        </select>
    }
}

/// The fields of an answer's kind.
#[component]
fn Body(number: usize, kind: Kind, call: Memo<Option<MockCall>>, change: Callback<Answer>) -> impl IntoView {
    match kind {
        Kind::Return => view! { <ReturnEdit number=number call=call change=change/> }.into_any(),
        Kind::Throw => view! { <ThrowEdit number=number call=call change=change/> }.into_any(),
        Kind::Hold => view! { <p class="hint">"The task waits until you answer it under Approvals."</p> }.into_any(),
        Kind::Hang => view! { <p class="hint">"No answer ever comes; only a time limit ends the task."</p> }.into_any(),
        Kind::Recorded => {
            view! { <p class="hint">"A recorded exchange with the real service; it is kept as it is."</p> }.into_any()
        }
    }
}

#[component]
fn ReturnEdit(number: usize, call: Memo<Option<MockCall>>, change: Callback<Answer>) -> impl IntoView {
    let value = Memo::new(move |_| {
        call.with(|call| match call.as_ref().map(|call| &call.answer) {
            Some(Answer::Return(value)) => Some(value.clone()),
            _ => None,
        })
    });
    let text = RwSignal::new(value.get_untracked().map(|value| value.to_pretty()).unwrap_or_default());
    // A value that came from elsewhere replaces the text; one that was typed here is the text already.
    Effect::new(move |_| {
        let Some(value) = value.get() else { return };
        if text.with_untracked(|text| crate::studio::describe::read_json(text).is_ok_and(|own| own != value)) {
            text.set(value.to_pretty());
        }
    });
    let on_value = move |(_, value): (String, Value)| change.run(Answer::Return(value));
    view! { <JsonField label=format!("Result of call {number}") text=text rows=4 on_value=on_value/> }
}

#[component]
fn ThrowEdit(number: usize, call: Memo<Option<MockCall>>, change: Callback<Answer>) -> impl IntoView {
    let thrown = Memo::new(move |_| {
        call.with(|call| match call.as_ref().map(|call| &call.answer) {
            Some(Answer::Throw { error, cause }) => (error.clone(), cause.clone()),
            _ => (None, None),
        })
    });
    let given = |text: String| Some(text).filter(|text| !text.is_empty()).map(Into::into);
    let set_error =
        move |text: String| change.run(Answer::Throw { error: given(text), cause: thrown.get_untracked().1 });
    let set_cause =
        move |text: String| change.run(Answer::Throw { error: thrown.get_untracked().0, cause: given(text) });
    let shown = |text: &Option<std::sync::Arc<str>>| text.as_deref().unwrap_or_default().to_owned();
    view! {
        <div class="g2">
            <label class="field"><span class="lbl">"Error"</span>
                <input class="inp mono" autocomplete="off" spellcheck="false" aria-label=format!("Error of call {number}")
                    prop:value=move || thrown.with(|thrown| shown(&thrown.0)) on:change:target=move |event| set_error(event.target().value())/></label>
            <label class="field"><span class="lbl">"Cause"</span>
                <input class="inp mono" autocomplete="off" spellcheck="false" aria-label=format!("Cause of call {number}")
                    prop:value=move || thrown.with(|thrown| shown(&thrown.1)) on:change:target=move |event| set_cause(event.target().value())/></label>
        </div>
    }
}
