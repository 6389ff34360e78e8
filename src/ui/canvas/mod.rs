//! The canvas: the machine as a drawing that is panned, zoomed, selected in and dragged on.
//!
//! The view and the gesture live in their own narrow signals ([`Desk`]), outside the workbench: a pointer that moves
//! touches neither the workbench nor any state's view, only what follows it.
//! Must never know: where things are ([`crate::studio::Scene`]), what a drop does ([`crate::studio::gesture`]).

mod controls;
mod desk;
mod drawing;
mod failure;
mod keys;
mod minimap;
mod notice;
mod pointer;
mod rename;

use leptos::html;
use leptos::prelude::*;

use self::controls::ZoomBar;
use self::desk::Desk;
use self::drawing::{Drawing, Ghost};
use self::failure::FailureBanner;
use self::notice::{EmptyNotice, StaleNotice};
use self::rename::Rename;
use super::store::{Memo, Store};

pub(super) use keys::{look, open_inspector, rename};
pub(super) use pointer::{add_from_palette, press_palette};

/// The canvas.
#[component]
pub(super) fn Canvas() -> impl IntoView {
    let desk = Desk::new(Store::get());
    provide_context(desk);
    let stage = NodeRef::<html::Section>::new();
    desk.attach(stage);
    pointer::listen(desk);
    let grabs = Memo::new(move || desk.is_moving());
    let class = move || if grabs.get() { "stage grabbing" } else { "stage" };
    view! {
        <main class="canvas">
            <section class=class aria-label="Canvas" node_ref=stage>
                <Drawing/>
                <EmptyNotice/>
                <Rename/>
                <StaleNotice/>
                <FailureBanner/>
                <ZoomBar/>
            </section>
            <Ghost/>
        </main>
    }
}
