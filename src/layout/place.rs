//! Columns: every item stands straight under the last one that all ways to it pass.
//!
//! Whatever hangs under an item is laid out as one shape with an outline, and shapes are pushed together until their
//! outlines touch. So a chain is straight by construction, and so is the way from a fork to where its branches meet.

use std::collections::VecDeque;

use super::order::{Flow, Under};
use super::{Machine, Options};

/// The columns of the flow.
#[derive(Debug, Default)]
pub(super) struct Columns {
    /// The axis of each item.
    pub(super) x: Vec<i32>,
    /// How far the flow reaches on each row, to the left and to the right.
    pub(super) extent: Vec<(i32, i32)>,
}

/// Where a link of the flow leaves it sideways, the first stub stands here and the others this much farther out.
pub(super) const STUB: i32 = 7;
pub(super) const STUB_SPACE: i32 = 8;
/// From a node to the first loop at its side, and between a loop's chip and what is next.
pub(super) const LOOP: i32 = 10;

const NOTHING: (i32, i32) = (i32::MAX / 4, i32::MIN / 4);

/// The outline of a shape: for each row from `top` how far it reaches from its axis. `shift` is added on reading.
#[derive(Debug, Default)]
struct Outline {
    rows: VecDeque<(i32, i32)>,
    top: usize,
    shift: i32,
}

impl Outline {
    fn get(&self, row: usize) -> (i32, i32) {
        let inside = row.checked_sub(self.top).and_then(|index| self.rows.get(index));
        inside.map_or(
            NOTHING,
            |&(left, right)| {
                if left > right { NOTHING } else { (left + self.shift, right + self.shift) }
            },
        )
    }

    fn bottom(&self) -> usize {
        self.top + self.rows.len()
    }

    /// Takes the other in; the longer one is kept, so a long shape is never copied.
    fn absorb(&mut self, mut other: Outline) {
        if self.rows.is_empty() {
            *self = other;
            return;
        }
        if other.rows.len() > self.rows.len() {
            std::mem::swap(self, &mut other);
        }
        while self.top > other.top {
            self.rows.push_front(NOTHING);
            self.top -= 1;
        }
        while self.bottom() < other.bottom() {
            self.rows.push_back(NOTHING);
        }
        for row in other.top..other.bottom() {
            let (left, right) = other.get(row);
            if left > right {
                continue;
            }
            let here = &mut self.rows[row - self.top];
            let (left, right) = (left - self.shift, right - self.shift);
            *here = if here.0 > here.1 { (left, right) } else { (here.0.min(left), here.1.max(right)) };
        }
    }

    /// How far the other must at least go to the right (or, mirrored, to the left) to stand clear of this one.
    fn clearance(&self, other: &Outline, gap: i32) -> Option<(i32, i32)> {
        let rows = self.top.max(other.top)..self.bottom().min(other.bottom());
        rows.filter_map(|row| {
            let (a, b) = (self.get(row), other.get(row));
            (a.0 <= a.1 && b.0 <= b.1).then_some((a.1 + gap - b.0, a.0 - gap - b.1))
        })
        .reduce(|all, row| (all.0.max(row.0), all.1.min(row.1)))
    }
}

/// How far a cell's own drawing reaches from its axis: its body, its loops, its stubs and the chip above it.
fn slot(machine: &Machine, flow: &Flow, item: usize, pads: &[(i32, i32)]) -> (i32, i32) {
    let half = flow.items[item].chip / 2 + if flow.items[item].chip > 0 { 4 } else { 0 };
    match machine.cells.get(item) {
        Some(cell) => {
            let (left, right) = pads[item];
            (-half.max(cell.axis + left), half.max(cell.width - cell.axis + right))
        }
        None => (-half, half),
    }
}

/// The room each cell needs beside its body for loops to itself.
pub(super) fn pads(machine: &Machine) -> Vec<(i32, i32)> {
    let mut pads = vec![(0, 0); machine.cells.len()];
    for link in machine.links.iter().filter(|link| link.is_loop()) {
        pads[link.from].1 += LOOP + link.label.map_or(0, |(width, _)| width);
    }
    pads
}

/// The columns of the items.
pub(super) fn columns(machine: &Machine, flow: &Flow, options: &Options) -> Columns {
    let mut pads = pads(machine);
    let mut stubs = vec![0; machine.cells.len()];
    for (link, first) in machine.links.iter().zip(&flow.first) {
        stubs[link.from] += i32::from(first.is_none() && !link.is_loop());
    }
    for (pad, stubs) in pads.iter_mut().zip(stubs) {
        pad.0 += STUB_SPACE * (stubs - 1).max(0);
        pad.1 += STUB_SPACE * (stubs - 1).max(0);
    }
    let mut offset = vec![0; flow.items.len()];
    let mut outlines: Vec<Outline> = Vec::new();
    outlines.resize_with(flow.items.len(), Outline::default);
    for &item in flow.order.iter().rev() {
        let row = flow.items[item].row;
        let (mut outline, axis) = spread(machine, &flow.under[item], &mut outlines, &mut offset, options);
        outline.shift -= axis;
        let own = Outline { rows: VecDeque::from([slot(machine, flow, item, &pads)]), top: row, shift: 0 };
        outline.absorb(own);
        for &merge in &flow.under[item].merges {
            let mut shape = std::mem::take(&mut outlines[merge]);
            let moved = match outline.clearance(&shape, options.branch_gap) {
                None => 0,
                Some((right, left)) if right <= 0 || left >= 0 => 0,
                Some((right, left)) if right <= -left => right,
                Some((_, left)) => left,
            };
            offset[merge] = moved;
            shape.shift += moved;
            outline.absorb(shape);
        }
        outlines[item] = outline;
    }
    let mut columns = Columns { x: vec![0; flow.items.len()], extent: Vec::new() };
    for &item in &flow.order {
        let under = &flow.under[item];
        for &lower in under.branches.iter().chain(&under.merges) {
            columns.x[lower] = columns.x[item] + offset[lower];
        }
    }
    if let Some(&first) = flow.order.first() {
        let outline = &outlines[first];
        columns.extent = (0..outline.bottom()).map(|row| outline.get(row)).collect();
    }
    columns
}

/// Puts the branches under an item side by side; returns their shape and where the item's axis lies in it. Leaves in
/// `offset` where each branch stands from that axis.
fn spread(
    machine: &Machine,
    under: &Under,
    outlines: &mut [Outline],
    offset: &mut [i32],
    options: &Options,
) -> (Outline, i32) {
    let mut whole = Outline::default();
    let mut bottoms = Vec::new();
    for &branch in &under.branches {
        let mut shape = std::mem::take(&mut outlines[branch]);
        let at = whole.clearance(&shape, options.branch_gap).map_or(0, |(right, _)| right);
        offset[branch] = at;
        shape.shift += at;
        bottoms.push(shape.bottom());
        whole.absorb(shape);
    }
    let real = under.branches.iter().filter(|&&branch| branch < machine.cells.len()).count();
    let counted = if real > 0 { real } else { under.branches.len() };
    let axis = axis(&under.branches[..counted], &bottoms[..counted], offset, !under.merges.is_empty());
    for &branch in &under.branches {
        offset[branch] -= axis;
    }
    (whole, axis)
}

/// The axis over branches: the one that goes on while the others end, else the middle.
fn axis(branches: &[usize], bottoms: &[usize], offset: &[i32], meets: bool) -> i32 {
    let Some(longest) = (0..branches.len()).max_by_key(|&index| (bottoms[index], branches.len() - index)) else {
        return 0;
    };
    let others = (0..branches.len()).filter(|&index| index != longest).map(|index| bottoms[index]).max();
    if !meets && others.is_some_and(|bottom| bottoms[longest] > bottom + 1) {
        return offset[branches[longest]];
    }
    if branches.len() % 2 == 1 {
        return offset[branches[branches.len() / 2]];
    }
    i32::midpoint(offset[branches[0]], offset[branches[branches.len() - 1]])
}
