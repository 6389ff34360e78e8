//! Lines: heights of rows and of the spaces between them, and from there every corner and chip.

use super::gutters::CHIP_MARGIN;
use super::ports::Ports;
use super::tracks::{self, Net, NetId, Wires, offset};
use super::{Face, Plan, Way};
use crate::layout::order::CHIP_SPACE;
use crate::layout::place::LOOP;
use crate::layout::rank::Zone;
use crate::layout::{Laid, Point, Rect, Route};
use crate::sort::SortedMap;

/// From a row to the first track below it, and from the last track to the row below.
const TRACK_TOP: i32 = 12;
const TRACK_BOTTOM: i32 = 16;
/// Half the height of a loop of a cell to itself.
const LOOP_REACH: i32 = 11;
/// Between tracks that carry no chip.
const TRACK_SPACE: i32 = 10;
/// Around chips that stand on lines going down.
const CHIP_PAD: i32 = 9;

/// Where the rows and the spaces between them are.
#[derive(Default)]
struct Heights {
    /// Top of each row's band and of each space, the space above a row first.
    row: Vec<(i32, i32)>,
    space: Vec<(i32, i32)>,
    /// In each space: from the lowest chip to the row below, and the first track and the step to the next.
    chip_pad: Vec<i32>,
    track: Vec<(i32, i32)>,
    /// What each cell takes along the flow.
    thick: Vec<i32>,
    foot: i32,
}

impl Heights {
    fn of(plan: &Plan, wires: &mut Wires, ports: &Ports) -> Heights {
        let rows = plan.ranks.rows;
        let thick = thickness(plan, ports);
        let mut bands = vec![0; rows];
        for &cell in plan.ranks.order.iter().chain(&plan.side) {
            let band = &mut bands[plan.ranks.row[cell]];
            *band = thick[cell].max(*band);
        }
        let mut chips = vec![0; rows + 1];
        for item in &plan.flow.items {
            chips[item.row.min(rows)] = chips[item.row.min(rows)].max(item.chips - CHIP_SPACE);
        }
        for (index, link) in plan.machine.links.iter().enumerate() {
            if let (Way::Straight, Some(label), Zone::Side) = (plan.ways[index], link.label, plan.ranks.zone[link.to]) {
                let chips = &mut chips[plan.ranks.row[link.to]];
                *chips = label.1.max(*chips);
            }
        }
        let mut heights = Heights::default();
        let mut y = 0;
        for (space, &chips) in chips.iter().enumerate() {
            let height = heights.space(plan, space, &mut wires.nets[space], chips.max(0));
            heights.space.push((y, height));
            y += height;
            if let Some(&band) = bands.get(space) {
                heights.row.push((y, band));
                y += band;
            }
        }
        heights.foot = y;
        heights.thick = thick;
        heights
    }

    fn space(&mut self, plan: &Plan, space: usize, nets: &mut [Net], chips: i32) -> i32 {
        let (options, boxed) = (plan.options, plan.machine.boxed);
        let base = match (space == 0, space == plan.ranks.rows) {
            (true, _) => {
                if boxed {
                    TRACK_TOP
                } else {
                    options.start_gap
                }
            }
            (_, true) => {
                if boxed {
                    TRACK_TOP
                } else {
                    0
                }
            }
            _ => options.rank_gap,
        };
        let count = tracks::assign(nets);
        let chip = nets.iter().map(|net| net.chip).max().unwrap_or(0);
        let step = if chip > 0 { chip + CHIP_SPACE } else { TRACK_SPACE };
        let first = TRACK_TOP.max(chip / 2 + CHIP_SPACE);
        let last = first + step * (count - 1).max(0);
        let height = match (count > 0, chips > 0) {
            (false, false) => base,
            (false, true) => base.max(options.chip_gap).max(chips + 2 * CHIP_PAD),
            (true, false) => base.max(last + TRACK_BOTTOM.max(chip / 2 + CHIP_SPACE)),
            (true, true) => base.max(last + 8.max(chip / 2 + CHIP_SPACE) + chips + CHIP_PAD),
        };
        self.track.push((first, step));
        self.chip_pad.push(if count > 0 { CHIP_PAD } else { (height - chips) / 2 });
        height
    }
}

/// What each cell takes along the flow: its body, and the chips beside it where they are higher.
fn thickness(plan: &Plan, ports: &Ports) -> Vec<i32> {
    let mut thick: Vec<i32> = plan.machine.cells.iter().map(|cell| cell.height).collect();
    for (index, link) in plan.machine.links.iter().enumerate() {
        if let (Way::Across | Way::Loop | Way::Lane { clear: true, .. }, Some(label)) = (plan.ways[index], link.label) {
            thick[link.from] = thick[link.from].max(label.1 + 2 * ports.outlet(index).abs() + 1);
        }
    }
    thick
}

/// Everything that is settled, ready to be drawn.
struct Sheet<'a> {
    plan: &'a Plan<'a>,
    wires: Wires,
    heights: Heights,
    /// Top of each cell.
    top: Vec<i32>,
    ports: Ports,
}

pub(super) fn draw(plan: &Plan) -> Laid {
    let mut wires = Wires::of(plan);
    let ports = Ports::of(plan, |link| wires.outs.get(&link).map(|out| out.1));
    let heights = Heights::of(plan, &mut wires, &ports);
    let mut sheet = Sheet { plan, wires, heights, top: Vec::new(), ports };
    sheet.stand();
    let mut routes = Vec::new();
    let mut loose_chips: SortedMap<(usize, Face), i32> = SortedMap::new();
    let mut loops: SortedMap<usize, (i32, i32)> = SortedMap::new();
    for index in 0..plan.machine.links.len() {
        let mut route = match plan.ways[index] {
            Way::Flow => sheet.flow(index),
            Way::Loop => sheet.ring(index, &mut loops),
            Way::Straight => sheet.straight(index),
            Way::Across => sheet.across(index),
            Way::Lane { face, clear, trunk } => sheet.lane(index, (face, clear, trunk), &mut loose_chips),
        };
        tidy(&mut route.points);
        routes.push(route);
    }
    sheet.finish(routes)
}

impl Sheet<'_> {
    /// The top of every cell: in the middle of its row, the loose ones one below the other.
    fn stand(&mut self) {
        let (plan, heights) = (self.plan, &self.heights);
        let cells = &plan.machine.cells;
        self.top = (0..cells.len())
            .map(|cell| match heights.row.get(plan.ranks.row[cell]) {
                Some(&(top, height)) => top + (height - cells[cell].height) / 2,
                None => 0,
            })
            .collect();
        let mut chip = vec![0; cells.len()];
        for (index, link) in plan.machine.links.iter().enumerate() {
            if plan.ways[index] == Way::Straight {
                chip[link.to] = link.label.map_or(0, |label| label.1);
            }
        }
        let mut y = heights.space[0].1;
        for (nth, &cell) in plan.loose.iter().enumerate() {
            if nth > 0 {
                y += plan.options.rank_gap.max(if chip[cell] > 0 { chip[cell] + 2 * CHIP_PAD } else { 0 });
            }
            self.top[cell] = y + (heights.thick[cell] - cells[cell].height) / 2;
            y += heights.thick[cell];
        }
        if !plan.loose.is_empty() {
            let end = if plan.machine.boxed { TRACK_TOP } else { 0 };
            self.heights.foot = self.heights.foot.max(y + end);
        }
    }

    fn bottom(&self, cell: usize) -> i32 {
        self.top[cell] + self.plan.machine.cells[cell].height
    }

    fn middle(&self, cell: usize) -> i32 {
        self.top[cell] + self.plan.machine.cells[cell].height / 2
    }

    fn track(&self, (space, net): NetId) -> i32 {
        let (first, step) = self.heights.track[space];
        self.heights.space[space].0 + first + step * self.wires.nets[space][net].track
    }

    fn flow(&self, index: usize) -> Route {
        let plan = self.plan;
        let link = &plan.machine.links[index];
        let x = &plan.columns.x;
        let mut leg = plan.flow.first[index].unwrap_or_default();
        let first = plan.flow.legs[leg];
        let start = x[first.upper] + if self.wires.legs[leg].is_none() { offset(plan, leg) } else { 0 };
        let mut points = vec![Point { x: start, y: self.bottom(link.from) }];
        loop {
            let piece = plan.flow.legs[leg];
            let to = x[piece.lower] + offset(plan, leg);
            if let Some(net) = self.wires.legs[leg] {
                let y = self.track(net);
                points.extend([Point { x: x[piece.upper], y }, Point { x: to, y }]);
            }
            if piece.lower == link.to {
                points.push(Point { x: to, y: self.top[link.to] });
                break;
            }
            leg = self.wires.below[piece.lower];
        }
        let lower = first.lower;
        let label = link.label.map(|(width, height)| {
            let row = plan.flow.items[lower].row;
            let (top, space) = self.heights.space[row];
            let stack = plan.flow.items[lower].chips - CHIP_SPACE;
            let y = top + space - self.heights.chip_pad[row] - stack + plan.flow.stacked[index];
            Rect { x: x[lower] - width / 2, y, width, height }
        });
        Route { points, label, back: false }
    }

    /// A loop of a cell to itself, at its right side, around its chip.
    fn ring(&self, index: usize, loops: &mut SortedMap<usize, (i32, i32)>) -> Route {
        let link = &self.plan.machine.links[index];
        let (nth, out) = loops.entry(link.from).or_insert((0, 0));
        let side = self.plan.face(link.from, Face::Right);
        let (middle, most) = (self.middle(link.from), self.plan.machine.cells[link.from].height / 2 - 1);
        let (width, height) = link.label.unwrap_or_default();
        let reach = (LOOP_REACH.max(height / 2 + 3) + 4 * *nth).min(most);
        let left = side + *out + LOOP;
        *out += LOOP + width;
        *nth += 1;
        let x = left + width / 2;
        let corners = [(side, -reach), (x, -reach), (x, reach), (side, reach)];
        let points = corners.map(|(x, dy)| Point { x, y: middle + dy }).to_vec();
        let label = link.label.map(|_| Rect { x: left, y: middle - height / 2, width, height });
        Route { points, label, back: true }
    }

    fn straight(&self, index: usize) -> Route {
        let plan = self.plan;
        let link = &plan.machine.links[index];
        let x = plan.x[link.from];
        let points = vec![Point { x, y: self.bottom(link.from) }, Point { x, y: self.top[link.to] }];
        let label = link.label.map(|(width, height)| {
            let y = if plan.ranks.zone[link.to] == Zone::Side {
                let row = plan.ranks.row[link.to];
                let (top, space) = self.heights.space[row];
                top + space - self.heights.chip_pad[row] - height
            } else {
                self.top[link.to] - CHIP_PAD - height
            };
            Rect { x: x - width / 2, y, width, height }
        });
        Route { points, label, back: false }
    }

    fn across(&self, index: usize) -> Route {
        let plan = self.plan;
        let link = &plan.machine.links[index];
        let y = self.middle(link.from) + self.ports.outlet(index);
        let (from, to) = (plan.face(link.from, Face::Right), plan.face(link.to, Face::Left));
        let points = vec![Point { x: from, y }, Point { x: to, y }];
        let left = plan.extent(plan.ranks.row[link.from]).1;
        let label = link.label.map(|size| chip_at((i32::midpoint(left, plan.aside), y), size));
        Route { points, label, back: false }
    }

    fn lane(
        &self,
        index: usize,
        (face, clear, trunk): (Face, bool, usize),
        loose: &mut SortedMap<(usize, Face), i32>,
    ) -> Route {
        let plan = self.plan;
        let link = &plan.machine.links[index];
        let lane = plan.trunks[trunk];
        let mut y = self.middle(link.from) + self.ports.outlet(index);
        let mut points = vec![Point { x: plan.face(link.from, face), y }];
        if let Some(&(net, stub)) = self.wires.outs.get(&index) {
            points.push(Point { x: stub, y });
            y = self.track(net);
            points.push(Point { x: stub, y });
        }
        points.push(Point { x: lane.x, y });
        let label = link.label.map(|size| {
            let half = CHIP_MARGIN + size.0 / 2;
            let middle = match (plan.ranks.zone[link.from], face) {
                (Zone::Flow, face) => {
                    let row = plan.ranks.row[link.from];
                    let (left, right) = if clear { plan.extent(row) } else { plan.reach(row..=row + 1) };
                    match face {
                        Face::Left => left - plan.left_chips / 2,
                        Face::Right if lane.near => right + half,
                        Face::Right if clear => i32::midpoint(right, plan.aside),
                        Face::Right => i32::midpoint(plan.breadth.1, plan.aside),
                    }
                }
                (Zone::Side, Face::Left) => plan.column.0 - half,
                (Zone::Side, Face::Right) => plan.column.1 + half,
                (Zone::Loose, face) => {
                    let used = loose.entry((link.from, face)).or_insert(0);
                    let at = *used + half;
                    *used += size.0 + 2 * CHIP_MARGIN;
                    match face {
                        Face::Left => plan.face(link.from, face) - at,
                        Face::Right => plan.face(link.from, face) + plan.pads[link.from].1 + at,
                    }
                }
            };
            chip_at((middle, y), size)
        });
        if let Some(to) = lane.to {
            if let Some(net) = self.wires.ins[trunk] {
                let (x, y) = (plan.x[to], self.track(net));
                points.extend([Point { x: lane.x, y }, Point { x, y }, Point { x, y: self.top[to] }]);
            } else {
                let y = self.middle(to) + self.ports.inlet(trunk);
                points.extend([Point { x: lane.x, y }, Point { x: plan.face(to, lane.face), y }]);
            }
        }
        Route { points, label, back: self.top[link.to] <= self.top[link.from] }
    }

    /// Moves everything so that the machine begins at the origin, and adds the ways out.
    fn finish(&self, mut routes: Vec<Route>) -> Laid {
        let plan = self.plan;
        let left = plan.left;
        let foot = self.heights.foot;
        let mut exits = Vec::new();
        for &(cell, _) in &plan.flow.exits {
            exits.push((cell, vec![(plan.x[cell], self.bottom(cell)), (plan.x[cell], foot)]));
        }
        for (&cell, &trunk) in &plan.exits {
            let x = plan.x[cell];
            let points = match trunk {
                None => vec![(x, self.bottom(cell)), (x, foot)],
                Some(trunk) => {
                    let (x, y) = (plan.trunks[trunk].x, self.middle(cell));
                    vec![(plan.face(cell, Face::Right), y), (x, y), (x, foot)]
                }
            };
            exits.push((cell, points));
        }
        for route in &mut routes {
            route.points.iter_mut().for_each(|point| point.x -= left);
            if let Some(label) = &mut route.label {
                label.x -= left;
            }
        }
        let at = (0..plan.machine.cells.len())
            .map(|cell| Point { x: plan.face(cell, Face::Left) - left, y: self.top[cell] })
            .collect();
        let moved = |points: Vec<(i32, i32)>| points.into_iter().map(|(x, y)| Point { x: x - left, y }).collect();
        let axis = plan.machine.start.or(plan.loose.first().copied()).map_or(0, |cell| plan.x[cell] - left);
        Laid {
            at,
            routes,
            exits: exits.into_iter().map(|(cell, points)| (cell, moved(points))).collect(),
            width: plan.right - left,
            height: foot,
            axis,
        }
    }
}

fn chip_at((x, y): (i32, i32), (width, height): (i32, i32)) -> Rect {
    Rect { x: x - width / 2, y: y - height / 2, width, height }
}

/// Drops corners that turn nothing.
pub(in crate::layout) fn tidy(points: &mut Vec<Point>) {
    let mut kept: Vec<Point> = Vec::with_capacity(points.len());
    for &point in points.iter() {
        if kept.last() == Some(&point) {
            continue;
        }
        if let [.., a, b] = kept[..]
            && (a.x == b.x && b.x == point.x || a.y == b.y && b.y == point.y)
        {
            kept.pop();
        }
        kept.push(point);
    }
    *points = kept;
}
