//! The palette: what can be dragged onto the canvas, or added with a press after the selected state.

use leptos::prelude::*;

use super::canvas;
use super::controls::{Each, Icon, kind_icon};
use super::store::{Store, live};
use crate::studio::commands::{ACTIONS, FLOW, PaletteItem};

/// The palette.
#[component]
pub fn Palette() -> impl IntoView {
    let search = RwSignal::new(String::new());
    let group = RwSignal::new(Group::Flow);
    let items = move || {
        let wanted = search.get().trim().to_ascii_lowercase();
        let all = FLOW.iter().chain(&ACTIONS);
        if wanted.is_empty() {
            let of_group: &[PaletteItem] = if group.get() == Group::Flow { &FLOW } else { &ACTIONS };
            return of_group.to_vec();
        }
        all.filter(|item| item.label.to_ascii_lowercase().contains(&wanted)).copied().collect()
    };
    let none = move || items().is_empty().then(|| view! { <p class="hint">"No state or action of that name."</p> });
    let wide = move || if group.get() == Group::Flow && search.with(String::is_empty) { "pgrid" } else { "pgrid one" };
    view! {
        <section class="palette" aria-label="Palette">
            <h2 class="phead">"Palette"</h2>
            <div class="pal">
                <label class="inp">
                    <Icon name="search"/>
                    <input aria-label="Search palette" placeholder="Search palette" autocomplete="off"
                        prop:value=move || search.get() on:input:target=move |event| search.set(event.target().value())/>
                </label>
                <div class="seg full" role="group" aria-label="Palette groups">
                    {Group::ALL.map(|choice| view! {
                        <button type="button" aria-pressed=move || (group.get() == choice).to_string()
                            on:click=move |_| group.set(choice)>{choice.label()}</button>
                    })}
                </div>
                <div class=wide>
                    <Each each=items key=|item| item.label children=|item| view! { <Item item=item/> }/>
                    {live(none)}
                </div>
            </div>
        </section>
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Flow,
    Actions,
}

impl Group {
    const ALL: [Group; 2] = [Group::Flow, Group::Actions];

    fn label(self) -> &'static str {
        match self {
            Group::Flow => "Flow",
            Group::Actions => "Actions",
        }
    }
}

#[component]
fn Item(item: PaletteItem) -> impl IntoView {
    let store = Store::get();
    let icon = kind_icon(Some(item.kind));
    let tile = format!("tile t-{icon}");
    let title = "Drag onto the canvas, or press to add after the selected state";
    view! {
        <button class="pitem" type="button" title=title
            on:pointerdown=move |event| canvas::press_palette(store, &item, &event)
            on:click=move |event| canvas::add_from_palette(store, &item, &event)>
            <span class=tile><Icon name=icon/></span>
            <span class="ell">{item.label}</span>
        </button>
    }
}
