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

#[test]
fn draws_the_order_workflow() {
    let machine = Machine::read(ORDER);
    dump("order", &machine, &Options::default());
    dump("order-right", &machine, &Options { direction: Direction::Right, ..Options::default() });
}
