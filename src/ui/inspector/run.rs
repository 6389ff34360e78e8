//! What happened to the selected state in this run: every visit, its input, output and attempts.

use leptos::prelude::*;

use crate::json::Pointer;
use crate::studio::{Action, Visit, describe};
use crate::ui::controls::Icon;
use crate::ui::store::{Memo, Store, live};

/// The visits of a state at the visible moment.
#[component]
pub fn Visits(state: Pointer) -> impl IntoView {
    let store = Store::get();
    let state = StoredValue::new(state);
    let visits = Memo::new(move || store.moment.with(|moment| state.with_value(|state| moment.visits(state).to_vec())));
    let chosen = RwSignal::new(None::<usize>);
    let shown = move || {
        let count = visits.with(Vec::len);
        chosen.get().filter(|index| *index < count).or(count.checked_sub(1))
    };
    let select = move || {
        let count = visits.with(Vec::len);
        (count > 1).then(|| {
            let option = |index: usize| {
                view! { <option value=index selected=move || shown() == Some(index)>{format!("Visit {} of {count}", index + 1)}</option> }
            };
            let choose = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlSelectElement>| {
                chosen.set(event.target().value().parse().ok());
            };
            // A state of a long loop is visited thousands of times: the last hundred can be chosen here, any of them on
            // the timeline and in the history.
            let first = count.saturating_sub(100);
            view! { <select class="inp" aria-label="Visit" on:change:target=choose>{(first..count).map(option).collect_view()}</select> }
        })
    };
    let body = move || {
        match shown().and_then(|index| visits.with(|visits| visits.get(index).cloned())) {
        None => view! {
            <div class="empty"><Icon name="notreached"/><h3>"Not reached"</h3><p>"Press Run; what goes in and out of this state is shown here."</p></div>
        }
        .into_any(),
        Some(visit) => view! { <VisitView visit=visit/> }.into_any(),
    }
    };
    view! { <section class="sect">{live(select)}{live(body)}</section> }
}

#[component]
fn VisitView(visit: Visit) -> impl IntoView {
    let store = Store::get();
    let entered = visit.entered;
    let go = move |_| store.dispatch(Action::Seek(entered + 1));
    let attempts = visit.attempts.iter().enumerate().map(|(index, attempt)| {
        let time = attempt.to.map_or_else(|| "running".to_owned(), |to| describe::duration(to.0 - attempt.from.0));
        view! { <li><span>{format!("Attempt {}", index + 1)}</span><span class="grow ell">{attempt.words()}</span><span class="muted">{time}</span></li> }
    });
    let attempts = (!visit.attempts.is_empty())
        .then(|| view! { <h3>"Attempts"</h3><ol class="attempts">{attempts.collect_view()}</ol> });
    let error = visit.error.clone().map(|error| {
        let cause = visit.cause.clone().unwrap_or_default();
        view! { <h3>"Error"</h3><p class="c-failed mono">{error}</p><pre class="code" tabindex="0">{cause}</pre> }
    });
    let output = visit.output.as_ref().map(|output| {
        view! { <h3>"Output"</h3><pre class="code" tabindex="0">{shorten(output.to_pretty())}</pre> }
    });
    view! {
        <h3>"Input"</h3>
        <pre class="code" tabindex="0">{shorten(visit.input.to_pretty())}</pre>
        {output}
        {error}
        {attempts}
        <button class="btn sm" type="button" on:click=go>{format!("Go to event {}", entered + 1)}</button>
    }
}

/// Payloads can have 256 KiB; the page shows the first part and says so.
fn shorten(text: String) -> String {
    const MOST: usize = 20_000;
    if text.len() <= MOST {
        return text;
    }
    let end = (0..=MOST).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    format!("{}\n… {} more bytes", &text[..end], text.len() - end)
}
