//! Tracks: which horizontal line of the space between two rows each wire runs on.

use std::collections::BTreeSet;

use super::count;

/// A horizontal wire between two rows, with where it comes down from above and where it goes on below.
#[derive(Clone, Debug, Default)]
pub(super) struct Net {
    pub(super) tops: Vec<i32>,
    pub(super) bottoms: Vec<i32>,
    pub(super) low: i32,
    pub(super) high: i32,
    /// Along the flow, of the chip that stands on it.
    pub(super) chip: i32,
    pub(super) track: i32,
}

impl Net {
    /// A wire between two places.
    pub(super) fn between(from: i32, to: i32) -> Net {
        Net { low: from.min(to), high: from.max(to), ..Net::default() }
    }

    /// Comes down at one place, goes on at the other.
    pub(super) fn join(&mut self, top: i32, bottom: i32) {
        if self.tops.is_empty() && self.bottoms.is_empty() {
            (self.low, self.high) = (top.min(bottom), top.max(bottom));
        }
        self.low = self.low.min(top).min(bottom);
        self.high = self.high.max(top).max(bottom);
        self.tops.push(top);
        self.bottoms.push(bottom);
    }
}

/// Space two wires on one track keep.
const SPACE: i32 = 8;

/// Gives each wire a track, counted from above, and returns how many there are. A wire that comes from above at some
/// place lies over one that goes on below there, so that they do not run into each other; rings are cut.
pub(super) fn assign(nets: &mut [Net]) -> i32 {
    let mut tops: Vec<(i32, usize)> = Vec::new();
    let mut bottoms: Vec<(i32, usize)> = Vec::new();
    for (index, net) in nets.iter().enumerate() {
        tops.extend(net.tops.iter().map(|&x| (x, index)));
        bottoms.extend(net.bottoms.iter().map(|&x| (x, index)));
    }
    for pins in [&mut tops, &mut bottoms] {
        pins.sort_unstable();
        pins.dedup();
    }
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); nets.len()];
    let mut waits = vec![0; nets.len()];
    for &(x, upper) in &tops {
        let start = bottoms.partition_point(|pin| pin.0 < x);
        for &(_, lower) in bottoms[start..].iter().take_while(|pin| pin.0 == x).filter(|pin| pin.1 != upper) {
            below[upper].push(lower);
            waits[lower] += 1;
        }
    }
    let mut open: BTreeSet<(usize, usize)> = waits.iter().enumerate().map(|(net, &waits)| (waits, net)).collect();
    let mut least = vec![0; nets.len()];
    let mut tracks: Vec<Vec<(i32, i32)>> = Vec::new();
    while let Some((_, index)) = open.pop_first() {
        let net = &mut nets[index];
        let free =
            |track: &Vec<(i32, i32)>| track.iter().all(|&(low, high)| net.high + SPACE < low || high + SPACE < net.low);
        let found = tracks.iter().skip(least[index]).position(free).map(|found| found + least[index]);
        let track = found.unwrap_or_else(|| tracks.len().max(least[index]));
        tracks.resize_with(tracks.len().max(track + 1), Vec::new);
        tracks[track].push((net.low, net.high));
        net.track = count(track);
        for &lower in &below[index] {
            if open.remove(&(waits[lower], lower)) {
                least[lower] = least[lower].max(track + 1);
                waits[lower] -= 1;
                open.insert((waits[lower], lower));
            }
        }
    }
    count(tracks.len())
}
