//! Gutters: where the side column, the loose cells and all lanes are.

use std::ops::RangeInclusive;

use super::{Face, Gutter, Plan, Trunk, Way};
use crate::layout::count;
use crate::layout::rank::Zone;
use crate::sort::{self, SortedMap};

/// From a body or a lane to a chip beside it.
pub(super) const CHIP_MARGIN: i32 = 14;
/// From the flow to the side column when no chip stands between them.
const SIDE_GAP: i32 = 40;
/// From a column to the lane beside it.
const LANE_START: i32 = 18;

/// Gives the side column, the loose cells and the gutters their places.
pub(super) fn spread(plan: &mut Plan) {
    plan.breadth = plan.reach(0..=plan.ranks.rows);
    let (left, right) = plan.breadth;
    let mut zone = [0; 5]; // chips: left of the flow, of the side column, of the loose; right of the side, of the loose
    let mut inner = right;
    let mut stack: SortedMap<usize, i32> = SortedMap::new();
    for (index, link) in plan.machine.links.iter().enumerate() {
        let need = link.label.map_or(0, |(width, _)| width + 2 * CHIP_MARGIN);
        let (face, clear) = match plan.ways[index] {
            Way::Across => (Face::Right, true),
            Way::Lane { face, clear, .. } => (face, clear),
            _ => continue,
        };
        match (plan.ranks.zone[link.from], face) {
            (Zone::Flow, Face::Left) => zone[0] = zone[0].max(need),
            (Zone::Flow, Face::Right) => {
                let from = if clear { plan.extent(plan.ranks.row[link.from]).1 } else { right };
                inner = inner.max(from + need);
            }
            (Zone::Side, Face::Left) => zone[1] = zone[1].max(need),
            (Zone::Side, Face::Right) => zone[3] = zone[3].max(need),
            (Zone::Loose, face) => {
                let sum = stack.entry(link.from).or_insert(0);
                *sum += need;
                let zone = &mut zone[if face == Face::Left { 2 } else { 4 }];
                *zone = (*zone).max(*sum);
            }
        }
    }
    let mut edge = if inner > right || !plan.side.is_empty() { inner.max(right + SIDE_GAP) } else { right };
    plan.left_chips = zone[0];
    hug(plan, edge);
    let counts = pack(&mut plan.trunks);
    let gap = plan.options.lane_gap;
    let lanes = |gutter: Gutter| (counts[gutter as usize] - 1) * gap;
    let outermost = plan.trunks.iter().filter(|trunk| trunk.gutter == Gutter::Left).map(|trunk| trunk.x).min();
    plan.left = outermost.map_or(left, |x| x.min(left));
    if counts[1] > 0 {
        plan.lanes[1] = edge.max(right + LANE_START);
        edge = plan.lanes[1] + lanes(Gutter::Inner) + if plan.side.is_empty() { 0 } else { zone[1].max(LANE_START) };
    } else {
        plan.lanes[1] = edge;
    }
    plan.aside = plan.lanes[1];
    plan.column.0 = edge;
    edge = stand(plan, edge, false);
    plan.column.1 = edge;
    plan.lanes[2] = edge + zone[3].max(LANE_START);
    if counts[2] > 0 {
        edge = plan.lanes[2] + lanes(Gutter::Right);
    }
    if !plan.loose.is_empty() && plan.ranks.rows > 0 {
        edge += zone[2].max(SIDE_GAP);
    }
    edge = stand(plan, edge, true);
    plan.lanes[3] = edge + zone[4].max(LANE_START);
    if counts[3] > 0 {
        edge = plan.lanes[3] + lanes(Gutter::Far);
    }
    plan.right = edge;
    for trunk in plan.trunks.iter_mut().filter(|trunk| !trunk.near) {
        trunk.x = plan.lanes[trunk.gutter as usize] + trunk.x * gap;
    }
}

/// Puts a column of cells on one axis, its left edge given; returns its right edge.
fn stand(plan: &mut Plan, left: i32, loose: bool) -> i32 {
    let column = if loose { &plan.loose } else { &plan.side };
    let mut half = vec![0; plan.machine.cells.len()];
    for (index, link) in plan.machine.links.iter().enumerate() {
        if let (Way::Straight, Some((width, _))) = (plan.ways[index], link.label) {
            half[link.to] = width / 2 + 4;
        }
    }
    let cells = &plan.machine.cells;
    let Some(before) = column.iter().map(|&cell| cells[cell].axis.max(half[cell])).max() else { return left };
    let after = column.iter().map(|&cell| (cells[cell].width - cells[cell].axis + plan.pads[cell].1).max(half[cell]));
    let after = after.max().unwrap_or(0);
    for &cell in column {
        plan.x[cell] = left + before;
    }
    left + before + after
}

/// The trunks, short ones first, so that these come to lie nearest to the flow.
fn by_length(trunks: &[Trunk]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..trunks.len()).collect();
    sort::by_key(&mut order, |&trunk| (trunks[trunk].high - trunks[trunk].low, trunks[trunk].low, trunk));
    order
}

/// Puts lanes close to the rows they pass: all to the left of the flow; to its right those that meet no chip of others
/// and end before `limit`.
fn hug(plan: &mut Plan, limit: i32) {
    let chips = right_chips(plan);
    let gap = plan.options.lane_gap;
    let mut placed: [Vec<(usize, usize, i32)>; 2] = Default::default();
    for index in by_length(&plan.trunks) {
        let trunk = plan.trunks[index];
        let (left, right) = plan.beside(&trunk);
        let beside = |other: &&(usize, usize, i32)| other.0 <= trunk.high && trunk.low <= other.1;
        let x = match trunk.gutter {
            Gutter::Left => {
                let taken = placed[0].iter().filter(beside).map(|other| other.2 - gap).min();
                (left - plan.left_chips.max(LANE_START)).min(taken.unwrap_or(i32::MAX))
            }
            Gutter::Inner => {
                let Some(own) = chips.own[index] else { continue };
                let taken = placed[1].iter().filter(beside).map(|other| other.2 + gap).max();
                let x = (right + own.max(LANE_START)).max(taken.unwrap_or(i32::MIN));
                // A chip of another edge may stand on the rows it passes, or just above or below them.
                let rows = (trunk.low.saturating_sub(1) / 2).saturating_sub(1)..=trunk.high / 2;
                if x > limit - gap || chips.others(index, rows) {
                    continue;
                }
                x
            }
            Gutter::Right | Gutter::Far => continue,
        };
        placed[usize::from(trunk.gutter == Gutter::Inner)].push((trunk.low, trunk.high, x));
        plan.trunks[index].near = true;
        plan.trunks[index].x = x;
    }
}

/// The chips that stand to the right of the flow.
struct RightChips {
    /// By trunk: the room its own need; `None` if not all of it comes out of the flow.
    own: Vec<Option<i32>>,
    /// By row of their source, the trunks; `None` for an edge straight across.
    rows: SortedMap<usize, Vec<Option<usize>>>,
}

impl RightChips {
    fn others(&self, trunk: usize, rows: RangeInclusive<usize>) -> bool {
        self.rows.range(rows).any(|(_, trunks)| trunks.iter().any(|&other| other != Some(trunk)))
    }
}

fn right_chips(plan: &Plan) -> RightChips {
    let mut chips = RightChips { own: vec![Some(0); plan.trunks.len()], rows: SortedMap::new() };
    for (index, link) in plan.machine.links.iter().enumerate() {
        let trunk = match plan.ways[index] {
            Way::Across => None,
            Way::Lane { trunk, face: Face::Right, .. } if plan.ranks.zone[link.from] == Zone::Flow => Some(trunk),
            Way::Lane { trunk, .. } => {
                chips.own[trunk] = None;
                continue;
            }
            Way::Flow | Way::Loop | Way::Straight => continue,
        };
        if let Some((width, _)) = link.label {
            chips.rows.entry(plan.ranks.row[link.from]).or_default().push(trunk);
            if let Some(own) = trunk.and_then(|trunk| chips.own[trunk].as_mut()) {
                *own = (width + 2 * CHIP_MARGIN).max(*own);
            }
        }
    }
    chips
}

/// Gives every trunk a lane, short ones nearest to the flow; returns how many lanes each gutter has. The trunk's `x` is
/// the number of its lane until the gutters have their places.
fn pack(trunks: &mut [Trunk]) -> [i32; 4] {
    let mut lanes: [Vec<SortedMap<usize, usize>>; 4] = Default::default();
    for index in by_length(trunks).into_iter().filter(|&index| !trunks[index].near).collect::<Vec<usize>>() {
        let trunk = &mut trunks[index];
        let lanes = &mut lanes[trunk.gutter as usize];
        let free = |lane: &SortedMap<usize, usize>| {
            lane.range(..=trunk.high).next_back().is_none_or(|(_, &high)| high < trunk.low)
        };
        let lane = lanes.iter().position(free).unwrap_or(lanes.len());
        if lane == lanes.len() {
            lanes.push(SortedMap::new());
        }
        lanes[lane].insert(trunk.low, trunk.high);
        trunk.x = count(lane);
    }
    lanes.map(|lanes| count(lanes.len()))
}
