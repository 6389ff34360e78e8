//! Ports: at which height lines leave and enter the sides of a cell.

use super::{Face, Plan, Way};
use crate::layout::rank::Zone;
use crate::sort::{self, SortedMap};

/// Between lines on one side of a cell.
const SPACE: i32 = 12;
/// Between chips on such lines.
const CHIP_SPACE: i32 = 2;
/// From the first and the last line to the corners.
const CORNER: i32 = 5;

/// How far below the middle of its cell each line leaves or enters.
#[derive(Debug, Default)]
pub(super) struct Ports {
    /// By link.
    outs: SortedMap<usize, i32>,
    /// By trunk.
    ins: SortedMap<usize, i32>,
}

/// In the order from top to bottom in which lines cross each other least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    FromAbove,
    Up,
    Ahead,
    Down,
    Stub,
    FromBelow,
}

#[derive(Clone, Copy, Debug)]
enum End {
    Out(usize),
    In(usize),
    /// The far end of a line that goes straight across.
    Ghost,
}

#[derive(Clone, Copy, Debug)]
struct Line {
    turn: Turn,
    far: i32,
    end: End,
    chip: i32,
    /// How much of its far end's side such lines may take.
    room: i32,
}

/// Whether a side of a cell can take one more line with a chip.
pub(super) fn fits(height: i32, lines: i32, chip: i32) -> bool {
    lines * (chip.max(CHIP_SPACE) + CHIP_SPACE) <= height - 2 * CORNER
}

impl Ports {
    pub(super) fn outlet(&self, link: usize) -> i32 {
        self.outs.get(&link).copied().unwrap_or_default()
    }

    pub(super) fn inlet(&self, trunk: usize) -> i32 {
        self.ins.get(&trunk).copied().unwrap_or_default()
    }

    /// `stub` tells where a link that leaves its row turns.
    pub(super) fn of(plan: &Plan, stub: impl Fn(usize) -> Option<i32>) -> Ports {
        let mut ports = Ports::default();
        for ((cell, _), mut lines) in sides(plan, stub) {
            sort::by_key(&mut lines, |line| (line.turn, line.far));
            for (line, dy) in lines.iter().zip(spread(&lines, plan.machine.cells[cell].height)) {
                match line.end {
                    End::Out(link) => drop(ports.outs.insert(link, dy)),
                    End::In(trunk) => drop(ports.ins.insert(trunk, dy)),
                    End::Ghost => {}
                }
            }
        }
        ports
    }
}

/// The lines at every side of every cell.
fn sides(plan: &Plan, stub: impl Fn(usize) -> Option<i32>) -> SortedMap<(usize, Face), Vec<Line>> {
    let mut sides: SortedMap<(usize, Face), Vec<Line>> = SortedMap::new();
    let far = |x: i32, cell: usize| (x - plan.x[cell]).abs();
    for (index, link) in plan.machine.links.iter().enumerate() {
        let chip = link.label.map_or(0, |label| label.1);
        match plan.ways[index] {
            Way::Across => {
                let room = plan.machine.cells[link.to].height - 2 * CORNER;
                let line = Line { turn: Turn::Ahead, far: 0, end: End::Out(index), chip, room };
                sides.entry((link.from, Face::Right)).or_default().push(line);
                let ghost = Line { end: End::Ghost, chip: 0, ..line };
                sides.entry((link.to, Face::Left)).or_default().push(ghost);
            }
            Way::Lane { face, trunk, .. } => {
                let out = far(plan.trunks[trunk].x, link.from);
                let (turn, far, chip) = match stub(index) {
                    Some(stub) => (Turn::Stub, -far(stub, link.from), 0),
                    None if plan.is_above(link.to, link.from) => (Turn::Up, out, chip),
                    None => (Turn::Down, -out, chip),
                };
                let line = Line { turn, far, end: End::Out(index), chip, room: i32::MAX };
                sides.entry((link.from, face)).or_default().push(line);
            }
            Way::Flow | Way::Loop | Way::Straight => {}
        }
    }
    for (index, trunk) in plan.trunks.iter().enumerate() {
        if let (Some(to), true) = (trunk.to, trunk.clear) {
            let out = far(trunk.x, to);
            let (turn, far) = if plan.trunk_is_below(index) { (Turn::FromBelow, -out) } else { (Turn::FromAbove, out) };
            let line = Line { turn, far, end: End::In(index), chip: 0, room: i32::MAX };
            sides.entry((to, trunk.face)).or_default().push(line);
        }
    }
    sides
}

/// Heights for lines in order: chips clear of each other, what goes straight ahead in the middle.
fn spread(lines: &[Line], height: i32) -> Vec<i32> {
    let room = (height - 2 * CORNER).max(0);
    let fits = |at: &Vec<i32>| {
        let (first, last) = ahead(lines, at);
        at[at.len() - 1] <= room && last - first <= lines.iter().map(|line| line.room).min().unwrap_or(room)
    };
    let mut tries = (0..=SPACE).rev().map(|space| stack(lines, space));
    let at = tries.find(fits).unwrap_or_else(|| stack(lines, 0));
    let (first, last) = ahead(lines, &at);
    let (top, half) = (-i32::midpoint(first, last), room / 2);
    at.iter().map(|at| (top + at).clamp(-half, half)).collect()
}

/// The first and the last line that go straight ahead; without any, the outermost.
fn ahead(lines: &[Line], at: &[i32]) -> (i32, i32) {
    let mut ahead = lines.iter().zip(at).filter(|(line, _)| line.turn == Turn::Ahead).map(|(_, &at)| at);
    let first = ahead.next();
    let last = ahead.next_back().or(first);
    (first.unwrap_or(0), last.unwrap_or_else(|| at.last().copied().unwrap_or(0)))
}

/// One line under the other with some space, chips farther apart.
fn stack(lines: &[Line], space: i32) -> Vec<i32> {
    let mut at = Vec::new();
    let (mut next, mut chip_end) = (0, i32::MIN / 2);
    for line in lines {
        let y = if line.chip > 0 { (chip_end + line.chip / 2).max(next) } else { next };
        if line.chip > 0 {
            chip_end = y + (line.chip + 1) / 2 + CHIP_SPACE;
        }
        at.push(y);
        next = y + space;
    }
    at
}

impl Plan<'_> {
    /// Whether a cell stands above another.
    fn is_above(&self, cell: usize, other: usize) -> bool {
        match (self.ranks.zone[cell], self.ranks.zone[other]) {
            (Zone::Loose, Zone::Loose) => cell < other,
            _ => self.ranks.row[cell] < self.ranks.row[other],
        }
    }
}
