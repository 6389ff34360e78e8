//! Where the service differs from the specification, with a search.

use leptos::prelude::*;

use super::Words;
use crate::sim::{DIFFERENCES, Difference};
use crate::studio::ViewAction;
use crate::studio::describe;
use crate::studio::fidelity::{FRAGMENT, Page, Part};
use crate::ui::controls::{Each, Icon};
use crate::ui::store::{Memo, Store, live};

/// The rows that match, and the one that was asked for.
#[component]
pub(super) fn Differences(row: Memo<Option<&'static str>>) -> impl IntoView {
    let store = Store::get();
    let search = RwSignal::new(String::new());
    let rows = Memo::new(move || {
        let asked = row.get();
        let fits = |row: &&'static Difference| search.with(|words| row.matches(words)) || asked == Some(row.id);
        DIFFERENCES.iter().filter(fits).collect::<Vec<_>>()
    });
    let type_in = move |words: String| {
        search.set(words);
        store.dispatch(ViewAction::ShowFidelity(Some(Page { part: Part::Differences, row: None })));
    };
    let count = move || match rows.with(Vec::len) {
        0 => "None has these words".to_owned(),
        found if found == DIFFERENCES.len() => describe::count(found, "difference"),
        found => format!("{found} of {}", describe::count(DIFFERENCES.len(), "difference")),
    };
    view! {
        <p class="sec">"The simulator does what the service does. Where the Amazon States Language specification says
            something else, both stand here."</p>
        <div class="fid-find">
            <label class="inp">
                <Icon name="search"/>
                <input type="search" aria-label="Search differences" placeholder="Search differences" autocomplete="off"
                    prop:value=move || search.get() on:input:target=move |event| type_in(event.target().value())/>
            </label>
            <span class="sec" role="status">{live(count)}</span>
        </div>
        <div class="diffs">
            <Each each=move || rows.get() key=|row| row.id children=move |difference| view! { <Row difference=difference asked=row/> }/>
        </div>
    }
}

#[component]
fn Row(difference: &'static Difference, asked: Memo<Option<&'static str>>) -> impl IntoView {
    let id = format!("{FRAGMENT}{}", difference.id);
    let class = move || if asked.get() == Some(difference.id) { "diff sel" } else { "diff" };
    let link = format!("#{id}");
    let title = format!("{id}-title");
    view! {
        <article class=class id=id tabindex="-1" aria-labelledby=title.clone()>
            <h3 id=title.clone()>{difference.title}
                <a class="btn ghost sm icon" href=link aria-label=format!("Link to {}", difference.title) title="Link to this difference">"#"</a>
            </h3>
            <dl>
                <div><dt>"Specification"</dt><dd><Words text=difference.specification/></dd></div>
                <div><dt>"Service"</dt><dd><Words text=difference.service/></dd></div>
            </dl>
            <p class="muted">"Known from: "{difference.source}</p>
        </article>
    }
}
