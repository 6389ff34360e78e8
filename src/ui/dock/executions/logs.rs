//! What the log group of the machine would have of the run, a JSON object a line.

use leptos::prelude::*;

use super::handover::{copy, save};
use crate::json::Value;
use crate::sim::LogLevel;
use crate::studio::{ExecutionsView, ViewAction, describe, log_line, logged, logs};
use crate::ui::controls::{Button, Column, Icon, LongTable, Show};
use crate::ui::store::{Memo, Store, live};

const COLUMNS: &[Column] = &[Column("#", true), Column("Record", false)];

/// How much of a record a row shows.
const LINE_CHARS: usize = 400;

/// The log.
#[component]
pub(super) fn Logs(
    /// The level, and whether inputs and outputs are logged.
    choice: Memo<(LogLevel, bool)>,
) -> impl IntoView {
    let store = Store::get();
    let visible = store.slice(|workbench| workbench.run.visible());
    let events = Memo::new(move || {
        visible.with(|_| ());
        let (level, _) = choice.get();
        store.peek(|workbench| logged(&workbench.run, level))
    });
    let count = Memo::new(move || events.with(Vec::len));
    // A record is opened at a level: at another one the same row is another record.
    let opened = RwSignal::new(None::<(LogLevel, usize)>);
    let open = Memo::new(move || opened.get().filter(|(level, _)| *level == choice.get().0).map(|(_, at)| at));
    let press = move |at: usize| {
        let this = (choice.get_untracked().0, at);
        opened.update(|opened| *opened = (*opened != Some(this)).then_some(this));
    };
    let line = move |at: usize| {
        // A record may be long: it is made again where another one takes its place, and not with each event that is new.
        let record = Memo::new(move || {
            let (event, history) = (events.with(|events| events.get(at).copied()), visible.with(|v| v.history));
            (event, history, choice.get().1)
        });
        Memo::new(move || {
            let (event, _, data) = record.get();
            store.peek(|workbench| log_line(&workbench.run, event?, data))
        })
    };
    let cells = move |at: usize| {
        let line = line(at);
        let shown =
            move || line.with(|line| line.as_ref().map(|line| line.chars().take(LINE_CHARS).collect::<String>()));
        view! { <td class="r num">{at + 1}</td><td class="ell mono">{live(shown)}</td> }.into_any()
    };
    let detail = move |at: usize| {
        let line = line(at);
        let pretty = move || line.with(|line| Value::parse(line.as_ref()?).ok().map(|record| record.to_pretty()));
        view! { <pre class="code" tabindex="0" role="region" aria-label=format!("Record {} as JSON", at + 1)>{live(pretty)}</pre> }.into_any()
    };
    let any = Memo::new(move || count.get() > 0);
    let body = move || {
        if any.get() {
            view! { <LongTable label="Log records" class="log" columns=COLUMNS count=count open=open on_press=press cells=cells detail=detail/> }
                .into_any()
        } else {
            view! { <div class="empty"><Icon name="list"/><h3>"Nothing logged"</h3><p>{live(move || nothing(choice.get().0))}</p></div> }
                .into_any()
        }
    };
    view! {
        <section class="efill" aria-label="Logs">
            <header class="row ehead eobj">
                <h3>"Logs"</h3><Level choice=choice/>
                <span class="muted grow hide-p">{live(move || describe::count(count.get(), "record"))}</span>
                <Show when=move || any.get()><Out choice=choice/></Show>
            </header>
            {live(body)}
        </section>
    }
}

fn nothing(level: LogLevel) -> &'static str {
    match level {
        LogLevel::All => "Press Run; every event of the execution is logged at ALL.",
        LogLevel::Error => "Nothing has gone wrong up to the visible moment; choose ALL to log every event.",
        LogLevel::Fatal => "The execution has not ended badly up to the visible moment.",
        LogLevel::Off => "At OFF the service logs nothing; choose another level.",
    }
}

/// The level, and whether data are logged.
#[component]
fn Level(choice: Memo<(LogLevel, bool)>) -> impl IntoView {
    let store = Store::get();
    let show = move |(level, data)| store.dispatch(ViewAction::ShowExecutions(ExecutionsView::Logs { level, data }));
    let button = move |own: LogLevel| {
        let pressed = move || choice.with(|(level, _)| *level == own).to_string();
        view! { <button type="button" aria-pressed=pressed on:click=move |_| show((own, choice.get_untracked().1))>{own.as_str()}</button> }
    };
    let include = move |_| {
        let (level, data) = choice.get_untracked();
        show((level, !data));
    };
    view! {
        <div class="seg" role="group" aria-label="Log level">{LogLevel::ALL.map(button)}</div>
        <label class="row check"><input type="checkbox" prop:checked=move || choice.get().1 on:change=include/>"Include execution data"</label>
    }
}

#[component]
fn Out(choice: Memo<(LogLevel, bool)>) -> impl IntoView {
    let store = Store::get();
    let text = move || {
        let (level, data) = choice.get_untracked();
        let lines = store.peek(|workbench| logs(&workbench.run, level, data));
        lines.iter().flat_map(|line| [line, "\n"]).collect::<String>()
    };
    let on_save = move |()| {
        let name = store.peek(|workbench| format!("{}.log.jsonl", workbench.name));
        save(store, &name, &text(), "text/plain");
    };
    view! {
        <Button label="Copy log" icon="copy" small=true on_press=move |()| copy(store, &text(), "log")/>
        <Button label="Save log" icon="export" small=true on_press=on_save/>
    }
}
