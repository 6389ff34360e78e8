//! Deterministic layered layout of compound graphs: sizes in, rectangles and polylines out.
//!
//! **Invariant:** the same graph gives the same bytes everywhere: integers only, no clock, no hash order, and text is
//! measured by a table ([`text_width`]), never by a browser.
//! Must never know: what a state is, or what its edges mean beyond their [`EdgeKind`].
//!
//! The flow stands in one straight column. A node that only a `Catch`, or a Choice's way to a failing end, leads to
//! stands in a side column to the right, on the row of its source or below. What is not next to each other is joined
//! through lanes: loops to the left of the flow, catches to the right of everything.
//!
//! ```
//! use stepwright::layout::{Edge, EdgeKind, Graph, Lane, Node, Options, place};
//! let graph = Graph {
//!     lanes: vec![Lane { owner: None, start: Some(0) }],
//!     nodes: vec![Node { width: 192, height: 40, ..Node::default() }; 2],
//!     edges: vec![Edge { from: 0, to: 1, kind: EdgeKind::Next, label: None }],
//! };
//! let placement = place(&graph, &Options::default());
//! assert_eq!(placement.nodes[0].x, placement.nodes[1].x);
//! ```

mod boxes;
mod metrics;
mod order;
mod place;
mod rank;
mod route;

pub use boxes::{MAX_DEPTH, MIN_SIZE};
pub use metrics::{Face, fit, text_width};

/// What to lay out. All indices are positions in these vectors.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Graph {
    /// The states.
    pub nodes: Vec<Node>,
    /// The transitions, in the caller's canonical order.
    pub edges: Vec<Edge>,
    /// The machines: the outermost, every branch, every iterator.
    pub lanes: Vec<Lane>,
}

/// One machine: the outermost, a branch of a box, or the body of one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lane {
    /// The box the lane is in; `None` for the outermost machine.
    pub owner: Option<usize>,
    /// The node `StartAt` names.
    pub start: Option<usize>,
}

/// One state. It is a box when a lane names it as owner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Node {
    /// The lane it stands in.
    pub lane: usize,
    /// Width of a leaf, or of a box that is drawn closed.
    pub width: i32,
    /// Height of a leaf, or of a box that is drawn closed.
    pub height: i32,
    /// A box is at least this wide and high (its head has a text).
    pub min_box: (i32, i32),
    /// A failing end: a choice's way to it stands aside, and it has no line to the join of its box.
    pub fails: bool,
}

/// One transition. It must join two nodes of one lane; any other gets an empty route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The source.
    pub from: usize,
    /// The target.
    pub to: usize,
    /// What it is, which decides where it runs.
    pub kind: EdgeKind,
    /// Width and height of the chip that stands on it.
    pub label: Option<(i32, i32)>,
}

/// The kinds of transition that run differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EdgeKind {
    /// `Next`.
    Next,
    /// A rule of a Choice.
    Branch,
    /// `Default` of a Choice.
    Default,
    /// A catcher.
    Catch,
}

/// Where the flow goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// From top to bottom, aside is to the right.
    #[default]
    Down,
    /// From left to right, aside is below.
    Right,
}

/// Distances, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Where the flow goes.
    pub direction: Direction,
    /// Between two rows.
    pub rank_gap: i32,
    /// Between two rows when an edge between them carries a chip.
    pub chip_gap: i32,
    /// Between neighbours in a row, and between the lanes of a box.
    pub branch_gap: i32,
    /// Between lines that run side by side in a gutter.
    pub lane_gap: i32,
    /// Around everything.
    pub margin: i32,
    /// Width and height of the Start pill.
    pub pill: (i32, i32),
    /// Between the Start pill and the first state.
    pub start_gap: i32,
    /// Height of a box's head.
    pub head: i32,
    /// Between a box's border and its lanes.
    pub padding: i32,
    /// Between the head and the fork bar.
    pub fork: i32,
    /// Between the join and the foot.
    pub join: i32,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            direction: Direction::Down,
            rank_gap: 24,
            chip_gap: 38,
            branch_gap: 20,
            lane_gap: 20,
            margin: 12,
            pill: (56, 20),
            start_gap: 24,
            head: 28,
            padding: 16,
            fork: 10,
            join: 12,
        }
    }
}

/// A place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    /// To the right.
    pub x: i32,
    /// Downwards.
    pub y: i32,
}

/// An upright rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rect {
    /// Left edge.
    pub x: i32,
    /// Top edge.
    pub y: i32,
    /// Width.
    pub width: i32,
    /// Height.
    pub height: i32,
}

impl Rect {
    /// The right edge.
    pub fn right(&self) -> i32 {
        self.x + self.width
    }

    /// The bottom edge.
    pub fn bottom(&self) -> i32 {
        self.y + self.height
    }

    /// Whether the insides meet; touching borders do not count.
    pub fn overlaps(&self, other: &Rect) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    /// Whether the other lies wholly within, borders included.
    pub fn contains(&self, other: &Rect) -> bool {
        self.x <= other.x && self.y <= other.y && other.right() <= self.right() && other.bottom() <= self.bottom()
    }
}

/// Where everything goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Placement {
    /// One for each node; empty for what is inside a closed box.
    pub nodes: Vec<Rect>,
    /// One for each edge.
    pub edges: Vec<Route>,
    /// One for each lane.
    pub lanes: Vec<Rect>,
    /// Where the Start pill ends and the line to the first state begins.
    pub start: Point,
    /// Width and height of the whole picture.
    pub size: (i32, i32),
    /// The lines inside boxes that belong to no edge.
    pub forks: Vec<Fork>,
}

/// The way of an edge: axis-parallel, from the border of its source to the border of its target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Route {
    /// The corners; empty when the edge joins nothing.
    pub points: Vec<Point>,
    /// Where its chip stands.
    pub label: Option<Rect>,
    /// Whether it closes a loop.
    pub back: bool,
}

/// A line of a box between its border and its lanes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fork {
    /// The box.
    pub owner: usize,
    /// What it joins.
    pub part: ForkPart,
    /// The corners, in the direction of the flow.
    pub points: Vec<Point>,
}

/// The lines of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForkPart {
    /// From the head over the fork bar to the start of this lane.
    Enter(usize),
    /// From an end of a lane to the join.
    Leave {
        /// The lane.
        lane: usize,
        /// The node that ends it.
        node: usize,
    },
    /// From the join to the foot.
    Foot,
}

/// Lays a graph out.
pub fn place(graph: &Graph, options: &Options) -> Placement {
    boxes::place(graph, options)
}

/// A node as one lane sees it, in flow coordinates: `width` lies across the flow, `height` along it.
#[derive(Clone, Copy, Debug)]
struct Cell {
    width: i32,
    height: i32,
    /// Where the flow enters and leaves, from the left.
    axis: i32,
    fails: bool,
}

/// An edge as one lane sees it: `from` and `to` are cells.
#[derive(Clone, Copy, Debug)]
struct Link {
    from: usize,
    to: usize,
    kind: EdgeKind,
    /// Across and along the flow.
    label: Option<(i32, i32)>,
}

impl Link {
    fn is_loop(&self) -> bool {
        self.from == self.to
    }
}

/// One machine without its surroundings.
#[derive(Debug, Default)]
struct Machine {
    cells: Vec<Cell>,
    links: Vec<Link>,
    start: Option<usize>,
    /// Whether it is inside a box, so that its ends lead to a join.
    boxed: bool,
}

impl Machine {
    /// Which cells end the machine well: nothing but a catcher leads on from them.
    fn ends(&self) -> Vec<bool> {
        let mut ends: Vec<bool> = self.cells.iter().map(|cell| !cell.fails).collect();
        for link in &self.links {
            ends[link.from] &= link.kind == EdgeKind::Catch;
        }
        ends
    }
}

/// A machine laid out, in its own flow coordinates.
#[derive(Debug, Default)]
struct Laid {
    /// Top left of each cell.
    at: Vec<Point>,
    routes: Vec<Route>,
    /// The cells that end the machine, each with its line to the lower edge.
    exits: Vec<(usize, Vec<Point>)>,
    width: i32,
    height: i32,
    /// Where the flow enters at the upper edge.
    axis: i32,
}

/// A count as a length; no picture has so many of anything that it would not fit.
fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn lay_out(machine: &Machine, options: &Options) -> Laid {
    let ranks = rank::rank(machine);
    let flow = order::order(machine, &ranks);
    let columns = place::columns(machine, &flow, options);
    route::route(machine, &ranks, &flow, &columns, options)
}
