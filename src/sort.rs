//! Sorting, and maps and sets in order, with little code for each type.
//!
//! The standard library compiles its sort anew for every type of item and every key: four kilobytes of the page each. Here
//! numbers are sorted and what they stand for is put in their order.

use std::cmp::Ordering;

pub use crate::sorted_map::SortedMap;
pub use crate::sorted_set::SortedSet;

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
}
