//! What the canvas alone knows: the view, the gesture, what is hovered, focused and renamed.

use std::cell::Cell;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::{html, svg};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

use crate::json::Pointer;
use crate::layout::Rect;
use crate::lint::Severity;
use crate::sort::SortedMap;
use crate::studio::gesture::{Gesture, Input, Outcome, Preview, Spot, Stage, Viewport};
use crate::studio::{Moment, Mounted, Playing, Scene, Selection, TokenPlace, ViewAction, Visible};
use crate::ui::store::{Memo, Store, effect};

/// Which one of many is meant. Of the many that ask, only those whose answer changes are told.
#[derive(Clone, Copy)]
pub(super) struct TheOne(StoredValue<Selector<Option<Pointer>>>);

impl TheOne {
    fn new(source: impl Fn() -> Option<Pointer> + Clone + Send + Sync + 'static) -> TheOne {
        TheOne(StoredValue::new(Selector::new(source)))
    }

    /// Whether it is this one, until the component that asks goes.
    pub(super) fn is(self, pointer: &Pointer) -> Memo<bool> {
        let key = Some(pointer.clone());
        let asked = key.clone();
        on_cleanup(move || {
            // With the whole canvas the selector goes, too.
            let _ = self.0.try_with_value(|selector| selector.remove(&key));
        });
        Memo::new(move || self.0.try_with_value(|selector| selector.selected(&asked)).unwrap_or_default())
    }
}

/// The canvas's own signals. Each is narrow: what does not show it is not touched by it.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub(super) store: Store,
    /// What is on the screen.
    pub(super) view: RwSignal<Viewport>,
    /// What the pointer does.
    gesture: RwSignal<Gesture>,
    /// What a release would do here.
    pub(super) preview: Memo<Option<Preview>>,
    /// The state that is dragged.
    pub(super) lifted: TheOne,
    /// The state or transition that is selected.
    pub(super) chosen: TheOne,
    /// The state or transition under the pointer.
    pub(super) over: TheOne,
    /// The state or transition under the pointer.
    pub(super) hovered: RwSignal<Option<Selection>>,
    /// The state that had the focus last.
    pub(super) focused: RwSignal<Option<Pointer>>,
    /// The state that Tab leads to.
    pub(super) stop: TheOne,
    /// The state that is being renamed.
    pub(super) renaming: RwSignal<Option<Pointer>>,
    /// What is wrong with each state that has an error.
    pub(super) errors: Memo<SortedMap<Pointer, String>>,
    pub(super) svg: NodeRef<svg::Svg>,
    stage: RwSignal<Option<NodeRef<html::Section>>>,
    /// Where the canvas's top left corner was on the page when the pointer went down.
    origin: StoredValue<Spot>,
    /// A move that waits for its frame.
    waiting: StoredValue<Option<Input>>,
    /// What the person did by hand.
    by_hand: StoredValue<ByHand>,
}

/// What the person did by hand.
#[derive(Clone, Copy, Default)]
struct ByHand {
    /// Whether the last press became a drag, so that the click that follows it means nothing.
    dragged: bool,
    /// Whether the view was moved since the run began.
    moved: bool,
}

thread_local! {
    /// The canvas of the page, for the palette, whose handlers run outside of any component.
    static DESK: Cell<Option<Desk>> = const { Cell::new(None) };
}

impl Desk {
    pub(super) fn new(store: Store) -> Desk {
        let gesture = RwSignal::new(Gesture::Idle);
        let preview = Memo::new(move || gesture.with(|gesture| gesture.drag()?.preview.clone()));
        let focused = RwSignal::new(None);
        let hovered = RwSignal::new(None);
        let desk = Desk {
            store,
            view: RwSignal::new(Viewport::default()),
            gesture,
            preview,
            lifted: TheOne::new(move || gesture.with(|gesture| gesture.drag()?.dragged.state().cloned())),
            chosen: TheOne::new(move || store.selection.with(address)),
            over: TheOne::new(move || hovered.with(|over: &Option<Selection>| over.as_ref().and_then(address))),
            hovered,
            focused,
            stop: TheOne::new(move || stop(store, focused)),
            renaming: RwSignal::new(None),
            errors: errors(store),
            svg: NodeRef::new(),
            stage: RwSignal::new(None),
            origin: StoredValue::new(Spot::default()),
            waiting: StoredValue::new(None),
            by_hand: StoredValue::new(ByHand::default()),
        };
        DESK.set(Some(desk));
        on_cleanup(|| DESK.set(None));
        desk
    }

    /// The desk, from the body of a component of the canvas.
    pub(super) fn get() -> Desk {
        expect_context::<Desk>()
    }

    /// The desk, from anywhere, while a canvas is on the page.
    pub(super) fn current() -> Option<Desk> {
        DESK.get()
    }

    /// Follows the size of the element, and opens each new machine at a fitting size.
    pub(super) fn attach(self, stage: NodeRef<html::Section>) {
        self.stage.set(Some(stage));
        effect(move || {
            if let Some(element) = stage.get() {
                observe(self, &element);
            }
        });
        let store = self.store;
        let name = store.slice(|workbench| workbench.name.clone());
        Effect::new(move |before: Option<(Arc<Scene>, String)>| {
            let now = (store.scene.get(), name.get());
            if let Some((scene, name)) = before
                && !Arc::ptr_eq(&scene, &now.0)
            {
                // Another name together with another drawing is another machine, not an edit.
                if name != now.1 || scene.is_empty() {
                    self.view.update(|view| *view = opened(*view, &now.0));
                } else {
                    self.view.update(|view| *view = view.within(now.0.size));
                }
            }
            now
        });
        effect(move || {
            let chosen = store.selection.get();
            if let Some(rect) = store.scene.with_untracked(|scene| Some(scene.node(chosen.state()?)?.rect)) {
                self.reveal(&[rect]);
            }
        });
        self.follow_run();
    }

    /// Keeps what runs in view, as far as the person has not moved the view since the run began.
    fn follow_run(self) {
        let store = self.store;
        let plays =
            store.slice(|w| (w.run.visible().history, matches!(w.run.playing, Playing::Clock | Playing::ToEnd)));
        effect(move || {
            let _ = plays.get();
            self.by_hand.update_value(|by_hand| by_hand.moved = false);
        });
        let visible = store.slice(|workbench| workbench.run.visible());
        Effect::new(move |before: Option<Visible>| {
            let now = visible.get();
            // What an edit made different is another history.
            let goes_on = before.is_some_and(|before| before.history == now.history && before.events != now.events);
            if goes_on && !self.by_hand.with_value(|by_hand| by_hand.moved) {
                let running = |moment: &Moment| {
                    store.scene.with_untracked(|scene| {
                        let states = moment.tokens().iter().filter_map(|token| match &token.place {
                            TokenPlace::State(state) => Some(scene.node(state)?.rect),
                            TokenPlace::Join(..) => None,
                        });
                        states.collect::<Vec<_>>()
                    })
                };
                self.reveal(&untrack(|| store.moment.with(running)));
            }
            now
        });
    }

    /// Moves the view as little as shows the first of some parts of the scene, where none of them shows.
    fn reveal(self, rects: &[Rect]) {
        let view = self.view.get_untracked();
        let shown = rects.iter().any(|rect| view.revealing(rect) == view);
        if let Some(first) = rects.first().filter(|_| !shown && view.width > 0.0)
            && self.is_idle()
        {
            self.view.set(view.revealing(first));
        }
    }

    /// Takes an input of the pointer in, and does what comes of it.
    pub(super) fn feed(self, input: Input) {
        let (scene, drawn, viewport) =
            (self.store.scene.get_untracked(), self.store.drawn.get_untracked(), self.view.get_untracked());
        let stage = Stage { scene: &scene, viewport: &viewport, drawn: &drawn };
        let before = self.gesture.get_untracked();
        let was_dragging = before.drag().is_some();
        let idle = before.is_idle();
        let (after, outcome) = before.take(input, &stage);
        if after.drag().is_some() && !was_dragging {
            self.by_hand.update_value(|by_hand| by_hand.dragged = true);
            self.hover(None);
            // On a small screen the palette covers what the drag is for.
            if self.store.peek(|workbench| workbench.sheet.is_some()) {
                self.store.dispatch(ViewAction::ShowSheet(None));
            }
        }
        if !(idle && after.is_idle()) {
            self.gesture.set(after);
        }
        match outcome {
            Outcome::None => {}
            Outcome::View(view) => self.look(|_, _| view),
            Outcome::Do(action) => self.store.dispatch(action),
            Outcome::Refused(reason) => self.store.dispatch(ViewAction::Report(reason)),
        }
    }

    /// Keeps a move until the next frame; of several only the last is taken in.
    pub(super) fn feed_later(self, input: Input) {
        let scheduled = self.waiting.with_value(Option::is_some);
        self.waiting.set_value(Some(input));
        if !scheduled {
            request_animation_frame(move || self.flush());
        }
    }

    /// Takes the waiting move in.
    pub(super) fn flush(self) {
        // The page may have gone meanwhile.
        let waiting = self.waiting.try_update_value(Option::take).flatten();
        if let Some(input) = waiting {
            self.feed(input);
        }
    }

    /// Forgets the waiting move.
    pub(super) fn forget(self) {
        self.waiting.set_value(None);
    }

    /// The gesture, for views that show it.
    pub(super) fn with_gesture<T>(self, read: impl FnOnce(&Gesture) -> T) -> T {
        self.gesture.with(read)
    }

    /// Whether the pointer is held down, from an event handler.
    pub(super) fn is_idle(self) -> bool {
        self.gesture.with_untracked(Gesture::is_idle)
    }

    /// Whether something follows the pointer.
    pub(super) fn is_moving(self) -> bool {
        self.gesture.with(|gesture| !matches!(gesture, Gesture::Idle | Gesture::Pressing { .. }))
    }

    /// Whether the press that just ended was a drag.
    pub(super) fn was_dragged(self) -> bool {
        self.by_hand.with_value(|by_hand| by_hand.dragged)
    }

    /// Begins a press: measures where the canvas is.
    pub(super) fn begin(self) {
        self.by_hand.update_value(|by_hand| by_hand.dragged = false);
        if let Some(element) = self.element() {
            let rect = element.get_bounding_client_rect();
            self.origin.set_value(Spot { x: rect.left(), y: rect.top() });
        }
    }

    /// A place on the page as a spot of the canvas.
    pub(super) fn spot(self, x: f64, y: f64) -> Spot {
        let origin = self.origin.get_value();
        Spot { x: x - origin.x, y: y - origin.y }
    }

    /// A spot of the canvas as a place on the page.
    pub(super) fn on_page(self, spot: Spot) -> Spot {
        let origin = self.origin.get_value();
        Spot { x: spot.x + origin.x, y: spot.y + origin.y }
    }

    /// Says what is under the pointer.
    pub(super) fn hover(self, over: Option<Selection>) {
        if self.hovered.with_untracked(|hovered| *hovered != over) {
            self.hovered.set(over);
        }
    }

    /// What is on the page: of a large scene what is on the screen and around it, and what must stay there.
    pub(super) fn mounted(self) -> Memo<Mounted> {
        let (store, scene) = (self.store, self.store.scene);
        let window = Memo::new(move || {
            let screen = self.view.with(Viewport::visible);
            scene.with(|scene| scene.window(&screen))
        });
        let kept = Memo::new(move || {
            if window.with(Option::is_none) {
                return Vec::new();
            }
            [stop(store, self.focused), self.focused.get(), self.renaming.get()].into_iter().flatten().collect()
        });
        Memo::new(move || {
            scene.with(|scene| window.with(|window| kept.with(|kept| scene.mounted(window.as_ref(), kept))))
        })
    }

    /// Looks at another part of the scene, as the person asks for: a run that goes on does not take it away.
    pub(super) fn look(self, view: impl FnOnce(Viewport, (i32, i32)) -> Viewport) {
        let size = self.store.scene.with_untracked(|scene| scene.size);
        self.by_hand.update_value(|by_hand| by_hand.moved = true);
        self.view.update(|before| *before = view(*before, size));
    }

    fn element(self) -> Option<web_sys::HtmlElement> {
        self.stage.get_untracked().and_then(|stage| stage.get_untracked())
    }
}

/// What is selected, whatever it is: states and transitions never have the same address.
fn address(selection: &Selection) -> Option<Pointer> {
    match selection {
        Selection::State(pointer) | Selection::Transition(pointer) => Some(pointer.clone()),
        Selection::None => None,
    }
}

fn opened(view: Viewport, scene: &Scene) -> Viewport {
    view.opened(scene.size, Some(scene.start.map_or(scene.size.0 / 2, |pill| pill.x + pill.width / 2)))
}

/// The chosen state, else the one that had the focus last, else the first.
fn stop(store: Store, focused: RwSignal<Option<Pointer>>) -> Option<Pointer> {
    let chosen = store.selection.with(|selection| selection.state().cloned());
    store.scene.with(|scene| {
        let drawn = |pointer: &Pointer| scene.node(pointer).is_some();
        let first = || scene.nodes.first().map(|node| node.pointer.clone());
        chosen.filter(drawn).or_else(|| focused.get().filter(drawn)).or_else(first)
    })
}

/// The errors of the definition by the innermost state each is in.
fn errors(store: Store) -> Memo<SortedMap<Pointer, String>> {
    let found = store.slice(|workbench| workbench.diagnostics.clone());
    Memo::new(move || {
        let mut errors = SortedMap::new();
        store.drawn.with(|drawn| {
            for diagnostic in found.get().iter().filter(|diagnostic| diagnostic.severity == Severity::Error) {
                let state = drawn.machine.around(&diagnostic.at).and_then(|id| drawn.machine.state(id));
                if let Some(state) = state {
                    errors.entry(state.pointer.clone()).or_insert_with(|| diagnostic.message.clone());
                }
            }
        });
        errors
    })
}

/// Follows the size of the canvas's element until the component goes.
fn observe(desk: Desk, element: &web_sys::HtmlElement) {
    let measured = element.clone();
    let resized = Closure::<dyn FnMut()>::new(move || {
        let size = (f64::from(measured.client_width()), f64::from(measured.client_height()));
        let Some(before) = desk.view.try_get_untracked() else { return };
        if size == (before.width, before.height) || size.0 <= 0.0 {
            return;
        }
        let view = if before.width > 0.0 {
            before.resized(size.0, size.1)
        } else {
            let fresh = Viewport { width: size.0, height: size.1, ..before };
            desk.store.scene.with_untracked(|scene| opened(fresh, scene))
        };
        desk.view.set(view);
    });
    let Ok(observer) = web_sys::ResizeObserver::new(resized.as_ref().unchecked_ref()) else { return };
    observer.observe(element);
    let kept = StoredValue::new_local(Some((observer, resized)));
    on_cleanup(move || {
        if let Some((observer, _)) = kept.try_update_value(Option::take).flatten() {
            observer.disconnect();
        }
    });
}
