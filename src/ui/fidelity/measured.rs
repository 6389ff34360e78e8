//! What was measured: the corpora with their areas, and what fails.

use leptos::prelude::*;

use super::Words;
use crate::studio::describe::{count, grouped};
use crate::studio::fidelity::{Corpus, Count, MEASURED, about, of_service, reason, total};
use crate::ui::controls::Icon;
use crate::ui::store::live;

/// The head line, the table and the failures.
#[component]
pub(super) fn Measured() -> impl IntoView {
    let sum = of_service();
    let corpora = MEASURED.iter().map(|corpus| view! { <Rows corpus=corpus/> }).collect_view();
    view! {
        <div class="fid-sum">
            <b class="fid-big">{sum.percent()}</b>
            <div class="grow">
                <p><b>{format!("{} of {} cases", grouped(sum.passed), grouped(sum.compared()))}</b>
                    " recorded on the service come out here exactly as they did there: status, output, error, cause, and
                    every event with its id, its predecessor and its details."</p>
                <Bar count=sum/>
            </div>
        </div>
        <p class="sec">"Generated text (names, ARNs, tokens, times) is compared by its place and its repetition. A case is
            not replayable where the recording itself says so."</p>
        <table class="measured" aria-label="What was measured">
            <thead><tr>
                <th scope="col">"Corpus"</th><th class="r" scope="col">"Passed"</th><th class="r" scope="col">"Failed"</th>
                <th class="r" scope="col">"Not replayable"</th><th class="share" scope="col">"Share"</th>
            </tr></thead>
            {corpora}
            <tfoot><tr class="head"><th scope="row">"All"</th><Numbers count=total()/></tr>
                <tr class="about"><td colspan="5">"With the distance to RFC 9535"</td></tr></tfoot>
        </table>
        <Failures/>
    }
}

/// A corpus, and its areas when it is opened.
#[component]
fn Rows(corpus: &'static Corpus<'static>) -> impl IntoView {
    let open = RwSignal::new(false);
    let words = about(corpus.name).map(|about| about.words);
    let name = if corpus.shown.is_empty() {
        view! { <span class="fid-name">{corpus.name}</span> }.into_any()
    } else {
        let toggle = move |_| open.update(|open| *open = !*open);
        let icon = Signal::derive(move || if open.get() { "down" } else { "right" });
        view! {
            <button class="link fid-name" type="button" aria-expanded=move || open.get().to_string() on:click=toggle>
                <Icon name=icon small=true/>{corpus.name}
            </button>
        }
        .into_any()
    };
    let areas = move || {
        let area = |area: &crate::studio::fidelity::Area<'static>| {
            view! { <tr class="area"><th scope="row">{area.name}</th><Numbers count=area.count/></tr> }
        };
        open.get().then(|| corpus.shown.iter().map(area).collect_view())
    };
    view! {
        <tbody>
            <tr class="head"><th scope="row">{name}</th><Numbers count=corpus.count/></tr>
            <tr class="about"><td colspan="5">{words}", "{count(corpus.areas, "area")}</td></tr>
            {live(areas)}
        </tbody>
    }
}

/// The cells of a row.
#[component]
fn Numbers(count: Count) -> impl IntoView {
    view! {
        <td class="r">{grouped(count.passed)}</td>
        <td class="r">{grouped(count.failed)}</td>
        <td class="r">{grouped(count.skipped)}</td>
        <td class="share"><div><Bar count=count/><span>{count.percent()}</span></div></td>
    }
}

/// How much passed: the rest is hatched. The number beside it says the same.
#[component]
fn Bar(count: Count) -> impl IntoView {
    let width = format!("{}%", count.permille() as f64 / 10.0);
    view! { <span class="fid-bar" class:whole=count.failed == 0 aria-hidden="true"><i style:width=width></i></span> }
}

/// Every case that fails, with its reason; of a kind of many, how many.
#[component]
fn Failures() -> impl IntoView {
    let failing = MEASURED.iter().filter(|corpus| corpus.count.failed > 0);
    let part = |corpus: &'static Corpus<'static>| {
        let case = |(area, case): &(&'static str, &'static str)| {
            let words = reason(corpus.name, case).unwrap_or("The reason is not known.");
            view! { <li><code>{*case}</code><span class="muted">{*area}</span><p><Words text=words/></p></li> }
        };
        let kind = |(words, number): &(&'static str, usize)| {
            view! { <li class="kind"><b class="num">{grouped(*number)}</b><p><Words text=words/></p></li> }
        };
        view! {
            <section class="fid-fails">
                <h4>{corpus.name}<span class="count">{grouped(corpus.count.failed)}</span></h4>
                <ul>{corpus.cases.iter().map(case).collect_view()}{corpus.kinds.iter().map(kind).collect_view()}</ul>
            </section>
        }
    };
    view! { <section class="fid-sect"><h3>"What fails, and why"</h3>{failing.map(part).collect_view()}</section> }
}
