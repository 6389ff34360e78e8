//! One state on the canvas.

use std::sync::Arc;

use leptos::prelude::*;

use crate::json::Pointer;
use crate::layout::{Face, Rect, text_width};
use crate::studio::gesture::Node;
use crate::studio::{Badge, Moment, StateStatus};
use crate::ui::canvas::desk::Desk;
use crate::ui::controls::kind_class;
use crate::ui::store::{Memo, live};

/// Where the third line of a callback is.
const METER: (i32, i32) = (60, 42);

/// What a run adds to a state.
#[derive(Clone, Default, PartialEq)]
struct Facts {
    status: StateStatus,
    /// What stands at its corner.
    badge: Option<Badge>,
    /// How much of a callback's time has passed, and how much is left in words.
    remaining: Option<(Option<f64>, String)>,
    /// How far the branches are.
    inner: Option<String>,
}

impl Facts {
    fn of(moment: &Moment, state: &Pointer) -> Facts {
        Facts {
            status: moment.status(state),
            badge: moment.badge(state),
            remaining: moment.remaining(state).map(|remaining| (remaining.fraction, remaining.words)),
            inner: moment.inner(state),
        }
    }
}

/// The signals of one state's view. Each answers `None` once the state is gone, and its view with it.
#[derive(Clone, Copy)]
struct Signals {
    node: Memo<Option<Arc<Node>>>,
    facts: Memo<Facts>,
    selected: Memo<bool>,
    error: Memo<Option<String>>,
}

impl Signals {
    fn new(desk: Desk, pointer: StoredValue<Pointer>) -> Signals {
        let selected = pointer.with_value(|p| desk.chosen.is(p));
        let store = desk.store;
        Signals {
            node: Memo::new(move || store.scene.with(|scene| pointer.with_value(|p| scene.node(p).cloned()))),
            facts: Memo::new(move || store.moment.with(|moment| pointer.with_value(|p| Facts::of(moment, p)))),
            selected,
            error: Memo::new(move || desk.errors.with(|errors| pointer.with_value(|p| errors.get(p).cloned()))),
        }
    }

    /// The accessible name: type and name first, then what is to be said of it.
    fn name(self) -> String {
        let mut words = self.node.with(|node| node.as_ref().map(|node| node.called()).unwrap_or_default());
        self.facts.with(|facts| {
            let parts = [
                Some(facts.status.label().to_ascii_lowercase()),
                facts.badge.as_ref().map(|badge| badge.words.clone()),
                facts.inner.clone(),
                facts.remaining.as_ref().map(|(_, words)| words.clone()),
            ];
            for part in parts.into_iter().flatten() {
                words.push_str(", ");
                words.push_str(&part);
            }
        });
        if let Some(error) = self.error.get() {
            words.push_str(", error: ");
            words.push_str(&error);
        }
        words
    }
}

/// A state.
#[component]
pub(super) fn NodeView(
    /// Its object in the document.
    pointer: Pointer,
    /// Whether other states are drawn inside it.
    boxed: bool,
) -> impl IntoView {
    let desk = Desk::get();
    let address = pointer.to_string();
    let pointer = StoredValue::new(pointer);
    let signals = Signals::new(desk, pointer);
    let Signals { node, facts, selected, error } = signals;
    let kind = Memo::new(move || node.with(|node| kind_class(node.as_ref().and_then(|node| node.kind))));
    let state = move || node.with(|node| node.as_ref().map(|node| node.name.to_string()));
    let transform = move || {
        node.with(|node| {
            let Rect { x, y, .. } = node.as_ref().map(|node| node.rect).unwrap_or_default();
            format!("translate({x} {y})")
        })
    };
    let lifted = pointer.with_value(|p| desk.lifted.is(p));
    let reachable = Memo::new(move || node.with(|node| node.as_ref().is_none_or(|node| node.reachable)));
    let class = move || {
        let status = facts.with(|facts| facts.status.class());
        let flag = |on: bool, name: &'static str| if on { name } else { "" };
        format!(
            "{} ty-{} st-{status}{}{}{}{}",
            if boxed { "box" } else { "nd" },
            kind.get(),
            flag(selected.get(), " is-sel"),
            flag(error.with(Option::is_some), " is-err"),
            flag(lifted.get(), " is-lifted"),
            flag(!reachable.get(), " is-cut"),
        )
    };
    let stop = pointer.with_value(|p| desk.stop.is(p));
    // A state that only moved keeps its body.
    let look = Memo::new_with(move || node.get(), |a, b| same_look(a.as_deref(), b.as_deref()));
    let body = move || {
        look.get().map(
            |node| {
                if boxed { box_body(&node, facts).into_any() } else { leaf_body(&node, facts).into_any() }
            },
        )
    };
    view! {
        <g class=class role="group" tabindex=move || if stop.get() { "0" } else { "-1" } transform=transform
            data-state=state data-status=move || facts.with(|facts| facts.status.data()) data-pointer=address
            aria-label=move || signals.name() aria-current=move || selected.get().then_some("true")>
            <g aria-hidden="true">
                {live(body)}
                <StatusMark node=node facts=facts/>
                <Corner node=node facts=facts error=error/>
            </g>
        </g>
    }
}

/// Whether two states are drawn alike, wherever they stand.
fn same_look(a: Option<&Node>, b: Option<&Node>) -> bool {
    let texts = |node: &Node| (node.title.clone(), node.detail.clone(), node.note.clone());
    let form = |node: &Node| (node.shape, node.icon, node.rect.width, node.rect.height);
    match (a, b) {
        (Some(a), Some(b)) => form(a) == form(b) && texts(a) == texts(b),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// Outline and texts of a leaf.
fn leaf_body(node: &Node, facts: Memo<Facts>) -> impl IntoView + use<> {
    let (tile_x, name_x) = (node.tile_x(), node.name_x());
    let lines = (!node.detail.is_empty(), node.note.is_some());
    // Two lines stand around the middle of a 40-pixel body, one line on it.
    let name_y = if lines.0 { "17.5" } else { "24.5" };
    let icon = format!("#i-{}", node.icon);
    let detail = lines.0.then(|| view! { <text class="sb" x=name_x y="32">{node.detail.clone()}</text> });
    let third = node.note.clone().map(|note| view! { <Third note=note facts=facts/> });
    let stack = node.stack().map(|path| view! { <path class="stack" d=path/> });
    let inner = node.inner().map(|path| view! { <path class="inner" d=path/> });
    view! {
        {stack}
        <path class="body" d=node.outline()/>
        {inner}
        <rect class="tile" x=tile_x y="8" width="24" height="24" rx="6"/>
        <use href=icon class="tyi" x=tile_x + 4 y="12" width="16" height="16"/>
        <text class="nm" x=name_x y=name_y>{node.title.clone()}</text>
        {detail}
        {third}
    }
}

/// The third line of a Task that waits for its token: how much of its time is left.
#[component]
fn Third(note: String, facts: Memo<Facts>) -> impl IntoView {
    let (length, y) = METER;
    live(move || match facts.with(|facts| facts.remaining.clone()) {
        Some((fraction, words)) => {
            let meter = fraction.map(|fraction| {
                let filled = (fraction * f64::from(length)).round().max(2.0);
                view! {
                    <rect class="trk" x="8" y=y width=length height="4" rx="2"/>
                    <rect class="fil" x="8" y=y width=filled height="4" rx="2"/>
                }
            });
            let x = if meter.is_some() { 76 } else { 40 };
            view! { <g class="cd">{meter}<text class="cdt" x=x y="47.5">{words}</text></g> }.into_any()
        }
        None => view! { <text class="sb note" x="40" y="47.5">{note.clone()}</text> }.into_any(),
    })
}

/// Outline and head of a box.
fn box_body(node: &Node, facts: Memo<Facts>) -> impl IntoView + use<> {
    let Rect { width, .. } = node.rect;
    let icon = format!("#i-{}", node.icon);
    let still = node.detail.clone();
    let detail = move || facts.with(|facts| facts.inner.clone()).unwrap_or_else(|| still.clone());
    view! {
        <path class="body" d=node.outline()/>
        <path class="hd" d=node.head()/>
        <path class="hdl" d=format!("M0 28H{width}")/>
        <use href=icon class="tyi" x="8" y="6" width="16" height="16"/>
        <text class="nm" x=node.name_x() y="18.5">{node.title.clone()}</text>
        <text class="sb" x=node.status_x() - 8 y="18.5" text-anchor="end">{live(detail)}</text>
    }
}

/// The icon of the status, with its word on hover.
#[component]
fn StatusMark(node: Memo<Option<Arc<Node>>>, facts: Memo<Facts>) -> impl IntoView {
    let status = Memo::new(move || facts.with(|facts| facts.status));
    let href = move || format!("#i-{}", status.get().icon());
    let x = move || node.with(|node| node.as_ref().map_or(0, |node| node.status_x()));
    let y = move || node.with(|node| if node.as_ref().is_some_and(|node| node.is_box) { 6 } else { 12 });
    let tip = move || {
        let name = node.with(|node| node.as_ref().map(|node| node.name.to_string()).unwrap_or_default());
        format!("{name}: {}", status.get().label())
    };
    view! {
        <g>
            <title>{live(tip)}</title>
            <use href=href class="sti" x=x y=y width="16" height="16"/>
        </g>
    }
}

/// What stands at the corners: its badge, and that its definition is wrong.
#[component]
fn Corner(node: Memo<Option<Arc<Node>>>, facts: Memo<Facts>, error: Memo<Option<String>>) -> impl IntoView {
    let badge = Memo::new(move || facts.with(|facts| facts.badge.clone()));
    let tries = move || {
        let right = node.with(|node| node.as_ref().map_or(0, |node| node.rect.width));
        badge.get().map(|Badge { status, text, words }| {
            let width = text_width(&text, 105, Face::Sans) + 27;
            let x = right + 6 - width;
            view! {
                <g class=format!("bdg st-{}", status.class()) transform=format!("translate({x} -12)")>
                    <title>{words}</title>
                    <rect width=width height="18" rx="9"/>
                    <use href=format!("#i-{}", status.icon()) x="5" y="3" width="12" height="12"/>
                    <text x="20" y="13">{text}</text>
                </g>
            }
        })
    };
    let wrong = move || {
        error.get().map(|error| {
            view! {
                <g class="ebdg">
                    <title>{error}</title>
                    <circle r="8"/>
                    <path d="M0-4v4.5M0 3.6v.1"/>
                </g>
            }
        })
    };
    view! { {live(tries)}{live(wrong)} }
}
