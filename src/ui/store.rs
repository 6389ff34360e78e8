//! The one signal behind the page, and the slices of it that views read.

mod signals;

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

use leptos::prelude::*;

use super::drive::{self, Slices};
use super::{jsonata, keep};
use crate::platform;
use crate::studio::{
    self, Action, Drawn, JsonataAction, Moment, Moments, Request, Scene, Selection, ViewAction, Workbench,
};

pub use signals::{Memo, effect, live};

/// The app's state and the way to change it.
#[derive(Clone, Copy)]
pub struct Store {
    workbench: RwSignal<Workbench>,
    /// What the canvas draws.
    pub drawn: Memo<Arc<Drawn>>,
    /// Where everything is on the canvas.
    pub scene: Memo<Arc<Scene>>,
    /// What has happened at the visible moment of the run.
    pub moment: Shown,
    /// What is chosen.
    pub selection: Memo<Selection>,
}

/// The visible moment, which is followed from one to the next rather than made anew.
#[derive(Clone, Copy)]
pub struct Shown(
    /// A number that counts the moments, and the last of them.
    StoredValue<(Memo<u64>, StoredValue<Moments>)>,
);

impl Shown {
    fn new(workbench: RwSignal<Workbench>, drawn: Memo<Arc<Drawn>>) -> Shown {
        let moments = StoredValue::new(Moments::default());
        let visible = Memo::new(move || workbench.with(|workbench| workbench.run.visible()));
        let number = AtomicU64::new(0);
        let number = Memo::new(move || {
            // Read, not only tracked: a memo that nobody reads is never computed.
            visible.with(|_| ());
            drawn.with(|_| ());
            moments.update_value(|moments| {
                workbench.with_untracked(|workbench| {
                    moments.show(workbench);
                });
            });
            number.fetch_add(1, Relaxed)
        });
        Shown(StoredValue::new((number, moments)))
    }

    /// Reads the moment, and again when there is another one. What reads it asks for no other moment meanwhile.
    pub fn with<T>(self, read: impl FnOnce(&Moment) -> T) -> T {
        let (number, moments) = self.0.get_value();
        number.with(|_| ());
        moments.with_value(|moments| read(moments.moment()))
    }
}

impl Store {
    /// The store with a workbench.
    pub fn open(opened: Workbench) -> Store {
        platform::hold(opened.document.text());
        let workbench = RwSignal::new(opened);
        let drawn = Memo::new_with(move || workbench.with(|workbench| workbench.drawn.clone()), Arc::ptr_eq);
        let scene = Memo::new_with(move || drawn.with(|drawn| Arc::new(Scene::of(drawn))), Arc::ptr_eq);
        let moment = Shown::new(workbench, drawn);
        let selection = Memo::new(move || workbench.with(|workbench| workbench.selection.clone()));
        Store { workbench, drawn, scene, moment, selection }
    }

    /// The store of the page, from a component's body.
    pub fn get() -> Store {
        expect_context::<Store>()
    }

    /// Does what a person or the clock asks. What the browser is to do about it is done before any view is rendered again. What the run has to do for it is begun at once, and left to the frames where it takes longer.
    #[inline]
    pub fn dispatch(self, action: impl Into<Action>) {
        self.dispatch_action(action.into());
    }

    fn dispatch_action(self, action: Action) {
        let mut slices: Option<Slices> = None;
        let next = |workbench: &Workbench| {
            match &mut slices {
                Some(slices) => slices.done(),
                None => slices = Some(Slices::begin()),
            }
            slices.as_ref().filter(|_| drive::at_once(workbench))?.next(0.0)
        };
        self.repeat(action, next, |_| true);
    }

    /// Does one thing after another, as `next` says from the workbench after each; the views see only what came of all,
    /// and only if `shows` says so: else they see it with the next.
    pub fn repeat(
        self,
        first: Action,
        mut next: impl FnMut(&Workbench) -> Option<Action>,
        shows: impl FnOnce(&Workbench) -> bool,
    ) {
        let begun = self.workbench.try_update_untracked(|workbench| {
            workbench.tell_time(platform::now_ms());
            let before = workbench.document.shared_text();
            let requests = studio::begin(workbench, first);
            if !Arc::ptr_eq(&before, &workbench.document.shared_text()) {
                platform::hold(workbench.document.text());
            }
            requests
        });
        self.perform_all(begun.unwrap_or_default());
        let done = self.workbench.try_update_untracked(|workbench| {
            let mut requests = Vec::new();
            while let Some(action) = next(workbench) {
                requests.extend(studio::begin(workbench, action));
            }
            (requests, shows(workbench))
        });
        let (requests, shows) = done.unwrap_or_default();
        if shows {
            self.workbench.notify();
        }
        self.perform_all(requests);
        jsonata::notice_stop(self);
    }

    /// A slice of the workbench, computed again when the workbench changes and passed on when it differs.
    pub fn slice<T: PartialEq + Send + Sync + 'static>(
        self,
        read: impl Fn(&Workbench) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move || self.workbench.with(&read))
    }

    /// The workbench now, from an event handler.
    pub fn peek<T>(self, read: impl FnOnce(&Workbench) -> T) -> T {
        self.workbench.with_untracked(read)
    }

    fn perform_all(self, requests: Vec<Request>) {
        for request in requests {
            self.perform(request);
        }
    }

    fn perform(self, request: Request) {
        match request {
            Request::Library(request) => keep::perform(self, request),
            Request::Download { name, text, kind } => {
                if !platform::download(&name, &text, kind.mime()) {
                    self.dispatch(ViewAction::Report(format!("The browser did not save ‘{name}’.")));
                }
            }
            Request::ApplyTheme(theme) => platform::apply_theme(theme.as_str()),
            Request::LoadJsonata => jsonata::load(self),
            Request::FocusState(pointer) => {
                // The node is drawn after this turn.
                request_animation_frame(move || platform::focus_state(&pointer));
            }
        }
    }

    /// To be called once the first drawing is on the page.
    pub fn opened(self) {
        platform::apply_theme(self.peek(|workbench| workbench.theme.as_str()));
        self.dispatch(JsonataAction::Load);
    }
}
