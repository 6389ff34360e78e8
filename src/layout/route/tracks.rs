//! Tracks: which horizontal line of the space between two rows each wire runs on.

use super::{Face, Plan, Way};
use crate::layout::count;
use crate::sort::{self, SortedMap, SortedSet};

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
        sort::by_key(pins, |pin| *pin);
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
    let mut open = waits.iter().enumerate().map(|(net, &waits)| (waits, net)).collect::<SortedSet<_>>();
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

/// A wire: the space it is in, and its number there.
pub(super) type NetId = (usize, usize);

/// The wires of a machine.
pub(super) struct Wires {
    /// For each space between rows.
    pub(super) nets: Vec<Vec<Net>>,
    pub(super) legs: Vec<Option<NetId>>,
    /// For each link that leaves its row for a lane: the wire, and where the stub turns.
    pub(super) outs: SortedMap<usize, (NetId, i32)>,
    pub(super) ins: Vec<Option<NetId>>,
    /// For each item the leg that leaves it; of use for bends, which have one.
    pub(super) below: Vec<usize>,
}

impl Wires {
    pub(super) fn of(plan: &Plan) -> Wires {
        let mut wires = Wires {
            nets: vec![Vec::new(); plan.ranks.rows + 1],
            legs: Vec::new(),
            outs: SortedMap::new(),
            ins: Vec::new(),
            below: vec![0; plan.flow.items.len()],
        };
        wires.flow(plan);
        wires.lanes(plan);
        wires
    }

    fn add(&mut self, space: usize, net: Net) -> NetId {
        self.nets[space].push(net);
        (space, self.nets[space].len() - 1)
    }

    /// Legs from one item share a wire, else legs to one item do.
    fn flow(&mut self, plan: &Plan) {
        let (items, x) = (&plan.flow.items, &plan.columns.x);
        let mut out = vec![0; items.len()];
        for leg in &plan.flow.legs {
            out[leg.upper] += 1;
        }
        let mut shared: SortedMap<(bool, usize), NetId> = SortedMap::new();
        for (index, leg) in plan.flow.legs.iter().enumerate() {
            self.below[leg.upper] = index;
            if x[leg.upper] == x[leg.lower] {
                self.legs.push(None);
                continue;
            }
            let key = if out[leg.upper] > 1 { (true, leg.upper) } else { (false, leg.lower) };
            let space = items[leg.lower].row;
            let id = *shared.entry(key).or_insert_with(|| self.add(space, Net::default()));
            self.nets[id.0][id.1].join(x[leg.upper], x[leg.lower] + offset(plan, index));
            self.legs.push(Some(id));
        }
    }

    fn lanes(&mut self, plan: &Plan) {
        for trunk in &plan.trunks {
            let wire = trunk.to.filter(|_| !trunk.clear).map(|to| {
                let mut net = Net::between(plan.x[to], trunk.x);
                net.bottoms.push(plan.x[to]);
                self.add(plan.ranks.row[to], net)
            });
            self.ins.push(wire);
        }
        let mut stubs: SortedMap<(usize, Face), i32> = SortedMap::new();
        for (index, link) in plan.machine.links.iter().enumerate() {
            let Way::Lane { face, clear: false, trunk } = plan.ways[index] else { continue };
            let nth = stubs.entry((link.from, face)).or_insert(0);
            let stub = plan.stub(link.from, face, *nth);
            *nth += 1;
            let mut net = Net::between(stub, plan.trunks[trunk].x);
            net.tops.push(stub);
            net.chip = link.label.map_or(0, |label| label.1);
            let id = self.add(plan.ranks.row[link.from] + 1, net);
            self.outs.insert(index, (id, stub));
        }
    }
}

/// Where a leg of several between the same cells stands beside the middle; they stay on the cells' bodies.
pub(super) fn offset(plan: &Plan, leg: usize) -> i32 {
    let leg = &plan.flow.legs[leg];
    let half =
        |item: usize| plan.machine.cells.get(item).map_or(0, |cell| (cell.axis.min(cell.width - cell.axis) - 8).max(0));
    let most = half(leg.upper).min(half(leg.lower));
    leg.offset.clamp(-most, most)
}
