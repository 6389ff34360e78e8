//! Maps in the order of their keys.
//!
//! They are what the standard library's `BTreeMap` is, with less code: that one compiles some six kilobytes of
//! the page anew for every type of key and value, and there are sixty. Here the entries stand in order in short rows: what
//! is put in or taken out moves a part of one row, and the rows are found as the entries are, by halving.

use std::borrow::Borrow;
use std::fmt;
use std::ops::{Bound, Index, RangeBounds};

/// How many entries a row has at most.
const ROW_FULL: usize = 64;

/// A place: which row, and where in it. Never behind a row's last entry; behind the last row it is the end.
type Place = (usize, usize);

/// A map in the order of its keys.
#[derive(Clone)]
pub struct SortedMap<K, V> {
    /// None is empty.
    rows: Vec<Vec<(K, V)>>,
    len: usize,
}

impl<K, V> Default for SortedMap<K, V> {
    fn default() -> SortedMap<K, V> {
        SortedMap::new()
    }
}

impl<K, V> SortedMap<K, V> {
    /// Without entries.
    pub const fn new() -> SortedMap<K, V> {
        SortedMap { rows: Vec::new(), len: 0 }
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The entries, in order.
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter { rows: &self.rows, from: (0, 0), to: (self.rows.len(), 0) }
    }

    /// The keys, in order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> + Clone {
        self.iter().map(|(key, _)| key)
    }

    /// The values, in the order of their keys.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> + Clone {
        self.iter().map(|(_, value)| value)
    }

    /// The values to change, in the order of their keys.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.rows.iter_mut().flatten().map(|(_, value)| value)
    }

    /// The values themselves, in the order of their keys.
    pub fn into_values(self) -> impl Iterator<Item = V> {
        self.into_iter().map(|(_, value)| value)
    }

    /// The entry with the lowest key.
    pub fn first_key_value(&self) -> Option<(&K, &V)> {
        self.iter().next()
    }

    /// The entry with the highest key.
    pub fn last_key_value(&self) -> Option<(&K, &V)> {
        self.iter().next_back()
    }

    /// Takes the entry with the lowest key out.
    pub fn pop_first(&mut self) -> Option<(K, V)> {
        (self.len > 0).then(|| self.take((0, 0)))
    }

    /// The same, if a test of the key is true.
    pub fn pop_first_if(&mut self, test: impl FnOnce(&K) -> bool) -> Option<(K, V)> {
        self.first_key_value().is_some_and(|(key, _)| test(key)).then(|| self.take((0, 0)))
    }

    /// Keeps the entries a test is true for.
    pub fn retain(&mut self, mut test: impl FnMut(&K, &mut V) -> bool) {
        self.rows.iter_mut().for_each(|row| row.retain_mut(|(key, value)| test(key, value)));
        self.rows.retain(|row| !row.is_empty());
        self.len = self.rows.iter().map(Vec::len).sum();
    }

    /// The first place whose key a test is false for: it is true for the keys before.
    fn place(&self, before: impl Fn(&K) -> bool) -> Place {
        let row = self.rows.partition_point(|row| row.last().is_some_and(|(key, _)| before(key)));
        (row, self.rows.get(row).map_or(0, |row| row.partition_point(|(key, _)| before(key))))
    }

    fn take(&mut self, (row, at): Place) -> (K, V) {
        self.len -= 1;
        let entry = self.rows[row].remove(at);
        if self.rows[row].is_empty() {
            self.rows.remove(row);
        }
        entry
    }

    /// Puts an entry where its key belongs.
    fn put(&mut self, (mut row, mut at): Place, entry: (K, V)) -> &mut V {
        self.len += 1;
        if row == self.rows.len() && row > 0 {
            (row, at) = (row - 1, self.rows[row - 1].len());
        }
        match self.rows.get_mut(row) {
            None => self.rows.push(Vec::new()),
            Some(full) if full.len() == ROW_FULL => {
                // What is put in in order fills its rows; the rest is halved.
                let half = if at == ROW_FULL { at } else { ROW_FULL / 2 };
                let rest = full.split_off(half);
                self.rows.insert(row + 1, rest);
                if at >= half {
                    (row, at) = (row + 1, at - half);
                }
            }
            Some(_) => {}
        }
        let row = &mut self.rows[row];
        row.insert(at, entry);
        &mut row[at].1
    }
}

impl<K: Ord, V> SortedMap<K, V> {
    /// Where a key is.
    fn find<Q: Ord + ?Sized>(&self, key: &Q) -> Result<Place, Place>
    where
        K: Borrow<Q>,
    {
        let (row, at) = self.place(|other| other.borrow() < key);
        let found = self.rows.get(row).is_some_and(|row| row[at].0.borrow() == key);
        if found { Ok((row, at)) } else { Err((row, at)) }
    }

    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.find(key).ok().map(|(row, at)| &self.rows[row][at].1)
    }

    /// A key as it stands here, and its value.
    pub fn get_key_value<Q: Ord + ?Sized>(&self, key: &Q) -> Option<(&K, &V)>
    where
        K: Borrow<Q>,
    {
        let (row, at) = self.find(key).ok()?;
        let (key, value) = &self.rows[row][at];
        Some((key, value))
    }

    /// The value of a key, to change.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let (row, at) = self.find(key).ok()?;
        Some(&mut self.rows[row][at].1)
    }

    /// Whether there is an entry with this key.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.find(key).is_ok()
    }

    /// Sets the value of a key; answers the one before.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.find(&key) {
            Ok((row, at)) => Some(std::mem::replace(&mut self.rows[row][at].1, value)),
            Err(place) => {
                self.put(place, (key, value));
                None
            }
        }
    }

    /// A key's entry, which may be yet to be made.
    pub fn entry(&mut self, key: K) -> Entry<'_, K, V> {
        Entry { map: self, key }
    }

    /// Takes a key's entry out.
    pub fn remove_entry<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<(K, V)>
    where
        K: Borrow<Q>,
    {
        let place = self.find(key).ok()?;
        Some(self.take(place))
    }

    /// Takes a key's entry out; answers its value.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.remove_entry(key).map(|(_, value)| value)
    }

    /// The entries whose keys are in a range, in order.
    pub fn range(&self, range: impl RangeBounds<K>) -> Iter<'_, K, V> {
        let from = match range.start_bound() {
            Bound::Unbounded => (0, 0),
            Bound::Included(low) => self.place(|key| key < low),
            Bound::Excluded(low) => self.place(|key| key <= low),
        };
        let to = match range.end_bound() {
            Bound::Unbounded => (self.rows.len(), 0),
            Bound::Included(high) => self.place(|key| key <= high),
            Bound::Excluded(high) => self.place(|key| key < high),
        };
        Iter { rows: &self.rows, from, to: to.max(from) }
    }
}

/// A key and its map.
pub struct Entry<'m, K, V> {
    map: &'m mut SortedMap<K, V>,
    key: K,
}

impl<'m, K: Ord, V> Entry<'m, K, V> {
    /// The value, which is made where there is none.
    pub fn or_insert_with(self, make: impl FnOnce() -> V) -> &'m mut V {
        match self.map.find(&self.key) {
            Ok((row, at)) => &mut self.map.rows[row][at].1,
            Err(place) => self.map.put(place, (self.key, make())),
        }
    }

    /// The value, this one where there is none.
    pub fn or_insert(self, value: V) -> &'m mut V {
        self.or_insert_with(|| value)
    }

    /// The value, the usual one where there is none.
    pub fn or_default(self) -> &'m mut V
    where
        V: Default,
    {
        self.or_insert_with(V::default)
    }
}

impl<K: Ord + Borrow<Q>, V, Q: Ord + ?Sized> Index<&Q> for SortedMap<K, V> {
    type Output = V;

    fn index(&self, key: &Q) -> &V {
        match self.get(key) {
            Some(value) => value,
            None => panic!("no entry with this key"),
        }
    }
}

/// However the entries came to stand in their rows.
impl<K: PartialEq, V: PartialEq> PartialEq for SortedMap<K, V> {
    fn eq(&self, other: &SortedMap<K, V>) -> bool {
        self.len == other.len && self.iter().eq(other)
    }
}

impl<K: Eq, V: Eq> Eq for SortedMap<K, V> {}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for SortedMap<K, V> {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_map().entries(self).finish()
    }
}

impl<K: Ord, V> Extend<(K, V)> for SortedMap<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

/// Of two entries with the same key the later one stays.
impl<K: Ord, V> FromIterator<(K, V)> for SortedMap<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> SortedMap<K, V> {
        let mut map = SortedMap::new();
        map.extend(entries);
        map
    }
}

impl<K: Ord, V, const N: usize> From<[(K, V); N]> for SortedMap<K, V> {
    fn from(entries: [(K, V); N]) -> SortedMap<K, V> {
        entries.into_iter().collect()
    }
}

impl<K, V> IntoIterator for SortedMap<K, V> {
    type Item = (K, V);
    type IntoIter = std::iter::Flatten<std::vec::IntoIter<Vec<(K, V)>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.into_iter().flatten()
    }
}

impl<'a, K, V> IntoIterator for &'a SortedMap<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;

    fn into_iter(self) -> Iter<'a, K, V> {
        self.iter()
    }
}

/// The entries from a place to another.
pub struct Iter<'a, K, V> {
    rows: &'a [Vec<(K, V)>],
    from: Place,
    to: Place,
}

impl<K, V> Clone for Iter<'_, K, V> {
    fn clone(&self) -> Self {
        Iter { rows: self.rows, from: self.from, to: self.to }
    }
}

impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<(&'a K, &'a V)> {
        let (row, at) = self.from;
        if self.from >= self.to {
            return None;
        }
        self.from = if at + 1 < self.rows[row].len() { (row, at + 1) } else { (row + 1, 0) };
        let (key, value) = &self.rows[row][at];
        Some((key, value))
    }
}

impl<K, V> DoubleEndedIterator for Iter<'_, K, V> {
    fn next_back(&mut self) -> Option<Self::Item> {
        if self.from >= self.to {
            return None;
        }
        let (row, at) = match self.to {
            (row, 0) => (row - 1, self.rows[row - 1].len() - 1),
            (row, at) => (row, at - 1),
        };
        self.to = (row, at);
        let (key, value) = &self.rows[row][at];
        Some((key, value))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// A map and what the standard library's holds after the same: numbers from a small generator, some thousands of them.
    fn both(span: u32) -> (SortedMap<u32, u32>, BTreeMap<u32, u32>) {
        let (mut map, mut model) = (SortedMap::new(), BTreeMap::new());
        let mut seed = span;
        for step in 0..4000 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let key = (seed >> 8) % span;
            match seed >> 29 {
                0 => assert_eq!(map.remove(&key), model.remove(&key)),
                1 => assert_eq!(map.pop_first(), model.pop_first()),
                2 => {
                    *map.entry(key).or_default() += step;
                    *model.entry(key).or_default() += step;
                }
                _ => assert_eq!(map.insert(key, step), model.insert(key, step)),
            }
            assert_eq!((map.len(), map.get(&key)), (model.len(), model.get(&key)));
        }
        (map, model)
    }

    #[test]
    fn a_map_is_the_standard_library_s() {
        for span in [1, 20, 500, 100_000] {
            let (mut map, mut model) = both(span);
            assert!(map.iter().eq(&model) && map.iter().rev().eq(model.iter().rev()), "{span}");
            assert!(map.clone().into_iter().eq(model.clone()) && map.values_mut().eq(model.values_mut()), "{span}");
            assert_eq!(
                (map.first_key_value(), map.last_key_value()),
                (model.first_key_value(), model.last_key_value())
            );
            for (low, high) in [(0, 0), (0, span), (span / 3, span / 2), (span / 2, span)] {
                assert!(map.range(low..high).eq(model.range(low..high)), "{low}..{high}");
                assert!(map.range(low..=high).rev().eq(model.range(low..=high).rev()), "{low}..={high}");
            }
            map.retain(|key, _| key % 3 == 0);
            model.retain(|key, _| key % 3 == 0);
            assert!(map.iter().eq(&model) && map.len() == model.len(), "{span}");
            assert!(map.rows.iter().all(|row| (1..=ROW_FULL).contains(&row.len())), "{span}");
        }
    }

    #[test]
    fn equal_is_what_holds_the_same_however_it_came_to_be() {
        let up: SortedMap<u32, ()> = (0..1000).map(|key| (key, ())).collect();
        let down: SortedMap<u32, ()> = (0..1000).rev().map(|key| (key, ())).collect();
        assert_ne!(up.rows.len(), down.rows.len());
        assert_eq!(up, down);
        assert_ne!(up, (0..999).map(|key| (key, ())).collect());
    }

    #[test]
    fn of_the_same_key_the_later_stays() {
        let map = SortedMap::from([("b", 1), ("a", 2), ("b", 3)]);
        assert_eq!(format!("{map:?}"), r#"{"a": 2, "b": 3}"#);
    }
}
