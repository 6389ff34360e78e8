//! Over the canvas, why the run failed and where: the error and its cause, whole.

use leptos::prelude::*;

use super::desk::Desk;
use crate::studio::{DockTab, RunFailure, ViewAction};
use crate::ui::controls::{Button, ButtonKind, Icon};
use crate::ui::store::{Memo, live};

/// What the banner says, and of which history.
#[derive(Clone, PartialEq)]
struct Told {
    failure: RunFailure,
    state: Option<String>,
    history: u64,
}

/// Why the run failed, until it is dismissed.
#[component]
pub(super) fn FailureBanner() -> impl IntoView {
    let store = Desk::get().store;
    let told = store.slice(|workbench| {
        let failure = workbench.run.failure()?;
        let machine = &workbench.drawn.machine;
        let state = failure.state.as_ref().and_then(|state| machine.state(machine.at(state)?));
        let (state, history) = (state.map(|state| state.name.to_string()), workbench.run.visible().history);
        Some(Told { failure, state, history })
    });
    let dismissed = RwSignal::new(None::<u64>);
    let shown = Memo::new(move || told.get().filter(|told| dismissed.get() != Some(told.history)));
    let banner = move |Told { failure, state, history }: Told| {
        let place = state.clone().map(|state| view! { " in "<bdi>{state}</bdi> });
        let show = move |()| store.dispatch(ViewAction::ShowFailure);
        let code = move |()| {
            store.dispatch(ViewAction::ShowDock(DockTab::Code));
            store.dispatch(ViewAction::ShowFailure);
        };
        let buttons = state.map(|_| {
            view! {
                <Button label="Show the state" icon="fit" small=true kind=ButtonKind::Ghost on_press=show/>
                <Button label="Show in Code" icon="code" small=true kind=ButtonKind::Ghost on_press=code/>
            }
        });
        let cause = (!failure.cause.is_empty()).then(|| {
            view! { <pre class="cause" tabindex="0" role="region" aria-label="Cause of the failure">{failure.cause.to_string()}</pre> }
        });
        view! {
            <Icon name="fail"/>
            <p class="grow"><b>"Failed"{place}</b>" with "<code>{failure.error.to_string()}</code></p>
            <div class="btns">
                {buttons}
                <Button label="Dismiss" icon="x" icon_only=true small=true kind=ButtonKind::Ghost
                    on_press=move |()| dismissed.set(Some(history))/>
            </div>
            {cause}
        }
    };
    let content = move || {
        let told = shown.get()?;
        Some(view! { <section class="failure float" aria-label="Execution failed">{banner(told)}</section> })
    };
    view! { <div role="status">{live(content)}</div> }
}
