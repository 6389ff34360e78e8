//! Time to width: linear while something happens, long gaps compressed to bands.

use crate::sim::VirtualTime;
use crate::sort;
use crate::studio::describe;

/// A gap is long if it takes more than this part of the time that is not compressed yet.
const LONG: f64 = 0.2;
/// Long gaps are compressed only while everything between them would be squeezed into less than this part.
const SQUEEZED: f64 = 0.25;
/// The width of a band, of all bands together at most, and of the room at each of its sides.
const BAND: f64 = 0.07;
const BANDS_ALL: f64 = 0.4;
const SIDE: f64 = 0.03;
/// The room after now before the way to a deadline is compressed: the buttons of the waiting task stand there.
const SIDE_NOW: f64 = 0.2;
/// The room after the last moment.
const TAIL: f64 = 0.03;
/// The room after now where a task waits and names no deadline.
const TAIL_HELD: f64 = 0.3;
/// The least distance between two ticks, and how many there are at most.
const TICK: f64 = 0.075;
const TICKS_MAX: usize = 40;
/// Round steps, in milliseconds.
const STEPS: [i64; 24] = [
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 60_000, 120_000, 300_000, 600_000,
    1_800_000, 3_600_000, 7_200_000, 21_600_000, 86_400_000,
];

/// Time to width, piece by piece.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scale {
    /// Where each piece begins: its time and its place. The last one is the end.
    knots: Vec<(VirtualTime, f64)>,
    /// The compressed gaps.
    pub bands: Vec<Band>,
    /// Width of a millisecond where nothing is compressed.
    rate: f64,
}

/// A compressed gap.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// Where it begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// The length of the gap, in words.
    pub words: String,
}

/// A mark of the axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Where it is.
    pub at: f64,
    /// The time since the start, in words.
    pub words: String,
}

impl Scale {
    /// A scale over the times at which something happened. `now` and `deadline` are shown too; beyond now only the
    /// deadline is.
    pub(super) fn new(
        mut times: Vec<VirtualTime>,
        now: VirtualTime,
        deadline: Option<VirtualTime>,
        held: bool,
    ) -> Scale {
        times.push(now);
        times.extend(deadline.filter(|deadline| *deadline > now));
        sort::by_key(&mut times, |time| *time);
        times.dedup();
        let gaps: Vec<i64> = times.windows(2).map(|pair| pair[1].since(pair[0])).collect();
        let long = long_gaps(&gaps);
        let side = |gap: usize| if times[gap] == now { SIDE_NOW } else { SIDE };
        let count = long.iter().filter(|long| **long).count();
        let band = BAND.min(BANDS_ALL / count.max(1) as f64);
        let shrink = band / BAND;
        let tail = if held && deadline.is_none() { TAIL_HELD } else { TAIL };
        let fixed = |gap: usize| band + (SIDE + side(gap)) * shrink;
        let taken: f64 = (0..gaps.len()).filter(|gap| long[*gap]).map(fixed).sum::<f64>() + tail;
        let free: i64 = gaps.iter().zip(&long).filter(|(_, long)| !**long).map(|(gap, _)| *gap).sum();
        let rate = if free > 0 { (1.0 - taken) / free as f64 } else { 0.0 };
        let mut scale = Scale { knots: Vec::with_capacity(times.len()), bands: Vec::with_capacity(count), rate };
        let mut place = 0.0;
        for (index, time) in times.iter().enumerate() {
            scale.knots.push((*time, place));
            let Some(gap) = gaps.get(index) else { break };
            if long[index] {
                let from = place + side(index) * shrink;
                scale.bands.push(Band { from, to: from + band, words: describe::short(*gap) });
                place += fixed(index);
            } else {
                place += *gap as f64 * rate;
            }
        }
        scale
    }

    /// Where a time is.
    pub fn at(&self, time: VirtualTime) -> f64 {
        let after = self.knots.partition_point(|(knot, _)| *knot <= time);
        match (after.checked_sub(1).and_then(|before| self.knots.get(before)), self.knots.get(after)) {
            (Some((from, left)), Some((to, right))) => {
                left + (right - left) * time.since(*from) as f64 / to.since(*from).max(1) as f64
            }
            (Some((_, last)), None) => *last,
            (None, first) => first.map_or(0.0, |(_, first)| *first),
        }
    }

    /// Marks at round times since the start, where nothing is compressed.
    pub(super) fn ticks(&self) -> Vec<Tick> {
        let Some(((start, _), rate)) = self.knots.first().zip(Some(self.rate)).filter(|(_, rate)| *rate > 0.0) else {
            return vec![Tick { at: 0.0, words: describe::short(0) }];
        };
        let step = STEPS.into_iter().find(|step| *step as f64 * rate >= TICK);
        let step = step.unwrap_or_else(|| (TICK / rate / 86_400_000.0).ceil() as i64 * 86_400_000);
        let mut ticks: Vec<Tick> = Vec::new();
        for pair in self.knots.windows(2) {
            let (from, to) = (pair[0].0.since(*start), pair[1].0.since(*start));
            if (pair[1].1 - pair[0].1 - (to - from) as f64 * rate).abs() > 1e-9 {
                continue;
            }
            let first = (from + step - 1).div_euclid(step) * step;
            for time in (0..TICKS_MAX as i64).map(|index| first + index * step).take_while(|time| *time <= to) {
                let at = self.at(start.plus_ms(time));
                if ticks.len() < TICKS_MAX && ticks.last().is_none_or(|last| at - last.at >= TICK * 0.99) {
                    // After an hour of waiting the seconds of the next minute are told apart.
                    let words =
                        if step < 60_000 && time >= 60_000 { describe::long(time) } else { describe::short(time) };
                    ticks.push(Tick { at, words });
                }
            }
        }
        ticks
    }
}

/// Which gaps are compressed: the long ones, as often as taking them out lets others appear long, and only while they
/// squeeze what is between them.
fn long_gaps(gaps: &[i64]) -> Vec<bool> {
    let mut long = vec![false; gaps.len()];
    // Each round compresses a gap or is the last.
    for _ in 0..gaps.len() {
        let left: i64 = gaps.iter().zip(&long).filter(|(_, long)| !**long).map(|(gap, _)| *gap).sum();
        let is_long = |gap: i64| gap as f64 > LONG * left as f64;
        let among = || gaps.iter().zip(&long).filter(|(gap, long)| !**long && is_long(**gap)).map(|(gap, _)| *gap);
        let rest = left - among().sum::<i64>();
        if rest as f64 >= SQUEEZED * left as f64 || rest == 0 {
            break;
        }
        for (gap, long) in gaps.iter().zip(&mut long) {
            *long |= is_long(*gap);
        }
    }
    long
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(ms: i64) -> VirtualTime {
        VirtualTime(ms)
    }

    fn scale(times: &[i64], now: i64, deadline: Option<i64>) -> Scale {
        Scale::new(times.iter().map(|time| ms(*time)).collect(), ms(now), deadline.map(ms), deadline.is_some())
    }

    #[test]
    fn a_short_run_is_linear() {
        let scale = scale(&[0, 1_000, 2_000, 4_000], 4_000, None);
        assert!(scale.bands.is_empty());
        assert!((scale.at(ms(2_000)) - 0.485).abs() < 1e-9);
        let ticks: Vec<_> = scale.ticks().into_iter().map(|tick| tick.words).collect();
        assert_eq!(ticks, ["0", "500 ms", "1 s", "1.5 s", "2 s", "2.5 s", "3 s", "3.5 s", "4 s"]);
    }

    #[test]
    fn an_approval_of_hours_leaves_room_for_the_seconds_before_it() {
        let times = [0, 820, 2_820, 3_610, 7_610, 8_240, 9_410];
        let scale = scale(&times, 11_532_240, Some(86_408_240));
        let bands: Vec<_> = scale.bands.iter().map(|band| band.words.as_str()).collect();
        assert_eq!(bands, ["3 h 12 m", "20 h 47 m"]);
        assert!(scale.at(ms(8_240)) > 0.35, "{}", scale.at(ms(8_240)));
        let now = scale.at(ms(11_532_240));
        assert!(scale.bands[1].from - now > 0.19 && scale.at(ms(86_408_240)) < 0.98);
        let ticks: Vec<_> = scale.ticks().into_iter().map(|tick| tick.words).collect();
        assert_eq!(ticks, ["0", "2 s", "4 s", "6 s", "8 s"]);
    }

    #[test]
    fn waits_of_the_same_length_as_the_work_stay_to_scale() {
        assert!(scale(&[0, 1_000, 5_000, 6_000], 6_000, None).bands.is_empty());
        assert!(scale(&[0, 60_000, 120_000, 180_000], 180_000, None).bands.is_empty());
        assert_eq!(scale(&[0, 1_000, 3_601_000, 3_602_000, 7_202_000], 7_203_000, None).bands.len(), 2);
    }

    #[test]
    fn places_never_go_back_and_stay_within_the_width() {
        for times in [&[0][..], &[5, 5, 5], &[0, 1, 100_000, 100_001, 9_000_000_000], &[0, i64::from(u32::MAX)]] {
            let scale = scale(times, *times.last().unwrap(), None);
            let places: Vec<f64> = times.iter().map(|time| scale.at(ms(*time))).collect();
            assert!(places.is_sorted() && places.iter().all(|place| (0.0..=1.0).contains(place)), "{places:?}");
            assert!(scale.ticks().len() <= TICKS_MAX);
        }
    }

    #[test]
    fn many_gaps_share_the_width() {
        let times: Vec<i64> = (0..200).map(|index| index * 5 + index / 10 * 10_000_000).collect();
        let scale = scale(&times, *times.last().unwrap(), None);
        assert!(scale.at(ms(*times.last().unwrap())) <= 1.0);
    }
}
