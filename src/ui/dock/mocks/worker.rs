//! Who takes an activity's task, and whether there is such an activity.

use leptos::prelude::*;

use crate::sim::{MockCall, StateMock, Worker};
use crate::ui::controls::Show;
use crate::ui::store::Memo;

/// A worker's name has at most so many characters (AWS: `GetActivityTask`, `workerName`).
const NAME_CHARS_MAX: usize = 80;

/// The name a worker is given to begin with.
const FIRST_NAME: &str = "worker-1";

const SOME: &str = "Without a name";
const NAMED: &str = "With a name";
const NOBODY: &str = "Nobody polls";

fn label(worker: &Worker) -> &'static str {
    match worker {
        Worker::Some => SOME,
        Worker::Named(_) => NAMED,
        Worker::Nobody => NOBODY,
    }
}

/// Who polls for the task of one call.
#[component]
pub(super) fn WorkerEdit(number: usize, call: Memo<Option<MockCall>>, on_change: Callback<MockCall>) -> impl IntoView {
    let worker = Memo::new(move || call.with(|call| call.as_ref().map(|call| call.worker.clone()).unwrap_or_default()));
    let change = move |worker: Worker| {
        if let Some(call) = call.try_get_untracked().flatten() {
            on_change.run(MockCall { worker, ..call });
        }
    };
    let choose = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlSelectElement>| {
        change(match event.target().value().as_str() {
            NAMED => Worker::Named(FIRST_NAME.into()),
            NOBODY => Worker::Nobody,
            _ => Worker::Some,
        });
    };
    let rename = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlInputElement>| {
        let name: String = event.target().value().trim().chars().take(NAME_CHARS_MAX).collect();
        change(if name.is_empty() { Worker::Some } else { Worker::Named(name.into()) });
    };
    let option = move |other: &'static str| {
        view! { <option value=other prop:selected=move || worker.with(label) == other>{other}</option> }
    };
    let is_named = Memo::new(move || worker.with(|worker| matches!(worker, Worker::Named(_))));
    let name = move || {
        worker.with(|worker| match worker {
            Worker::Named(name) => name.to_string(),
            Worker::Some | Worker::Nobody => String::new(),
        })
    };
    let is_nobody = Memo::new(move || worker.with(|worker| *worker == Worker::Nobody));
    view! {
        <div class="g2">
            <label class="field"><span class="lbl">"Worker"</span>
                <select class="inp" aria-label=format!("Worker of call {number}") on:change:target=choose>{[SOME, NAMED, NOBODY].map(option)}</select></label>
            <Show when=move || is_named.get()>
                <label class="field"><span class="lbl">"Name"</span>
                    <input class="inp mono" autocomplete="off" spellcheck="false" maxlength=NAME_CHARS_MAX
                        aria-label=format!("Worker name of call {number}") prop:value=name on:change:target=rename/></label>
            </Show>
        </div>
        <Show when=move || is_nobody.get()>
            <p class="hint">"No worker takes the task: it stays scheduled until a time limit ends it, whatever the answer is."</p>
        </Show>
    }
}

/// Whether the activity is missing.
#[component]
pub(super) fn MissingActivity(mock: Memo<Option<StateMock>>, set: Callback<Option<StateMock>>) -> impl IntoView {
    let missing = Memo::new(move || mock.with(|mock| mock.as_ref().is_some_and(|mock| mock.activity_does_not_exist)));
    let choose = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlInputElement>| {
        let activity_does_not_exist = event.target().checked();
        let changed = StateMock { activity_does_not_exist, ..mock.get_untracked().unwrap_or_default() };
        set.run(Some(changed).filter(|mock| mock.activity_does_not_exist || !mock.calls.is_empty()));
    };
    view! {
        <label class="row check"><input type="checkbox" prop:checked=move || missing.get() on:change:target=choose/>
            <span>"The activity does not exist"</span></label>
        <Show when=move || missing.get()>
            <p class="hint">"It was deleted, or never created: nothing is scheduled, and the task fails with States.Runtime, which States.ALL does not take."</p>
        </Show>
    }
}
