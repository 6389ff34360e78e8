//! What happened to the selected state in this run: every visit, its input, output and attempts.

use leptos::prelude::*;

use super::stages::Stages;
use crate::json::Pointer;
use crate::studio::moment::VisitAt;
use crate::studio::{Action, RunAction, ViewAction, Visit, describe};
use crate::ui::controls::Icon;
use crate::ui::store::{Memo, Store, live};

/// The visits of a state at the visible moment.
#[component]
pub fn Visits(state: Pointer) -> impl IntoView {
    let store = Store::get();
    let state = StoredValue::new(state);
    let chosen = RwSignal::new(None::<usize>);
    // How many there are, which one is shown, and that one.
    let shown = Memo::new(move || {
        store.moment.with(|moment| {
            let visits = state.with_value(|state| moment.visits(state));
            let at = chosen.get().filter(|at| *at < visits.len()).or(visits.len().checked_sub(1));
            (visits.len(), at.and_then(|at| Some((at, visits.get(at)?.clone()))))
        })
    });
    let count = Memo::new(move || shown.with(|(count, _)| *count));
    let at = Memo::new(move || shown.with(|(_, shown)| shown.as_ref().map(|(at, _)| *at)));
    // A state of a long loop is visited thousands of times: the last hundred can be chosen here, any of them on the
    // timeline and in the history.
    let places = Memo::new(move || {
        store.moment.with(|moment| {
            let visits = state.with_value(|state| moment.visits(state));
            let first = visits.len().saturating_sub(100);
            (first..).zip(visits[first..].iter().map(Visit::place)).collect::<Vec<_>>()
        })
    });
    let select = move || {
        let count = count.get();
        (count > 1).then(|| {
            let option = |(index, place): (usize, Option<String>)| {
                let place = place.map(|place| format!(", {place}")).unwrap_or_default();
                view! { <option value=index selected=move || at.get() == Some(index)>{format!("Visit {} of {count}{place}", index + 1)}</option> }
            };
            let choose = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlSelectElement>| {
                chosen.set(event.target().value().parse().ok());
            };
            view! { <select class="inp" aria-label="Visit" on:change:target=choose>{places.get().into_iter().map(option).collect_view()}</select> }
        })
    };
    let outcomes = Memo::new(move || store.moment.with(|moment| state.with_value(|state| moment.outcomes(state))));
    let items = move || outcomes.get().map(|words| view! { <p class="sec">{format!("Items: {words}")}</p> });
    let visit = Memo::new(move || shown.with(|(_, shown)| shown.as_ref().map(|(_, visit)| visit.clone())));
    let looked_at = Memo::new(move || visit.with(|visit| visit.as_ref().map(VisitAt::of)));
    let body = move || {
        match visit.get() {
        None => view! {
            <div class="empty"><Icon name="notreached"/><h3>"Not reached"</h3><p>"Press Run; what goes in and out of this state is shown here."</p></div>
        }
        .into_any(),
        Some(visit) => view! { <VisitView visit=visit/> }.into_any(),
    }
    };
    let stages = move || looked_at.with(Option::is_some).then(|| view! { <Stages visit=looked_at/> });
    view! { <section class="sect">{live(items)}{live(select)}{live(body)}</section>{live(stages)} }
}

#[component]
fn VisitView(visit: Visit) -> impl IntoView {
    let store = Store::get();
    let (action, words) = way_to(&visit);
    let go = move |_| store.dispatch(action.clone());
    let attempts = visit.attempts.iter().enumerate().map(|(index, attempt)| {
        let time = attempt.to.map_or_else(|| "running".to_owned(), |to| describe::duration(to.0 - attempt.from.0));
        view! { <li><span>{format!("Attempt {}", index + 1)}</span><span class="grow ell">{attempt.words()}</span><span class="muted">{time}</span></li> }
    });
    let attempts = (!visit.attempts.is_empty())
        .then(|| view! { <h3>"Attempts"</h3><ol class="attempts">{attempts.collect_view()}</ol> });
    let error = visit.error.clone().map(|error| {
        let cause = visit.cause.clone().unwrap_or_default();
        view! { <h3>"Error"</h3><p class="c-failed mono">{error}</p><pre class="code cause" tabindex="0">{cause}</pre> }
    });
    let output = visit.output.as_ref().map(|output| {
        view! { <h3>"Output"</h3><pre class="code" tabindex="0">{shorten(output.to_pretty())}</pre> }
    });
    view! {
        {error}
        <h3>"Input"</h3>
        <pre class="code" tabindex="0">{shorten(visit.input.to_pretty())}</pre>
        {output}
        {attempts}
        <button class="btn sm" type="button" on:click=go>{words}</button>
    }
}

/// Where a visit can be looked at, and what that is called: its event, or the child execution it happened in.
fn way_to(visit: &Visit) -> (Action, String) {
    match visit.execution {
        Some(at) => (ViewAction::ShowExecutions(at.view()).into(), format!("Show {}", at.words())),
        None => (RunAction::Seek(visit.entered + 1).into(), format!("Go to event {}", visit.entered + 1)),
    }
}

/// Payloads can have 256 KiB; the page shows the first part and says so.
pub(super) fn shorten(text: String) -> String {
    const MOST: usize = 20_000;
    if text.len() <= MOST {
        return text;
    }
    let end = (0..=MOST).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    format!("{}\n… {} more bytes", &text[..end], text.len() - end)
}
