//! Memos and effects, with code that is there once.
//!
//! Leptos compiles its own anew for every type of value and every function, a kilobyte of the page each. Here they hold one
//! type: a pointer to a value that compares with others of its type, a pointer to a function. That is of a trait with one
//! way to call it: a `dyn Fn` brings the code to call the function once and be done with it too.

use std::any::Any;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex};

use leptos::prelude::{AnyView, Effect, Get, GetUntracked, IntoAny, IntoView, Memo as Inner, Signal};
use leptos::tachys::reactive_graph::SharedReactiveFunction;

/// A value computed from signals: again when one of them changes, and passed on when it differs.
pub struct Memo<T>(Inner<Held>, PhantomData<fn() -> T>);

impl<T> Clone for Memo<T> {
    fn clone(&self) -> Memo<T> {
        *self
    }
}

impl<T> Copy for Memo<T> {}

impl<T: Send + Sync + 'static> Memo<T> {
    /// What a function answers.
    pub fn new(compute: impl Fn() -> T + Send + Sync + 'static) -> Memo<T>
    where
        T: PartialEq,
    {
        Memo::new_with(compute, T::eq)
    }

    /// The same for values that do not compare: `same` says whether the views would show one as the other.
    pub fn new_with(compute: impl Fn() -> T + Send + Sync + 'static, same: fn(&T, &T) -> bool) -> Memo<T> {
        Memo(erased(Box::new(move || Held(Arc::new(Kept { value: compute(), same })))), PhantomData)
    }

    /// Reads the value, in an effect or a view that is then renewed with it.
    pub fn with<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(self.0.get().value())
    }

    /// Reads the value now.
    pub fn with_untracked<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(self.0.get_untracked().value())
    }

    /// A copy of the value now; none where the view it belongs to is gone, as it is when a field loses the focus by being
    /// taken from the page.
    pub fn try_get_untracked(self) -> Option<T>
    where
        T: Clone,
    {
        self.0.try_get_untracked().map(|held| held.value::<T>().clone())
    }

    /// A copy of the value, in an effect or a view that is then renewed with it.
    pub fn get(self) -> T
    where
        T: Clone,
    {
        self.with(T::clone)
    }

    /// A copy of the value now.
    pub fn get_untracked(self) -> T
    where
        T: Clone,
    {
        self.with_untracked(T::clone)
    }
}

impl<T: Clone + Send + Sync + 'static> From<Memo<T>> for Signal<T> {
    fn from(memo: Memo<T>) -> Signal<T> {
        Signal::derive(move || memo.get())
    }
}

/// Does something after the views are on the page, and again when a signal it read changes.
pub fn effect(act: impl FnMut() + 'static) {
    erased_effect(Box::new(act));
}

/// A part of a view that is made anew when a signal it read changes.
pub fn live<V: IntoView + 'static>(part: impl Fn() -> V + Send + 'static) -> AnyView {
    erased_part(Box::new(move || part().into_any()))
}

fn erased_effect(mut act: Box<dyn FnMut()>) {
    Effect::new(move |_| act());
}

fn erased_part(part: Box<dyn Call<AnyView> + Send>) -> AnyView {
    let part: SharedReactiveFunction<AnyView> = Arc::new(Mutex::new(move || part.call()));
    part.into_any()
}

fn erased(compute: Box<dyn Call<Held> + Send + Sync>) -> Inner<Held> {
    Inner::new(move |_| compute.call())
}

/// A function, as a trait object.
trait Call<T> {
    fn call(&self) -> T;
}

impl<T, F: Fn() -> T> Call<T> for F {
    fn call(&self) -> T {
        self()
    }
}

#[derive(Clone)]
struct Held(Arc<dyn Value>);

impl Held {
    fn value<T: 'static>(&self) -> &T {
        let kept: &dyn Any = &*self.0;
        match kept.downcast_ref::<Kept<T>>() {
            Some(kept) => &kept.value,
            None => unreachable!("a memo holds what it was made to compute"),
        }
    }
}

impl PartialEq for Held {
    fn eq(&self, other: &Held) -> bool {
        self.0.same(&*other.0)
    }
}

struct Kept<T> {
    value: T,
    same: fn(&T, &T) -> bool,
}

trait Value: Any + Send + Sync {
    fn same(&self, other: &dyn Any) -> bool;
}

impl<T: Send + Sync + 'static> Value for Kept<T> {
    fn same(&self, other: &dyn Any) -> bool {
        other.downcast_ref::<Kept<T>>().is_some_and(|other| (self.same)(&self.value, &other.value))
    }
}
