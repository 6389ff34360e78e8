//! In the inspector: the object a Map's `ItemReader` reads.

use leptos::prelude::*;

use super::by;
use crate::json::Pointer;
use crate::studio::executions::objects::NewObject;
use crate::studio::executions::readers::{self, Reads};
use crate::studio::{ExecutionsView, ObjectAction, ViewAction};
use crate::ui::controls::{Button, ButtonKind, Icon};
use crate::ui::store::{Store, live};

/// The object, or the way to add it.
#[component]
pub fn ReaderObject(
    /// The Map.
    state: Pointer,
) -> impl IntoView {
    let store = Store::get();
    let read = store.slice(move |workbench| readers::read_by(&workbench.drawn, &workbench.run, &state));
    let all = move |()| store.dispatch(ViewAction::ShowExecutions(ExecutionsView::Objects(None)));
    let body = move || {
        match read.get() {
        None => view! {
            <p class="hint">"This Map’s ItemReader does not say what it reads. The execution looks among the S3 objects."</p>
            <div class="row"><Button label="S3 objects" icon="db" small=true kind=ButtonKind::Plain on_press=all/></div>
        }
        .into_any(),
        Some(Reads::Unknown(expressions)) => view! {
            <p class="hint">"An expression names what this Map reads; a run tells it."</p>
            <p><bdi class="mono">{by(&expressions)}</bdi></p>
            <div class="row"><Button label="S3 objects" icon="db" small=true kind=ButtonKind::Plain on_press=all/></div>
        }
        .into_any(),
        Some(Reads::Object { name, there: true, evaluated }) => {
            let words = name.to_string();
            let show = move |()| store.dispatch(ViewAction::ShowExecutions(ExecutionsView::Objects(Some(name.clone()))));
            view! {
                <p class="row"><span class="stat c-succeeded"><Icon name="succeed"/></span><bdi class="mono ell" title=words.clone()>{words.clone()}</bdi></p>
                {told(evaluated)}
                <div class="row"><Button label="Show object" icon="db" small=true kind=ButtonKind::Plain on_press=show/></div>
            }
            .into_any()
        }
        Some(Reads::Object { name, there: false, evaluated }) => {
            let words = name.to_string();
            let add = move |()| store.dispatch(ObjectAction::Add(NewObject::Wanted(name.clone())));
            view! {
                <p class="row"><span class="stat c-retrying"><Icon name="warn"/></span><bdi class="mono ell" title=words.clone()>{words.clone()}</bdi></p>
                {told(evaluated)}
                <p class="hint">"This object does not exist yet: the Map would fail with States.ItemReaderFailed."</p>
                <div class="row"><Button label="Add object" icon="plus" small=true kind=ButtonKind::Plain on_press=add/></div>
            }
            .into_any()
        }
    }
    };
    view! { <section class="sect" aria-label="Items"><h3>"Items from S3"</h3>{live(body)}</section> }
}

/// Where the name of an object comes from, if not from the definition.
fn told(evaluated: bool) -> impl IntoView {
    evaluated.then(|| view! { <p class="hint">"An expression names it; this is what the last run asked for."</p> })
}
