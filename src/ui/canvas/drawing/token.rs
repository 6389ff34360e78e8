//! Where execution stands.

use leptos::prelude::*;

use crate::studio::gesture::{TokenMark, tokens};
use crate::ui::canvas::desk::Desk;
use crate::ui::store::{Memo, live};

/// The tokens of the visible moment.
#[component]
pub(super) fn Tokens() -> impl IntoView {
    let store = Desk::get().store;
    let marks = Memo::new(move || store.scene.with(|scene| store.moment.with(|moment| tokens(scene, moment))));
    live(move || marks.get().into_iter().map(token).collect_view())
}

fn token(mark: TokenMark) -> impl IntoView {
    let (x, y) = (mark.at.x, mark.at.y);
    let waits = mark.waits.map(|waits| view! { <text class="tokn" x="14" y="4">{waits}</text> });
    view! {
        <g class=if mark.live { "tok live" } else { "tok" } role="img" aria-label=mark.name
            transform=format!("translate({x} {y})")>
            <circle class="halo" r="10"/>
            <circle class="core" r="7"/>
            <text class="tokt" y="3.4">{mark.text}</text>
            {waits}
        </g>
    }
}
