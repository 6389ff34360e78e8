//! A list of tabs with the keyboard pattern of WAI-ARIA: one tab stop, arrows choose.

use leptos::html;
use leptos::prelude::*;

use super::Each;
use crate::studio::catalogue::Place;
use crate::studio::key::Key;
use crate::ui::keys::pressed;
use crate::ui::store::{Memo, effect, live};

/// One tab: its key, its label, and a count with its tone.
#[derive(Clone, PartialEq)]
pub struct Tab<K> {
    /// What is chosen with it.
    pub key: K,
    /// The label and accessible name.
    pub label: &'static str,
    /// A count beside it and its class, `""`, `warn` or `call`.
    pub count: Option<(usize, &'static str)>,
}

/// The id of the panel under the tabs of a name.
pub fn panel_id(name: &str) -> String {
    format!("{}-panel", slug(name))
}

fn slug(name: &str) -> String {
    name.replace(' ', "-")
}

/// Tabs over a panel whose id is [`panel_id`].
#[component]
pub fn Tabs<K>(
    /// The accessible name of the list, and the prefix of the ids.
    name: &'static str,
    /// The tabs.
    #[prop(into)]
    tabs: Signal<Vec<Tab<K>>>,
    /// The chosen one.
    #[prop(into)]
    chosen: Signal<K>,
    /// What choosing does.
    #[prop(into)]
    on_choose: Callback<K>,
) -> impl IntoView
where
    K: Copy + PartialEq + Send + Sync + 'static,
{
    let heads = Memo::new(move || tabs.with(|tabs| tabs.iter().map(|tab| (tab.label, tab.count)).collect::<Heads>()));
    let label = move |key: K| tabs.with(|tabs| tabs.iter().find(|tab| tab.key == key).map(|tab| tab.label));
    let chosen = Memo::new(move || label(chosen.get()));
    let choose = move |label: &'static str| {
        let key = tabs.with_untracked(|tabs| tabs.iter().find(|tab| tab.label == label).map(|tab| tab.key));
        if let Some(key) = key {
            on_choose.run(key);
        }
    };
    view! { <List name=name heads=heads chosen=chosen on_choose=choose/> }
}

/// The labels of the tabs with their counts.
type Heads = Vec<(&'static str, Option<(usize, &'static str)>)>;

/// The tabs by their labels, whatever they choose between.
#[component]
fn List(
    name: &'static str,
    heads: Memo<Heads>,
    chosen: Memo<Option<&'static str>>,
    #[prop(into)] on_choose: Callback<&'static str>,
) -> impl IntoView {
    let list = NodeRef::<html::Div>::new();
    // Counts beside the labels change with every frame of a run, and the place of a tab does not.
    let place = Memo::new(move || {
        chosen.with(|chosen| heads.with(|heads| heads.iter().position(|(label, _)| Some(*label) == *chosen)))
    });
    let choose_beside = move |event: leptos::ev::KeyboardEvent| {
        let tabs = heads.get_untracked();
        let at = place.get_untracked().unwrap_or(0);
        let Some((_, key)) = pressed(&[Place::Tabs], &event) else { return };
        let next = match key {
            Key::Right => Some((at + 1) % tabs.len().max(1)),
            Key::Left => Some((at + tabs.len().saturating_sub(1)) % tabs.len().max(1)),
            to_the_end => to_the_end.along(at, tabs.len(), 0),
        };
        event.prevent_default();
        if let Some((next, (label, _))) = next.and_then(|next| Some((next, tabs.get(next)?))) {
            on_choose.run(label);
            let button = list.get_untracked().and_then(|list| list.children().item(next as u32));
            focus(button);
        }
    };
    // How much room the counts take: more when one comes or has another digit.
    let digits = Memo::new(move || {
        heads.with(|heads| {
            heads.iter().filter_map(|(_, count)| Some(count.as_ref()?.0.to_string().len())).sum::<usize>()
        })
    });
    // On a narrow screen the list is wider than its place: the chosen tab is brought into view, and kept there.
    effect(move || {
        digits.with(|_| ());
        if let Some((list, at)) = list.get().zip(place.get()) {
            request_animation_frame(move || center(&list, at as u32));
        }
    });
    let tab_view = move |label: &'static str| {
        let id = slug(name);
        let selected = Memo::new(move || chosen.get() == Some(label));
        let count = move || {
            let count =
                heads.with(|heads| heads.iter().find(|(other, _)| *other == label).and_then(|(_, count)| *count));
            count.map(|(count, tone)| view! { <span class=format!("count {tone}")>{count}</span> })
        };
        view! {
            <button class="tab" type="button" role="tab" id=format!("{id}-{label}-tab")
                aria-selected=move || selected.get().to_string()
                aria-controls=move || selected.get().then(|| panel_id(name))
                tabindex=move || if selected.get() { "0" } else { "-1" }
                on:click=move |_| on_choose.run(label)>
                {label}{live(count)}
            </button>
        }
    };
    let labels = move || heads.with(|heads| heads.iter().map(|(label, _)| *label).collect::<Vec<_>>());
    view! {
        <div class="tabs" role="tablist" aria-label=name node_ref=list on:keydown=choose_beside>
            <Each each=labels key=|label| *label children=tab_view/>
        </div>
    }
}

/// Scrolls a list sideways until its entry is in the middle, as far as it goes.
fn center(list: &web_sys::HtmlElement, at: u32) {
    let Some(entry) = list.children().item(at) else { return };
    let (entry, list_rect) = (entry.get_bounding_client_rect(), list.get_bounding_client_rect());
    let off = entry.left() + entry.width() / 2.0 - list_rect.left() - list_rect.width() / 2.0;
    list.set_scroll_left(list.scroll_left() + off as i32);
}

fn focus(element: Option<web_sys::Element>) {
    use wasm_bindgen::JsCast;
    if let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        // Focus is a convenience; a browser that refuses it loses nothing.
        let _ = element.focus();
    }
}
