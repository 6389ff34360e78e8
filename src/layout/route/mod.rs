//! Ways: which edges run straight, which through a gutter, and on which line of it.
//!
//! Across the flow there are, from left to right: lanes for loops · the flow · chips · inner lanes (to the flow) · the
//! side column · right lanes (to the side column) · what nothing leads to · its lanes.

mod gutters;
mod lines;
mod ports;
mod tracks;

use std::ops::RangeInclusive;

pub(super) use self::lines::tidy;
use self::ports::fits;
use super::order::Flow;
use super::place::{Columns, STUB, STUB_SPACE};
use super::rank::{Ranks, Zone};
use super::{EdgeKind, Laid, Machine, Options};
use crate::sort::{self, SortedMap};

/// A side of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Face {
    Left,
    Right,
}

/// Where lanes run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gutter {
    Left,
    Inner,
    Right,
    Far,
}

/// How one link runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Down the flow, by its legs.
    Flow,
    /// Out of a cell's right side and back into it.
    Loop,
    /// Straight down to the next in a side column.
    Straight,
    /// Straight to the right, from the flow to the side column.
    Across,
    /// Through a lane: whether it reaches it on its own row, and the lane's trunk.
    Lane { face: Face, clear: bool, trunk: usize },
}

/// What one lane carries: all links to one cell that look alike.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trunk {
    pub(super) gutter: Gutter,
    /// `None`: to the foot of the machine.
    pub(super) to: Option<usize>,
    pub(super) face: Face,
    /// Whether the target is reached on its own row; else from the space above.
    pub(super) clear: bool,
    /// From and to, where 2 n is the space above row n and 2 n + 1 the row.
    pub(super) low: usize,
    pub(super) high: usize,
    /// Whether its lane keeps close to the rows it passes instead of running beside the whole flow.
    pub(super) near: bool,
    pub(super) x: i32,
}

/// Everything about the machine that is settled across the flow.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    pub(super) machine: &'a Machine,
    pub(super) ranks: &'a Ranks,
    pub(super) flow: &'a Flow,
    pub(super) columns: &'a Columns,
    pub(super) options: &'a Options,
    pub(super) ways: Vec<Way>,
    pub(super) trunks: Vec<Trunk>,
    /// The trunk by which a cell of the side column reaches the foot.
    pub(super) exits: SortedMap<usize, Option<usize>>,
    /// The axis of each cell.
    pub(super) x: Vec<i32>,
    pub(super) pads: Vec<(i32, i32)>,
    /// The side column and the loose cells, from above.
    pub(super) side: Vec<usize>,
    pub(super) loose: Vec<usize>,
    /// Where each gutter's lanes begin.
    pub(super) lanes: [i32; 4],
    /// How far the flow reaches at all.
    pub(super) breadth: (i32, i32),
    /// How wide the chips on lanes left of the flow are.
    pub(super) left_chips: i32,
    /// Where the chips right of the flow end.
    pub(super) aside: i32,
    /// The left and right edge of the side column.
    pub(super) column: (i32, i32),
    pub(super) left: i32,
    pub(super) right: i32,
}

impl Plan<'_> {
    pub(super) fn face(&self, cell: usize, face: Face) -> i32 {
        let body = &self.machine.cells[cell];
        self.x[cell] - body.axis + if face == Face::Right { body.width } else { 0 }
    }

    /// Where the nth stub at a side of a cell turns.
    pub(super) fn stub(&self, cell: usize, face: Face, nth: i32) -> i32 {
        let out = STUB + STUB_SPACE * nth;
        match face {
            Face::Left => self.face(cell, face) - out,
            Face::Right => self.face(cell, face) + self.pads[cell].1 + out,
        }
    }

    /// How far the flow reaches on a row; nothing is a point on its axis.
    pub(super) fn extent(&self, row: usize) -> (i32, i32) {
        self.columns.extent.get(row).copied().filter(|(left, right)| left <= right).unwrap_or((0, 0))
    }

    /// How far the flow reaches beside a trunk.
    pub(super) fn beside(&self, trunk: &Trunk) -> (i32, i32) {
        let rows = trunk.low.saturating_sub(1) / 2..=trunk.high / 2;
        self.reach(rows)
    }

    /// How far the flow reaches on some rows.
    pub(super) fn reach(&self, rows: RangeInclusive<usize>) -> (i32, i32) {
        rows.filter(|&row| row < self.columns.extent.len())
            .map(|row| self.extent(row))
            .reduce(|all, row| (all.0.min(row.0), all.1.max(row.1)))
            .unwrap_or((0, 0))
    }

    /// Whether everything on a trunk comes from below its target.
    pub(super) fn trunk_is_below(&self, trunk: usize) -> bool {
        let trunk = &self.trunks[trunk];
        trunk.to.is_some_and(|to| match self.ranks.zone[to] {
            Zone::Loose => trunk.low >= self.loose.partition_point(|&other| other < to),
            Zone::Flow | Zone::Side => trunk.low > 2 * self.ranks.row[to],
        })
    }
}

pub(super) fn route(machine: &Machine, ranks: &Ranks, flow: &Flow, columns: &Columns, options: &Options) -> Laid {
    let cells = 0..machine.cells.len();
    let mut side: Vec<usize> = cells.clone().filter(|&cell| ranks.zone[cell] == Zone::Side).collect();
    sort::numbers(&mut side, &|a, b| ranks.row[a].cmp(&ranks.row[b]));
    let mut plan = Plan {
        machine,
        ranks,
        flow,
        columns,
        options,
        ways: Vec::new(),
        trunks: Vec::new(),
        exits: SortedMap::new(),
        x: columns.x[..machine.cells.len()].to_vec(),
        pads: super::place::pads(machine),
        side,
        loose: cells.filter(|&cell| ranks.zone[cell] == Zone::Loose).collect(),
        lanes: [0; 4],
        breadth: (0, 0),
        left_chips: 0,
        aside: 0,
        column: (0, 0),
        left: 0,
        right: 0,
    };
    choose(&mut plan);
    gutters::spread(&mut plan);
    lines::draw(&plan)
}

/// The outermost cell of the flow on each row, and who stands beside it.
struct Rows {
    ends: Vec<(usize, usize)>,
    side: Vec<Option<usize>>,
}

impl Rows {
    fn of(plan: &Plan) -> Rows {
        let none = usize::MAX;
        let mut rows = Rows { ends: vec![(none, none); plan.ranks.rows], side: vec![None; plan.ranks.rows] };
        for &cell in &plan.ranks.order {
            let ends = &mut rows.ends[plan.ranks.row[cell]];
            if ends.0 == none || plan.x[cell] < plan.x[ends.0] {
                ends.0 = cell;
            }
            if ends.1 == none || plan.x[cell] > plan.x[ends.1] {
                ends.1 = cell;
            }
        }
        for &cell in &plan.side {
            rows.side[plan.ranks.row[cell]] = Some(cell);
        }
        rows
    }
}

/// Decides the way of every link.
fn choose(plan: &mut Plan) {
    let rows = Rows::of(plan);
    let neighbour = |column: &[usize]| column.windows(2).map(|pair| (pair[0], pair[1])).collect::<SortedMap<_, _>>();
    let (next_side, next_loose) = (neighbour(&plan.side), neighbour(&plan.loose));
    let mut used: Used = SortedMap::new();
    let mut across = vec![false; plan.machine.cells.len()];
    for link in plan.machine.links.iter().filter(|link| rows.across(plan, link.from, link.to)) {
        across[link.from] = true;
        // What arrives in the middle leaves room for one line beside it.
        used.insert((link.to, Face::Left), (0, plan.machine.cells[link.to].height));
    }
    let mut straight = vec![false; plan.machine.cells.len()];
    let mut trunks: SortedMap<(Gutter, usize, bool), usize> = SortedMap::new();
    for (index, link) in plan.machine.links.iter().enumerate() {
        let zones = (plan.ranks.zone[link.from], plan.ranks.zone[link.to]);
        let next = if zones.0 == Zone::Loose { &next_loose } else { &next_side };
        let chip = link.label.map_or(0, |label| label.1);
        let catch = link.kind == EdgeKind::Catch;
        let way = if link.is_loop() {
            Way::Loop
        } else if plan.flow.first[index].is_some() {
            Way::Flow
        } else if zones.0 == zones.1
            && zones.0 != Zone::Flow
            && next.get(&link.from) == Some(&link.to)
            && !straight[link.from]
        {
            straight[link.from] = true;
            Way::Straight
        } else if rows.across(plan, link.from, link.to)
            && take(&mut used, plan, link.from, Face::Right, (Some(link.to), chip))
        {
            Way::Across
        } else {
            let (gutter, face) = gutter(plan, &rows, link.from, link.to, catch);
            // What goes straight across needs the middle of the side; no other chip may push it out.
            let pushes = chip > 0 && face == Face::Right && across[link.from];
            let clear = rows.clear(plan, link.from, face, gutter)
                && !pushes
                && take(&mut used, plan, link.from, face, (None, chip));
            let key = (gutter, link.to, catch);
            let trunk = *trunks.entry(key).or_insert_with(|| {
                plan.trunks.push(rows.trunk(plan, gutter, link.to));
                plan.trunks.len() - 1
            });
            let from = plan.rows_of(link.from, gutter, 2 * plan.ranks.row[link.from] + if clear { 1 } else { 2 });
            let carrier = &mut plan.trunks[trunk];
            (carrier.low, carrier.high) = (carrier.low.min(from.0), carrier.high.max(from.1));
            Way::Lane { face, clear, trunk }
        };
        plan.ways.push(way);
    }
    if plan.machine.boxed {
        side_exits(plan);
    }
}

/// What ends a machine in the side column goes straight to the foot if nothing stands below it, else through a lane.
fn side_exits(plan: &mut Plan) {
    let ends = plan.machine.ends();
    for &cell in plan.side.iter().filter(|&&cell| ends[cell]) {
        let last = plan.side.last() == Some(&cell);
        plan.exits.insert(cell, (!last).then_some(plan.trunks.len()));
        if !last {
            let (low, high) = (2 * plan.ranks.row[cell] + 1, 2 * plan.ranks.rows);
            let (gutter, face) = (Gutter::Right, Face::Right);
            plan.trunks.push(Trunk { gutter, to: None, face, clear: true, low, high, near: false, x: 0 });
        }
    }
}

/// How many lines a side of a cell has on its own row, and the highest of their chips.
type Used = SortedMap<(usize, Face), (i32, i32)>;

/// Takes a line on a cell's side, if there is room for one more.
fn take(used: &mut Used, plan: &Plan, cell: usize, face: Face, (to, chip): (Option<usize>, i32)) -> bool {
    if plan.ranks.zone[cell] == Zone::Loose {
        return true;
    }
    let used = used.entry((cell, face)).or_default();
    let height = |cell: usize| plan.machine.cells[cell].height;
    let (lines, chip) = (used.0, used.1.max(chip));
    let fits = fits(height(cell).min(to.map_or(i32::MAX, height)), lines, chip);
    if fits {
        *used = (lines + 1, chip);
    }
    fits
}

/// The gutter for a link, and the side on which it leaves its source.
fn gutter(plan: &Plan, rows: &Rows, from: usize, to: usize, catch: bool) -> (Gutter, Face) {
    match (plan.ranks.zone[from], plan.ranks.zone[to]) {
        (Zone::Loose, Zone::Loose) => (Gutter::Far, Face::Right),
        (Zone::Loose, _) => (Gutter::Right, Face::Left),
        (Zone::Flow | Zone::Side, Zone::Side | Zone::Loose) => (Gutter::Right, Face::Right),
        (Zone::Side, Zone::Flow) => (Gutter::Inner, Face::Left),
        (Zone::Flow, Zone::Flow) if catch => (Gutter::Inner, Face::Right),
        (Zone::Flow, Zone::Flow) => {
            let ends = |cell: usize| rows.ends[plan.ranks.row[cell]];
            let left = i32::from(ends(from).0 == from) + i32::from(ends(to).0 == to);
            let right = i32::from(ends(from).1 == from) + i32::from(ends(to).1 == to);
            if right > left { (Gutter::Inner, Face::Right) } else { (Gutter::Left, Face::Left) }
        }
    }
}

impl Rows {
    /// Whether a link can go straight from the flow to the side column.
    fn across(&self, plan: &Plan, from: usize, to: usize) -> bool {
        plan.ranks.zone[from] == Zone::Flow
            && plan.ranks.zone[to] == Zone::Side
            && plan.ranks.row[from] == plan.ranks.row[to]
            && self.ends[plan.ranks.row[from]].1 == from
    }

    /// Whether nothing stands between a cell and a gutter.
    fn clear(&self, plan: &Plan, cell: usize, face: Face, gutter: Gutter) -> bool {
        let row = plan.ranks.row[cell];
        match plan.ranks.zone[cell] {
            Zone::Loose | Zone::Side => true,
            Zone::Flow if face == Face::Left => self.ends[row].0 == cell,
            Zone::Flow => self.ends[row].1 == cell && (gutter == Gutter::Inner || self.side[row].is_none()),
        }
    }

    fn trunk(&self, plan: &Plan, gutter: Gutter, to: usize) -> Trunk {
        let face = if gutter == Gutter::Left { Face::Left } else { Face::Right };
        let clear = self.clear(plan, to, face, gutter);
        let (low, high) = plan.rows_of(to, gutter, 2 * plan.ranks.row[to] + usize::from(clear));
        Trunk { gutter, to: Some(to), face, clear, low, high, near: false, x: 0 }
    }
}

impl Plan<'_> {
    /// Which rows of a lane a cell may need. A loose cell has no row: to be safe, all.
    fn rows_of(&self, cell: usize, gutter: Gutter, at: usize) -> (usize, usize) {
        match self.ranks.zone[cell] {
            Zone::Loose if gutter == Gutter::Far => {
                let place = self.loose.partition_point(|&other| other < cell);
                (place, place)
            }
            Zone::Loose => (0, 2 * self.ranks.rows),
            Zone::Flow | Zone::Side => (at, at),
        }
    }
}
