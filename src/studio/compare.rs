//! Two texts line by line: what a version had, and what the text has instead (line diff).
//!
//! The fewest lines taken out and put in, found greedily (Myers, “An O(ND) Difference Algorithm and Its Variations”, 1986),
//! within bounds: texts that differ in more than these are told to be too different, rather than shown as two lists.

/// How many lines are taken out and put in at most.
pub const LINES_CHANGED_MAX: usize = 400;

/// How many lines of a text are compared at most, from the first that differs to the last.
pub const LINES_COMPARED_MAX: usize = 50_000;

/// How much of a line is shown.
pub const LINE_CHARS_MAX: usize = 400;

/// How many lines around a change are shown that are in both texts.
const AROUND: usize = 3;

/// What a line of a comparison says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// It is in both texts.
    Same,
    /// It is in the first text alone.
    Removed,
    /// It is in the second text alone.
    Added,
    /// It stands for so many lines of both texts that are not shown.
    Skipped(usize),
}

/// A line of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where it is.
    pub sign: Sign,
    /// The line, cut where it is long; empty for lines that are not shown.
    pub text: String,
}

/// Where two texts differ, with the lines around.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// The lines to be shown.
    pub lines: Vec<Line>,
    /// How many of them are in the second text alone.
    pub added: usize,
    /// How many of them are in the first text alone.
    pub removed: usize,
}

/// Where a text differs from one before it; `None` where that is too much to be told by lines.
pub fn compare(before: &str, after: &str) -> Option<Comparison> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let same = |(one, other): &(&&str, &&str)| one == other;
    let head = old.iter().zip(&new).take_while(same).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(same).count();
    let changed = changes(&old[head..old.len() - tail], &new[head..new.len() - tail])?;
    let signs: Vec<Sign> =
        std::iter::repeat_n(Sign::Same, head).chain(changed).chain(std::iter::repeat_n(Sign::Same, tail)).collect();
    Some(shown(&signs, &old, &new))
}

/// How far into the first text so many changes lead on each diagonal: the number of lines taken out, less that of lines put
/// in. The diagonals are counted from one more than are reached on one side to one more on the other.
struct Reach(Vec<usize>);

impl Reach {
    fn at(&self, diagonal: isize) -> usize {
        let middle = (self.0.len() / 2) as isize;
        usize::try_from(middle + diagonal).ok().and_then(|at| self.0.get(at)).copied().unwrap_or_default()
    }

    fn set(&mut self, diagonal: isize, reached: usize) {
        let middle = (self.0.len() / 2) as isize;
        let slot = usize::try_from(middle + diagonal).ok().and_then(|at| self.0.get_mut(at));
        if let Some(slot) = slot {
            *slot = reached;
        }
    }

    /// The diagonals around the middle that so many changes come from.
    fn around(&self, changes: usize) -> Reach {
        let middle = self.0.len() / 2;
        Reach(self.0[middle - changes - 1..=middle + changes + 1].to_vec())
    }

    /// The diagonal from which the last of so many changes leads furthest on this one: a line put in, or taken out.
    fn before(&self, diagonal: isize, changes: usize) -> isize {
        let changes = changes as isize;
        let puts_in = diagonal == -changes || (diagonal != changes && self.at(diagonal - 1) < self.at(diagonal + 1));
        if puts_in { diagonal + 1 } else { diagonal - 1 }
    }
}

/// How the one text becomes the other, a sign for each line of either; `None` beyond the bounds.
fn changes(old: &[&str], new: &[&str]) -> Option<Vec<Sign>> {
    let mut reach = Reach(vec![0; 2 * LINES_CHANGED_MAX + 3]);
    let mut reaches = Vec::new();
    if old.len().max(new.len()) > LINES_COMPARED_MAX {
        return None;
    }
    for changes in 0..=LINES_CHANGED_MAX {
        reaches.push(reach.around(changes));
        for diagonal in (-(changes as isize)..=changes as isize).step_by(2) {
            let before = reach.before(diagonal, changes);
            let mut x = reach.at(before) + usize::from(before < diagonal);
            let mut y = (x as isize - diagonal) as usize;
            while x < old.len() && y < new.len() && old[x] == new[y] {
                (x, y) = (x + 1, y + 1);
            }
            reach.set(diagonal, x);
            if x >= old.len() && y >= new.len() {
                return Some(signs(&reaches, old.len(), new.len()));
            }
        }
    }
    None
}

/// The way back from the ends of both texts, in its right order.
fn signs(reaches: &[Reach], mut x: usize, mut y: usize) -> Vec<Sign> {
    let mut signs = Vec::new();
    for (changes, reach) in reaches.iter().enumerate().skip(1).rev() {
        let diagonal = x as isize - y as isize;
        let before = reach.before(diagonal, changes);
        let from = reach.at(before);
        let alike = (x - from).min(((y as isize) - (from as isize - before)) as usize);
        signs.extend(std::iter::repeat_n(Sign::Same, alike));
        (x, y) = (x - alike, y - alike);
        if before > diagonal {
            signs.push(Sign::Added);
            y -= 1;
        } else {
            signs.push(Sign::Removed);
            x -= 1;
        }
    }
    signs.extend(std::iter::repeat_n(Sign::Same, x));
    signs.reverse();
    signs
}

/// The changes with the lines around them; what is between is counted.
fn shown(signs: &[Sign], old: &[&str], new: &[&str]) -> Comparison {
    let mut comparison = Comparison::default();
    let (mut x, mut y, mut skipped) = (0, 0, 0);
    let mut changed_at = signs.iter().enumerate().filter(|(_, sign)| **sign != Sign::Same).map(|(at, _)| at).peekable();
    let mut last = None;
    for (at, sign) in signs.iter().enumerate() {
        if changed_at.next_if_eq(&at).is_some() {
            last = Some(at);
        }
        let near =
            last.is_some_and(|last| at <= last + AROUND) || changed_at.peek().is_some_and(|next| at + AROUND >= *next);
        let text = if *sign == Sign::Added { new[y] } else { old[x] };
        x += usize::from(*sign != Sign::Added);
        y += usize::from(*sign != Sign::Removed);
        if !near {
            skipped += 1;
            continue;
        }
        comparison.skip(&mut skipped);
        comparison.added += usize::from(*sign == Sign::Added);
        comparison.removed += usize::from(*sign == Sign::Removed);
        comparison.lines.push(Line { sign: *sign, text: cut(text) });
    }
    if !comparison.lines.is_empty() {
        comparison.skip(&mut skipped);
    }
    comparison
}

impl Comparison {
    fn skip(&mut self, skipped: &mut usize) {
        let count = std::mem::take(skipped);
        if count > 0 {
            self.lines.push(Line { sign: Sign::Skipped(count), text: String::new() });
        }
    }
}

fn cut(line: &str) -> String {
    match line.char_indices().nth(LINE_CHARS_MAX) {
        Some((end, _)) => [&line[..end], "…"].concat(),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The comparison as it is shown, a line a line.
    fn told(before: &str, after: &str) -> String {
        let line = |line: Line| match line.sign {
            Sign::Same => format!("  {}\n", line.text),
            Sign::Removed => format!("- {}\n", line.text),
            Sign::Added => format!("+ {}\n", line.text),
            Sign::Skipped(count) => format!("@ {count}\n"),
        };
        compare(before, after).map_or("too different".to_owned(), |told| told.lines.into_iter().map(line).collect())
    }

    /// The second text, from the first and what the comparison says of every line.
    fn rebuilt(old: &[&str], new: &[&str]) -> (Vec<String>, usize) {
        let signs = changes(old, new).unwrap_or_default();
        let (mut x, mut y) = (old.iter(), new.iter());
        let mut lines = Vec::new();
        for sign in &signs {
            let kept = if *sign == Sign::Added { None } else { x.next() };
            let line = if *sign == Sign::Removed { None } else { kept.or_else(|| y.next()) };
            if *sign == Sign::Same {
                assert_eq!(kept, y.next());
            }
            lines.extend(line.map(|line| (*line).to_owned()));
        }
        assert_eq!(x.next(), None, "every line of the first text has its sign");
        (lines, signs.iter().filter(|sign| **sign != Sign::Same).count())
    }

    #[test]
    fn what_was_taken_out_and_put_in_is_told_with_the_lines_around() {
        assert_eq!(told("a\nb\nc", "a\nB\nc"), "  a\n- b\n+ B\n  c\n");
        assert_eq!(told("", "a\nb"), "+ a\n+ b\n");
        assert_eq!(told("a", ""), "- a\n");
        assert_eq!(told("a\r\nb\n", "a\nb"), "", "line ends are no lines");
        let long: Vec<String> = (0..20).map(|number| number.to_string()).collect();
        let mut changed = long.clone();
        changed[9] = "nine".to_owned();
        let lines = "@ 6\n  6\n  7\n  8\n- 9\n+ nine\n  10\n  11\n  12\n@ 7\n";
        assert_eq!(told(&long.join("\n"), &changed.join("\n")), lines);
    }

    #[test]
    fn the_second_text_follows_from_the_first_by_the_fewest_changes() {
        let cases = [
            ("abcabba", "cbabac", 5),
            ("", "", 0),
            ("abc", "abc", 0),
            ("abc", "xyz", 6),
            ("aaaa", "aa", 2),
            ("ab", "ba", 2),
            ("xaxbxc", "abc", 3),
            ("abc", "xaxbxcx", 4),
        ];
        for (before, after, fewest) in cases {
            let lines = |text: &'static str| text.split("").filter(|line| !line.is_empty()).collect::<Vec<_>>();
            let (rebuilt, count) = rebuilt(&lines(before), &lines(after));
            assert_eq!((rebuilt.concat().as_str(), count), (after, fewest), "{before} → {after}");
        }
    }

    #[test]
    fn texts_of_all_kinds_are_compared() {
        // Every two texts of up to five lines of two kinds.
        let texts: Vec<Vec<&str>> = (0..=5)
            .flat_map(|length| (0..1 << length).map(move |bits: usize| (length, bits)))
            .map(|(length, bits)| (0..length).map(|at| if bits >> at & 1 == 0 { "a" } else { "b" }).collect())
            .collect();
        for old in &texts {
            for new in &texts {
                assert_eq!(rebuilt(old, new).0, *new, "{old:?}");
            }
        }
    }

    #[test]
    fn comparing_is_bounded() {
        let numbered = |kind: &str, count: usize| {
            let lines: Vec<String> = (0..count).map(|at| format!("{kind}{at}")).collect();
            lines.join("\n")
        };
        let changed = |count| compare(&numbered("a", count), &numbered("b", count)).map(|told| told.added);
        assert_eq!(changed(LINES_CHANGED_MAX / 2), Some(LINES_CHANGED_MAX / 2));
        assert_eq!(changed(LINES_CHANGED_MAX / 2 + 1), None);
        let around = |kind: &str, alike: usize| [kind, &"{\n".repeat(alike), kind].concat();
        let changed = |alike| compare(&around("x\n", alike), &around("y\n", alike)).map(|told| told.added);
        assert_eq!((changed(LINES_COMPARED_MAX - 2), changed(LINES_COMPARED_MAX - 1)), (Some(2), None));
        let long = "é".repeat(LINE_CHARS_MAX + 1);
        let shown = compare("", &long).map(|told| told.lines[0].text.chars().count());
        assert_eq!(shown, Some(LINE_CHARS_MAX + 1));
        assert!(told("", &long).ends_with("é…\n") && !told("", &long[2..]).contains('…'));
    }
}
