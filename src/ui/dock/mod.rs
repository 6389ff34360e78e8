//! The dock: the transport over its tabs, and the chosen tab's panel.

mod answer;
mod approvals;
mod executions;
mod history;
mod json_field;
mod mocks;
mod scrub;
mod timeline;
mod transport;

use leptos::prelude::*;

use super::code::{Code, Problems};
use super::controls::{Tab, Tabs};
use super::store::{Memo, Store, live};
use crate::asl::StateKind;
use crate::studio::{DockTab, ViewAction};
use crate::ui::controls::Show;
use approvals::Approvals;
use executions::Executions;
use history::History;
use mocks::Mocks;
use timeline::TimelinePanel;
use transport::Transport;

pub use executions::ReaderObject;
pub use mocks::MockEditor;

/// The accessible name of the list of tabs, and the prefix of its ids.
const NAME: &str = "Dock";

/// The dock.
#[component]
pub fn Dock() -> impl IntoView {
    let store = Store::get();
    let chosen = store.slice(|workbench| workbench.dock);
    let tabs = tabs(store);
    let label = move || chosen.get().label();
    let panel = move || match chosen.get() {
        DockTab::Timeline => view! { <TimelinePanel/> }.into_any(),
        DockTab::History => view! { <History/> }.into_any(),
        DockTab::Code => view! { <Code/> }.into_any(),
        DockTab::Problems => view! { <Problems/> }.into_any(),
        DockTab::Mocks => view! { <Mocks/> }.into_any(),
        DockTab::Approvals => view! { <Approvals/> }.into_any(),
        DockTab::Executions => view! { <Executions/> }.into_any(),
    };
    view! {
        <section class="panel dock" aria-label=NAME>
            <Transport/>
            <div class="sheet">
                <div class="dtabs">
                    <Tabs name=NAME tabs=tabs chosen=chosen on_choose=move |tab| store.dispatch(ViewAction::ShowDock(tab))/>
                    <Legend shown=Signal::derive(move || chosen.get() == DockTab::Timeline)/>
                </div>
                <div class="dpanel" role="tabpanel" id=format!("{NAME}-panel") aria-label=label>{live(panel)}</div>
            </div>
        </section>
    }
}

/// The tabs with their counts.
fn tabs(store: Store) -> Memo<Vec<Tab<DockTab>>> {
    let counts = store.slice(|workbench| {
        let events = workbench.run.simulation.as_ref().map_or(0, |simulation| simulation.history().len());
        (events, workbench.diagnostics.len())
    });
    let held = Memo::new(move || store.moment.with(|moment| moment.held.len()));
    let tasks = Memo::new(move || {
        store
            .drawn
            .with(|drawn| drawn.machine.states.iter().filter(|state| state.kind == Some(StateKind::Task)).count())
    });
    Memo::new(move || {
        let (events, problems) = counts.get();
        let count = |tab: DockTab| match tab {
            DockTab::History => (events, ""),
            DockTab::Problems => (problems, "warn"),
            DockTab::Mocks => (tasks.get(), ""),
            DockTab::Approvals => (held.get(), "call"),
            DockTab::Timeline | DockTab::Code | DockTab::Executions => (0, ""),
        };
        let tab =
            |key: DockTab| Tab { key, label: key.label(), count: Some(count(key)).filter(|(count, _)| *count > 0) };
        DockTab::ALL.map(tab).to_vec()
    })
}

/// What the bars of the timeline mean.
#[component]
fn Legend(shown: Signal<bool>) -> impl IntoView {
    const KEYS: [(&str, &str); 4] =
        [("k-ok", "Succeeded"), ("k-bad", "Failed try"), ("k-back", "Backoff"), ("k-wait", "Callback")];
    let key = |(class, words): (&'static str, &'static str)| view! { <span><i class=class></i>{words}</span> };
    view! { <Show when=move || shown.get()><div class="lgd" aria-hidden="true">{KEYS.map(key)}</div></Show> }
}
