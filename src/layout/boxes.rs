//! Boxes: every machine is laid out after those inside its boxes, then all are put into each other.

use super::route::tidy;
use super::{
    Cell, Direction, Fork, ForkPart, Graph, Laid, Link, Machine, Node, Options, Placement, Point, Rect, Route, lay_out,
};

/// Boxes nested deeper than this are drawn closed.
pub const MAX_DEPTH: usize = 50;
/// No state is drawn narrower or lower than this, so that lines find a place on its sides.
pub const MIN_SIZE: i32 = 16;

/// How the lanes nest, outermost first. A lane that hangs nowhere is left out.
struct Nest {
    lanes: Vec<usize>,
    /// The lanes of each node that is drawn as a box.
    inside: Vec<Vec<usize>>,
    /// The nodes and edges of each lane.
    nodes: Vec<Vec<usize>>,
    edges: Vec<Vec<usize>>,
    /// Where in its lane each node is.
    position: Vec<usize>,
}

impl Nest {
    fn of(graph: &Graph) -> Nest {
        let mut nest = Nest {
            lanes: Vec::new(),
            inside: vec![Vec::new(); graph.nodes.len()],
            nodes: vec![Vec::new(); graph.lanes.len()],
            edges: vec![Vec::new(); graph.lanes.len()],
            position: vec![0; graph.nodes.len()],
        };
        for (index, node) in graph.nodes.iter().enumerate() {
            if let Some(nodes) = nest.nodes.get_mut(node.lane) {
                nest.position[index] = nodes.len();
                nodes.push(index);
            }
        }
        for (index, edge) in graph.edges.iter().enumerate() {
            if let (Some(from), Some(to)) = (graph.nodes.get(edge.from), graph.nodes.get(edge.to))
                && from.lane == to.lane
                && let Some(edges) = nest.edges.get_mut(from.lane)
            {
                edges.push(index);
            }
        }
        let mut lanes_of: Vec<Vec<usize>> = vec![Vec::new(); graph.nodes.len()];
        for (index, lane) in graph.lanes.iter().enumerate() {
            match lane.owner {
                None => nest.lanes.push(index),
                Some(owner) if owner < graph.nodes.len() => lanes_of[owner].push(index),
                Some(_) => {}
            }
        }
        let mut depth = vec![0; graph.lanes.len()];
        let mut visited = 0;
        // A lane has one owner and an owner one lane, so every lane is met once, and rings never.
        while let Some(&lane) = nest.lanes.get(visited) {
            visited += 1;
            if depth[lane] == MAX_DEPTH {
                continue;
            }
            for &node in &nest.nodes[lane] {
                for &inner in &lanes_of[node] {
                    depth[inner] = depth[lane] + 1;
                    nest.inside[node].push(inner);
                    nest.lanes.push(inner);
                }
            }
        }
        nest
    }
}

/// Flow coordinates: `x` across the flow, `y` along it. The picture's are the same, or turned.
fn turn(direction: Direction, (a, b): (i32, i32)) -> (i32, i32) {
    match direction {
        Direction::Down => (a, b),
        Direction::Right => (b, a),
    }
}

/// The size of a leaf, or of a box that is drawn closed.
fn closed(node: &Node) -> (i32, i32) {
    (node.width.max(MIN_SIZE), node.height.max(MIN_SIZE))
}

/// What a box has around its lanes, in flow coordinates.
struct Frame {
    /// Before the lanes, across.
    side: i32,
    /// After the lanes, across.
    far: i32,
    /// Where the fork begins, and where its bar is.
    head: i32,
    bar: i32,
    join: i32,
}

impl Frame {
    fn of(options: &Options) -> Frame {
        let (side, head) = match options.direction {
            Direction::Down => (options.padding, options.head),
            Direction::Right => (options.padding + options.head, 0),
        };
        Frame { side, far: options.padding, head, bar: head + options.fork, join: options.join }
    }
}

/// A box laid out: its size, its axis, and where each of its lanes begins across the flow.
struct Boxed {
    width: i32,
    height: i32,
    axis: i32,
    lanes: Vec<(usize, i32)>,
}

struct Work<'a> {
    graph: &'a Graph,
    options: &'a Options,
    nest: Nest,
    frame: Frame,
    laid: Vec<Option<Laid>>,
    boxes: Vec<Option<Boxed>>,
}

pub(super) fn place(graph: &Graph, options: &Options) -> Placement {
    let mut work =
        Work { graph, options, nest: Nest::of(graph), frame: Frame::of(options), laid: Vec::new(), boxes: Vec::new() };
    work.laid.resize_with(graph.lanes.len(), || None);
    work.boxes.resize_with(graph.nodes.len(), || None);
    for position in (0..work.nest.lanes.len()).rev() {
        let lane = work.nest.lanes[position];
        let machine = work.machine(lane);
        work.laid[lane] = Some(lay_out(&machine, options));
    }
    work.assemble()
}

impl Work<'_> {
    /// One lane as a machine; the boxes in it are sized on the way.
    fn machine(&mut self, lane: usize) -> Machine {
        let direction = self.options.direction;
        let mut machine = Machine { boxed: self.graph.lanes[lane].owner.is_some(), ..Machine::default() };
        for position in 0..self.nest.nodes[lane].len() {
            let node = self.nest.nodes[lane][position];
            let body = &self.graph.nodes[node];
            let fails = body.fails;
            if self.nest.inside[node].is_empty() {
                let (width, height) = turn(direction, closed(body));
                machine.cells.push(Cell { width, height, axis: width / 2, fails });
            } else {
                let sized = self.size(node);
                machine.cells.push(Cell { width: sized.width, height: sized.height, axis: sized.axis, fails });
                self.boxes[node] = Some(sized);
            }
        }
        for &index in &self.nest.edges[lane] {
            let edge = &self.graph.edges[index];
            let label = edge.label.map(|size| turn(direction, size));
            let (from, to) = (self.nest.position[edge.from], self.nest.position[edge.to]);
            machine.links.push(Link { from, to, kind: edge.kind, label });
        }
        let start = self.graph.lanes[lane]
            .start
            .filter(|&start| self.graph.nodes.get(start).is_some_and(|node| node.lane == lane));
        machine.start = start.map(|start| self.nest.position[start]);
        machine
    }

    /// Puts the lanes of a box side by side.
    fn size(&self, node: usize) -> Boxed {
        let (frame, options) = (&self.frame, self.options);
        let (mut width, mut height) = (0, 0);
        let mut lanes = Vec::new();
        for &lane in &self.nest.inside[node] {
            let (lane_width, lane_height) = self.laid[lane].as_ref().map_or((0, 0), |laid| (laid.width, laid.height));
            if !lanes.is_empty() {
                width += options.branch_gap;
            }
            lanes.push((lane, width));
            width += lane_width;
            height = height.max(lane_height);
        }
        let least = turn(options.direction, self.graph.nodes[node].min_box);
        let full = (width + frame.side + frame.far).max(least.0);
        let before = frame.side + (full - frame.side - frame.far - width) / 2;
        for lane in &mut lanes {
            lane.1 += before;
        }
        let axis = match lanes[..] {
            [(lane, left)] => left + self.laid[lane].as_ref().map_or(0, |laid| laid.axis),
            _ => (frame.side + full - frame.far) / 2,
        };
        Boxed { width: full, height: (frame.bar + height + frame.join).max(least.1), axis, lanes }
    }

    /// From the outermost lane inwards everything gets its place in the picture.
    fn assemble(mut self) -> Placement {
        let (graph, options) = (self.graph, self.options);
        let mut placement = Placement {
            nodes: vec![Rect::default(); graph.nodes.len()],
            edges: vec![Route::default(); graph.edges.len()],
            lanes: vec![Rect::default(); graph.lanes.len()],
            ..Placement::default()
        };
        let margin = options.margin;
        let mut origin = vec![(0, 0); graph.lanes.len()];
        let mut right = margin;
        let pill = turn(options.direction, options.pill);
        let mut down = margin + pill.1;
        for &lane in &self.nest.lanes {
            if graph.lanes[lane].owner.is_some() {
                continue;
            }
            let Some(laid) = &self.laid[lane] else { continue };
            // The pill may be wider than the state it stands over.
            let left = margin + (pill.0 / 2 - laid.axis).max(0);
            origin[lane] = (left, down);
            if lane == 0 {
                let (x, y) = turn(options.direction, (left + laid.axis, down));
                placement.start = Point { x, y };
            }
            right = right.max(left + laid.width).max(left + laid.axis + pill.0 / 2);
            down += laid.height + options.branch_gap;
        }
        let size = (right + margin, (down - options.branch_gap).max(margin + pill.1) + margin);
        placement.size = turn(options.direction, size);
        for position in 0..self.nest.lanes.len() {
            let lane = self.nest.lanes[position];
            self.fill(lane, &mut origin, &mut placement);
        }
        placement
    }

    /// Places one lane's nodes, lines and inner lanes.
    fn fill(&mut self, lane: usize, origin: &mut [(i32, i32)], placement: &mut Placement) {
        let Some(laid) = self.laid[lane].take() else { return };
        let (left, top) = origin[lane];
        placement.lanes[lane] = self.rect((left, top), (laid.width, laid.height));
        for (position, &node) in self.nest.nodes[lane].iter().enumerate() {
            let (x, y) = (left + laid.at[position].x, top + laid.at[position].y);
            let body = &self.graph.nodes[node];
            let Some(boxed) = &self.boxes[node] else {
                placement.nodes[node] = self.rect((x, y), turn(self.options.direction, closed(body)));
                continue;
            };
            placement.nodes[node] = self.rect((x, y), (boxed.width, boxed.height));
            for &(inner, at) in &boxed.lanes {
                origin[inner] = (x + at, y + self.frame.bar);
            }
            self.fork(node, (x, y), placement);
        }
        for (&edge, mut route) in self.nest.edges[lane].iter().zip(laid.routes) {
            route.points = self.points(route.points.iter().map(|point| (left + point.x, top + point.y)));
            route.label = route.label.map(|chip| self.rect((left + chip.x, top + chip.y), (chip.width, chip.height)));
            placement.edges[edge] = route;
        }
    }

    /// The lines of a box: over the fork bar to its lanes, and from their ends over the join to the foot.
    fn fork(&self, owner: usize, (x, y): (i32, i32), placement: &mut Placement) {
        let (Some(boxed), frame) = (&self.boxes[owner], &self.frame) else { return };
        let (axis, bar, join) = (x + boxed.axis, y + frame.bar, y + boxed.height - frame.join);
        let mut ends = false;
        for &(lane, at) in &boxed.lanes {
            let Some(laid) = &self.laid[lane] else { continue };
            if let Some(start) = self.graph.lanes[lane]
                .start
                .filter(|&start| self.graph.nodes.get(start).is_some_and(|node| node.lane == lane))
            {
                let (to, first) = (x + at + laid.axis, laid.at[self.nest.position[start]]);
                let corners = [(axis, y + frame.head), (axis, bar), (to, bar), (to, bar + first.y)];
                let points = self.points(corners.into_iter());
                placement.forks.push(Fork { owner, part: ForkPart::Enter(lane), points });
            }
            for (cell, line) in &laid.exits {
                ends = true;
                let last = line.last().map_or(0, |point| x + at + point.x);
                let line = line.iter().map(|point| (x + at + point.x, bar + point.y));
                let points = self.points(line.chain([(last, join), (axis, join)]));
                let node = self.nest.nodes[lane][*cell];
                placement.forks.push(Fork { owner, part: ForkPart::Leave { lane, node }, points });
            }
        }
        if ends {
            let points = self.points([(axis, join), (axis, y + boxed.height)].into_iter());
            placement.forks.push(Fork { owner, part: ForkPart::Foot, points });
        }
    }

    fn rect(&self, at: (i32, i32), size: (i32, i32)) -> Rect {
        let ((x, y), (width, height)) = (turn(self.options.direction, at), turn(self.options.direction, size));
        Rect { x, y, width, height }
    }

    fn points(&self, corners: impl Iterator<Item = (i32, i32)>) -> Vec<Point> {
        let mut points: Vec<Point> =
            corners.map(|corner| turn(self.options.direction, corner)).map(|(x, y)| Point { x, y }).collect();
        tidy(&mut points);
        points
    }
}
