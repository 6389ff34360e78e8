//! Sorting, and what is collected in order, with code that is there once.
//!
//! The standard library compiles its sort anew for every type of item and every key, and with it every `collect` into a
//! map or a set, which sorts first: four kilobytes of the page each, some forty times. Here numbers are sorted and
//! what they stand for is put in their order.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Sorts numbers by what they stand for; equals keep their order.
pub(crate) fn numbers(numbers: &mut [usize], compare: &dyn Fn(usize, usize) -> Ordering) {
    numbers.sort_by(|a, b| compare(*a, *b));
}

/// Sorts by a key; equals keep their order.
pub(crate) fn by_key<T, K: Ord>(items: &mut Vec<T>, key: impl Fn(&T) -> K) {
    let mut order: Vec<usize> = (0..items.len()).collect();
    numbers(&mut order, &|a, b| key(&items[a]).cmp(&key(&items[b])));
    let mut unsorted: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(order.into_iter().filter_map(|at| unsorted[at].take()));
}

/// Pairs as a map; of two with the same key the later one.
pub(crate) fn map<K: Ord, V>(pairs: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    map.extend(pairs);
    map
}

/// Items as a set.
pub(crate) fn set<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    set.extend(items);
    set
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_keep_their_order() {
        let mut items = vec![(2, 'a'), (1, 'b'), (2, 'c'), (0, 'd'), (1, 'e')];
        by_key(&mut items, |(key, _)| *key);
        assert_eq!(items, [(0, 'd'), (1, 'b'), (1, 'e'), (2, 'a'), (2, 'c')]);
        let mut odd_first = [4, 1, 2, 3];
        numbers(&mut odd_first, &|a, b| (a % 2 == 0).cmp(&(b % 2 == 0)));
        assert_eq!(odd_first, [1, 3, 4, 2]);
    }

    #[test]
    fn of_the_same_key_the_later_stays() {
        assert_eq!(map([("b", 1), ("a", 2), ("b", 3)]), BTreeMap::from([("a", 2), ("b", 3)]));
        assert_eq!(set([2, 1, 2]), BTreeSet::from([1, 2]));
    }
}
