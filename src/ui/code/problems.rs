//! The Problems panel: every diagnostic, worst first, with its place and its fix.

use std::sync::Arc;

use leptos::prelude::*;

use super::Found;
use crate::json::Position;
use crate::lint::{Diagnostic, Fix, Severity};
use crate::sort;
use crate::studio::{EditAction, ViewAction, Workbench};
use crate::ui::controls::Icon;
use crate::ui::store::{Store, live};

#[derive(Clone)]
struct Row {
    index: usize,
    diagnostic: Diagnostic,
    place: Position,
    /// The text it was found in, which its fix is for.
    text: Arc<str>,
}

/// The Problems panel.
#[component]
pub fn Problems() -> impl IntoView {
    let store = Store::get();
    let diagnostics = store.slice(|workbench| Found(workbench.diagnostics.clone()));
    let rows = move || {
        diagnostics.with(|key| {
            let mut rows: Vec<Row> = store.peek(|workbench| {
                let place = |d: &Diagnostic| workbench.document.position(d.span.start);
                let row = |(index, d): (usize, &Diagnostic)| Row {
                    index,
                    diagnostic: d.clone(),
                    place: place(d),
                    text: workbench.judged.clone(),
                };
                key.0.iter().enumerate().map(row).collect()
            });
            sort::by_key(&mut rows, |row| (row.diagnostic.severity, row.place));
            rows
        })
    };
    let checks = store.slice(Workbench::is_unchecked);
    let body = move || {
        if checks.get() {
            // What was found is of an earlier text.
            return view! { <p class="hint pad">"Checking the text…"</p> }.into_any();
        }
        let rows = rows();
        if rows.is_empty() {
            return view! {
                <div class="empty">
                    <Icon name="check"/>
                    <h3>"No problems"</h3>
                    <p>"New findings appear as you type."</p>
                </div>
            }
            .into_any();
        }
        let rows = rows.into_iter().map(|row| view! { <RowView row=row/> }).collect_view();
        view! { <ul class="lrs">{rows}</ul> }.into_any()
    };
    view! { <div class="problems scroll" tabindex="0">{live(body)}</div> }
}

#[component]
fn RowView(row: Row) -> impl IntoView {
    let store = Store::get();
    let Row { index, diagnostic, place, text } = row;
    let (icon, tone, word) = match diagnostic.severity {
        Severity::Error => ("error", "c-failed", "Error"),
        Severity::Warning => ("warn", "c-retrying", "Warning"),
        Severity::Hint => ("info", "c-running", "Hint"),
    };
    let go = move |_| store.dispatch(ViewAction::ShowProblem(index));
    let fix = diagnostic.fix.clone().map(|fix| {
        let label = fix.label.clone();
        let Fix { label: words, edit } = fix;
        let apply = move |_| {
            store.dispatch(EditAction::ApplyFix { label: words.clone(), edit: edit.clone(), on: text.clone() });
        };
        view! { <button class="btn sm" type="button" on:click=apply>{label}</button> }
    });
    // The service's own code, by which people look a problem up.
    let aws = diagnostic.aws.map(|code| view! { " " <code>{code}</code> });
    let help = view! { <span class="muted">{diagnostic.help.clone()}{aws}</span> };
    view! {
        <li class="lr">
            <span class=tone><svg class="ic" role="img" aria-label=word><use href=format!("#i-{icon}")/></svg></span>
            <button class="link grow" type="button" on:click=go>
                <span>{diagnostic.message.clone()}</span>
                {help}
            </button>
            <code class="muted">{diagnostic.code.to_string()}</code>
            <span class="loc">{format!("line {}", place.line)}</span>
            {fix}
        </li>
    }
}
