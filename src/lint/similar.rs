//! Which name was meant.

/// The name nearest to a misspelt one, where it is near enough to be the one that was meant.
pub(super) fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).min(MAX_DISTANCE);
    let names = names.into_iter().filter(|name| *name != word && word.len().max(name.len()) <= MAX_BYTES);
    let distances = names.take(MAX_NAMES).map(|name| (distance(word, name, limit), name));
    distances.filter(|(distance, _)| *distance <= limit).min().map(|(_, name)| name)
}

/// Names further apart than this are different words, however long they are.
const MAX_DISTANCE: usize = 4;

/// Longer words are not compared: that takes as long as their lengths' product, and no name may have so many letters.
const MAX_BYTES: usize = 320;

/// No more names than this are compared with one.
const MAX_NAMES: usize = 1_000;

/// How many letters must be added, dropped, changed or swapped with their neighbour; case differences are free.
/// Anything above the limit is the limit plus one.
fn distance(a: &str, b: &str, limit: usize) -> usize {
    // Most names are told apart by their length alone; outside of ASCII another case may have another one.
    if a.is_ascii() && b.is_ascii() && a.len().abs_diff(b.len()) > limit {
        return limit + 1;
    }
    let letters = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<Vec<char>>();
    let (a, b) = (letters(a), letters(b));
    if a.len().abs_diff(b.len()) > limit {
        return limit + 1;
    }
    let mut rows = [Vec::new(), (0..=b.len()).collect::<Vec<usize>>()];
    for (i, from) in a.iter().enumerate() {
        let [before, last] = &rows;
        let mut row = vec![i + 1];
        for (j, to) in b.iter().enumerate() {
            let change = last[j] + usize::from(from != to);
            let mut best = change.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i - 1] == *to && b[j - 1] == *from {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        let [_, last] = rows;
        rows = [last, row];
    }
    rows[1].last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_near_names_are_offered() {
        let names = ["ShipOrder", "ShippingFailed", "OrderComplete"];
        assert_eq!(nearest("shipOrder", names), Some("ShipOrder"));
        assert_eq!(nearest("ShipOdrer", names), Some("ShipOrder"));
        assert_eq!(nearest("OrderCompleted", names), Some("OrderComplete"));
        assert_eq!(nearest("ProcessApproval", names), None);
        assert_eq!(nearest("", names), None);
        assert_eq!(nearest("Z", ["B", "z"]), Some("z"));
        assert_eq!(nearest("Pss", ["Pass", "Task"]), Some("Pass"));
    }

    #[test]
    fn comparing_is_bounded() {
        let name = |letters: usize| "x".repeat(letters);
        assert_eq!(nearest(&name(MAX_BYTES - 1), [&*name(MAX_BYTES)]), Some(&*name(MAX_BYTES)));
        assert_eq!(nearest(&name(MAX_BYTES), [&*name(MAX_BYTES + 1)]), None);
        let far = std::iter::repeat_n("something else", MAX_NAMES);
        assert_eq!(nearest("Pss", far.clone().skip(1).chain(["Pass"])), Some("Pass"));
        assert_eq!(nearest("Pss", far.chain(["Pass"])), None);
    }
}
