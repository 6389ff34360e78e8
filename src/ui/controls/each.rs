//! A list of views by key, with code that is there once.
//!
//! Leptos compiles its `For` anew for every type of item and key, some five kilobytes of the page each. Here a row is a key
//! that compares with others of its type and a view that is yet to be made, whatever the item is.

use std::any::Any;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use leptos::prelude::*;

/// A view for each item, which stays as long as an item of the same key is there.
#[component]
pub fn Each<I, K, V>(
    /// The items.
    each: impl Fn() -> I + Send + 'static,
    /// What tells an item from the others.
    key: impl Fn(&I::Item) -> K + Send + 'static,
    /// The view of an item.
    children: impl Fn(I::Item) -> V + Send + Sync + 'static,
) -> impl IntoView
where
    I: IntoIterator<Item: Send + 'static> + 'static,
    K: Eq + Hash + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let children = Arc::new(move |item| children(item).into_any());
    let row = move |item| {
        let key = Key(Arc::new(key(&item)));
        let children = children.clone();
        Row { key, view: Box::new(move || children(item)) }
    };
    rows(Box::new(move || each().into_iter().map(&row).collect()))
}

struct Row {
    key: Key,
    view: Box<dyn FnOnce() -> AnyView + Send>,
}

fn rows(rows: Box<dyn Fn() -> Vec<Row> + Send>) -> AnyView {
    view! { <For each=rows key=|row: &Row| row.key.clone() children=|row: Row| (row.view)()/> }.into_any()
}

#[derive(Clone)]
struct Key(Arc<dyn AnyKey>);

impl PartialEq for Key {
    fn eq(&self, other: &Key) -> bool {
        self.0.is(&*other.0)
    }
}

impl Eq for Key {}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.feed(state);
    }
}

trait AnyKey: Any + Send + Sync {
    fn is(&self, other: &dyn Any) -> bool;
    fn feed(&self, hasher: &mut dyn Hasher);
}

impl<K: Eq + Hash + Send + Sync + 'static> AnyKey for K {
    fn is(&self, other: &dyn Any) -> bool {
        other.downcast_ref::<K>().is_some_and(|other| self == other)
    }

    fn feed(&self, mut hasher: &mut dyn Hasher) {
        self.hash(&mut hasher);
    }
}
