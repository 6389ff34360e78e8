//! What the data of a visit was after each stage of its flow, by AWS's names: worked out while it is on the page, a turn at a
//! time.

use std::time::Duration;

use leptos::prelude::*;

use super::run::shorten;
use crate::studio::describe;
use crate::studio::moment::{StageLine, Try, VisitAt, VisitStages};
use crate::ui::controls::{Each, Show};
use crate::ui::drive;
use crate::ui::store::{Memo, Store, effect, live};

/// The visit's stages, and the way to do its flow again.
#[derive(Clone, Copy)]
struct Work {
    store: Store,
    stages: StoredValue<VisitStages>,
    /// Counts what was found.
    found: RwSignal<u64>,
    /// The next turn.
    waiting: StoredValue<Option<TimeoutHandle>>,
}

impl Work {
    /// Does a turn's part, and the rest in turns to come.
    fn turn(self) {
        let done = self.stages.try_update_value(|stages| drive::in_turn(|budget| stages.advance(budget)));
        // The page may have gone on to something else.
        let Some(done) = done else { return };
        self.found.update(|found| *found += 1);
        let next = if done { None } else { set_timeout_with_handle(move || self.turn(), Duration::ZERO).ok() };
        self.wait(next);
    }

    fn wait(self, next: Option<TimeoutHandle>) {
        let before = self.waiting.try_update_value(|waiting| std::mem::replace(waiting, next)).flatten();
        if let Some(before) = before {
            before.clear();
        }
    }

    /// The tries that show, and what there is to say of one.
    fn read<T>(self, read: impl FnOnce(&VisitStages, Vec<Try>) -> T) -> T {
        self.found.track();
        self.stages.with_value(|stages| {
            read(stages, self.store.peek(|workbench| stages.tries(workbench.run.simulation.as_ref())))
        })
    }
}

/// The stages of a visit at the visible moment.
#[component]
pub fn Stages(visit: Memo<Option<VisitAt>>) -> impl IntoView {
    let store = Store::get();
    let work = Work {
        store,
        stages: StoredValue::new(VisitStages::default()),
        found: RwSignal::new(0),
        waiting: StoredValue::new(None),
    };
    let visible = store.slice(|workbench| workbench.run.visible());
    effect(move || {
        visible.with(|_| ());
        let Some(at) = visit.get() else { return };
        work.stages.update_value(|stages| {
            store.peek(|workbench| {
                let run = &workbench.run;
                stages.show(run.simulation.as_ref(), run.visible().history, at)
            });
        });
        work.turn();
    });
    on_cleanup(move || work.wait(None));

    let chosen = RwSignal::new(None::<usize>);
    // Another visit is shown from its last try.
    effect(move || {
        visit.with(|_| ());
        chosen.set(None);
    });
    let count = Memo::new(move || work.read(|_, tries| tries.len()));
    let number = Memo::new(move || chosen.get().filter(|at| *at <= count.get()).unwrap_or(count.get()));
    let pick = move |mut tries: Vec<Try>| match number.get() {
        0 => None,
        number if number <= tries.len() => Some(tries.swap_remove(number - 1)),
        _ => None,
    };
    let lines = Memo::new(move || work.read(|_, tries| pick(tries).map(|shown| shown.stages).unwrap_or_default()));
    let remark = Memo::new(move || work.read(|stages, tries| stages.remark(pick(tries).as_ref())));
    let several = move || count.get() > 1;
    let option = move |at: usize| {
        view! { <option value=at selected=move || number.get() == at>{move || format!("Attempt {at} of {}", count.get())}</option> }
    };
    let choose = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlSelectElement>| {
        chosen.set(event.target().value().parse().ok());
    };
    view! {
        <section class="sect" role="region" aria-label="Data">
            <header><h3>"Data flow"</h3></header>
            <Show when=several>
                <select class="inp" aria-label="Attempt" on:change:target=choose prop:value=move || number.get().to_string()>
                    <Each each=move || 1..=count.get() key=|at| *at children=option/>
                </select>
            </Show>
            <ol class="stages"><Each each=move || lines.get() key=|line| line.key children=stage/></ol>
            {live(move || remark.get().map(|words| view! { <p class="hint">{words}</p> }))}
        </section>
    }
}

/// A stage: the beginning of its value, and all of it once it is opened.
fn stage(line: StageLine) -> impl IntoView {
    let name = line.name();
    let value = line.record.value;
    let (beginning, size) = (describe::glimpse(&value), describe::bytes(value.json_len()));
    let open = RwSignal::new(false);
    let whole = move || open.get().then(|| view! { <pre class="code" tabindex="0">{shorten(value.to_pretty())}</pre> });
    view! {
        <li>
            <details on:toggle=move |_| open.update(|open| *open = !*open)>
                <summary><b class="mono">{name}</b><span class="muted">{size}</span><span class="mono ell">{beginning}</span></summary>
                {live(whole)}
            </details>
        </li>
    }
}
