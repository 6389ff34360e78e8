//! What is approximate and what is absent.

use leptos::prelude::*;

use super::Words;
use crate::studio::fidelity::{ABSENT, APPROXIMATE, Note};

/// Both lists.
#[component]
pub(super) fn Limits() -> impl IntoView {
    view! {
        <Notes title="Approximate" about="No recording shows it; it follows the documentation." notes=&APPROXIMATE/>
        <Notes title="Absent" about="What a run here does not do." notes=&ABSENT/>
    }
}

#[component]
fn Notes(title: &'static str, about: &'static str, notes: &'static [Note]) -> impl IntoView {
    let entry = |note: &'static Note| {
        view! { <div class="limit"><dt>{note.title}</dt><dd><Words text=note.text/></dd></div> }
    };
    view! {
        <section class="fid-sect">
            <h3>{title}</h3>
            <p class="sec">{about}</p>
            <dl class="limits">{notes.iter().map(entry).collect_view()}</dl>
        </section>
    }
}
