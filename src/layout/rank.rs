//! Rows: who is in the flow, who stands aside, and on which row.

use super::{EdgeKind, Machine};
use crate::sort::SortedSet;

/// Where a cell belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zone {
    /// In the flow.
    Flow,
    /// In the side column.
    Side,
    /// Not reachable from the start.
    Loose,
}

/// The rows of one machine.
#[derive(Debug)]
pub(super) struct Ranks {
    pub(super) zone: Vec<Zone>,
    /// The row of each cell of the flow and of the side column.
    pub(super) row: Vec<usize>,
    /// The cells of the flow, sources before targets.
    pub(super) order: Vec<usize>,
    /// For each link whether it closes a loop.
    pub(super) back: Vec<bool>,
    /// For each link whether it is a forward edge of the flow.
    pub(super) forward: Vec<bool>,
    /// How many rows the flow has.
    pub(super) flow_rows: usize,
    /// How many rows there are with the side column.
    pub(super) rows: usize,
}

pub(super) fn rank(machine: &Machine) -> Ranks {
    let out = outgoing(machine);
    let mut ranks = Ranks {
        zone: vec![Zone::Loose; machine.cells.len()],
        row: vec![0; machine.cells.len()],
        order: Vec::new(),
        back: vec![false; machine.links.len()],
        forward: vec![false; machine.links.len()],
        flow_rows: 0,
        rows: 0,
    };
    let Some(start) = machine.start else { return ranks };
    let aside = aside(machine, &out);
    for cell in reach(start, |cell| out[cell].iter().filter(|&&l| !aside[l]).map(|&l| machine.links[l].to)) {
        ranks.zone[cell] = Zone::Flow;
    }
    for cell in reach(start, |cell| out[cell].iter().map(|&l| machine.links[l].to)) {
        if ranks.zone[cell] == Zone::Loose {
            ranks.zone[cell] = Zone::Side;
        }
    }
    rank_flow(machine, &out, start, &mut ranks);
    rank_side(machine, &out, &mut ranks);
    ranks
}

/// The links that leave each cell, in the caller's order, without those to itself.
fn outgoing(machine: &Machine) -> Vec<Vec<usize>> {
    let mut out = vec![Vec::new(); machine.cells.len()];
    for (index, link) in machine.links.iter().enumerate().filter(|(_, link)| !link.is_loop()) {
        out[link.from].push(index);
    }
    out
}

/// The links that alone do not bring their target into the flow: catchers, and a choice's way to a failing end or to a
/// catcher's target, as long as the choice has another way to go on.
fn aside(machine: &Machine, out: &[Vec<usize>]) -> Vec<bool> {
    let mut caught = vec![false; machine.cells.len()];
    for link in machine.links.iter().filter(|link| link.kind == EdgeKind::Catch) {
        caught[link.to] = true;
    }
    let weak = |index: usize| {
        let link = &machine.links[index];
        match link.kind {
            EdgeKind::Next => false,
            EdgeKind::Branch => machine.cells[link.to].fails,
            EdgeKind::Default => machine.cells[link.to].fails || caught[link.to],
            EdgeKind::Catch => true,
        }
    };
    let goes_on = |cell: usize| out[cell].iter().any(|&index| !weak(index));
    let has_way: Vec<bool> = (0..machine.cells.len()).map(goes_on).collect();
    let kind = |index: usize| machine.links[index].kind;
    (0..machine.links.len())
        .map(|index| kind(index) == EdgeKind::Catch || weak(index) && has_way[machine.links[index].from])
        .collect()
}

fn reach<I: Iterator<Item = usize>>(start: usize, next: impl Fn(usize) -> I) -> SortedSet<usize> {
    let mut seen = SortedSet::from_iter([start]);
    let mut open = vec![start];
    while let Some(cell) = open.pop() {
        for to in next(cell) {
            if seen.insert(to) {
                open.push(to);
            }
        }
    }
    seen
}

/// Depth first over the chosen links: marks those that close a loop, returns the cells, sources before targets.
fn topological(
    machine: &Machine,
    out: &[Vec<usize>],
    roots: &[usize],
    chosen: impl Fn(usize) -> bool,
    back: &mut [bool],
) -> Vec<usize> {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Done,
    }
    let mut mark = vec![Mark::New; machine.cells.len()];
    let mut done = Vec::new();
    // From the last to the first, so that in the reversed finishing order the first root comes first.
    for &root in roots.iter().rev() {
        if mark[root] != Mark::New {
            continue;
        }
        mark[root] = Mark::Open;
        let mut stack = vec![(root, 0)];
        while let Some((cell, next)) = stack.last_mut() {
            let Some(&link) = out[*cell].get(*next) else {
                mark[*cell] = Mark::Done;
                done.push(*cell);
                stack.pop();
                continue;
            };
            *next += 1;
            let to = machine.links[link].to;
            if !chosen(link) {
                continue;
            }
            match mark[to] {
                Mark::New => {
                    mark[to] = Mark::Open;
                    stack.push((to, 0));
                }
                Mark::Open => back[link] = true,
                Mark::Done => {}
            }
        }
    }
    done.reverse();
    done
}

fn rank_flow(machine: &Machine, out: &[Vec<usize>], start: usize, ranks: &mut Ranks) {
    let zone = &ranks.zone;
    let in_flow = |index: usize| {
        let link = &machine.links[index];
        !link.is_loop() && link.kind != EdgeKind::Catch && zone[link.from] == Zone::Flow && zone[link.to] == Zone::Flow
    };
    let order = topological(machine, out, &[start], in_flow, &mut ranks.back);
    let mut source = vec![None; machine.cells.len()];
    let mut merges = vec![false; machine.cells.len()];
    for (index, link) in machine.links.iter().enumerate() {
        ranks.forward[index] = in_flow(index) && !ranks.back[index];
        if ranks.forward[index] {
            merges[link.to] |= source[link.to].is_some_and(|from| from != link.from);
            source[link.to] = Some(link.from);
        }
    }
    for &cell in &order {
        for &index in out[cell].iter().filter(|&&index| ranks.forward[index]) {
            let link = &machine.links[index];
            // A chip before a merge needs a stretch of line that is its edge's alone.
            let length = if link.label.is_some() && merges[link.to] { 2 } else { 1 };
            ranks.row[link.to] = ranks.row[link.to].max(ranks.row[cell] + length);
        }
    }
    ranks.flow_rows = order.iter().map(|&cell| ranks.row[cell] + 1).max().unwrap_or(0);
    ranks.rows = ranks.flow_rows;
    ranks.order = order;
}

/// The side column holds one cell a row: each on the row of its lowest source in the flow, or on the next free one.
fn rank_side(machine: &Machine, out: &[Vec<usize>], ranks: &mut Ranks) {
    let side = |cell: usize| ranks.zone[cell] == Zone::Side;
    let mut roots = Vec::new();
    let mut wish = vec![0; machine.cells.len()];
    for &cell in &ranks.order {
        for &index in &out[cell] {
            let to = machine.links[index].to;
            if side(to) {
                roots.push(to);
                wish[to] = wish[to].max(ranks.row[cell]);
            }
        }
    }
    let within = |index: usize| side(machine.links[index].from) && side(machine.links[index].to);
    let order = topological(machine, out, &roots, within, &mut ranks.back);
    let mut waits = vec![0; machine.cells.len()];
    let inner: Vec<usize> = (0..machine.links.len())
        .filter(|&index| within(index) && !machine.links[index].is_loop() && !ranks.back[index])
        .collect();
    for &index in &inner {
        waits[machine.links[index].to] += 1;
    }
    let mut place = vec![0; machine.cells.len()];
    for (position, &cell) in order.iter().enumerate() {
        place[cell] = position;
    }
    let start = order.iter().filter(|&&cell| waits[cell] == 0);
    let mut ready = start.map(|&cell| (wish[cell], place[cell], cell)).collect::<SortedSet<_>>();
    let mut free = 0;
    while let Some((row, _, cell)) = ready.pop_first() {
        // Wishes come in rising order, so the first free row never falls.
        let row = row.max(free);
        free = row + 1;
        ranks.row[cell] = row;
        ranks.rows = ranks.rows.max(row + 1);
        for &index in out[cell].iter().filter(|&&index| within(index) && !ranks.back[index]) {
            let to = machine.links[index].to;
            wish[to] = wish[to].max(row + 1);
            waits[to] -= 1;
            if waits[to] == 0 {
                ready.insert((wish[to], place[to], to));
            }
        }
    }
}
