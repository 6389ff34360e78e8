//! The flow as rows of items: long edges get a bend on every row they pass, and every item learns whom it stands under.

use std::ops::Range;

use super::rank::Ranks;
use super::{Machine, count};
use crate::sort::{self, SortedMap};

/// Beyond so many bends, further long edges run through a gutter instead.
const MAX_BENDS: usize = 50_000;
/// The end of a branch has a line of its own over so many rows at most.
const MAX_OWN: usize = 64;

/// A cell of the flow, or a bend of a long edge. Cells come first, under their own index.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    pub(super) row: usize,
    /// The widest chip that stands above it.
    pub(super) chip: i32,
    /// How high the chips are that stand above it, one over the other.
    pub(super) chips: i32,
}

/// A piece of an edge between two neighbouring rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leg {
    pub(super) upper: usize,
    pub(super) lower: usize,
    /// Of several edges between the same two cells: beside the middle.
    pub(super) offset: i32,
}

/// The flow of one machine.
#[derive(Debug, Default)]
pub(super) struct Flow {
    pub(super) items: Vec<Item>,
    pub(super) legs: Vec<Leg>,
    /// For each link of the flow its first leg.
    pub(super) first: Vec<Option<usize>>,
    /// For each link where its chip begins within the stack above the first leg's lower item.
    pub(super) stacked: Vec<i32>,
    /// The cells that end the machine, with the bends below them.
    pub(super) exits: Vec<(usize, Option<usize>)>,
    /// The items that stand under each item, in order: those only it leads to, then those where ways meet again.
    pub(super) under: Vec<Under>,
    /// The items, each before those it leads to.
    pub(super) order: Vec<usize>,
}

/// What stands under an item.
#[derive(Clone, Debug, Default)]
pub(super) struct Under {
    pub(super) branches: Vec<usize>,
    pub(super) merges: Vec<usize>,
}

/// Space between two chips on one line.
pub(super) const CHIP_SPACE: i32 = 4;
/// Space between two edges that join the same cells.
const TWIN_SPACE: i32 = 12;

pub(super) fn order(machine: &Machine, ranks: &Ranks) -> Flow {
    let mut flow = Flow {
        items: ranks.row.iter().map(|&row| Item { row, chip: 0, chips: 0 }).collect(),
        first: vec![None; machine.links.len()],
        stacked: vec![0; machine.links.len()],
        ..Flow::default()
    };
    bend(machine, ranks, &mut flow);
    if machine.boxed {
        leave(machine, ranks, &mut flow);
    }
    sort(ranks, &mut flow);
    flow
}

/// A trunk of long edges: their target, which of several edges between the same cells, and the source if it is alone.
type Trunk = (usize, usize, Option<usize>);
/// Where each trunk bends, by row.
type Bends = SortedMap<(Trunk, usize), usize>;

/// Cuts the edges of the flow into legs. Long edges to the same cell share their bends, except where a branch ends:
/// that goes on straight below it.
fn bend(machine: &Machine, ranks: &Ranks, flow: &mut Flow) {
    let mut twins: SortedMap<(usize, usize), Vec<usize>> = SortedMap::new();
    for (index, link) in machine.links.iter().enumerate().filter(|(index, _)| ranks.forward[*index]) {
        twins.entry((link.from, link.to)).or_default().push(index);
    }
    let mut trunks = Bends::new();
    // By source as the flow comes to them, then as the caller has them.
    let mut links: Vec<usize> = Vec::new();
    let mut by_source: Vec<Vec<usize>> = vec![Vec::new(); machine.cells.len()];
    for (index, link) in machine.links.iter().enumerate().filter(|(index, _)| ranks.forward[*index]) {
        by_source[link.from].push(index);
    }
    let lone: Vec<bool> = by_source.iter().map(|links| links.len() == 1).collect();
    for &cell in &ranks.order {
        links.append(&mut by_source[cell]);
    }
    for index in links {
        let link = &machine.links[index];
        let pair = &twins[&(link.from, link.to)];
        let twin = pair.iter().position(|&other| other == index).unwrap_or(0);
        let (from_row, to_row) = (ranks.row[link.from], ranks.row[link.to]);
        let short = to_row == from_row + 1;
        if !short && flow.items.len() + (to_row - from_row) > machine.cells.len() + MAX_BENDS {
            continue;
        }
        let own = (lone[link.from] && to_row - from_row <= MAX_OWN).then_some(link.from);
        let lower = if short { link.to } else { trunk(flow, &mut trunks, (link.to, twin, own), from_row + 1..to_row) };
        let offset = if short { TWIN_SPACE * (2 * count(twin) + 1 - count(pair.len())) / 2 } else { 0 };
        flow.first[index] = Some(flow.legs.len());
        flow.legs.push(Leg { upper: link.from, lower, offset });
        if let Some((width, height)) = link.label {
            let item = &mut flow.items[lower];
            item.chip = item.chip.max(width);
            flow.stacked[index] = item.chips;
            item.chips += height + CHIP_SPACE;
        }
    }
}

/// Bends a trunk on these rows, down to where it was bent before; returns the first bend.
fn trunk(flow: &mut Flow, bends: &mut Bends, trunk: Trunk, rows: Range<usize>) -> usize {
    let first = bends.get(&(trunk, rows.start)).copied().unwrap_or(flow.items.len());
    let mut last = None;
    for row in rows {
        if let Some(&joined) = bends.get(&(trunk, row)) {
            link_up(flow, last, joined);
            return first;
        }
        let item = flow.items.len();
        flow.items.push(Item { row, chip: 0, chips: 0 });
        bends.insert((trunk, row), item);
        link_up(flow, last, item);
        last = Some(item);
    }
    link_up(flow, last, trunk.0);
    first
}

fn link_up(flow: &mut Flow, upper: Option<usize>, lower: usize) {
    if let Some(upper) = upper {
        flow.legs.push(Leg { upper, lower, offset: 0 });
    }
}

/// The ends of a machine in a box keep a free column down to its foot.
fn leave(machine: &Machine, ranks: &Ranks, flow: &mut Flow) {
    let ends = machine.ends();
    for &cell in ranks.order.iter().filter(|&&cell| ends[cell]) {
        let rows = ranks.row[cell] + 1..ranks.flow_rows;
        if flow.items.len() + rows.len() > machine.cells.len() + MAX_BENDS {
            flow.exits.push((cell, None));
            continue;
        }
        let mut upper = cell;
        for row in rows {
            let item = flow.items.len();
            flow.items.push(Item { row, chip: 0, chips: 0 });
            link_up(flow, Some(upper), item);
            upper = item;
        }
        flow.exits.push((cell, Some(upper)));
    }
}

/// Finds for each item the last one every way to it passes, and hangs it there.
fn sort(ranks: &Ranks, flow: &mut Flow) {
    let cells = ranks.row.len();
    let mut members: Vec<usize> = ranks.order.clone();
    members.extend(cells..flow.items.len());
    // Stable: within a row the cells keep the order of the search, bends follow.
    sort::numbers(&mut members, &|a, b| flow.items[a].row.cmp(&flow.items[b].row));
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); flow.items.len()];
    let mut sources: Vec<u32> = vec![0; flow.items.len()];
    for leg in &flow.legs {
        if out[leg.upper].contains(&leg.lower) {
            continue;
        }
        out[leg.upper].push(leg.lower);
        sources[leg.lower] += 1;
    }
    let mut above: Vec<usize> = (0..flow.items.len()).collect();
    let mut depth: Vec<u32> = vec![0; flow.items.len()];
    let mut seen = vec![false; flow.items.len()];
    flow.under = vec![Under::default(); flow.items.len()];
    for &item in &members {
        depth[item] = if above[item] == item { 0 } else { depth[above[item]] + 1 };
        for &lower in &out[item] {
            if !seen[lower] {
                seen[lower] = true;
                above[lower] = item;
                continue;
            }
            let (mut a, mut b) = (above[lower], item);
            while a != b {
                if depth[a] >= depth[b] {
                    a = above[a];
                } else {
                    b = above[b];
                }
            }
            above[lower] = a;
        }
    }
    for &item in &members {
        let upper = above[item];
        if upper == item {
            continue;
        }
        if sources[item] > 1 {
            flow.under[upper].merges.push(item);
        }
    }
    for &item in &members {
        flow.under[item].branches = out[item].iter().copied().filter(|&lower| sources[lower] == 1).collect();
        // A line without a cell on it goes outside.
        let branches = &mut flow.under[item].branches;
        sort::numbers(branches, &|a, b| (a >= cells).cmp(&(b >= cells)));
    }
    flow.order = members;
}
