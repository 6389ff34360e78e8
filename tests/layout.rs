//! Layout: what it must hold for any graph, and how small ones look.
//!
//! `LAYOUT_SVG=1 cargo test --no-default-features --test layout` writes every drawn example to `target/layout/`.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use expect_test::{Expect, expect};
use proptest::prelude::*;
use stepwright::layout::{
    Direction, Edge, EdgeKind, Face, Fork, ForkPart, Graph, Lane, MAX_DEPTH, Node, Options, Placement, Point, Rect, fit,
    place, text_width,
};

/// A graph with names, written one line an edge.
#[derive(Default)]
struct Machine {
    names: Vec<String>,
    graph: Graph,
}

impl Machine {
    /// Each line is a node (`A`, `!A` fails, `A{` … `}` is a box, `|` begins its next lane) or an edge: `A > B` next,
    /// `A ? B` rule, `A : B` default, `A ~ B` catch, with `= text` for a chip. Nodes of a lane come before its edges;
    /// the first node of a lane is its start.
    fn read(text: &str) -> Machine {
        let mut machine = Machine::default();
        machine.graph.lanes.push(Lane::default());
        let mut open: Vec<(usize, usize)> = Vec::new();
        let mut lane = 0;
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (rest, chip) = line.split_once(" = ").map_or((line, None), |(rest, chip)| (rest, Some(chip)));
            let words: Vec<&str> = rest.split(' ').collect();
            match words[..] {
                ["}"] => lane = open.pop().unwrap().1,
                ["|"] => lane = machine.lane(open.last().unwrap().0),
                [name] => {
                    let (name, boxed) = name.strip_suffix('{').map_or((name, false), |name| (name, true));
                    let node = machine.node(name, lane);
                    if boxed {
                        open.push((node, lane));
                        lane = machine.lane(node);
                    }
                }
                [from, sign, to] => {
                    let kind = match sign {
                        ">" => EdgeKind::Next,
                        "?" => EdgeKind::Branch,
                        ":" => EdgeKind::Default,
                        "~" => EdgeKind::Catch,
                        _ => panic!("no such edge: {line}"),
                    };
                    let label = chip.map(|chip| (text_width(chip, 105, Face::Mono) + 16, 18));
                    let (from, to) = (machine.find(from), machine.find(to));
                    machine.graph.edges.push(Edge { from, to, kind, label });
                }
                _ => panic!("cannot read: {line}"),
            }
        }
        machine
    }

    fn lane(&mut self, owner: usize) -> usize {
        self.graph.lanes.push(Lane { owner: Some(owner), start: None });
        self.graph.lanes.len() - 1
    }

    fn node(&mut self, name: &str, lane: usize) -> usize {
        let (name, fails) = name.strip_prefix('!').map_or((name, false), |name| (name, true));
        let node = self.graph.nodes.len();
        self.names.push(name.to_owned());
        self.graph.nodes.push(Node { lane, width: 192, height: 40, min_box: (0, 0), fails });
        self.graph.lanes[lane].start.get_or_insert(node);
        node
    }

    fn find(&self, name: &str) -> usize {
        self.names.iter().position(|other| other == name).unwrap_or_else(|| panic!("no node {name}"))
    }
}

const ORDER: &str = "
    ValidateOrder
    CheckValidation
    ProcessOrderParallel{
        ReserveInventory
        |
        WaitForApproval
        ProcessPayment
        WaitForApproval > ProcessPayment
    }
    ShipOrder
    NotifyCustomer
    OrderComplete
    !OrderInvalid
    !OrderFailed
    CompensateOrder
    ShippingFailed
    ValidateOrder > CheckValidation
    ValidateOrder ~ OrderFailed = States.ALL
    CheckValidation ? ProcessOrderParallel = $.validation.isValid = true
    CheckValidation : OrderInvalid = default
    ProcessOrderParallel > ShipOrder
    ProcessOrderParallel ~ CompensateOrder = States.ALL
    ShipOrder > NotifyCustomer
    ShipOrder ~ ShippingFailed = States.ALL
    NotifyCustomer > OrderComplete
    CompensateOrder > OrderFailed
    ShippingFailed > OrderFailed
";

fn svg(machine: &Machine, placed: &Placement) -> String {
    let (width, height) = placed.size;
    let mut out = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}' font-family='sans-serif' font-size='12.5'>\
         <defs><marker id='a' viewBox='0 0 8 8' refX='8' refY='4' markerWidth='8' markerHeight='8' markerUnits='userSpaceOnUse' orient='auto'>\
         <path d='M0 0L8 4L0 8z' fill='#777'/></marker></defs><rect width='{width}' height='{height}' fill='#f8f9fa'/>"
    );
    let owners: BTreeSet<usize> = machine.graph.lanes.iter().filter_map(|lane| lane.owner).collect();
    for (index, rect) in placed.nodes.iter().enumerate() {
        let boxed = owners.contains(&index) && rect.height > 40;
        let Rect { x, y, width, height } = *rect;
        let fill = if boxed { "#eef4fd" } else { "#fff" };
        let _ = write!(out, "<rect x='{x}' y='{y}' width='{width}' height='{height}' rx='8' fill='{fill}' stroke='#889'/>");
        let at = if boxed { y + 18 } else { y + height / 2 + 4 };
        let _ = write!(out, "<text x='{}' y='{at}'>{}</text>", x + 12, machine.names.get(index).map_or("", |name| name));
    }
    let line = |points: &[Point]| -> String { points.iter().map(|point| format!("{},{} ", point.x, point.y)).collect() };
    for fork in &placed.forks {
        let _ = write!(out, "<polyline points='{}' fill='none' stroke='#777'/>", line(&fork.points));
    }
    for (edge, route) in machine.graph.edges.iter().zip(&placed.edges) {
        let (color, dash) = if edge.kind == EdgeKind::Catch { ("#b45309", "2 3") } else { ("#777", "none") };
        let _ = write!(
            out,
            "<polyline points='{}' fill='none' stroke='{color}' stroke-width='1.5' stroke-dasharray='{dash}' marker-end='url(#a)'/>",
            line(&route.points)
        );
    }
    for rect in placed.edges.iter().filter_map(|route| route.label) {
        let Rect { x, y, width, height } = rect;
        let _ = write!(out, "<rect x='{x}' y='{y}' width='{width}' height='{height}' rx='3' fill='#fff' stroke='#c90'/>");
    }
    let Point { x, y } = placed.start;
    let _ = write!(out, "<circle cx='{x}' cy='{y}' r='3'/></svg>");
    out
}

fn dump(name: &str, machine: &Machine, options: &Options) -> Placement {
    let placed = place(&machine.graph, options);
    if std::env::var_os("LAYOUT_SVG").is_some() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/layout");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{name}.svg")), svg(machine, &placed)).unwrap();
    }
    placed
}


/// Everything a placement must hold. Returns how many routes run through a cell they do not belong to, of how many.
fn hold(graph: &Graph, options: &Options) -> Result<(usize, usize), String> {
    let placed = place(graph, options);
    if placed != place(graph, options) {
        return Err("a second run gave something else".into());
    }
    let shown: Vec<bool> = placed.nodes.iter().map(|rect| rect.width > 0).collect();
    let page = Rect { x: 0, y: 0, width: placed.size.0, height: placed.size.1 };
    for (index, (node, rect)) in graph.nodes.iter().zip(&placed.nodes).enumerate() {
        if !shown[index] {
            continue;
        }
        let lane = placed.lanes[node.lane];
        if !lane.contains(rect) || !page.contains(rect) {
            return Err(format!("node {index} {rect:?} leaves its lane {lane:?}"));
        }
        if let Some(owner) = graph.lanes[node.lane].owner
            && !placed.nodes[owner].contains(&lane)
        {
            return Err(format!("lane {lane:?} leaves its box {:?}", placed.nodes[owner]));
        }
        for (other, sibling) in graph.nodes.iter().zip(&placed.nodes).enumerate().skip(index + 1) {
            if sibling.0.lane == node.lane && rect.overlaps(sibling.1) {
                return Err(format!("nodes {index} {rect:?} and {other} {:?} overlap", sibling.1));
            }
        }
    }
    let mut through = 0;
    let mut count = 0;
    let mut chips: Vec<(usize, Rect)> = Vec::new();
    for (index, (edge, route)) in graph.edges.iter().zip(&placed.edges).enumerate() {
        let lane = |node: usize| graph.nodes.get(node).map(|node| node.lane);
        if lane(edge.from).is_none() || lane(edge.from) != lane(edge.to) || !shown[edge.from] {
            if !route.points.is_empty() {
                return Err(format!("edge {index} joins nothing and has a route"));
            }
            continue;
        }
        line(&route.points).map_err(|what| format!("edge {index}: {what}"))?;
        let (first, last) = (route.points[0], route.points[route.points.len() - 1]);
        if !on_border(&placed.nodes[edge.from], first) || !on_border(&placed.nodes[edge.to], last) {
            return Err(format!("edge {index} {edge:?} does not join its nodes: {:?}", route.points));
        }
        if route.points.iter().any(|point| !page.contains(&Rect { x: point.x, y: point.y, width: 0, height: 0 })) {
            return Err(format!("edge {index} leaves the page: {:?}", route.points));
        }
        let lane = graph.nodes[edge.from].lane;
        let siblings = || (0..graph.nodes.len()).filter(move |&node| graph.nodes[node].lane == lane);
        count += 1;
        let crossed = |node: usize| route.points.windows(2).any(|pair| crosses(&placed.nodes[node], pair[0], pair[1]));
        through += usize::from(siblings().any(crossed));
        if edge.label.is_some() != route.label.is_some() {
            return Err(format!("edge {index} lost its chip"));
        }
        if let Some(chip) = route.label {
            if let Some(node) = siblings().find(|&node| placed.nodes[node].overlaps(&chip)) {
                return Err(format!("the chip of edge {index} {edge:?} {chip:?} lies on node {node} {:?}", placed.nodes[node]));
            }
            if let Some(other) = chips.iter().find(|other| other.1.overlaps(&chip)) {
                let (one, two) = (&placed.edges[other.0], route);
                return Err(format!("the chips of {:?} and {edge:?} overlap: {one:?} {two:?}", graph.edges[other.0]));
            }
            if !page.contains(&chip) {
                return Err(format!("the chip of edge {index} {edge:?} leaves the page"));
            }
            chips.push((index, chip));
        }
    }
    for fork in &placed.forks {
        line(&fork.points).map_err(|what| format!("{:?} of box {}: {what}", fork.part, fork.owner))?;
    }
    Ok((through, count))
}

fn line(points: &[Point]) -> Result<(), String> {
    if points.len() < 2 {
        return Err(format!("no line: {points:?}"));
    }
    match points.windows(2).find(|pair| (pair[0].x == pair[1].x) == (pair[0].y == pair[1].y)) {
        Some(pair) => Err(format!("{pair:?} is aslant")),
        None => Ok(()),
    }
}

fn on_border(rect: &Rect, point: Point) -> bool {
    let across = rect.x <= point.x && point.x <= rect.right();
    let along = rect.y <= point.y && point.y <= rect.bottom();
    across && along && (point.x == rect.x || point.x == rect.right() || point.y == rect.y || point.y == rect.bottom())
}

fn crosses(rect: &Rect, a: Point, b: Point) -> bool {
    a.x.min(b.x) < rect.right() && rect.x < a.x.max(b.x) && a.y == b.y && rect.y < a.y && a.y < rect.bottom()
        || a.y.min(b.y) < rect.bottom() && rect.y < a.y.max(b.y) && a.x == b.x && rect.x < a.x && a.x < rect.right()
}

fn edge_kind() -> impl Strategy<Value = EdgeKind> {
    prop_oneof![
        4 => Just(EdgeKind::Next),
        3 => Just(EdgeKind::Branch),
        1 => Just(EdgeKind::Default),
        2 => Just(EdgeKind::Catch)
    ]
}

prop_compose! {
    /// Any graph: lanes in lanes, edges anywhere, some of them broken.
    fn any_graph()(nodes in 0..24_usize, lanes in 1..5_usize)(
        nodes in prop::collection::vec((0..lanes, 1..300, 1..80, prop::bool::weighted(0.1)), nodes),
        owners in prop::collection::vec((0..nodes + 2, prop::option::weighted(0.9, 0..nodes + 1)), lanes),
        edges in prop::collection::vec(
            (0..nodes + 1, 0..nodes + 1, edge_kind(), prop::option::weighted(0.4, (1..160, 1..22))),
            0..2 * nodes + 1,
        ),
    ) -> Graph {
        let node = |(lane, width, height, fails)| Node { lane, width, height, fails, min_box: (0, 0) };
        let lane = |(at, (owner, start)): (usize, (usize, Option<usize>))| Lane { owner: (at > 0).then_some(owner), start };
        Graph {
            nodes: nodes.into_iter().map(node).collect(),
            edges: edges.into_iter().map(|(from, to, kind, label)| Edge { from, to, kind, label }).collect(),
            lanes: owners.into_iter().enumerate().map(lane).collect(),
        }
    }
}

prop_compose! {
    /// A machine as people write them: mostly onward, some jumps, states of two sizes.
    fn usual_graph()(nodes in 2..40_usize)(
        kinds in prop::collection::vec((0..6_u8, 1..4_usize, 0..nodes, any::<bool>()), nodes),
    ) -> Graph {
        let count = kinds.len();
        let mut graph = Graph { lanes: vec![Lane { owner: None, start: Some(0) }], ..Graph::default() };
        for (from, (what, step, jump, chip)) in kinds.into_iter().enumerate() {
            let label = |on: bool| on.then_some((90, 18));
            let mut edge = |to: usize, kind, label| {
                if to < count { graph.edges.push(Edge { from, to, kind, label }); }
            };
            match what {
                0 => {
                    edge(from + 1, EdgeKind::Branch, label(true));
                    edge(from + 1 + step, EdgeKind::Branch, label(chip));
                    edge(jump, EdgeKind::Default, label(true));
                }
                1 => { edge(from + 1, EdgeKind::Next, None); edge(jump, EdgeKind::Catch, label(chip)); }
                2 => edge(from + step, EdgeKind::Next, None),
                _ => edge(from + 1, EdgeKind::Next, None),
            }
            let fails = graph.edges.last().is_none_or(|edge| edge.from != from);
            graph.nodes.push(Node { lane: 0, width: 192, height: if chip { 40 } else { 56 }, fails, min_box: (0, 0) });
        }
        graph
    }
}

fn turned(direction: Direction) -> Options {
    Options { direction, ..Options::default() }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_graph_holds(graph in any_graph(), right in any::<bool>()) {
        let direction = if right { Direction::Right } else { Direction::Down };
        prop_assert_eq!(hold(&graph, &turned(direction)).err(), None);
    }

    #[test]
    fn a_usual_graph_holds(graph in usual_graph(), right in any::<bool>()) {
        let direction = if right { Direction::Right } else { Direction::Down };
        prop_assert_eq!(hold(&graph, &turned(direction)).err(), None);
    }
}

/// The share of routes through a cell they do not belong to, printed with `--nocapture`.
#[test]
fn few_routes_run_through_cells() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut rate = |name: &str, strategy: BoxedStrategy<Graph>| {
        let (mut through, mut count) = (0, 0);
        for _ in 0..400 {
            let graph = strategy.new_tree(&mut runner).unwrap().current();
            let held = hold(&graph, &Options::default()).unwrap();
            (through, count) = (through + held.0, count + held.1);
        }
        println!("{name}: {through} of {count} routes run through a cell");
        (through, count)
    };
    let usual = rate("usual", usual_graph().boxed());
    let any = rate("any", any_graph().boxed());
    assert_eq!(usual.0 + any.0, 0);
}

#[test]
fn draws_the_order_workflow() {
    let machine = Machine::read(ORDER);
    dump("order", &machine, &Options::default());
    dump("order-right", &machine, &Options { direction: Direction::Right, ..Options::default() });
}
