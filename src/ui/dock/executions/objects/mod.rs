//! The virtual buckets: what a person put there, what is missing, what the run wrote.

mod object;
mod reader;

use leptos::prelude::*;

use crate::studio::executions::objects::{self, NewObject, ObjectLine, ObjectOrigin};
use crate::studio::executions::readers::{self, Expression, Unknown, Wanted};
use crate::studio::{ExecutionsView, ObjectAction, ViewAction, describe};
use crate::ui::controls::{Button, ButtonKind, Each, FileButton, Icon, read_file};
use crate::ui::store::{Memo, Store, live};

pub(super) use object::Object;
pub use reader::ReaderObject;

/// What kinds of files the chooser offers first.
const ACCEPT: &str = ".csv,.json,.jsonl,.ndjson,.txt,.tsv,text/*,application/json";

/// The buckets.
#[component]
pub(super) fn Objects() -> impl IntoView {
    let store = Store::get();
    let list = store.slice(|workbench| objects::list(&workbench.run));
    let wanted = store.slice(|workbench| readers::wanted(&workbench.drawn, &workbench.run));
    let unknown = store.slice(|workbench| readers::unknown(&workbench.drawn, &workbench.run));
    let nothing = move || list.with(|(lines, _)| lines.is_empty()) && wanted.with(Vec::is_empty);
    let empty = Memo::new(move || nothing() && unknown.with(Vec::is_empty));
    let drop_file = move |event: leptos::ev::DragEvent| {
        event.prevent_default();
        event.stop_propagation();
        let files = event.data_transfer().and_then(|data| data.files());
        files
            .iter()
            .flat_map(|files| (0..files.length()).filter_map(|index| files.get(index)))
            .for_each(|file| add_file(store, &file));
    };
    let body = move || {
        if empty.get() {
            view! {
                <div class="empty"><Icon name="db"/><h3>"No objects yet"</h3>
                    <p>"A distributed Map reads its items from here and writes its results here. Paste a text with Add object, or add a CSV, JSON or JSON Lines file."</p></div>
            }
            .into_any()
        } else {
            view! { <List list=list wanted=wanted unknown=unknown/> }.into_any()
        }
    };
    view! {
        <section class="efill" aria-label="S3 objects" on:drop=drop_file>
            <header class="row ehead"><h3>"S3 objects"</h3><span class="grow"></span><span class="muted hide-p">{live(move || list.with(|(lines, _)| sum(lines)))}</span><Add/></header>
            {live(body)}
        </section>
    }
}

fn sum(lines: &[ObjectLine]) -> String {
    let bytes = lines.iter().map(|line| line.bytes).sum();
    format!("{}, {}", describe::count(lines.len(), "object"), describe::bytes(bytes))
}

fn add_file(store: Store, file: &web_sys::File) {
    read_file(store, file, "Nothing was added.", move |name, text| {
        store.dispatch(ObjectAction::Add(NewObject::File { name, text }));
    });
}

/// The two ways to add an object.
#[component]
fn Add() -> impl IntoView {
    let store = Store::get();
    let add_file = move |file: web_sys::File| add_file(store, &file);
    let add = move |()| store.dispatch(ObjectAction::Add(NewObject::Empty));
    view! {
        <Button label="Add object" icon="plus" small=true on_press=add/>
        <FileButton label="Add file" input_label="Object file" accept=ACCEPT small=true on_file=add_file/>
    }
}

#[component]
fn List(list: Memo<(Vec<ObjectLine>, usize)>, wanted: Memo<Vec<Wanted>>, unknown: Memo<Vec<Unknown>>) -> impl IntoView {
    let hidden = move || {
        let hidden = list.with(|(_, hidden)| *hidden);
        (hidden > 0).then(|| view! { <p class="hint">{format!("{} that the run wrote are not listed.", describe::count(hidden, "object"))}</p> })
    };
    view! {
        <div class="scroll elist">
            <ul><Each each=move || wanted.get() key=|wanted| wanted.name.clone() children=|wanted| view! { <Absent wanted=wanted/> }/>
                <Each each=move || unknown.get() key=|unknown| (unknown.state.clone(), by(&unknown.by)) children=|unknown| view! { <ByExpression unknown=unknown/> }/></ul>
            <table class="tbl objects" aria-label="Objects">
                <thead><tr><th scope="col">"Object"</th><th scope="col" class="r">"Size"</th><th scope="col" class="hide-p">"From"</th><th><span class="vh">"Remove"</span></th></tr></thead>
                <tbody><Each each=move || list.get().0 key=|line| (line.name.clone(), line.bytes, line.origin.words()) children=|line| view! { <Row line=line/> }/></tbody>
            </table>
            {live(hidden)}
            <p class="hint">"What the run wrote shows as of its latest event."</p>
        </div>
    }
}

/// An object that a state looks for in vain.
#[component]
fn Absent(wanted: Wanted) -> impl IntoView {
    let store = Store::get();
    let Wanted { state_name, name, .. } = wanted;
    let words = name.to_string();
    let add = move |()| store.dispatch(ObjectAction::Add(NewObject::Wanted(name.clone())));
    view! {
        <li class="lr"><span class="stat c-retrying"><Icon name="warn"/></span>
            <span class="grow"><span class="ell"><bdi class="mono">{words}</bdi>" does not exist"</span>
                <span class="muted ell">{format!("‘{state_name}’ reads its items from it")}</span></span>
            <Button label="Add missing object" small=true kind=ButtonKind::Plain on_press=add/></li>
    }
}

/// A Map whose object is not known before a run.
#[component]
fn ByExpression(unknown: Unknown) -> impl IntoView {
    let Unknown { state_name, by: expressions, .. } = unknown;
    view! {
        <li class="lr"><span class="stat sec"><Icon name="info"/></span>
            <span class="grow"><span class="ell">{format!("‘{state_name}’ reads what an expression names: ")}<bdi class="mono">{by(&expressions)}</bdi></span>
                <span class="muted ell">"Run it: what it asks for is then offered here"</span></span></li>
    }
}

/// The fields and their expressions, as they are written.
pub(super) fn by(expressions: &[Expression]) -> String {
    let one = |expression: &Expression| format!("{}: {}", expression.field, expression.text);
    expressions.iter().map(one).collect::<Vec<_>>().join(", ")
}

#[component]
fn Row(line: ObjectLine) -> impl IntoView {
    let store = Store::get();
    let ObjectLine { name, bytes, origin } = line;
    let words = name.to_string();
    let (shown, gone) = (name.clone(), name);
    let show = move |_| store.dispatch(ViewAction::ShowExecutions(ExecutionsView::Objects(Some(shown.clone()))));
    let remove = move |()| store.dispatch(ObjectAction::Remove(gone.clone()));
    let remove = (origin != ObjectOrigin::Written).then(|| {
        view! { <Button label=format!("Remove {words}") icon="x" icon_only=true small=true on_press=remove/> }
    });
    view! {
        <tr><td><button class="link mono ell" type="button" title=words.clone() on:click=show><bdi>{words.clone()}</bdi></button></td>
            <td class="r num">{describe::bytes(bytes)}</td><td class="ell hide-p">{origin.words()}</td><td class="r">{remove}</td></tr>
    }
}
